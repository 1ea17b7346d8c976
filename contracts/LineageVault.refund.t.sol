// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Fixture} from "./testing/Fixture.t.sol";
import {Mood} from "./testing/tokens/HostileToken.sol";
import {ILineageVault} from "./interfaces/ILineageVault.sol";

/// @dev Whatever a token does when it should go back, the refund ends and the money is the requester's.
contract LineageVaultRefundTest is Fixture {
    uint256 private constant AMOUNT = 100;

    function setUp() public override {
        super.setUp();
        vault.settle(root, root);
        vm.startPrank(alice);
        vault.claim(root);
        IERC20(root).transfer(bob, 2 * ONE);
        vm.stopPrank();
        vault.claimFor(tail, root);
        hostile.mint(bob, AMOUNT);
        vm.startPrank(bob);
        hostile.approve(address(vault), AMOUNT);
        IERC20(root).approve(address(vault), 2 * ONE);
        vm.stopPrank();
        _escrow();
    }

    function _escrow() private {
        vm.prank(address(market));
        vault.escrow(bob, root, new address[](0), address(hostile), AMOUNT);
    }

    function _refund() private {
        vm.prank(address(market));
        vault.refund(bob, root, new address[](0), address(hostile), AMOUNT);
        vm.assertEq(IERC20(root).balanceOf(bob), 2 * ONE, "the datatoken goes back whatever the fee token does");
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

    function test_EscrowIsNoIncome() public view {
        vm.assertEq(vault.inboxOf(root, root), 0, "inbox of datatokens");
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
        _refund();
        vm.assertEq(vault.claimable(bob, address(hostile)), AMOUNT, "claimable");
    }

    function test_ACallerThatStarvesTheTransferOnlyDelaysIt() public {
        for (uint256 gasLimit = 30_000; gasLimit < 200_000; gasLimit += 2_000) {
            uint256 before = vm.snapshotState();
            vm.prank(address(market));
            try vault.refund{gas: gasLimit}(bob, root, new address[](0), address(hostile), AMOUNT) {
                uint256 total = hostile.balanceOf(bob) + vault.claimable(bob, address(hostile));
                vm.assertEq(total, AMOUNT, "paid or claimable");
                total = IERC20(root).balanceOf(bob) + vault.claimable(bob, root);
                vm.assertEq(total, 2 * ONE, "so is the datatoken");
            } catch {
                vm.assertEq(hostile.balanceOf(bob) + vault.claimable(bob, address(hostile)), 0, "or nothing");
            }
            vm.revertToState(before);
        }
    }

    function test_EscrowBecomesIncomeAFeeAndTheRest() public {
        vm.prank(address(market));
        vm.expectEmit(address(vault));
        emit ILineageVault.IncomeReceived(root, root, ONE);
        vm.expectEmit(address(vault));
        emit ILineageVault.Credited(charlie, address(hostile), 60);
        vault.release(root, charlie, bob, address(hostile), 60, 40);
        vm.assertEq(vault.inboxOf(root, root), ONE, "inbox");
        vm.assertEq(vault.claimable(charlie, address(hostile)), 60, "fee");
        vm.assertEq(hostile.balanceOf(bob), 40, "rest");
    }

    function test_AReleaseWithoutAFeeOrARestMovesNone() public {
        hostile.setMood(Mood.Reverts);
        vm.prank(address(market));
        vault.release(root, charlie, bob, address(hostile), 0, 0);
        vm.assertEq(vault.claimable(charlie, address(hostile)), 0, "fee");
        vm.assertEq(vault.claimable(bob, address(hostile)), 0, "rest");
        vm.assertEq(vault.inboxOf(root, root), ONE, "inbox");
    }

    function test_EscrowRefusesATokenThatTakesAFee() public {
        hostile.mint(bob, AMOUNT);
        vm.prank(bob);
        hostile.approve(address(vault), AMOUNT);
        hostile.setMood(Mood.Skims);
        vm.prank(address(market));
        bytes4 refusal = ILineageVault.LineageVault_ShortTransfer.selector;
        vm.expectRevert(abi.encodeWithSelector(refusal, address(hostile), AMOUNT, AMOUNT - 1));
        vault.escrow(bob, root, new address[](0), address(hostile), AMOUNT);
    }
}
