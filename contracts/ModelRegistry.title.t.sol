// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Fixture} from "./testing/Fixture.t.sol";

contract ModelRegistryTitleTest is Fixture {
    function _sell(address model, address from, address to) private {
        vm.prank(from);
        titles.transferFrom(from, to, uint160(model));
    }

    function test_UnsettledIncomeGoesWithTheTitle() public {
        _pay(root, fee, 100);
        _sell(root, alice, bob);
        vault.settle(root, address(fee));
        vm.assertEq(vault.claimable(alice, address(fee)), 0, "seller");
        vm.assertEq(vault.claimable(bob, address(fee)), 50, "buyer");
    }

    function test_SettledIncomeStaysWithTheSeller() public {
        _pay(root, fee, 100);
        vault.settle(root, address(fee));
        _sell(root, alice, bob);
        vm.assertEq(vault.claimable(alice, address(fee)), 50, "seller");
        vm.assertEq(vault.claimable(bob, address(fee)), 0, "buyer");
    }

    function testFuzz_EachSaleSplitsIncomeAtItsTime(uint96 early, uint96 late) public {
        _pay(root, fee, uint256(early) + 2);
        vault.settle(root, address(fee));
        _sell(root, alice, bob);
        _pay(root, fee, uint256(late) + 2);
        vault.settle(root, address(fee));
        uint256 total = (uint256(early) + uint256(late) + 4) / 2;
        vm.assertEq(vault.claimable(alice, address(fee)), (uint256(early) + 2) / 2, "seller");
        vm.assertEq(vault.claimable(bob, address(fee)), total - (uint256(early) + 2) / 2, "buyer");
    }

    function test_AParentsSaleDoesNotTouchTheChild() public {
        address child = _child(root, bob);
        _sell(root, alice, charlie);
        _pay(child, fee, 100);
        vault.settleLineage(child, address(fee), 2);
        vm.assertEq(vault.claimable(bob, address(fee)), 50, "child");
        vm.assertEq(vault.claimable(charlie, address(fee)), 25, "parent");
        vm.assertEq(vault.claimable(tail, address(fee)), 25, "tail");
    }

    function test_OnlyItsOwnerCanSellATitle() public {
        vm.expectRevert();
        vm.prank(bob);
        titles.transferFrom(alice, bob, uint160(root));
    }
}
