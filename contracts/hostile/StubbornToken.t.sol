// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {JobState, Terms} from "../interfaces/IJobMarket.sol";
import {NeighbourFixture} from "../testing/NeighbourFixture.t.sol";
import {Mood} from "../testing/tokens/HostileToken.sol";

/// @dev A fee token that, once it is in escrow, reverts, returns false, returns nothing, returns another word than true,
/// burns all gas, returns 30 kB, takes a fee, or reenters: each job ends in each way, and nobody waits for anything but
/// that token.
contract StubbornTokenTest is NeighbourFixture {
    function test_EveryJobEndsWhateverTheFeeTokenDoes() public {
        JobState[3] memory states = [JobState.Requested, JobState.Leased, JobState.Submitted];
        for (uint256 mood = uint256(Mood.Reverts); mood <= uint256(Mood.Reenters); ++mood) {
            for (uint256 i; i < states.length; ++i) _assertEnds(Mood(mood), states[i]);
        }
    }

    function _assertEnds(Mood mood, JobState state) private {
        uint256 before = vm.snapshotState();
        uint256[4] memory purse = _purse();
        uint256 owned = hostile.balanceOf(bob);
        Terms memory terms = _hostileTerms(0);
        _take(terms, state);
        hostile.setMood(mood);
        uint256 gas = gasleft();
        _endByAStranger(terms);
        vm.assertLe(gas - gasleft(), 1_000_000, "gas");
        hostile.setMood(Mood.Honest);
        uint256 spent = state == JobState.Submitted ? ONE : 0;
        uint256 asked = state == JobState.Submitted ? FEE : 0;
        for (uint256 i; i < 3; ++i) vm.assertEq(_purse()[i], purse[i] - spent, "datatokens");
        vm.assertEq(_owns(bob, address(hostile)), owned - asked, "requester");
        vm.assertEq(_owns(worker, address(hostile)), asked, "worker");
        _assertIncomeFlows();
        _assertJobsWork();
        vm.revertToState(before);
    }

    /// @dev A token that begins to take a fee when it goes out takes it from who is paid in it, and from nobody else.
    function test_AFeeOnTheWayOutIsTheReceivers() public {
        uint256 owned = hostile.balanceOf(bob);
        Terms memory terms = _hostileTerms(0);
        _payable(terms);
        hostile.setMood(Mood.Skims);
        market.settle(terms, _result(terms));
        vault.claimFor(worker, address(hostile));
        uint256 rest = MAX_FEE - FEE;
        vm.assertEq(hostile.balanceOf(bob), owned - MAX_FEE + rest - rest / 100, "requester");
        vm.assertEq(hostile.balanceOf(worker), FEE - FEE / 100, "worker");
        vm.assertEq(hostile.balanceOf(address(vault)), MAX_FEE / 100, "nobody's");
        _assertNoDebt();
    }

    function test_AFeeOnTheWayInIsRefused() public {
        hostile.setMood(Mood.Skims);
        vm.prank(bob);
        vm.expectRevert();
        market.request(_hostileTerms(0));
        vm.expectRevert();
        vault.pay(root, address(hostile), 100);
        _assertNoEscrow();
    }

    function _assertNoDebt() private view {
        vm.assertEq(vault.claimable(bob, address(hostile)), 0, "requester");
        vm.assertEq(vault.claimable(worker, address(hostile)), 0, "worker");
    }
}
