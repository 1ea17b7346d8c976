// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {Job, JobKind, JobState, Result, Terms} from "../../interfaces/IJobMarket.sol";
import {InvariantFixture} from "./InvariantFixture.t.sol";

/// @title What always holds of jobs and of the stake behind them
abstract contract JobRules is InvariantFixture {
    function _jobsKeepToTheirTimes() internal view {
        for (uint256 i; i < handler.jobCount(); ++i) {
            (Terms memory terms, ) = handler.jobAt(i);
            Job memory job = handler.jobOf(i);
            vm.assertLe(job.attempts, ATTEMPTS, "attempts");
            bool timed = job.state == JobState.Leased || job.state == JobState.Submitted;
            vm.assertEq(job.until > 0, timed, "only a lease and a window have an end");
            if (job.state == JobState.Leased) vm.assertLe(job.until, terms.deadline, "lease");
            if (job.state == JobState.Submitted) vm.assertLe(job.until, terms.deadline + CHALLENGE, "window");
            if (job.state == JobState.Requested) vm.assertTrue(job.attempts < ATTEMPTS, "one more attempt");
        }
    }

    function _whatIsStoredIsTheHolderThenTheResult() internal view {
        for (uint256 i; i < handler.jobCount(); ++i) {
            (Terms memory terms, Result memory result) = handler.jobAt(i);
            Job memory job = handler.jobOf(i);
            vm.assertTrue(job.kind == terms.kind, "kind");
            bool submitted =
                job.state == JobState.Submitted ||
                    job.state == JobState.Settled ||
                    job.state == JobState.Born;
            if (submitted) {
                bytes24 commitment = bytes24(keccak256(abi.encode(result)));
                vm.assertEq(bytes32(job.held), bytes32(commitment), "result");
            } else {
                vm.assertEq(address(bytes20(job.held)), handler.holderOf(i), "holder");
            }
        }
    }

    function _onlyTrainingsThatGainedEnoughHaveAChild() internal view {
        uint256 children;
        for (uint256 i; i < handler.jobCount(); ++i) {
            (Terms memory terms, Result memory result) = handler.jobAt(i);
            address child = handler.childOf(i);
            vm.assertEq(child != address(0), handler.stateOf(i) == JobState.Born, "born");
            if (child == address(0)) continue;
            ++children;
            vm.assertTrue(terms.kind == JobKind.Train, "training");
            vm.assertGe(uint256(result.gain), registry.minGainOf(terms.model), "gain");
            vm.assertEq(registry.modelOf(child).parent, terms.model, "parent");
            vm.assertEq(registry.modelOf(child).weightsRoot, result.weightsRoot, "weights");
        }
        vm.assertEq(_lists().models.length, 5 + children, "no model but by a training of its own");
    }

    function _stakeIsLockedForJobsHeldAndNoOthers() internal view {
        for (uint256 w; w < CREW; ++w) {
            address account = handler.crew(w);
            uint256 held;
            for (uint256 i; i < handler.jobCount(); ++i) {
                JobState state = handler.stateOf(i);
                bool holds = state == JobState.Leased || state == JobState.Submitted;
                if (holds && handler.holderOf(i) == account) ++held;
            }
            vm.assertEq(_locked(account), held * LEASE_STAKE, "locked");
        }
    }

    function _stakeIsLostByLapsesOnly() internal view {
        uint256 sum = handler.lost();
        for (uint256 w; w < CREW; ++w) {
            address account = handler.crew(w);
            (uint256 total, ) = workers.stakeOf(account);
            uint256 out = handler.unbonding(account) + stakeToken.balanceOf(account);
            uint256 put = handler.deposited(account);
            vm.assertEq(total + out + handler.penalties(account), put, "each worker's stake");
            sum += total + handler.unbonding(account);
        }
        vm.assertEq(stakeToken.balanceOf(address(market)), sum, "stake held");
        vm.assertEq(stakeToken.balanceOf(sink), handler.swept(), "what was lost goes to the sink");
    }
}
