// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Job, JobKind, JobState, Result, Terms} from "../../interfaces/IJobMarket.sol";
import {IncomeHandler} from "./IncomeHandler.t.sol";

/// @title Random jobs, in all their states, with random time between
abstract contract JobHandler is IncomeHandler {
    uint256 private constant MOST_JOBS = 24;
    uint256 private constant MOST_MODELS = 7;
    /// @dev Of every family in a run.
    uint256 internal constant MIN_GAIN = 0.01e18;

    /// @notice Workers whose lease of a job lapsed; they cannot take it again.
    mapping(uint256 job => mapping(address worker => bool)) internal _lapsedOf;
    /// @notice Stake lost so far.
    uint256 public lost;

    /// @dev Takes a job up to four steps along the happy path, so that runs get far.
    function advance(uint256 job, uint256 worker, uint256 steps) external {
        if (_jobs.length > 0) _advance(job % _jobs.length, worker, steps);
    }

    function requestAndAdvance(uint256 actor, uint256 model, uint256 seed, uint256 steps) external {
        uint256 count = _jobs.length;
        this.request(actor, model, seed);
        if (_jobs.length > count) _advance(count, seed, steps);
    }

    function request(uint256 actor, uint256 model, uint256 seed) external watched {
        Terms memory terms = _terms(_pick(actors, actor), _pick(models, model), seed);
        if (_jobs.length >= MOST_JOBS || IERC20(terms.model).balanceOf(terms.requester) < ONE) return;
        if (_isHostile(terms.feeToken)) terms.feeToken = address(FEE);
        vm.prank(terms.requester);
        IERC20(terms.model).approve(address(VAULT), type(uint256).max);
        _as(terms.requester);
        _ids.push(MARKET.request(terms));
        _jobs.push(terms);
        _results.push(_result(terms, seed));
    }

    function lease(uint256 job, uint256 worker) external watched {
        (bool found, uint256 i) = _find(job, JobState.Requested);
        address account = _pick(crew, worker);
        if (!found || _lapsedOf[i][account] || block.timestamp >= _jobs[i].deadline) return;
        if (_jobs[i].worker != address(0)) account = _jobs[i].worker;
        if (_lapsedOf[i][account] || WORKERS.freeStakeOf(account) < MARKET.LEASE_STAKE()) return;
        _as(account);
        MARKET.lease(_jobs[i]);
        holderOf[i] = account;
    }

    function renew(uint256 job) external watched {
        (bool found, uint256 i) = _find(job, JobState.Leased);
        if (!found || block.timestamp > jobOf(i).until) return;
        _as(holderOf[i]);
        MARKET.renew(_jobs[i], 100, keccak256("leaf"));
    }

    function submit(uint256 job) external watched {
        (bool found, uint256 i) = _find(job, JobState.Leased);
        if (!found || block.timestamp > jobOf(i).until) return;
        _as(holderOf[i]);
        _results[i].worker = holderOf[i];
        MARKET.submit(_ids[i], _results[i]);
    }

    function settleJob(uint256 actor, uint256 job) external watched {
        (bool found, uint256 i) = _find(job, JobState.Submitted);
        if (!found) return;
        _notBefore(jobOf(i).until + 1);
        _as(_pick(actors, actor));
        MARKET.settle(_jobs[i], _results[i]);
        direct[_jobs[i].model][_jobs[i].model] += ONE;
    }

    function birth(uint256 job) external watched {
        for (uint256 n; n < _jobs.length && models.length < MOST_MODELS; ++n) {
            uint256 i = ((job % _jobs.length) + n) % _jobs.length;
            if (stateOf(i) != JobState.Settled || _results[i].gain < int256(MIN_GAIN)) continue;
            _remember(MARKET.birth(_jobs[i], _results[i]));
            return;
        }
    }

    function cancel(uint256 job) external watched {
        (bool found, uint256 i) = _find(job, JobState.Requested);
        if (!found) return;
        uint256[] memory before = _pricesHeld(i);
        _as(_jobs[i].requester);
        MARKET.cancel(_jobs[i]);
        _assertRefunded(i, before);
    }

    function fail(uint256 job) external watched {
        (bool found, uint256 i) = _find(job, JobState.Leased);
        if (!found || block.timestamp > jobOf(i).until) return;
        uint256[] memory before = _pricesHeld(i);
        _as(holderOf[i]);
        MARKET.fail(_jobs[i], "OUT_OF_MEMORY");
        _assertRefunded(i, before);
    }

    function lapse(uint256 actor, uint256 job) external watched {
        (bool found, uint256 i) = _find(job, JobState.Leased);
        if (!found) return;
        uint256[] memory before = _pricesHeld(i);
        _notBefore(jobOf(i).until + 1);
        _lapsedOf[i][holderOf[i]] = true;
        lost += MARKET.LAPSE_PENALTY();
        _as(_pick(actors, actor));
        MARKET.lapse(_jobs[i]);
        if (stateOf(i) == JobState.Expired) _assertRefunded(i, before);
    }

    function expire(uint256 actor, uint256 job) external watched {
        (bool found, uint256 i) = _find(job, JobState.Requested);
        if (!found) return;
        uint256[] memory before = _pricesHeld(i);
        _notBefore(_jobs[i].deadline);
        _as(_pick(actors, actor));
        MARKET.expire(_jobs[i]);
        _assertRefunded(i, before);
    }

    function passTime(uint256 time) external watched {
        vm.warp(block.timestamp + _within(time, 1, 30 minutes));
    }

    function _advance(uint256 i, uint256 worker, uint256 steps) private {
        for (uint256 n; n <= steps % 4; ++n) {
            JobState state = stateOf(i);
            if (state == JobState.Requested) this.lease(i, worker);
            else if (state == JobState.Leased) this.submit(i);
            else if (state == JobState.Submitted) this.settleJob(worker, i);
            else this.birth(i);
        }
    }

    /// @dev Everything a random number can say about a job.
    function _terms(
        address requester,
        address model,
        uint256 seed
    ) private view returns (Terms memory terms) {
        terms.kind = JobKind(seed % 3);
        (terms.requester, terms.model) = (requester, model);
        if ((seed >> 8) % 4 == 0) terms.worker = _pick(crew, seed >> 16);
        terms.deadline = uint64(block.timestamp + 1 + ((seed >> 24) % 1 days));
        terms.feeToken = (seed >> 48) % 2 == 0 ? address(FEE) : address(HOSTILE);
        terms.maxFee = (seed >> 56) % 5e18;
        terms.assets = new address[]((seed >> 120) % 4);
        for (uint256 i; i < terms.assets.length; ++i)
            terms.assets[i] = _pick(assets, (seed >> (128 + 8 * i)) % 256);
        terms.orderedAtLease = (seed >> 160) % (terms.assets.length + 1);
        terms.manifestHash = keccak256("manifest");
        if (terms.kind == JobKind.Train) terms.childName = "child";
        terms.salt = bytes32(_jobs.length);
    }

    function _result(Terms memory terms, uint256 seed) private pure returns (Result memory result) {
        result.resultRoot = keccak256("receipt");
        result.fee = (seed >> 168) % (terms.maxFee + 2);
        if (terms.kind != JobKind.Train) return result;
        (result.weightsRoot, result.traceRoot) = (keccak256("weights"), keccak256("trace"));
        result.gain = int256((seed >> 232) % (10 * MIN_GAIN));
    }

    function _notBefore(uint256 time) private {
        if (block.timestamp < time) vm.warp(time);
    }

    /// @dev What the requester owns of all tokens, and behind it what an exit has to give back of each.
    function _pricesHeld(uint256 i) private view returns (uint256[] memory held) {
        Terms memory terms = _jobs[i];
        held = new uint256[](tokens.length);
        for (uint256 t; t < held.length; ++t) {
            held[t] = wealthOf(terms.requester, tokens[t]);
            if (tokens[t] == terms.model) held[t] += ONE;
            if (tokens[t] == terms.feeToken) held[t] += terms.maxFee;
            uint256 first = jobOf(i).attempts == 0 ? 0 : terms.orderedAtLease;
            for (uint256 n = first; n < terms.assets.length; ++n) {
                if (tokens[t] == terms.assets[n]) held[t] += ONE;
            }
        }
    }

    function _assertRefunded(uint256 i, uint256[] memory expected) private view {
        for (uint256 t; t < expected.length; ++t) {
            vm.assertEq(wealthOf(_jobs[i].requester, tokens[t]), expected[t], "full refund");
        }
    }
}
