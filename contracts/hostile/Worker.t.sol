// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IJobMarket, JobKind, JobState, Result, Terms} from "../interfaces/IJobMarket.sol";
import {NeighbourFixture} from "../testing/NeighbourFixture.t.sol";

/// @dev A worker that takes jobs and is silent, asks for more than was offered, or claims what others did. (That what it
/// delivers is right is another matter: the challenge window is for that.)
contract WorkerTest is NeighbourFixture {
    /// @dev Silence costs the worker a part of its stake each time, and the requester nothing but time.
    function test_SilenceNeverPays() public {
        uint256[4] memory purse = _purse();
        Terms memory terms = _termsWithAssets(0);
        _leased(terms);
        vm.warp(block.timestamp + LEASE + 1);
        market.lapse(terms);
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.JobMarket_AlreadyLapsed.selector, worker));
        _lease(terms, worker);
        _lease(terms, worker2);
        _endByAStranger(terms);
        _assertRefunded(purse);
        vm.assertEq(_owns(worker, address(fee)) + _owns(worker2, address(fee)), 0, "no fee");
        vm.assertEq(workers.freeStakeOf(worker), 10 * LEASE_STAKE - PENALTY, "one lapse");
        vm.assertEq(workers.freeStakeOf(worker2), 10 * LEASE_STAKE - PENALTY, "another");
        workers.sweepLost();
        vm.assertEq(stakeToken.balanceOf(sink), 2 * PENALTY, "to the sink");
    }

    /// @dev Renewing forever ends at the deadline.
    function test_AJobIsHeldToItsDeadlineAtMost() public {
        uint256[4] memory purse = _purse();
        Terms memory terms = _termsWithAssets(0);
        bytes32 id = _leased(terms);
        while (market.jobOf(id).until < terms.deadline) {
            vm.warp(market.jobOf(id).until);
            vm.prank(worker);
            market.renew(terms, 9999, bytes32(0));
        }
        _endByAStranger(terms);
        _assertRefunded(purse);
    }

    /// @dev It holds no more jobs at a time than its stake covers, and what covers them cannot be taken out.
    function test_StakeBoundsWhatAWorkerCanHold() public {
        Terms memory terms = _terms(JobKind.Infer);
        for (uint256 i; i < 10; ++i) {
            terms.salt = bytes32(i);
            _leased(terms);
        }
        vm.assertEq(workers.freeStakeOf(worker), 0, "all locked");
        vm.expectRevert();
        vm.prank(worker);
        workers.unbond(1);
    }

    function testFuzz_AskingForMoreBringsNoMore(uint256 asked) public {
        asked = _within(asked, MAX_FEE + 1, type(uint256).max);
        uint256[4] memory purse = _purse();
        Terms memory terms = _terms(JobKind.Infer);
        _leased(terms);
        Result memory result = _result(terms);
        result.fee = asked;
        _submit(terms, result, worker);
        vm.warp(block.timestamp + CHALLENGE + 1);
        market.settle(terms, result);
        vm.assertEq(vault.claimable(worker, address(fee)), MAX_FEE, "what was offered");
        vm.assertEq(_purse()[3], purse[3] - MAX_FEE, "no more");
    }

    /// @dev The fee of a job that another did cannot be had by failing, lapsing or settling it.
    function test_TheFeeGoesToWhoSubmitted() public {
        Terms memory terms = _terms(JobKind.Infer);
        _leased(terms);
        vm.warp(block.timestamp + LEASE + 1);
        market.lapse(terms);
        _lease(terms, worker2);
        Result memory result = _result(terms);
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.JobMarket_NotWorker.selector, worker));
        _submit(terms, result, worker2);
        result.worker = worker2;
        _submit(terms, result, worker2);
        vm.warp(block.timestamp + CHALLENGE + 1);
        vm.prank(worker);
        market.settle(terms, result);
        vm.assertEq(vault.claimable(worker2, address(fee)), FEE, "who submitted");
        vm.assertEq(vault.claimable(worker, address(fee)), 0, "who settled");
        _assertState(_id(terms), JobState.Settled);
    }
}
