// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {JobFixture} from "./testing/JobFixture.t.sol";
import {IJobMarket, Job, JobKind, JobState, Terms} from "./interfaces/IJobMarket.sol";

contract JobMarketLapseTest is JobFixture {
    function _lapse(Terms memory terms) private {
        vm.warp(market.jobOf(market.jobId(terms)).until + 1);
        vm.prank(stranger);
        market.lapse(terms);
    }

    function test_OpensTheJobAgainAndCostsTheWorkerAPart() public {
        Terms memory terms = _terms(JobKind.Infer);
        bytes32 id = _leased(terms);
        vm.expectEmit(address(market));
        emit IJobMarket.JobLapsed(id, worker);
        _lapse(terms);
        Job memory job = market.jobOf(id);
        vm.assertEq(uint256(job.state), uint256(JobState.Requested), "state");
        vm.assertEq(job.until, 0, "until");
        vm.assertEq(job.attempts, 1, "attempts");
        vm.assertEq(_locked(worker), 0, "unlocked");
        vm.assertEq(workers.freeStakeOf(worker), 10 * LEASE_STAKE - PENALTY, "penalty");
        vm.assertEq(stakeToken.balanceOf(stranger), 0, "nothing for who reports it");
        vm.assertEq(_escrowed(root), ONE, "still paid");
    }

    function test_NotBeforeTheLeaseIsOver() public {
        Terms memory terms = _terms(JobKind.Infer);
        bytes32 id = _leased(terms);
        uint64 until = market.jobOf(id).until;
        vm.warp(until);
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.JobMarket_TooEarly.selector, until));
        market.lapse(terms);
    }

    function test_ARenewedLeaseDoesNotLapse() public {
        Terms memory terms = _terms(JobKind.Infer);
        bytes32 id = _leased(terms);
        vm.warp(block.timestamp + LEASE);
        vm.prank(worker);
        market.renew(terms, 0, bytes32(0));
        vm.warp(block.timestamp + 1);
        uint64 until = market.jobOf(id).until;
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.JobMarket_TooEarly.selector, until));
        market.lapse(terms);
    }

    function test_TheLastAttemptExpiresWithAFullRefund() public {
        uint256[4] memory before = _purse();
        Terms memory terms = _termsWithAssets(0);
        bytes32 id = _request(terms);
        for (uint256 i = 1; i <= ATTEMPTS; ++i) {
            address account = _account(string(abi.encodePacked("worker", i)));
            _employ(account);
            _lease(terms, account);
            if (i == ATTEMPTS) {
                vm.expectEmit(address(market));
                emit IJobMarket.JobLapsed(id, account);
                vm.expectEmit(address(market));
                emit IJobMarket.JobExpired(id);
            }
            _lapse(terms);
            _assertState(id, i == ATTEMPTS ? JobState.Expired : JobState.Requested);
        }
        _assertRefunded(before);
    }

    function test_AtTheDeadlineItExpiresWithAFullRefund() public {
        uint256[4] memory before = _purse();
        Terms memory terms = _termsWithAssets(0);
        bytes32 id = _request(terms);
        vm.warp(terms.deadline - 1);
        _lease(terms, worker);
        _lapse(terms);
        _assertState(id, JobState.Expired);
        _assertRefunded(before);
        vm.assertEq(workers.freeStakeOf(worker), 10 * LEASE_STAKE - PENALTY, "penalty");
    }

    function test_AJobForOneWorkerIsNotLostWhenThatWorkerLapses() public {
        uint256[4] memory before = _purse();
        Terms memory terms = _termsWithAssets(0);
        terms.worker = worker;
        _leased(terms);
        _lapse(terms);
        vm.prank(bob);
        market.cancel(terms);
        _assertRefunded(before);
    }
}
