// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IWorkerRegistry} from "./interfaces/IWorkerRegistry.sol";

/// @title WorkerRegistry: see {IWorkerRegistry}; a part of the JobMarket
abstract contract WorkerRegistry is IWorkerRegistry, ReentrancyGuardTransient {
    using SafeCast for uint256;
    using SafeERC20 for IERC20;

    struct Stake {
        uint128 total;
        uint128 locked;
    }

    struct Unbonding {
        uint128 amount;
        uint64 availableAt;
    }

    /// @notice The token that workers stake.
    IERC20 public immutable STAKE_TOKEN;
    /// @notice Where lost stake goes.
    address public immutable SINK;
    /// @notice How long stake takes to come out.
    uint64 public immutable UNBONDING_SECONDS;

    mapping(address worker => Stake) private _stakes;
    mapping(address worker => Unbonding) private _unbondings;
    mapping(address worker => string) private _endpoints;
    /// @inheritdoc IWorkerRegistry
    mapping(address custodian => mapping(address worker => bool)) public isAuthorised;
    uint256 private _lost;

    constructor(IERC20 stakeToken, address sink, uint64 unbondingSeconds) {
        (STAKE_TOKEN, SINK, UNBONDING_SECONDS) = (stakeToken, sink, unbondingSeconds);
    }

    /// @inheritdoc IWorkerRegistry
    function announce(string calldata endpoint, bytes calldata encryptionKey, bytes32 environmentHash) external {
        _endpoints[msg.sender] = endpoint;
        emit WorkerAnnounced(msg.sender, endpoint, encryptionKey, environmentHash);
    }

    /// @inheritdoc IWorkerRegistry
    function authorise(address worker, bool authorised) external {
        isAuthorised[msg.sender][worker] = authorised;
        emit WorkerAuthorised(msg.sender, worker, authorised);
    }

    /* STAKE */

    /// @inheritdoc IWorkerRegistry
    function stake(address worker, uint256 amount) external nonReentrant {
        if (worker == address(0)) revert WorkerRegistry_NoWorker();
        uint256 before = STAKE_TOKEN.balanceOf(address(this));
        STAKE_TOKEN.safeTransferFrom(msg.sender, address(this), amount);
        uint256 received = STAKE_TOKEN.balanceOf(address(this)) - before;
        if (received == 0) revert WorkerRegistry_NothingToMove();
        _stakes[worker].total += received.toUint128();
        emit Staked(worker, received);
    }

    /// @inheritdoc IWorkerRegistry
    function unbond(uint256 amount) external {
        if (amount == 0) revert WorkerRegistry_NothingToMove();
        uint256 free = freeStakeOf(msg.sender);
        if (amount > free) revert WorkerRegistry_StakeTooSmall(msg.sender, amount, free);
        Unbonding storage unbonding = _unbondings[msg.sender];
        _stakes[msg.sender].total -= amount.toUint128();
        unbonding.amount += amount.toUint128();
        unbonding.availableAt = uint64(block.timestamp) + UNBONDING_SECONDS;
        emit UnbondingStarted(msg.sender, amount, unbonding.availableAt);
    }

    /// @inheritdoc IWorkerRegistry
    function withdraw() external nonReentrant {
        Unbonding memory unbonding = _unbondings[msg.sender];
        if (unbonding.amount == 0) revert WorkerRegistry_NothingToMove();
        if (block.timestamp < unbonding.availableAt) revert WorkerRegistry_StillUnbonding(unbonding.availableAt);
        delete _unbondings[msg.sender];
        emit Unstaked(msg.sender, unbonding.amount);
        STAKE_TOKEN.safeTransfer(msg.sender, unbonding.amount);
    }

    /// @inheritdoc IWorkerRegistry
    function sweepLost() external nonReentrant {
        uint256 amount = _lost;
        if (amount == 0) revert WorkerRegistry_NothingToMove();
        _lost = 0;
        STAKE_TOKEN.safeTransfer(SINK, amount);
    }

    /* VIEWS */

    /// @inheritdoc IWorkerRegistry
    function freeStakeOf(address worker) public view returns (uint256) {
        Stake memory held = _stakes[worker];
        return held.total - held.locked;
    }

    /// @inheritdoc IWorkerRegistry
    function stakeOf(address worker) external view returns (uint256 total, uint256 locked) {
        Stake memory held = _stakes[worker];
        return (held.total, held.locked);
    }

    /// @inheritdoc IWorkerRegistry
    function endpointOf(address worker) external view returns (string memory) {
        return _endpoints[worker];
    }

    /* FOR THE MARKET */

    /// @dev Locks free stake for a job.
    function _lock(address worker, uint256 amount) internal {
        Stake memory held = _stakes[worker];
        uint256 free = held.total - held.locked;
        if (amount > free) revert WorkerRegistry_StakeTooSmall(worker, amount, free);
        _stakes[worker].locked = held.locked + amount.toUint128();
    }

    /// @dev Frees stake that was locked.
    function _unlock(address worker, uint256 amount) internal {
        _stakes[worker].locked -= amount.toUint128();
    }

    /// @dev Frees `locked` and takes `lost` of it away forever.
    function _slash(address worker, uint256 locked, uint256 lost) internal {
        Stake storage held = _stakes[worker];
        held.locked -= locked.toUint128();
        held.total -= lost.toUint128();
        _lost += lost;
        emit Slashed(worker, lost);
    }
}
