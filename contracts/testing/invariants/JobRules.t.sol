// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Job, JobKind, JobState, Result, Terms} from "../../interfaces/IJobMarket.sol";
import {InvariantFixture} from "./InvariantFixture.t.sol";

/// @title What always holds of jobs and of the stake behind them
abstract contract JobRules is InvariantFixture {
    function _everyJobIsAsItsStateSays(Lists memory all) internal view {
        uint256 children;
        uint256[] memory held = new uint256[](CREW);
        for (uint256 i; i < handler.jobCount(); ++i) {
            (Terms memory terms, Result memory result) = handler.jobAt(i);
            Job memory job = handler.jobOf(i);
            address holder = handler.holderOf(i);
            _keepsToItsTimes(terms, job);
            _storesItsHolderThenItsResult(job, result, holder);
            if (_hasAChildIfItIsBorn(terms, result, job, handler.childOf(i))) ++children;
            bool holds = job.state == JobState.Leased || job.state == JobState.Submitted;
            for (uint256 w; holds && w < CREW; ++w) if (handler.crew(w) == holder) ++held[w];
        }
        vm.assertEq(all.models.length, 5 + children, "no model but by a training of its own");
        for (uint256 w; w < CREW; ++w) vm.assertEq(_locked(handler.crew(w)), held[w] * LEASE_STAKE, "locked");
    }

    function _keepsToItsTimes(Terms memory terms, Job memory job) private pure {
        vm.assertLe(job.attempts, ATTEMPTS, "attempts");
        bool timed = job.state == JobState.Leased || job.state == JobState.Submitted;
        vm.assertEq(job.until > 0, timed, "only a lease and a window have an end");
        if (job.state == JobState.Leased) vm.assertLe(job.until, terms.deadline, "lease");
        if (job.state == JobState.Submitted) vm.assertLe(job.until, terms.deadline + CHALLENGE, "window");
        if (job.state == JobState.Requested) vm.assertTrue(job.attempts < ATTEMPTS, "one more attempt");
        vm.assertTrue(job.kind == terms.kind, "kind");
    }

    function _storesItsHolderThenItsResult(
        Job memory job,
        Result memory result,
        address holder
    ) private pure {
        bool submitted =
            job.state == JobState.Submitted || job.state == JobState.Settled || job.state == JobState.Born;
        bytes24 expected = submitted ? bytes24(keccak256(abi.encode(result))) : bytes24(bytes20(holder));
        vm.assertEq(bytes32(job.held), bytes32(expected), "holder, then result");
        if (submitted) vm.assertEq(result.worker, holder, "worker");
    }

    function _hasAChildIfItIsBorn(
        Terms memory terms,
        Result memory result,
        Job memory job,
        address child
    ) private view returns (bool born) {
        born = child != address(0);
        vm.assertEq(born, job.state == JobState.Born, "born");
        if (!born) return false;
        vm.assertTrue(terms.kind == JobKind.Train, "training");
        vm.assertGe(uint256(result.gain), registry.minGainOf(terms.model), "gain");
        vm.assertEq(registry.modelOf(child).parent, terms.model, "parent");
        vm.assertEq(registry.modelOf(child).weightsRoot, result.weightsRoot, "weights");
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
