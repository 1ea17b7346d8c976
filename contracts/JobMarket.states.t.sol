// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {JobFixture} from "./testing/JobFixture.t.sol";
import {IJobMarket, JobState, Terms} from "./interfaces/IJobMarket.sol";

/// @dev Each call, made by the account that may make it, in each state: it is refused in all but its own.
contract JobMarketStatesTest is JobFixture {
    Terms private _job;

    function setUp() public override {
        super.setUp();
        _job = _termsWithAssets(0);
    }

    function test_None() public {
        _assertOnly(JobState.None, JobState.None);
    }

    function test_Requested() public {
        _request(_job);
        _assertOnly(JobState.Requested, JobState.Requested);
    }

    function test_Leased() public {
        _leased(_job);
        _assertOnly(JobState.Leased, JobState.Leased);
    }

    function test_Submitted() public {
        _submitted(_job);
        _assertOnly(JobState.Submitted, JobState.Submitted);
    }

    function test_Settled() public {
        _settled(_job);
        _assertOnly(JobState.Settled, JobState.Settled);
    }

    function test_Born() public {
        _born(_job);
        _assertOnly(JobState.Born, JobState.None);
    }

    function test_Cancelled() public {
        _request(_job);
        vm.prank(bob);
        market.cancel(_job);
        _assertOnly(JobState.Cancelled, JobState.None);
    }

    function test_Failed() public {
        _leased(_job);
        vm.prank(worker);
        market.fail(_job, "OUT_OF_MEMORY");
        _assertOnly(JobState.Failed, JobState.None);
    }

    function test_Expired() public {
        _request(_job);
        vm.warp(_job.deadline);
        market.expire(_job);
        _assertOnly(JobState.Expired, JobState.None);
    }

    /// @dev Refuses all calls but those that start from `from`; those are tested where they belong.
    function _assertOnly(JobState state, JobState from) private {
        _assertState(_id(_job), state);
        if (from != JobState.Requested) {
            _refuses(state, bob, abi.encodeCall(IJobMarket.cancel, (_job)));
            _refuses(state, worker2, abi.encodeCall(IJobMarket.lease, (_job)));
            _refuses(state, stranger, abi.encodeCall(IJobMarket.expire, (_job)));
        }
        if (from != JobState.Leased) {
            _refuses(state, worker, abi.encodeCall(IJobMarket.renew, (_job, 0, bytes32(0))));
            _refuses(state, worker, abi.encodeCall(IJobMarket.submit, (_id(_job), _result(_job))));
            _refuses(state, worker, abi.encodeCall(IJobMarket.fail, (_job, "reason")));
            _refuses(state, stranger, abi.encodeCall(IJobMarket.lapse, (_job)));
        }
        if (from != JobState.Submitted) {
            _refuses(state, stranger, abi.encodeCall(IJobMarket.settle, (_job, _result(_job))));
        }
        if (from != JobState.Settled) {
            _refuses(state, stranger, abi.encodeCall(IJobMarket.birth, (_job, _result(_job))));
        }
        if (state != JobState.None) {
            vm.warp(_job.deadline - 1);
            vm.expectPartialRevert(IJobMarket.JobMarket_Duplicate.selector);
            _request(_job);
        }
    }

    function _refuses(JobState state, address caller, bytes memory call) private {
        bytes4 refusal = IJobMarket.JobMarket_WrongState.selector;
        vm.prank(caller);
        (bool ok, bytes memory answer) = address(market).call(call);
        vm.assertTrue(!ok, "refused");
        vm.assertEq(keccak256(answer), keccak256(abi.encodeWithSelector(refusal, _id(_job), state)), "reason");
    }
}
