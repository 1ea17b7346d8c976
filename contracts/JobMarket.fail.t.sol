// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {JobFixture} from "./testing/JobFixture.t.sol";
import {IJobMarket, JobKind, JobState, Terms} from "./interfaces/IJobMarket.sol";

contract JobMarketFailTest is JobFixture {
    function _fail(Terms memory terms, address account) private {
        vm.prank(account);
        market.fail(terms, "DATASET_EMPTY");
    }

    function test_RefundsEverythingAndCostsTheWorkerNothing() public {
        uint256[4] memory before = _purse();
        Terms memory terms = _termsWithAssets(0);
        bytes32 id = _leased(terms);
        vm.expectEmit(address(market));
        emit IJobMarket.JobFailed(id, worker, "DATASET_EMPTY");
        _fail(terms, worker);
        _assertState(id, JobState.Failed);
        _assertRefunded(before);
        vm.assertEq(_locked(worker), 0, "unlocked");
        vm.assertEq(workers.freeStakeOf(worker), 10 * LEASE_STAKE, "whole stake");
        vm.assertEq(vault.claimable(worker, address(fee)), 0, "no fee");
    }

    function test_WhatWasOrderedAtTheLeaseStaysSpent() public {
        uint256[4] memory before = _purse();
        Terms memory terms = _termsWithAssets(1);
        _leased(terms);
        _fail(terms, worker);
        vm.assertEq(_balance(dataset, bob), before[1] - ONE, "dataset");
        vm.assertEq(_balance(algorithm, bob), before[2], "algorithm");
        vm.assertEq(_balance(root, bob), before[0], "model");
        _assertNoEscrow();
    }

    function testFuzz_OnlyTheWorkerThatHoldsIt(address caller) public {
        vm.assume(caller != worker);
        Terms memory terms = _terms(JobKind.Infer);
        _leased(terms);
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.JobMarket_NotWorker.selector, caller));
        _fail(terms, caller);
    }

    function test_NotAfterTheLeaseRanOut() public {
        Terms memory terms = _terms(JobKind.Infer);
        bytes32 id = _leased(terms);
        uint256 until = market.jobOf(id).until;
        vm.warp(until + 1);
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.JobMarket_TooLate.selector, until));
        _fail(terms, worker);
        vm.warp(until);
        _fail(terms, worker);
        _assertState(id, JobState.Failed);
    }

    function test_NotAfterSubmission() public {
        Terms memory terms = _terms(JobKind.Infer);
        bytes32 id = _submitted(terms);
        bytes4 refusal = IJobMarket.JobMarket_WrongState.selector;
        vm.expectRevert(abi.encodeWithSelector(refusal, id, JobState.Submitted));
        _fail(terms, worker);
    }
}
