// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice What a job does.
enum JobKind {
    Train,
    Infer,
    Evaluate
}

/// @notice The state of a job. Requested, Leased and Submitted have an exit that anyone can take after a deadline; Born
/// is a settled training whose child was born.
enum JobState {
    None,
    Requested,
    Leased,
    Submitted,
    Settled,
    Cancelled,
    Failed,
    Expired,
    Born
}

/// @notice What was asked for. A job's id is the hash of its terms, so they are never stored; each call passes them.
/// @param kind What the job does.
/// @param model Datatoken of the model used; one whole token (1e18) of it pays for the job.
/// @param requester Account that gets the results, every refund, and the title of a child; not always the payer.
/// @param worker The only worker that may take the job; zero for any that the custodian authorised.
/// @param deadline Unix time until which the job must be submitted.
/// @param feeToken Token of the worker's fee; from the market's list.
/// @param maxFee The most that the worker may ask; the rest goes back.
/// @param assets Datatokens of other assets that the job uses (datasets, algorithms); 1e18 of each is spent on an order.
/// @param orderedAtLease How many of `assets`, from the first, are ordered at the first lease rather than at
/// settlement, because their provider must serve them before; these are not refunded once a worker leased the job.
/// @param manifestHash keccak256 of the manifest.
/// @param manifestURI Where the manifest can be fetched.
/// @param childName Name of the model that a training may give birth to; empty for other kinds.
/// @param salt Makes equal terms distinct.
struct Terms {
    JobKind kind;
    address model;
    address requester;
    address worker;
    uint64 deadline;
    address feeToken;
    uint256 maxFee;
    address[] assets;
    uint256 orderedAtLease;
    bytes32 manifestHash;
    string manifestURI;
    string childName;
    bytes32 salt;
}

/// @notice The result of a job. A commitment to it is stored from the submission on; whoever settles passes it again.
/// @param worker The worker that did it.
/// @param resultRoot keccak256 of the receipt.
/// @param fee What the worker asks; it gets that, but at most the terms' `maxFee`.
/// @param weightsRoot Commitment to the new weights; training only.
/// @param traceRoot Merkle root over the checkpoints; training only.
/// @param segments Number of segments between the leaves of the trace; training only.
/// @param gain Parent's minus child's metric on the family's evaluation set, in 1e-18; training only.
struct Result {
    address worker;
    bytes32 resultRoot;
    uint256 fee;
    bytes32 weightsRoot;
    bytes32 traceRoot;
    uint64 segments;
    int256 gain;
}

/// @notice A job's stored state: one slot for its whole life.
/// @param state Its state.
/// @param kind What it does.
/// @param attempts Leases so far.
/// @param until End of the lease (Leased) or of the challenge window (Submitted), Unix time; else 0.
/// @param held While Leased, the worker's address, then zeros. From the submission on, the first 24 bytes of
/// keccak256(abi.encode(result)), which `settle` and `birth` compare with what they are given. Else what it was last.
struct Job {
    JobState state;
    JobKind kind;
    uint8 attempts;
    uint40 until;
    bytes24 held;
}

/// @notice What a market is deployed with; fixed forever.
/// @param factory Ocean's ERC721Factory.
/// @param stakeToken Token of the workers' stake.
/// @param slashSink Where lost stake goes.
/// @param leaseSeconds How long a lease runs without a renewal.
/// @param challengeSeconds How long a result can be inspected before it settles.
/// @param maxDuration Longest time from request to deadline.
/// @param maxAttempts Leases that may lapse before a job expires.
/// @param unbondingSeconds How long stake takes to come out.
/// @param leaseStake Stake locked for each job.
/// @param lapsePenalty Part of it that a lapse loses.
/// @param feeTokens The allow-list of fee tokens: plain ERC-20s with at least 6 decimals.
struct MarketConfig {
    address factory;
    address stakeToken;
    address slashSink;
    uint32 leaseSeconds;
    uint32 challengeSeconds;
    uint32 maxDuration;
    uint8 maxAttempts;
    uint32 unbondingSeconds;
    uint96 leaseStake;
    uint96 lapsePenalty;
    address[] feeTokens;
}

/// @title JobMarket: the life of a job
/// @notice A requester pays one datatoken and offers a fee; a worker that the model's custodian authorised leases the
/// job, runs it, and submits the result; after the challenge window anyone settles. Every exit but Settled refunds
/// datatokens and fee in full, save what was ordered at the first lease by the terms. A worker's silence never pays; a
/// requester's silence in the window accepts.
/// @dev Escrow is in the vault, which is what requesters approve; the market itself holds only the workers' stake.
interface IJobMarket {
    /// @notice A job was requested and paid for. `payer` made the call: if it is somebody else,
    /// a worker must not assume that the requester wanted the job.
    event JobRequested(
        bytes32 indexed id,
        address indexed model,
        address indexed requester,
        address payer,
        Terms terms
    );
    /// @notice A worker took the job; it must renew or submit before `until`.
    event JobLeased(bytes32 indexed id, address indexed worker, uint8 attempt, uint40 until);
    /// @notice The worker is alive. `progress` is in 1/10 000; `checkpoint` is the hash of the latest leaf of the trace.
    event JobRenewed(bytes32 indexed id, uint40 until, uint16 progress, bytes32 checkpoint);
    /// @notice The worker posted its result; it can be settled after `until`.
    event JobSubmitted(bytes32 indexed id, address indexed worker, uint40 until, Result result);
    /// @notice The job was paid. If it is a training that gained enough, `birth` makes the child.
    event JobSettled(bytes32 indexed id, address indexed worker, uint256 fee);
    /// @notice The child of a training was born.
    event JobBirth(bytes32 indexed id, address indexed child);
    /// @notice The requester withdrew the job and was refunded, see {IJobMarket}.
    event JobCancelled(bytes32 indexed id);
    /// @notice The worker could not do it, for a reason given as a code of the error catalogue; the
    /// requester was refunded.
    event JobFailed(bytes32 indexed id, address indexed worker, string reason);
    /// @notice The lease ran out; the job can be leased again by another worker.
    event JobLapsed(bytes32 indexed id, address indexed worker);
    /// @notice Nobody did it in time; the requester was refunded.
    event JobExpired(bytes32 indexed id);

    /// @notice Thrown when the caller is not the requester that the terms name.
    error JobMarket_NotRequester(address caller);
    /// @notice Thrown when the caller is not the worker that holds the job, or not the only one that may take it, or
    /// submits a result that names this other worker.
    error JobMarket_NotWorker(address caller);
    /// @notice Thrown when the model's custodian has not authorised the worker.
    error JobMarket_NotAuthorised(address custodian, address worker);
    /// @notice Thrown when a worker whose lease of this job lapsed tries again.
    error JobMarket_AlreadyLapsed(address worker);
    /// @notice Thrown when a call does not fit the job's state.
    error JobMarket_WrongState(bytes32 id, JobState state);
    /// @notice Thrown when a job with the same terms already exists.
    error JobMarket_Duplicate(bytes32 id);
    /// @notice Thrown when the deadline is not in the future, or further away than the market allows.
    error JobMarket_BadDeadline(uint64 deadline);
    /// @notice Thrown when it is too late: the lease or the deadline has passed.
    error JobMarket_TooLate(uint256 until);
    /// @notice Thrown when it is too early: a lease, deadline or challenge window still runs.
    error JobMarket_TooEarly(uint256 until);
    /// @notice Thrown when the fee token is not on the market's list.
    error JobMarket_FeeTokenNotListed(address token);
    /// @notice Thrown when an asset is not a datatoken of Ocean's factory.
    error JobMarket_UnknownAsset(address asset);
    /// @notice Thrown when terms list more assets than allowed, or order more of them at lease than they list.
    error JobMarket_TooManyAssets(uint256 assets);
    /// @notice Thrown when terms have no requester or no manifest hash, a training does not name its child or uses
    /// more than 64 bytes, or a job of another kind names one.
    error JobMarket_IncompleteTerms();
    /// @notice Thrown when a result lacks its root, a training lacks weights and trace, or another kind of job has
    /// them.
    error JobMarket_IncompleteResult();
    /// @notice Thrown when the result given is not the one submitted.
    error JobMarket_OtherResult(bytes32 id);
    /// @notice Thrown when a job was not a training, or gained nothing.
    error JobMarket_NoBirthDue(bytes32 id);

    /// @notice Thrown at deployment when a lapse would cost more than the stake that is locked for a job.
    error JobMarket_PenaltyAboveStake(uint256 penalty, uint256 stake);

    /// @notice Requests and pays for a job. The caller pays, and must have approved the vault for one datatoken of the
    /// model, one of each asset, and the whole fee. Results, refunds and the title of a child go to the terms' requester,
    /// who need not be the caller.
    /// @return id The job's id: `jobId(terms)`.
    function request(Terms calldata terms) external returns (bytes32 id);

    /// @notice Takes the caller's ERC-2612 permit for the vault; meant for a multicall before `request`. A permit that
    /// fails (because a front-runner used it, say) is skipped: the allowance decides.
    /// @dev Ocean's datatokens compare the permit's deadline with the block *number*.
    function permit(address token, uint256 amount, uint256 deadline, uint8 v, bytes32 r, bytes32 s) external;

    /// @notice Withdraws a job that nobody holds. Only the requester.
    function cancel(Terms calldata terms) external;

    /// @notice Takes a job. Only a worker that the custodian authorised, with enough free stake, whose lease of this
    /// job has not lapsed before.
    function lease(Terms calldata terms) external;

    /// @notice Extends the caller's lease by the lease time from now, at most to the deadline.
    /// @param progress In 1/10 000.
    /// @param checkpoint Hash of the latest leaf of the trace; zero if none.
    function renew(Terms calldata terms, uint16 progress, bytes32 checkpoint) external;

    /// @notice Posts the result of the caller's job and opens the challenge window.
    function submit(bytes32 id, Result calldata result) external;

    /// @notice Pays for a submitted job after its challenge window. Anyone may call. Nothing in it depends on whether a
    /// training gained enough for a birth.
    function settle(Terms calldata terms, Result calldata result) external;

    /// @notice Makes the child of a settled training that gained at least the family's `minGain`. Anyone may call, again
    /// if it failed.
    /// @return child The new model's datatoken.
    function birth(Terms calldata terms, Result calldata result) external returns (address child);

    /// @notice Gives up the caller's job with a reason; refunds the requester.
    /// @param reason A code of the error catalogue.
    function fail(Terms calldata terms, string calldata reason) external;

    /// @notice Ends a lease that ran out: the worker loses a small part of its stake, the job can be leased again, or
    /// expires when its attempts or its time are used up. Anyone may call.
    function lapse(Terms calldata terms) external;

    /// @notice Ends a job that nobody holds after its deadline; refunds the requester. Anyone may call.
    function expire(Terms calldata terms) external;

    /// @notice The job's id: keccak256 of chain id, this contract, and the terms.
    function jobId(Terms calldata terms) external view returns (bytes32);

    /// @notice The job's stored state; all zero for an unknown id.
    function jobOf(bytes32 id) external view returns (Job memory);

    /// @notice Whether fees may be paid in the token.
    function isFeeToken(address token) external view returns (bool);
}
