// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Fixture} from "./testing/Fixture.t.sol";
import {IDatatoken} from "./testing/OceanStack.t.sol";
import {Mood} from "./testing/tokens/HostileToken.sol";
import {ILineageVault} from "./interfaces/ILineageVault.sol";
import {IOceanDatatoken} from "./interfaces/IOcean.sol";

contract LineageVaultCollectTest is Fixture {
    function _collector(address model) private view returns (address) {
        return vault.collectorOf(IDatatoken(model).getERC721Address());
    }

    function test_TheAddressIsKnownBeforeTheCloneIsThere() public {
        address collector = _collector(root);
        vm.assertEq(collector.code.length, 0, "not deployed at birth");
        fee.mint(collector, 10);
        vault.collect(root, address(fee));
        vm.assertTrue(collector.code.length > 0, "deployed where predicted");
        vm.assertEq(vault.inboxOf(root, address(fee)), 10, "inbox");
    }

    function testFuzz_AnyTokenSentThereIsIncome(uint96 first, uint96 second) public {
        vm.assume(first > 0 && second > 0);
        address collector = _collector(root);
        hostile.mint(collector, first);
        vm.assertEq(vault.collect(root, address(hostile)), first, "first");
        hostile.mint(collector, second);
        vm.assertEq(vault.collect(root, address(hostile)), second, "second");
        vm.assertEq(vault.inboxOf(root, address(hostile)), uint256(first) + second, "inbox");
        vm.assertEq(hostile.balanceOf(collector), 0, "emptied");
    }

    function test_EachModelHasItsOwn() public {
        address child = _child(root, bob);
        vm.assertTrue(_collector(child) != _collector(root), "two collectors");
        fee.mint(_collector(child), 10);
        vm.expectRevert(abi.encodeWithSelector(ILineageVault.LineageVault_NothingToMove.selector, address(fee)));
        vault.collect(root, address(fee));
        vault.collect(child, address(fee));
        vm.assertEq(vault.inboxOf(child, address(fee)), 10, "inbox of the child");
        vm.assertEq(vault.inboxOf(root, address(fee)), 0, "inbox of the root");
    }

    function test_OceanOrdersArriveThere() public {
        vault.settle(root, root);
        vm.startPrank(alice);
        vault.claim(root);
        IOceanDatatoken.ProviderFee memory noFee;
        IOceanDatatoken.ConsumeMarketFee memory noMarketFee;
        IOceanDatatoken(root).startOrder(alice, 0, noFee, noMarketFee);
        vm.stopPrank();
        vm.expectEmit(address(vault));
        emit ILineageVault.IncomeReceived(root, root, 0.97e18);
        vm.assertEq(vault.collect(root, root), 0.97e18, "97 % of one datatoken");
        vm.assertEq(IERC20(root).balanceOf(opc), 0.03e18, "3 % for Ocean");
    }

    function testFuzz_RefusesAnUnknownModel(address unknown) public {
        vm.assume(unknown != root);
        vm.expectRevert(abi.encodeWithSelector(ILineageVault.LineageVault_UnknownModel.selector, unknown));
        vault.collect(unknown, address(fee));
    }

    function test_BooksOnlyWhatArrives() public {
        hostile.mint(_collector(root), 100);
        hostile.setMood(Mood.Skims);
        vm.assertEq(vault.collect(root, address(hostile)), 99, "arrived");
        vm.assertEq(vault.inboxOf(root, address(hostile)), 99, "inbox");
    }

    function test_ATokenCannotReenterToBookIncomeTwice() public {
        hostile.mint(_collector(root), 100);
        hostile.setReentry(address(vault), abi.encodeCall(ILineageVault.collect, (root, address(hostile))));
        vault.collect(root, address(hostile));
        _assertGuarded();
        vm.assertEq(vault.inboxOf(root, address(hostile)), 100, "inbox");
    }

    function test_EscrowIsNeverCollected() public {
        vault.settle(root, root);
        fee.mint(alice, 100);
        vm.startPrank(alice);
        vault.claim(root);
        fee.approve(address(vault), 100);
        IERC20(root).approve(address(vault), ONE);
        vm.stopPrank();
        vm.prank(address(market));
        vault.escrow(alice, root, new address[](0), address(fee), 100);
        fee.mint(_collector(root), 1);
        vm.assertEq(vault.collect(root, address(fee)), 1, "collected");
        vm.assertEq(vault.inboxOf(root, address(fee)), 1, "inbox");
        vm.assertEq(fee.balanceOf(address(vault)), 101, "escrow beside it");
        vm.expectPartialRevert(ILineageVault.LineageVault_NothingToMove.selector);
        vault.collect(root, root);
    }
}
