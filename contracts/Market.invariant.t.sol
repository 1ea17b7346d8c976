// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {JobRules} from "./testing/invariants/JobRules.t.sol";
import {Ledger, Parts} from "./testing/invariants/Ledger.t.sol";
import {LineageRules} from "./testing/invariants/LineageRules.t.sol";
import {MarketHandler} from "./testing/invariants/MarketHandler.t.sol";
import {MoneyRules} from "./testing/invariants/MoneyRules.t.sol";

contract Handler is MarketHandler {
    constructor(Parts memory parts) Ledger(parts) {}
}

/// @dev In prose: testing/INVARIANTS.md.
contract MarketInvariantTest is MoneyRules, JobRules, LineageRules {
    function _newHandler(Parts memory parts) internal override returns (MarketHandler) {
        return new Handler(parts);
    }

    // Two campaigns rather than one for each sentence, because each costs all the calls of its runs.

    function invariant_Money() public view {
        Lists memory all = _lists();
        _balancesAreInboxesAndClaimsAndEscrow(all);
        _noTokenIsMadeOrLost(all);
        _everyClaimIsOwedAndEveryDebtCanBeClaimed(all);
        _eachHopGetsExactlyItsShare(all);
        _aProviderIsPaidOnceForEachOrder();
        _theMarketHoldsStakeAndTheVaultEverythingElse(all);
        _workersEarnFeesOnly(all);
    }

    function invariant_JobsAndLineage() public view {
        Lists memory all = _lists();
        _jobsKeepToTheirTimes();
        _whatIsStoredIsTheHolderThenTheResult();
        _onlyTrainingsThatGainedEnoughHaveAChild();
        _stakeIsLockedForJobsHeldAndNoOthers();
        _stakeIsLostByLapsesOnly();
        _aRecordNeverChanges(all);
        _everyLineageEndsAtItsRoot(all);
        _sharesAddUpToOne(all);
        _noMoreHopsThanGains(all);
        _nobodyDilutes(all);
        _titlesMoveByTheirOwnersOnly(all);
    }

    /// @dev The rules above say something only if runs get everywhere: each step does something, and jobs end in every
    /// way there is.
    function test_RunsReachEveryStepAndEveryEnd() public {
        bytes4[] memory steps = _steps();
        bool[] memory did = new bool[](steps.length);
        bool[9] memory reached;
        uint256 start = vm.snapshotState();
        for (uint256 run; run < 16; ++run) {
            _run(steps, keccak256(abi.encode("run", run)));
            for (uint256 i; i < steps.length; ++i) did[i] = did[i] || handler.done(steps[i]) > 0;
            for (uint256 i; i < handler.jobCount(); ++i) reached[uint256(handler.stateOf(i))] = true;
            invariant_Money();
            invariant_JobsAndLineage();
            afterInvariant();
            vm.revertToState(start);
        }
        for (uint256 i; i < steps.length; ++i) vm.assertTrue(did[i], vm.toString(bytes32(steps[i])));
        for (uint256 state = 1; state < reached.length; ++state) {
            vm.assertTrue(reached[state], vm.toString(bytes32(state)));
        }
    }

    /// @dev A hundred steps with random numbers, as the test runner makes them, but the same ones each time.
    function _run(bytes4[] memory steps, bytes32 seed) private {
        for (uint256 n; n < 100; ++n) {
            seed = keccak256(abi.encode(seed));
            bytes memory call = abi.encodeWithSelector(
                steps[uint256(seed) % steps.length],
                keccak256(abi.encode(seed, 1)),
                keccak256(abi.encode(seed, 2)),
                keccak256(abi.encode(seed, 3)),
                keccak256(abi.encode(seed, 4))
            );
            (bool ok, bytes memory answer) = address(handler).call(call);
            if (ok) continue;
            assembly {
                revert(add(answer, 32), mload(answer))
            }
        }
    }
}
