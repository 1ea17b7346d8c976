// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Multicall} from "@openzeppelin/contracts/utils/Multicall.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {JobMarket} from "./JobMarket.sol";
import {ICheckout, Purchase, Source} from "./interfaces/ICheckout.sol";
import {IJobMarket, Terms} from "./interfaces/IJobMarket.sol";
import {IOceanPool} from "./interfaces/IOceanPool.sol";
import {IOffers} from "./interfaces/IOffers.sol";
import {IPoolDesk} from "./interfaces/IPoolDesk.sol";

/// @title Checkout: see {ICheckout}
contract Checkout is ICheckout, Multicall, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;

    uint256 private constant ONE = 1e18;

    IJobMarket private immutable MARKET;
    address private immutable VAULT;
    IOffers private immutable OFFERS;
    IPoolDesk private immutable DESK;

    constructor(JobMarket market, IOffers offers, IPoolDesk desk) {
        (MARKET, VAULT, OFFERS, DESK) = (market, address(market.VAULT()), offers, desk);
    }

    /// @inheritdoc ICheckout
    function buyAndRequest(
        Purchase[] calldata purchases,
        Terms calldata terms
    ) external nonReentrant returns (bytes32 id) {
        if (msg.sender != terms.requester) revert Checkout_NotRequester(msg.sender);
        for (uint256 i; i < purchases.length; ++i) _buy(purchases[i]);
        _provide(terms.model, ONE);
        for (uint256 i; i < terms.assets.length; ++i) _provide(terms.assets[i], ONE);
        if (terms.maxFee > 0) _provide(terms.feeToken, terms.maxFee);
        id = MARKET.request(terms);
        for (uint256 i; i < purchases.length; ++i) _giveBack(purchases[i].token);
    }

    /// @inheritdoc ICheckout
    function permit(address token, uint256 amount, uint256 deadline, uint8 v, bytes32 r, bytes32 s) external {
        if (token.code.length == 0) return;
        try IERC20Permit(token).permit(msg.sender, address(this), amount, deadline, v, r, s) {} catch {}
    }

    /// @inheritdoc ICheckout
    function costOf(Purchase calldata purchase) public view returns (uint256 cost) {
        if (purchase.source == Source.Offer) {
            IOffers.Offer memory offer = OFFERS.offerOf(purchase.id);
            if (offer.token != purchase.token || offer.payToken != purchase.payToken) {
                revert Checkout_OtherOffer(purchase.id);
            }
            return OFFERS.costOf(purchase.id, purchase.amount);
        }
        IOceanPool pool = _poolOf(purchase);
        (cost, , , , ) = pool.getAmountInExactOut(purchase.payToken, purchase.token, purchase.amount, 0);
    }

    function _buy(Purchase calldata purchase) private {
        uint256 cost = costOf(purchase);
        if (cost > purchase.maxCost) revert Checkout_TooDear(cost, purchase.maxCost);
        bool offered = purchase.source == Source.Offer;
        address seller = offered ? address(OFFERS) : address(_poolOf(purchase));
        emit Bought(msg.sender, purchase.token, purchase.amount, purchase.payToken, cost);
        IERC20 payToken = IERC20(purchase.payToken);
        if (cost > 0) {
            payToken.safeTransferFrom(msg.sender, address(this), cost);
            payToken.forceApprove(seller, cost);
        }
        if (offered) {
            OFFERS.buy(purchase.id, purchase.amount, cost);
        } else {
            address[3] memory tokens = [purchase.payToken, purchase.token, address(0)];
            IOceanPool(seller).swapExactAmountOut(tokens, [cost, purchase.amount, type(uint256).max, 0]);
        }
    }

    /// @dev Lets the vault take so much more of a token, and takes from the caller what was not bought. The allowance
    /// counts what the job needs of the token so far, should it need it twice.
    function _provide(address token, uint256 amount) private {
        uint256 needed = IERC20(token).allowance(address(this), VAULT) + amount;
        uint256 held = IERC20(token).balanceOf(address(this));
        if (held < needed) IERC20(token).safeTransferFrom(msg.sender, address(this), needed - held);
        IERC20(token).forceApprove(VAULT, needed);
    }

    function _giveBack(address token) private {
        uint256 left = IERC20(token).balanceOf(address(this));
        if (left > 0) IERC20(token).safeTransfer(msg.sender, left);
    }

    function _poolOf(Purchase calldata purchase) private view returns (IOceanPool) {
        address pool = address(uint160(purchase.id));
        if (!DESK.isPool(pool)) revert Checkout_UnknownPool(pool);
        return IOceanPool(pool);
    }
}
