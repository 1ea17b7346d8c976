// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Fixture} from "./testing/Fixture.t.sol";
import {Mood} from "./testing/tokens/HostileToken.sol";
import {ILineageVault} from "./interfaces/ILineageVault.sol";

contract LineageVaultClaimTest is Fixture {
    function setUp() public override {
        super.setUp();
        _pay(root, fee, 100);
        _pay(root, hostile, 100);
        vault.settle(root, address(fee));
        vault.settle(root, address(hostile));
    }

    function test_ClaimPaysTheCaller() public {
        vm.expectEmit(address(vault));
        emit ILineageVault.Claimed(alice, address(fee), 50);
        vm.prank(alice);
        vm.assertEq(vault.claim(address(fee)), 50, "returned");
        vm.assertEq(fee.balanceOf(alice), 50, "paid");
        vm.assertEq(vault.claimable(alice, address(fee)), 0, "left");
    }

    function testFuzz_AnyoneMayClaimForAnAccountWhichIsPaidItself(address caller) public {
        vm.assume(caller != alice && caller != address(vault));
        vm.prank(caller);
        vm.assertEq(vault.claimFor(alice, address(fee)), 50, "returned");
        vm.assertEq(fee.balanceOf(alice), 50, "paid");
        vm.assertEq(fee.balanceOf(caller), 0, "caller");
    }

    function test_NothingCanBeClaimedTwice() public {
        bytes memory refusal = abi.encodeWithSelector(ILineageVault.LineageVault_NothingToMove.selector, address(fee));
        vm.startPrank(alice);
        vault.claim(address(fee));
        vm.expectRevert(refusal);
        vault.claim(address(fee));
        vm.expectRevert(refusal);
        vault.claimFor(alice, address(fee));
    }

    function testFuzz_StrangersHaveNothingToClaim(address account) public {
        vm.assume(account != alice && account != tail);
        vm.expectRevert(abi.encodeWithSelector(ILineageVault.LineageVault_NothingToMove.selector, address(fee)));
        vm.prank(account);
        vault.claim(address(fee));
    }

    function test_ATokenThatRefusesLeavesTheClaimForLater() public {
        Mood[4] memory moods = [Mood.Reverts, Mood.ReturnsFalse, Mood.ReturnsTwo, Mood.BombsReturnData];
        for (uint256 i; i < moods.length; ++i) {
            hostile.setMood(moods[i]);
            vm.expectRevert();
            vault.claimFor(alice, address(hostile));
            vm.assertEq(vault.claimable(alice, address(hostile)), 50, "still claimable");
        }
        hostile.setMood(Mood.ReturnsNothing);
        vault.claimFor(alice, address(hostile));
        vm.assertEq(hostile.balanceOf(alice), 50, "paid");
    }

    function test_ATokenCannotReenterToClaimTwice() public {
        hostile.setReentry(address(vault), abi.encodeCall(ILineageVault.claimFor, (alice, address(hostile))));
        vault.claimFor(alice, address(hostile));
        _assertGuarded();
        vm.assertEq(hostile.balanceOf(alice), 50, "paid once");
    }

    function test_ATailThatRefusesEveryCallBlocksNobody() public {
        address refuser = _new("HostileTrainer", "");
        vm.prank(alice);
        titles.transferFrom(alice, refuser, uint160(root));
        _pay(root, fee, 100);
        vault.settle(root, address(fee));
        vault.claimFor(refuser, address(fee));
        vault.claimFor(tail, address(fee));
        vm.assertEq(fee.balanceOf(refuser), 50, "an ERC-20 calls no hook");
        vm.assertEq(fee.balanceOf(tail), 100, "tail");
    }
}
