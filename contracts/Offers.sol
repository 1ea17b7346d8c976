// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {IJobMarket} from "./interfaces/IJobMarket.sol";
import {IOffers} from "./interfaces/IOffers.sol";

/// @title Offers: see {IOffers}
contract Offers is IOffers, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;

    uint256 private constant ONE = 1e18;

    /// @notice Whose list of fee tokens pay tokens must be on.
    IJobMarket public immutable MARKET;
    mapping(uint256 id => Offer) private _offers;
    uint256 private _count;

    constructor(IJobMarket market) {
        MARKET = market;
    }

    /// @inheritdoc IOffers
    function list(
        address token,
        uint256 amount,
        address payToken,
        uint256 price
    ) external nonReentrant returns (uint256 id) {
        if (amount == 0) revert Offers_NoAmount();
        if (!MARKET.isFeeToken(payToken)) revert Offers_PayTokenNotListed(payToken);
        uint256 before = IERC20(token).balanceOf(address(this));
        IERC20(token).safeTransferFrom(msg.sender, address(this), amount);
        uint256 received = IERC20(token).balanceOf(address(this)) - before;
        if (received < amount) revert Offers_ShortTransfer(amount, received);
        id = ++_count;
        _offers[id] = Offer(msg.sender, token, payToken, price, amount);
        emit OfferListed(id, token, msg.sender, payToken, price, amount);
    }

    /// @inheritdoc IOffers
    function buy(uint256 id, uint256 amount, uint256 maxCost) external nonReentrant returns (uint256 cost) {
        Offer storage offer = _offers[id];
        if (amount == 0) revert Offers_NoAmount();
        if (amount > offer.amount) revert Offers_NotEnoughLeft(id, offer.amount);
        cost = costOf(id, amount);
        if (cost > maxCost) revert Offers_TooDear(cost, maxCost);
        offer.amount -= amount;
        emit OfferBought(id, msg.sender, amount, cost);
        if (cost > 0) IERC20(offer.payToken).safeTransferFrom(msg.sender, offer.seller, cost);
        IERC20(offer.token).safeTransfer(msg.sender, amount);
    }

    /// @inheritdoc IOffers
    function withdraw(uint256 id) external nonReentrant {
        Offer storage offer = _offers[id];
        if (msg.sender != offer.seller) revert Offers_NotSeller(msg.sender);
        uint256 amount = offer.amount;
        if (amount == 0) revert Offers_NoAmount();
        offer.amount = 0;
        emit OfferWithdrawn(id, amount);
        IERC20(offer.token).safeTransfer(msg.sender, amount);
    }

    /// @inheritdoc IOffers
    function offerOf(uint256 id) external view returns (Offer memory) {
        return _offers[id];
    }

    /// @inheritdoc IOffers
    function costOf(uint256 id, uint256 amount) public view returns (uint256) {
        return Math.mulDiv(amount, _offers[id].price, ONE, Math.Rounding.Ceil);
    }
}
