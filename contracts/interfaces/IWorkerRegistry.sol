// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title WorkerRegistry: who may run what, and what they can lose
/// @notice A worker puts up stake; a custodian authorises workers for its models. Part of the stake is locked while a
/// worker holds a job and a small part is lost when its lease lapses: to the sink, never to whoever reported it.
interface IWorkerRegistry {
    /// @notice A worker announced where and how it can be reached.
    /// @param endpoint Base URL of its HTTP API.
    /// @param encryptionKey Uncompressed secp256k1 public key for private uploads; empty if none.
    /// @param environmentHash SHA-256 of the locked software environment that its algorithms run in.
    event WorkerAnnounced(
        address indexed worker,
        string endpoint,
        bytes encryptionKey,
        bytes32 environmentHash
    );
    /// @notice A custodian gave or withdrew a worker's right to run jobs on its models.
    event WorkerAuthorised(address indexed custodian, address indexed worker, bool authorised);
    /// @notice Stake was added.
    event Staked(address indexed worker, uint256 amount);
    /// @notice A withdrawal was announced; it can be taken from `availableAt` on.
    event UnbondingStarted(address indexed worker, uint256 amount, uint256 availableAt);
    /// @notice Stake went back to the worker.
    event Unstaked(address indexed worker, uint256 amount);
    /// @notice Stake was lost.
    event Slashed(address indexed worker, uint256 amount);

    /// @notice Thrown when a worker's free stake is smaller than needed.
    error WorkerRegistry_StakeTooSmall(address worker, uint256 needed, uint256 free);
    /// @notice Thrown when unbonding stake is withdrawn before its time.
    error WorkerRegistry_StillUnbonding(uint256 availableAt);
    /// @notice Thrown when nothing is staked or unbonded, nothing is unbonding to withdraw, or nothing was lost to sweep.
    error WorkerRegistry_NothingToMove();
    /// @notice Thrown when stake is given to the zero address.
    error WorkerRegistry_NoWorker();

    /// @notice Announces or updates the caller as a worker.
    function announce(
        string calldata endpoint,
        bytes calldata encryptionKey,
        bytes32 environmentHash
    ) external;

    /// @notice Lets a worker run jobs on the caller's models, or withdraws that right. Jobs already leased go on.
    function authorise(address worker, bool authorised) external;

    /// @notice Adds stake to `worker`: what arrives of `amount`. The caller must have approved this contract.
    function stake(address worker, uint256 amount) external;

    /// @notice Begins to withdraw free stake; a second call adds to the first and restarts the delay.
    function unbond(uint256 amount) external;

    /// @notice Takes out what has been unbonding for the whole delay.
    function withdraw() external;

    /// @notice Sends all stake that was lost so far to the sink. Anyone may call.
    function sweepLost() external;

    /// @notice Whether the custodian lets the worker run jobs on its models.
    function isAuthorised(address custodian, address worker) external view returns (bool);

    /// @notice Stake that is neither locked nor unbonding.
    function freeStakeOf(address worker) external view returns (uint256);

    /// @notice All of a worker's stake that is not unbonding, and the part locked for jobs.
    function stakeOf(address worker) external view returns (uint256 total, uint256 locked);

    /// @notice The announced endpoint; empty if the worker has not announced itself.
    function endpointOf(address worker) external view returns (string memory);
}
