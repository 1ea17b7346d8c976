// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Terms} from "./IJobMarket.sol";

/// @notice Where tokens are bought.
enum Source {
    Offer,
    Pool
}

/// @notice One purchase on the way to a job.
/// @param source Where.
/// @param id The offer's id, or the pool's address as a number.
/// @param token What is bought.
/// @param amount How much of it, in wei.
/// @param payToken What is paid with.
/// @param maxCost The most that it may cost, in wei of `payToken`.
struct Purchase {
    Source source;
    uint256 id;
    address token;
    uint256 amount;
    address payToken;
    uint256 maxCost;
}

/// @title Checkout: buys what a job costs and requests it, in one transaction
/// @notice The caller approves this contract (or signs permits, in one multicall) for what the purchases cost and for
/// what else the job costs: the fee and other datatokens. Either everything happens or nothing does. Between calls this
/// contract holds nothing; a refund later goes to the requester, not here.
interface ICheckout {
    /// @notice Something was bought for a job.
    event Bought(
        address indexed buyer,
        address indexed token,
        uint256 amount,
        address payToken,
        uint256 cost
    );

    /// @notice Thrown when the caller is not the requester that the terms name.
    error Checkout_NotRequester(address caller);
    /// @notice Thrown when the offer's token or payment token differs from the purchase's.
    error Checkout_OtherOffer(uint256 id);
    /// @notice Thrown when the market's desk did not open the pool.
    error Checkout_UnknownPool(address pool);
    /// @notice Thrown when a purchase would cost more than agreed.
    error Checkout_TooDear(uint256 cost, uint256 maxCost);

    /// @notice Buys, takes from the caller whatever else the terms cost, requests the job, and gives the caller what
    /// is left over.
    /// @return id The job's id.
    function buyAndRequest(Purchase[] calldata purchases, Terms calldata terms) external returns (bytes32 id);

    /// @notice Takes the caller's ERC-2612 permit for this contract; meant for a multicall before `buyAndRequest`. A
    /// permit that fails (because a front-runner used it, say) is skipped: the allowance decides.
    /// @dev Ocean's datatokens compare the permit's deadline with the block *number*.
    function permit(address token, uint256 amount, uint256 deadline, uint8 v, bytes32 r, bytes32 s) external;

    /// @notice What a purchase costs now, all fees included.
    function costOf(Purchase calldata purchase) external view returns (uint256);
}
