// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Job, JobKind, JobState, Result, Terms} from "../../interfaces/IJobMarket.sol";
import {IncomeHandler} from "./IncomeHandler.t.sol";

/// @title Random jobs, in all their states, with random time between
abstract contract JobHandler is IncomeHandler {
    uint256 private constant MOST_JOBS = 24;
    uint256 private constant MOST_MODELS = 9;

    /// @notice Workers whose lease of a job lapsed; they cannot take it again.
    mapping(uint256 job => mapping(address worker => bool)) internal _lapsedOf;
    /// @notice Jobs on a model that were settled by a step.
    mapping(address model => uint256) public settledOf;
    /// @notice Fees of the jobs that a worker submitted and that were settled.
    mapping(address worker => mapping(address token => uint256)) public feesOf;
    /// @notice Stake lost so far, and not yet sent to the sink.
    uint256 public lost;
    /// @notice Stake that each worker lost so far.
    mapping(address worker => uint256) public penalties;

    /// @dev Takes a job up to four steps along the happy path, so that runs get far.
    function advance(uint256 job, uint256 worker, uint256 steps) external {
        _did();
        if (_jobs.length > 0) _advance(job % _jobs.length, worker, steps);
    }

    function requestAndAdvance(uint256 actor, uint256 model, uint256 seed, uint256 steps) external {
        uint256 count = _jobs.length;
        this.request(actor, model, seed);
        if (_jobs.length == count) return;
        _advance(count, seed, steps);
        _did();
    }

    /// @dev Most pay for their own jobs, some for another's.
    function request(uint256 actor, uint256 model, uint256 seed) external watched {
        if (_jobs.length >= MOST_JOBS) return;
        Terms memory terms = _terms(_pick(actors, actor), _pick(models, model), seed);
        address payer = (seed >> 176) % 4 == 0 ? _pick(actors, seed >> 184) : terms.requester;
        if (_isHostile(terms.feeToken)) terms.feeToken = address(FEE);
        if (!_canPay(payer, terms)) return;
        vm.prank(payer);
        IERC20(terms.model).approve(address(VAULT), type(uint256).max);
        _as(payer);
        _ids.push(MARKET.request(terms));
        _jobs.push(terms);
        _results.push(_result(terms, seed));
        _did();
    }

    function lease(uint256 job, uint256 worker) external watched {
        (bool found, uint256 i) = _find(job, JobState.Requested);
        if (!found) return;
        address account = _jobs[i].worker != address(0) ? _jobs[i].worker : _pick(crew, worker);
        if (!_mayLease(i, account) || block.timestamp >= _jobs[i].deadline) return;
        if (WORKERS.freeStakeOf(account) < MARKET.LEASE_STAKE()) return;
        if (jobOf(i).attempts == 0) _bookOrders(i, 0, _jobs[i].orderedAtLease);
        _as(account);
        MARKET.lease(_jobs[i]);
        holderOf[i] = account;
        _did();
    }

    function renew(uint256 job) external watched {
        (bool found, uint256 i) = _find(job, JobState.Leased);
        if (!found || block.timestamp > jobOf(i).until) return;
        _as(holderOf[i]);
        MARKET.renew(_jobs[i], 100, keccak256("leaf"));
        _did();
    }

    function submit(uint256 job) external watched {
        (bool found, uint256 i) = _find(job, JobState.Leased);
        if (!found || block.timestamp > jobOf(i).until) return;
        _as(holderOf[i]);
        _results[i].worker = holderOf[i];
        MARKET.submit(_ids[i], _results[i]);
        _did();
    }

    function settleJob(uint256 actor, uint256 job) external watched {
        (bool found, uint256 i) = _find(job, JobState.Submitted);
        if (!found) return;
        _notBefore(jobOf(i).until + 1);
        Terms memory terms = _jobs[i];
        uint256 fee = _least(_results[i].fee, terms.maxFee);
        owed[holderOf[i]][terms.feeToken] += fee;
        if (_isHostile(terms.feeToken)) owed[terms.requester][terms.feeToken] += terms.maxFee - fee;
        _bookOrders(i, terms.orderedAtLease, terms.assets.length);
        direct[terms.model][terms.model] += ONE;
        feesOf[holderOf[i]][terms.feeToken] += fee;
        ++settledOf[terms.model];
        _as(_pick(actors, actor));
        MARKET.settle(terms, _results[i]);
        _did();
    }

    function birth(uint256 job) external watched {
        for (uint256 n; n < _jobs.length && models.length < MOST_MODELS; ++n) {
            uint256 i = ((job % _jobs.length) + n) % _jobs.length;
            if (!_canBeBorn(i)) continue;
            childOf[i] = MARKET.birth(_jobs[i], _results[i]);
            _remember(childOf[i], uint256(_results[i].gain));
            vm.assertEq(titleOf[childOf[i]], _jobs[i].requester, "title");
            _did();
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
        penalties[holderOf[i]] += MARKET.LAPSE_PENALTY();
        lost += MARKET.LAPSE_PENALTY();
        _as(_pick(actors, actor));
        MARKET.lapse(_jobs[i]);
        if (stateOf(i) == JobState.Expired) _assertRefunded(i, before);
        _did();
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
        _did();
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

    /// @dev Whether a worker is the right one for a job, and has not lost it before.
    function _mayLease(uint256 i, address account) internal view returns (bool) {
        bool named = _jobs[i].worker == address(0) || _jobs[i].worker == account;
        address custodian = REGISTRY.custodianOf(_jobs[i].model);
        return named && !_lapsedOf[i][account] && WORKERS.isAuthorised(custodian, account);
    }

    function _canBeBorn(uint256 i) internal view returns (bool) {
        if (stateOf(i) != JobState.Settled || _jobs[i].kind != JobKind.Train) return false;
        return _results[i].gain >= int256(REGISTRY.minGainOf(_jobs[i].model));
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

    /// @dev A worker may ask for more than was offered; a training gains less than nothing to ten hops.
    function _result(Terms memory terms, uint256 seed) private view returns (Result memory result) {
        result.resultRoot = keccak256("receipt");
        result.fee = (seed >> 168) % (terms.maxFee + terms.maxFee / 8 + 1);
        if (terms.kind != JobKind.Train) return result;
        (result.weightsRoot, result.traceRoot) = (keccak256("weights"), keccak256("trace"));
        uint256 minGain = REGISTRY.minGainOf(terms.model);
        result.gain = int256((seed >> 200) % (11 * minGain)) - int256(minGain);
    }

    function _canPay(address payer, Terms memory terms) private view returns (bool) {
        for (uint256 n; n < terms.assets.length; ++n) {
            if (IERC20(terms.assets[n]).balanceOf(payer) < _priceIn(terms, terms.assets[n], 0)) return false;
        }
        if (IERC20(terms.model).balanceOf(payer) < _priceIn(terms, terms.model, 0)) return false;
        return IERC20(terms.feeToken).balanceOf(payer) >= terms.maxFee;
    }

    /// @dev What a job costs in a token, if the first assets have been ordered already.
    function _priceIn(
        Terms memory terms,
        address token,
        uint256 ordered
    ) private pure returns (uint256 price) {
        if (token == terms.model) price += ONE;
        if (token == terms.feeToken) price += terms.maxFee;
        for (uint256 n = ordered; n < terms.assets.length; ++n) if (token == terms.assets[n]) price += ONE;
    }

    /// @dev What waits in escrow for all jobs, of each token.
    function pricesHeld() external view returns (uint256[] memory sums) {
        sums = new uint256[](tokens.length);
        for (uint256 i; i < _jobs.length; ++i) {
            (bool open, uint256 ordered) = _openJob(i);
            for (uint256 t; open && t < sums.length; ++t) sums[t] += _priceIn(_jobs[i], tokens[t], ordered);
        }
    }

    /// @dev Whether a job is open, and how many of its assets have been ordered.
    function _openJob(uint256 i) private view returns (bool open, uint256 ordered) {
        Job memory job = jobOf(i);
        open = job.state != JobState.None && job.state <= JobState.Submitted;
        ordered = job.attempts == 0 ? 0 : _jobs[i].orderedAtLease;
    }

    /// @dev An order of the first asset fails, and its provider can claim its price instead.
    function _bookOrders(uint256 i, uint256 from, uint256 to) private {
        for (uint256 n = from; n < to; ++n) {
            address asset = _jobs[i].assets[n];
            ++orders[asset];
            if (asset == assets[0]) owed[PROVIDER][asset] += ONE;
        }
    }

    function _notBefore(uint256 time) private {
        if (block.timestamp < time) vm.warp(time);
    }

    /// @dev What the requester must own of each token after an exit.
    function _pricesHeld(uint256 i) private view returns (uint256[] memory held) {
        held = new uint256[](tokens.length);
        (, uint256 ordered) = _openJob(i);
        for (uint256 t; t < held.length; ++t) {
            held[t] = wealthOf(_jobs[i].requester, tokens[t]) + _priceIn(_jobs[i], tokens[t], ordered);
        }
    }

    function _assertRefunded(uint256 i, uint256[] memory expected) private {
        for (uint256 t; t < expected.length; ++t) {
            vm.assertEq(wealthOf(_jobs[i].requester, tokens[t]), expected[t], "full refund");
        }
        address feeToken = _jobs[i].feeToken;
        if (_isHostile(feeToken)) owed[_jobs[i].requester][feeToken] += _jobs[i].maxFee;
        _did();
    }
}
