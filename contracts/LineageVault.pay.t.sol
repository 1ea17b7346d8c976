// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Fixture} from "./testing/Fixture.t.sol";
import {Mood} from "./testing/tokens/HostileToken.sol";
import {ILineageVault} from "./interfaces/ILineageVault.sol";

contract LineageVaultPayTest is Fixture {
    function testFuzz_OnlyTheModelsInboxGrows(uint96 first, uint96 second) public {
        vm.assume(first > 0 && second > 0);
        address child = _child(root, bob);
        _pay(child, fee, first);
        _pay(child, fee, second);
        vm.assertEq(vault.inboxOf(child, address(fee)), uint256(first) + second, "inbox");
        vm.assertEq(vault.inboxOf(root, address(fee)), 0, "inbox of the parent");
        vm.assertEq(fee.balanceOf(address(vault)), uint256(first) + second, "balance");
        vm.assertEq(vault.claimable(bob, address(fee)), 0, "claimable");
    }

    function test_EmitsWhatArrived() public {
        fee.mint(address(this), 5);
        fee.approve(address(vault), 5);
        vm.expectEmit(address(vault));
        emit ILineageVault.IncomeReceived(root, address(fee), 5);
        vault.pay(root, address(fee), 5);
    }

    /// @dev The first payment of a token takes new slots; so each depth is paid twice, and both costs are compared.
    function test_CostsTheSameAtDepth1And64() public {
        address[] memory models = _line(64);
        fee.mint(address(this), 1000);
        fee.approve(address(vault), 1000);
        vault.pay(models[30], address(fee), 1);
        uint256 first = _gasOfPay(models[0]);
        vm.assertEq(_gasOfPay(models[63]), first, "first payment");
        uint256 later = _gasOfPay(models[0]);
        vm.assertEq(_gasOfPay(models[63]), later, "later payment");
    }

    function _gasOfPay(address model) private returns (uint256) {
        uint256 before = gasleft();
        vault.pay(model, address(fee), 7);
        return before - gasleft();
    }

    function test_RefusesNothing() public {
        vm.expectRevert(abi.encodeWithSelector(ILineageVault.LineageVault_NothingToMove.selector, address(fee)));
        vault.pay(root, address(fee), 0);
    }

    function testFuzz_RefusesAnUnknownModel(address unknown) public {
        vm.assume(unknown != root);
        fee.mint(address(this), 1);
        fee.approve(address(vault), 1);
        vm.expectRevert(abi.encodeWithSelector(ILineageVault.LineageVault_UnknownModel.selector, unknown));
        vault.pay(unknown, address(fee), 1);
    }

    function test_RefusesWithoutAllowance() public {
        fee.mint(address(this), 1);
        vm.expectPartialRevert(IERC20Errors.ERC20InsufficientAllowance.selector);
        vault.pay(root, address(fee), 1);
    }

    function test_RefusesATokenThatTakesAFee() public {
        hostile.setMood(Mood.Skims);
        hostile.mint(address(this), 100);
        hostile.approve(address(vault), 100);
        vm.expectRevert(
            abi.encodeWithSelector(ILineageVault.LineageVault_ShortTransfer.selector, address(hostile), 100, 99)
        );
        vault.pay(root, address(hostile), 100);
    }

    function test_RefusesATokenThatReturnsFalse() public {
        hostile.setMood(Mood.ReturnsFalse);
        vm.expectRevert(abi.encodeWithSelector(SafeERC20.SafeERC20FailedOperation.selector, address(hostile)));
        vault.pay(root, address(hostile), 100);
    }

    function test_AcceptsATokenThatReturnsNothing() public {
        hostile.setMood(Mood.ReturnsNothing);
        _pay(root, hostile, 100);
        vm.assertEq(vault.inboxOf(root, address(hostile)), 100, "inbox");
    }

    function test_ATokenCannotReenter() public {
        bytes[6] memory calls = [
            abi.encodeCall(ILineageVault.pay, (root, address(fee), 1)),
            abi.encodeCall(ILineageVault.collect, (root, address(fee))),
            abi.encodeCall(ILineageVault.settle, (root, root)),
            abi.encodeCall(ILineageVault.settleLineage, (root, root, 1)),
            abi.encodeCall(ILineageVault.claim, (root)),
            abi.encodeCall(ILineageVault.claimFor, (alice, root))
        ];
        vault.settle(root, root);
        for (uint256 i; i < calls.length; ++i) {
            hostile.setReentry(address(vault), calls[i]);
            _pay(root, hostile, 10);
            _assertGuarded();
        }
        vm.assertEq(vault.inboxOf(root, address(hostile)), 60, "inbox");
    }
}
