// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Offers: datatokens at a fixed price
/// @notice Any holder lists tokens at a fixed price; anyone buys any part. The tokens wait here, the money goes straight
/// from buyer to seller. A price of 0 gives them away.
interface IOffers {
    /// @notice One offer.
    /// @param seller Who listed it and is paid.
    /// @param token What is sold.
    /// @param payToken What is paid with; from the market's list of fee tokens.
    /// @param price For one whole token (1e18), in wei of `payToken`.
    /// @param amount What is left, in wei.
    struct Offer {
        address seller;
        address token;
        address payToken;
        uint256 price;
        uint256 amount;
    }

    /// @notice An offer was made.
    event OfferListed(
        uint256 indexed id,
        address indexed token,
        address indexed seller,
        address payToken,
        uint256 price,
        uint256 amount
    );
    /// @notice Part or all of an offer was bought.
    event OfferBought(uint256 indexed id, address indexed buyer, uint256 amount, uint256 paid);
    /// @notice The rest of an offer went back to its seller.
    event OfferWithdrawn(uint256 indexed id, uint256 amount);

    /// @notice Thrown when nothing is listed or bought, or nothing is left to withdraw.
    error Offers_NoAmount();
    /// @notice Thrown when the pay token is not on the market's list.
    error Offers_PayTokenNotListed(address token);
    /// @notice Thrown when less is left than asked for.
    error Offers_NotEnoughLeft(uint256 id, uint256 left);
    /// @notice Thrown when the buyer would pay more than agreed.
    error Offers_TooDear(uint256 cost, uint256 maxCost);
    /// @notice Thrown when somebody other than the seller withdraws.
    error Offers_NotSeller(address caller);
    /// @notice Thrown when fewer tokens arrived than were sent.
    error Offers_ShortTransfer(uint256 expected, uint256 received);

    /// @notice Lists tokens. The caller must have approved this contract.
    function list(
        address token,
        uint256 amount,
        address payToken,
        uint256 price
    ) external returns (uint256 id);

    /// @notice Buys from an offer. The caller must have approved this contract for the cost, which is rounded up in
    /// the seller's favour.
    /// @param maxCost The most that the buyer is willing to pay, in wei of the pay token.
    /// @return cost What was paid.
    function buy(uint256 id, uint256 amount, uint256 maxCost) external returns (uint256 cost);

    /// @notice Takes back what is left. Only the seller.
    function withdraw(uint256 id) external;

    /// @notice The offer; all zero for an unknown id.
    function offerOf(uint256 id) external view returns (Offer memory);

    /// @notice What an amount costs, rounded up.
    function costOf(uint256 id, uint256 amount) external view returns (uint256);
}
