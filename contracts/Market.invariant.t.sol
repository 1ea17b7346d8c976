// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

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

    /// @dev One campaign rather than one for each sentence, because each costs all the calls of its runs.
    function invariant_Market() public view {
        Lists memory all = _lists();
        _everyTokenIsAccountedFor(all);
        _aProviderIsPaidOnceForEachOrder();
        _theMarketHoldsStakeAndTheVaultEverythingElse(all);
        _workersEarnFeesOnly(all);
        _everyJobIsAsItsStateSays(all);
        _stakeIsLostByLapsesOnly();
        _aRecordNeverChanges(all);
        _everyLineageEndsAtItsRoot(all);
        _sharesAddUpToOne(all);
        _noMoreHopsThanGains(all);
        _nobodyDilutes(all);
        _titlesMoveByTheirOwnersOnly(all);
    }

    /// @dev The rules above say something only if runs get everywhere: each step does something, and jobs end in every
    /// way there is. Runs are made until that is so.
    function test_RunsReachEveryStepAndEveryEnd() public {
        bytes4[] memory steps = _steps();
        bool[] memory reached = new bool[](steps.length + 9);
        // No job stays in the state None.
        reached[steps.length] = true;
        uint256 start = vm.snapshotState();
        for (uint256 run; run < 30 && !_all(reached); ++run) {
            _run(steps, keccak256(abi.encode("run", run)));
            for (uint256 i; i < steps.length; ++i) reached[i] = reached[i] || handler.done(steps[i]) > 0;
            for (uint256 i; i < handler.jobCount(); ++i) {
                reached[steps.length + uint256(handler.stateOf(i))] = true;
            }
            invariant_Market();
            afterInvariant();
            vm.revertToState(start);
        }
        vm.assertTrue(_all(reached), "a step that did nothing, or an end that no job came to");
    }

    function _all(bool[] memory reached) private pure returns (bool all) {
        all = true;
        for (uint256 i; i < reached.length; ++i) all = all && reached[i];
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
