// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {InvariantFixture} from "./testing/invariants/InvariantFixture.t.sol";
import {Ledger, Parts} from "./testing/invariants/Ledger.t.sol";
import {MarketHandler} from "./testing/invariants/MarketHandler.t.sol";
import {Job, JobState, Terms} from "./interfaces/IJobMarket.sol";

contract Handler is MarketHandler {
    constructor(Parts memory parts) Ledger(parts) {}
}

/// @dev In prose: testing/INVARIANTS.md.
contract MarketInvariantTest is InvariantFixture {
    function _newHandler(Parts memory parts) internal override returns (MarketHandler) {
        return new Handler(parts);
    }

    // Two campaigns rather than one for each sentence, because each costs all the calls of its runs.

    function invariant_Money() public view {
        _balancesAreInboxesAndClaimsAndEscrow();
        _noTokenIsMadeOrLost();
        _eachHopGetsExactlyItsShare();
    }

    function invariant_JobsAndLineage() public view {
        _stakeIsLockedForJobsHeldAndNoOthers();
        _aParentNeverChanges();
    }

    function _balancesAreInboxesAndClaimsAndEscrow() private view {
        for (uint256 t; t < _tokens(); ++t) {
            address token = handler.tokens(t);
            uint256 sum = _escrowOf(token);
            for (uint256 m; m < _models(); ++m) sum += vault.inboxOf(handler.models(m), token);
            for (uint256 a; a < _accounts(); ++a) sum += vault.claimable(handler.everyone(a), token);
            vm.assertEq(IERC20(token).balanceOf(address(vault)), sum + handler.donated(token), "balance");
        }
    }

    function _noTokenIsMadeOrLost() private view {
        for (uint256 t; t < _tokens(); ++t) {
            IERC20 token = IERC20(handler.tokens(t));
            uint256 sum;
            for (uint256 a; a < _accounts(); ++a) sum += token.balanceOf(handler.everyone(a));
            vm.assertEq(sum, token.totalSupply(), "sum of all balances");
        }
        for (uint256 m; m < _models(); ++m) {
            vm.assertEq(IERC20(handler.models(m)).totalSupply(), SUPPLY, "birth supply");
        }
    }

    function _eachHopGetsExactlyItsShare() private view {
        for (uint256 t; t < _tokens(); ++t) {
            address token = handler.tokens(t);
            for (uint256 m; m < _models(); ++m) {
                address model = handler.models(m);
                uint256 received = handler.direct(model, token);
                for (uint256 c; c < _models(); ++c) {
                    address child = handler.models(c);
                    if (handler.parentAtBirth(child) == model) received += handler.passed(child, token);
                }
                uint256 left = vault.inboxOf(model, token);
                uint256 shared = handler.passed(model, token) << handler.hopsAtBirth(model);
                vm.assertEq(received, shared + left, "kept, passed, and left");
            }
        }
    }

    function _aParentNeverChanges() private view {
        for (uint256 m; m < _models(); ++m) {
            address model = handler.models(m);
            vm.assertEq(registry.modelOf(model).parent, handler.parentAtBirth(model), "parent");
            vm.assertTrue(registry.isDescendant(model, root), "family");
        }
    }

    /// @dev The price of all open jobs.
    function _escrowOf(address token) private view returns (uint256 sum) {
        for (uint256 i; i < handler.jobCount(); ++i) sum += _heldFor(i, token);
    }

    function _stakeIsLockedForJobsHeldAndNoOthers() private view {
        uint256 sum = handler.lost();
        for (uint256 w; w < CREW; ++w) {
            address account = handler.crew(w);
            uint256 held;
            for (uint256 i; i < handler.jobCount(); ++i) {
                Job memory job = handler.jobOf(i);
                bool holds = job.state == JobState.Leased || job.state == JobState.Submitted;
                if (holds && handler.holderOf(i) == account) ++held;
            }
            (uint256 total, uint256 locked) = workers.stakeOf(account);
            vm.assertEq(locked, held * LEASE_STAKE, "locked");
            sum += total + handler.unbonding(account);
        }
        vm.assertEq(stakeToken.balanceOf(address(workers)), sum, "stake held");
    }

    function _heldFor(uint256 i, address token) private view returns (uint256 held) {
        (Terms memory terms, ) = handler.jobAt(i);
        Job memory job = handler.jobOf(i);
        if (job.state == JobState.None || job.state > JobState.Submitted) return 0;
        if (token == terms.model) held += ONE;
        if (token == terms.feeToken) held += terms.maxFee;
        uint256 first = job.attempts == 0 ? 0 : terms.orderedAtLease;
        for (uint256 n = first; n < terms.assets.length; ++n) if (token == terms.assets[n]) held += ONE;
    }
}
