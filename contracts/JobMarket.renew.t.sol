// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {JobFixture} from "./testing/JobFixture.t.sol";
import {IJobMarket, JobKind, JobState, Terms} from "./interfaces/IJobMarket.sol";

contract JobMarketRenewTest is JobFixture {
    function _renew(Terms memory terms, address account) private {
        vm.prank(account);
        market.renew(terms, 2500, keccak256("leaf"));
    }

    function test_ExtendsTheLeaseFromNow() public {
        Terms memory terms = _terms(JobKind.Train);
        bytes32 id = _leased(terms);
        vm.warp(block.timestamp + LEASE / 2);
        uint40 until = uint40(block.timestamp + LEASE);
        vm.expectEmit(address(market));
        emit IJobMarket.JobRenewed(id, until, 2500, keccak256("leaf"));
        _renew(terms, worker);
        vm.assertEq(market.jobOf(id).until, until, "until");
        _assertState(id, JobState.Leased);
    }

    function test_WorksToTheLastSecondOfTheLease() public {
        Terms memory terms = _terms(JobKind.Train);
        bytes32 id = _leased(terms);
        uint64 until = market.jobOf(id).until;
        vm.warp(until);
        _renew(terms, worker);
        vm.warp(until + LEASE + 1);
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.JobMarket_TooLate.selector, until + LEASE));
        _renew(terms, worker);
    }

    function test_NeverExtendsBeyondTheDeadline() public {
        Terms memory terms = _terms(JobKind.Train);
        bytes32 id = _leased(terms);
        while (market.jobOf(id).until < terms.deadline) {
            vm.warp(market.jobOf(id).until);
            _renew(terms, worker);
        }
        vm.assertEq(market.jobOf(id).until, terms.deadline, "until");
        vm.warp(terms.deadline);
        _renew(terms, worker);
        vm.assertEq(market.jobOf(id).until, terms.deadline, "still");
    }

    function testFuzz_OnlyTheWorkerThatHoldsIt(address caller) public {
        vm.assume(caller != worker);
        Terms memory terms = _terms(JobKind.Train);
        _leased(terms);
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.JobMarket_NotWorker.selector, caller));
        _renew(terms, caller);
    }
}
