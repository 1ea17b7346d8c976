// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {Fixture} from "./testing/Fixture.t.sol";
import {Mood} from "./testing/tokens/HostileToken.sol";
import {ILineageVault} from "./interfaces/ILineageVault.sol";

/// @dev Whatever a token does when it should go back, the refund ends and the money is the requester's.
contract LineageVaultRefundTest is Fixture {
    uint256 private constant AMOUNT = 100;

    function setUp() public override {
        super.setUp();
        hostile.mint(bob, AMOUNT);
        vm.prank(bob);
        hostile.approve(address(vault), AMOUNT);
        vm.prank(address(market));
        vault.escrow(address(hostile), bob, AMOUNT);
    }

    function _refund() private {
        vm.prank(address(market));
        vault.refund(bob, address(hostile), AMOUNT);
        vm.assertEq(vault.escrowed(address(hostile)), 0, "escrow");
    }

    function _assertPaid() private view {
        vm.assertEq(hostile.balanceOf(bob), AMOUNT, "paid");
        vm.assertEq(vault.claimable(bob, address(hostile)), 0, "claimable");
    }

    function _assertCredited() private {
        vm.assertEq(hostile.balanceOf(bob), 0, "not paid");
        vm.assertEq(vault.claimable(bob, address(hostile)), AMOUNT, "claimable");
        hostile.setMood(Mood.Honest);
        vault.claimFor(bob, address(hostile));
        _assertPaid();
    }

    function test_EscrowIsCountedApart() public view {
        vm.assertEq(vault.escrowed(address(hostile)), AMOUNT, "escrow");
        vm.assertEq(hostile.balanceOf(address(vault)), AMOUNT, "balance");
        vm.assertEq(vault.inboxOf(root, address(hostile)), 0, "inbox");
    }

    function test_AnHonestTokenGoesStraightBack() public {
        _refund();
        _assertPaid();
    }

    function test_ATokenThatReturnsNothingGoesBack() public {
        hostile.setMood(Mood.ReturnsNothing);
        _refund();
        _assertPaid();
    }

    function test_ATokenThatRevertsIsCredited() public {
        hostile.setMood(Mood.Reverts);
        vm.expectEmit(address(vault));
        emit ILineageVault.Credited(bob, address(hostile), AMOUNT);
        _refund();
        _assertCredited();
    }

    function test_ATokenThatReturnsFalseIsCredited() public {
        hostile.setMood(Mood.ReturnsFalse);
        _refund();
        _assertCredited();
    }

    function test_ATokenThatReturnsAnyOtherWordIsCredited() public {
        hostile.setMood(Mood.ReturnsTwo);
        _refund();
        _assertCredited();
    }

    function test_ATokenThatReturnsABombIsCredited() public {
        hostile.setMood(Mood.BombsReturnData);
        _refund();
        _assertCredited();
    }

    function test_ATokenThatBurnsGasIsCreditedAndBurnsLittle() public {
        hostile.setMood(Mood.BurnsGas);
        uint256 before = gasleft();
        _refund();
        vm.assertLe(before - gasleft(), 300_000, "gas");
        _assertCredited();
    }

    function test_ATokenThatReentersChangesNothing() public {
        hostile.setReentry(address(vault), abi.encodeCall(ILineageVault.settle, (root, root)));
        _refund();
        _assertGuarded();
        _assertPaid();
    }

    function test_ATokenWithoutCodeIsCredited() public {
        vm.etch(address(hostile), "");
        vm.prank(address(market));
        vault.refund(bob, address(hostile), AMOUNT);
        vm.assertEq(vault.claimable(bob, address(hostile)), AMOUNT, "claimable");
    }

    function test_ACallerThatStarvesTheTransferOnlyDelaysIt() public {
        for (uint256 gasLimit = 60_000; gasLimit < 130_000; gasLimit += 2_000) {
            uint256 before = vm.snapshotState();
            vm.prank(address(market));
            try vault.refund{gas: gasLimit}(bob, address(hostile), AMOUNT) {
                uint256 total = hostile.balanceOf(bob) + vault.claimable(bob, address(hostile));
                vm.assertEq(total, AMOUNT, "paid or claimable");
            } catch {
                vm.assertEq(vault.escrowed(address(hostile)), AMOUNT, "all or nothing");
            }
            vm.revertToState(before);
        }
    }

    function test_EscrowBecomesIncomeOrAFee() public {
        vm.startPrank(address(market));
        vm.expectEmit(address(vault));
        emit ILineageVault.IncomeReceived(root, address(hostile), address(market), 40);
        vault.escrowToModel(root, address(hostile), 40);
        vm.expectEmit(address(vault));
        emit ILineageVault.Credited(charlie, address(hostile), 60);
        vault.escrowToAccount(charlie, address(hostile), 60);
        vm.assertEq(vault.inboxOf(root, address(hostile)), 40, "inbox");
        vm.assertEq(vault.claimable(charlie, address(hostile)), 60, "fee");
        vm.assertEq(vault.escrowed(address(hostile)), 0, "escrow");
    }

    function test_EscrowRefusesATokenThatTakesAFee() public {
        hostile.mint(bob, AMOUNT);
        vm.prank(bob);
        hostile.approve(address(vault), AMOUNT);
        hostile.setMood(Mood.Skims);
        vm.prank(address(market));
        vm.expectRevert(
            abi.encodeWithSelector(
                ILineageVault.LineageVault_ShortTransfer.selector,
                address(hostile),
                AMOUNT,
                AMOUNT - 1
            )
        );
        vault.escrow(address(hostile), bob, AMOUNT);
    }
}
