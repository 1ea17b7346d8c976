// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {Multicall} from "@openzeppelin/contracts/utils/Multicall.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {ModelRegistry} from "./ModelRegistry.sol";
import {WorkerRegistry} from "./WorkerRegistry.sol";
import {IJobMarket, Job, JobKind, JobState, MarketConfig, Result, Terms} from "./interfaces/IJobMarket.sol";
import {ILineageVault} from "./interfaces/ILineageVault.sol";
import {IOceanFactory} from "./interfaces/IOcean.sol";

/// @title JobMarket: see {IJobMarket}
/// @dev Deploys the other core contracts in its constructor, so that all of them know each other forever and nobody
/// owns any of them; is itself the workers' registry, which spares a job four calls between contracts.
contract JobMarket is IJobMarket, WorkerRegistry, Multicall {
    uint256 private constant MAX_ASSETS = 8;
    uint256 private constant MAX_NAME_BYTES = 64;

    /// @notice Which models exist.
    ModelRegistry public immutable REGISTRY;
    /// @notice Where escrow and income are; what requesters approve.
    ILineageVault public immutable VAULT;
    /// @notice Ocean's factory, whose datatokens may be assets of a job.
    IOceanFactory public immutable FACTORY;
    /// @notice How long a lease runs without a renewal.
    uint40 public immutable LEASE_SECONDS;
    /// @notice How long a result can be looked at before it settles.
    uint40 public immutable CHALLENGE_SECONDS;
    /// @notice Longest time from request to deadline.
    uint64 public immutable MAX_DURATION;
    /// @notice Leases that may lapse before a job expires.
    uint8 public immutable MAX_ATTEMPTS;
    /// @notice Stake locked for each job.
    uint256 public immutable LEASE_STAKE;
    /// @notice Part of it that a lapse costs.
    uint256 public immutable LAPSE_PENALTY;

    mapping(bytes32 id => Job) private _jobs;
    mapping(bytes32 id => mapping(address worker => bool)) private _lapsed;
    /// @inheritdoc IJobMarket
    mapping(address token => bool) public isFeeToken;

    constructor(
        MarketConfig memory config
    ) WorkerRegistry(IERC20(config.stakeToken), config.slashSink, config.unbondingSeconds) {
        if (config.lapsePenalty > config.leaseStake) {
            revert JobMarket_PenaltyAboveStake(config.lapsePenalty, config.leaseStake);
        }
        FACTORY = IOceanFactory(config.factory);
        REGISTRY = new ModelRegistry(FACTORY);
        VAULT = REGISTRY.VAULT();
        (LEASE_SECONDS, CHALLENGE_SECONDS) = (config.leaseSeconds, config.challengeSeconds);
        (MAX_DURATION, MAX_ATTEMPTS) = (config.maxDuration, config.maxAttempts);
        (LEASE_STAKE, LAPSE_PENALTY) = (config.leaseStake, config.lapsePenalty);
        for (uint256 i; i < config.feeTokens.length; ++i) isFeeToken[config.feeTokens[i]] = true;
    }

    /* REQUESTER */

    /// @inheritdoc IJobMarket
    function request(Terms calldata terms) external nonReentrant returns (bytes32 id) {
        _checkTerms(terms);
        id = jobId(terms);
        Job storage job = _jobs[id];
        if (job.state != JobState.None) revert JobMarket_Duplicate(id);
        (job.state, job.kind) = (JobState.Requested, terms.kind);
        emit JobRequested(id, terms.model, terms.requester, msg.sender, terms);
        VAULT.escrow(msg.sender, terms.model, terms.assets, terms.feeToken, terms.maxFee);
    }

    /// @inheritdoc IJobMarket
    function permit(address token, uint256 amount, uint256 deadline, uint8 v, bytes32 r, bytes32 s) external {
        if (token.code.length == 0) return;
        try IERC20Permit(token).permit(msg.sender, address(VAULT), amount, deadline, v, r, s) {} catch {}
    }

    /// @inheritdoc IJobMarket
    function cancel(Terms calldata terms) external nonReentrant {
        (bytes32 id, Job memory job) = _inState(terms, JobState.Requested);
        if (msg.sender != terms.requester) revert JobMarket_NotRequester(msg.sender);
        emit JobCancelled(id);
        _end(id, terms, job, JobState.Cancelled);
    }

    /* WORKER */

    /// @inheritdoc IJobMarket
    function lease(Terms calldata terms) external nonReentrant {
        (bytes32 id, Job memory job) = _inState(terms, JobState.Requested);
        _checkWorker(id, terms, job.attempts);
        if (block.timestamp >= terms.deadline) revert JobMarket_TooLate(terms.deadline);
        bool first = job.attempts == 0;
        (job.state, job.held) = (JobState.Leased, _asHolder(msg.sender));
        job.until = _leaseEnd(terms.deadline);
        ++job.attempts;
        _jobs[id] = job;
        emit JobLeased(id, msg.sender, job.attempts, job.until);
        _lock(msg.sender, LEASE_STAKE);
        if (first && terms.orderedAtLease > 0) {
            VAULT.order(terms.assets[:terms.orderedAtLease], msg.sender, terms.requester);
        }
    }

    /// @inheritdoc IJobMarket
    function renew(Terms calldata terms, uint16 progress, bytes32 checkpoint) external {
        (bytes32 id, Job memory job) = _held(terms);
        job.until = _leaseEnd(terms.deadline);
        _jobs[id] = job;
        emit JobRenewed(id, job.until, progress, checkpoint);
    }

    /// @inheritdoc IJobMarket
    function submit(bytes32 id, Result calldata result) external {
        Job memory job = _jobs[id];
        _checkHeld(id, job);
        _checkResult(job.kind, result);
        job.state = JobState.Submitted;
        job.until = uint40(block.timestamp) + CHALLENGE_SECONDS;
        job.held = _commitment(result);
        _jobs[id] = job;
        emit JobSubmitted(id, msg.sender, job.until, result);
    }

    /// @inheritdoc IJobMarket
    function fail(Terms calldata terms, string calldata reason) external nonReentrant {
        (bytes32 id, Job memory job) = _held(terms);
        emit JobFailed(id, msg.sender, reason);
        _unlock(msg.sender, LEASE_STAKE);
        _end(id, terms, job, JobState.Failed);
    }

    /* ANYONE */

    /// @inheritdoc IJobMarket
    function settle(Terms calldata terms, Result calldata result) external nonReentrant {
        (bytes32 id, Job memory job) = _inState(terms, JobState.Submitted);
        if (block.timestamp <= job.until) revert JobMarket_TooEarly(job.until);
        if (job.held != _commitment(result)) revert JobMarket_OtherResult(id);
        (job.state, job.until) = (JobState.Settled, 0);
        _jobs[id] = job;
        uint256 fee = Math.min(result.fee, terms.maxFee);
        emit JobSettled(id, result.worker, fee);
        _unlock(result.worker, LEASE_STAKE);
        VAULT.release(terms.model, result.worker, terms.requester, terms.feeToken, fee, terms.maxFee - fee);
        if (terms.assets.length > terms.orderedAtLease) {
            VAULT.order(terms.assets[terms.orderedAtLease:], result.worker, terms.requester);
        }
    }

    /// @inheritdoc IJobMarket
    function birth(Terms calldata terms, Result calldata result) external nonReentrant returns (address child) {
        (bytes32 id, Job memory job) = _inState(terms, JobState.Settled);
        if (job.held != _commitment(result)) revert JobMarket_OtherResult(id);
        if (job.kind != JobKind.Train || result.gain <= 0) revert JobMarket_NoBirthDue(id);
        _jobs[id].state = JobState.Born;
        child = REGISTRY.birth(
            terms.childName,
            terms.model,
            terms.requester,
            result.weightsRoot,
            uint256(result.gain),
            id
        );
        emit JobBirth(id, child);
    }

    /// @inheritdoc IJobMarket
    function lapse(Terms calldata terms) external nonReentrant {
        (bytes32 id, Job memory job) = _inState(terms, JobState.Leased);
        if (block.timestamp <= job.until) revert JobMarket_TooEarly(job.until);
        address worker = address(bytes20(job.held));
        _lapsed[id][worker] = true;
        emit JobLapsed(id, worker);
        _slash(worker, LEASE_STAKE, LAPSE_PENALTY);
        if (job.attempts < MAX_ATTEMPTS && block.timestamp < terms.deadline) {
            (job.state, job.until) = (JobState.Requested, 0);
            _jobs[id] = job;
        } else {
            emit JobExpired(id);
            _end(id, terms, job, JobState.Expired);
        }
    }

    /// @inheritdoc IJobMarket
    function expire(Terms calldata terms) external nonReentrant {
        (bytes32 id, Job memory job) = _inState(terms, JobState.Requested);
        if (block.timestamp < terms.deadline) revert JobMarket_TooEarly(terms.deadline);
        emit JobExpired(id);
        _end(id, terms, job, JobState.Expired);
    }

    /* VIEWS */

    /// @inheritdoc IJobMarket
    function jobId(Terms calldata terms) public view returns (bytes32) {
        return keccak256(abi.encode(block.chainid, address(this), terms));
    }

    /// @inheritdoc IJobMarket
    function jobOf(bytes32 id) external view returns (Job memory) {
        return _jobs[id];
    }

    /* INTERNALS */

    function _inState(Terms calldata terms, JobState state) private view returns (bytes32 id, Job memory job) {
        id = jobId(terms);
        job = _jobs[id];
        if (job.state != state) revert JobMarket_WrongState(id, job.state);
    }

    function _held(Terms calldata terms) private view returns (bytes32 id, Job memory job) {
        id = jobId(terms);
        job = _jobs[id];
        _checkHeld(id, job);
    }

    function _checkHeld(bytes32 id, Job memory job) private view {
        if (job.state != JobState.Leased) revert JobMarket_WrongState(id, job.state);
        if (job.held != _asHolder(msg.sender)) revert JobMarket_NotWorker(msg.sender);
        if (block.timestamp > job.until) revert JobMarket_TooLate(job.until);
    }

    function _asHolder(address worker) private pure returns (bytes24) {
        return bytes24(bytes20(worker));
    }

    function _commitment(Result calldata result) private pure returns (bytes24) {
        return bytes24(keccak256(abi.encode(result)));
    }

    function _leaseEnd(uint64 deadline) private view returns (uint40) {
        return uint40(Math.min(block.timestamp + LEASE_SECONDS, deadline));
    }

    /// @dev Every exit but Settled: refunds all that was not spent on an order at the first lease.
    function _end(bytes32 id, Terms calldata terms, Job memory job, JobState state) private {
        (job.state, job.until) = (state, 0);
        _jobs[id] = job;
        uint256 first = job.attempts == 0 ? 0 : terms.orderedAtLease;
        VAULT.refund(terms.requester, terms.model, terms.assets[first:], terms.feeToken, terms.maxFee);
    }

    function _checkTerms(Terms calldata terms) private view {
        if (terms.deadline <= block.timestamp || terms.deadline > block.timestamp + MAX_DURATION) {
            revert JobMarket_BadDeadline(terms.deadline);
        }
        if (terms.maxFee > 0 && !isFeeToken[terms.feeToken]) revert JobMarket_FeeTokenNotListed(terms.feeToken);
        uint256 nameBytes = bytes(terms.childName).length;
        bool named = nameBytes > 0 && nameBytes <= MAX_NAME_BYTES;
        bool nameFits = terms.kind == JobKind.Train ? named : nameBytes == 0;
        if (terms.requester == address(0) || terms.manifestHash == bytes32(0) || !nameFits) {
            revert JobMarket_IncompleteTerms();
        }
        uint256 assets = terms.assets.length;
        if (assets > MAX_ASSETS || terms.orderedAtLease > assets) revert JobMarket_TooManyAssets(assets);
        for (uint256 i; i < assets; ++i) {
            if (!FACTORY.erc20List(terms.assets[i])) revert JobMarket_UnknownAsset(terms.assets[i]);
        }
    }

    function _checkWorker(bytes32 id, Terms calldata terms, uint8 attempts) private view {
        if (terms.worker != address(0) && terms.worker != msg.sender) revert JobMarket_NotWorker(msg.sender);
        if (attempts > 0 && _lapsed[id][msg.sender]) revert JobMarket_AlreadyLapsed(msg.sender);
        address custodian = REGISTRY.custodianOf(terms.model);
        if (!isAuthorised[custodian][msg.sender]) revert JobMarket_NotAuthorised(custodian, msg.sender);
    }

    function _checkResult(JobKind kind, Result calldata result) private view {
        if (result.worker != msg.sender) revert JobMarket_NotWorker(result.worker);
        bool trained = result.weightsRoot != bytes32(0) && result.traceRoot != bytes32(0);
        bool untrained = result.weightsRoot == bytes32(0) && result.traceRoot == bytes32(0) && result.gain == 0;
        bool fits = kind == JobKind.Train ? trained : untrained && result.segments == 0;
        if (result.resultRoot == bytes32(0) || !fits) revert JobMarket_IncompleteResult();
    }
}
