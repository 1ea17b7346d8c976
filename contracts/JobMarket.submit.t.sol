// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {JobFixture} from "./testing/JobFixture.t.sol";
import {IJobMarket, Job, JobKind, JobState, Result, Terms} from "./interfaces/IJobMarket.sol";

contract JobMarketSubmitTest is JobFixture {
    function _refuses(Terms memory terms, Result memory result) private {
        vm.expectRevert(IJobMarket.JobMarket_IncompleteResult.selector);
        _submit(terms, result, worker);
    }

    function test_PostsTheResultAndOpensTheWindow() public {
        Terms memory terms = _terms(JobKind.Train);
        bytes32 id = _leased(terms);
        uint40 until = uint40(block.timestamp + CHALLENGE);
        vm.expectEmit(address(market));
        emit IJobMarket.JobSubmitted(id, worker, until, _result(terms));
        _submit(terms, _result(terms), worker);
        Job memory job = market.jobOf(id);
        vm.assertEq(uint256(job.state), uint256(JobState.Submitted), "state");
        vm.assertEq(job.until, until, "until");
        bytes24 commitment = bytes24(keccak256(abi.encode(_result(terms))));
        vm.assertEq(bytes32(job.held), bytes32(commitment), "commitment");
        vm.assertEq(_locked(worker), LEASE_STAKE, "still locked");
    }

    function test_WorksToTheLastSecondOfTheLease() public {
        Terms memory terms = _terms(JobKind.Train);
        bytes32 id = _leased(terms);
        uint64 until = market.jobOf(id).until;
        vm.warp(until + 1);
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.JobMarket_TooLate.selector, until));
        _submit(terms, _result(terms), worker);
        vm.warp(until);
        _submit(terms, _result(terms), worker);
    }

    function testFuzz_OnlyTheWorkerThatHoldsIt(address caller) public {
        vm.assume(caller != worker);
        Terms memory terms = _terms(JobKind.Infer);
        _leased(terms);
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.JobMarket_NotWorker.selector, caller));
        _submit(terms, _result(terms), caller);
    }

    function testFuzz_TheResultNamesItsOwnWorker(address other) public {
        vm.assume(other != worker);
        Terms memory terms = _terms(JobKind.Infer);
        _leased(terms);
        Result memory result = _result(terms);
        result.worker = other;
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.JobMarket_NotWorker.selector, other));
        _submit(terms, result, worker);
    }

    function test_AnUnknownJobTakesNoResult() public {
        bytes32 id = keccak256("unknown");
        Result memory result = _result(_terms(JobKind.Infer));
        bytes4 refusal = IJobMarket.JobMarket_WrongState.selector;
        vm.expectRevert(abi.encodeWithSelector(refusal, id, JobState.None));
        vm.prank(worker);
        market.submit(id, result);
    }

    function test_ATrainingHasWeightsAndATrace() public {
        Terms memory terms = _terms(JobKind.Train);
        _leased(terms);
        Result memory result = _result(terms);
        result.weightsRoot = bytes32(0);
        _refuses(terms, result);
        result = _result(terms);
        result.traceRoot = bytes32(0);
        _refuses(terms, result);
        result = _result(terms);
        result.resultRoot = bytes32(0);
        _refuses(terms, result);
    }

    function test_NoOtherKindHasThem() public {
        JobKind[2] memory kinds = [JobKind.Infer, JobKind.Evaluate];
        for (uint256 i; i < kinds.length; ++i) {
            Terms memory terms = _terms(kinds[i]);
            _leased(terms);
            Result memory result = _result(terms);
            result.resultRoot = bytes32(0);
            _refuses(terms, result);
            result = _result(terms);
            result.weightsRoot = keccak256("weights");
            _refuses(terms, result);
            result = _result(terms);
            result.traceRoot = keccak256("trace");
            _refuses(terms, result);
            result = _result(terms);
            result.segments = 1;
            _refuses(terms, result);
            result = _result(terms);
            result.gain = -1;
            _refuses(terms, result);
            _submit(terms, _result(terms), worker);
        }
    }

    function test_OnlyOneResultIsAccepted() public {
        Terms memory terms = _terms(JobKind.Infer);
        bytes32 id = _submitted(terms);
        bytes4 refusal = IJobMarket.JobMarket_WrongState.selector;
        vm.expectRevert(abi.encodeWithSelector(refusal, id, JobState.Submitted));
        _submit(terms, _result(terms), worker);
    }
}
