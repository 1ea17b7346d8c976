// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ICheckout, Purchase, Source} from "../../interfaces/ICheckout.sol";
import {IJobMarket, JobKind, JobState, Terms} from "../../interfaces/IJobMarket.sol";
import {IOffers} from "../../interfaces/IOffers.sol";
import {IPoolForTests} from "../IPoolForTests.t.sol";
import {Test} from "../Test.t.sol";

/// @notice What a run of trades takes place with.
/// @param tokens [datatoken of a model, datatoken of a dataset, fee token]
struct Stalls {
    IJobMarket market;
    IOffers offers;
    ICheckout checkout;
    IPoolForTests pool;
    address[3] tokens;
    address[3] actors;
}

/// @title Random offers, purchases, and purchases that end in a job
abstract contract TradeHandler is Test {
    uint256 private constant ONE = 1e18;
    uint256 private constant MOST_OFFERS = 12;

    IJobMarket internal immutable MARKET;
    IOffers internal immutable OFFERS;
    ICheckout internal immutable CHECKOUT;
    IPoolForTests internal immutable POOL;
    address[3] public tokens;
    address[3] public actors;
    /// @notice Offers as they were listed; the amount is what must be left.
    IOffers.Offer[] internal _listed;
    /// @notice Tokens sent to the offers, or to the checkout, by mistake.
    mapping(address stall => mapping(address token => uint256)) public gifts;
    /// @notice How often each step did something.
    mapping(bytes4 step => uint256) public done;
    address private _caller;
    address private _seller;

    constructor(Stalls memory stalls) {
        (MARKET, OFFERS) = (stalls.market, stalls.offers);
        (CHECKOUT, POOL) = (stalls.checkout, stalls.pool);
        (tokens, actors) = (stalls.tokens, stalls.actors);
    }

    /// @dev Nobody but the caller has less afterwards.
    modifier watched() {
        uint256[9] memory before = _wealth();
        _caller = address(0);
        _;
        uint256[9] memory afterwards = _wealth();
        for (uint256 i; i < 9; ++i) {
            if (actors[i / 3] != _caller) vm.assertGe(afterwards[i], before[i], "a trade by another took it");
        }
    }

    function offerCount() external view returns (uint256) {
        return _listed.length;
    }

    function listed(uint256 i) external view returns (IOffers.Offer memory) {
        return _listed[i];
    }

    function list(uint256 actor, uint256 token, uint256 amount, uint256 price) external watched {
        (address seller, address sold) = (actors[actor % 3], tokens[token % 2]);
        amount = _within(amount, 0, _least(5 * ONE, IERC20(sold).balanceOf(seller)));
        if (amount == 0 || _listed.length >= MOST_OFFERS) return;
        price = _within(price, 0, 5 * ONE);
        _as(seller);
        uint256 id = OFFERS.list(sold, amount, tokens[2], price);
        _listed.push(IOffers.Offer(seller, sold, tokens[2], price, amount));
        vm.assertEq(id, _listed.length, "id");
        ++done[msg.sig];
    }

    function buy(uint256 actor, uint256 offer, uint256 amount) external watched {
        if (_listed.length == 0) return;
        IOffers.Offer storage chosen = _listed[offer % _listed.length];
        address buyer = actors[actor % 3];
        amount = _within(amount, 0, chosen.amount);
        uint256 cost = OFFERS.costOf((offer % _listed.length) + 1, amount);
        if (amount == 0 || cost > IERC20(tokens[2]).balanceOf(buyer)) return;
        uint256 before = IERC20(tokens[2]).balanceOf(chosen.seller);
        _as(buyer);
        OFFERS.buy((offer % _listed.length) + 1, amount, cost);
        chosen.amount -= amount;
        uint256 paid = buyer == chosen.seller ? 0 : cost;
        vm.assertEq(IERC20(tokens[2]).balanceOf(chosen.seller), before + paid, "the seller has the cost");
        vm.assertGe(cost * ONE, amount * chosen.price, "which is the price or more");
        ++done[msg.sig];
    }

    function withdraw(uint256 actor, uint256 offer) external watched {
        if (_listed.length == 0) return;
        IOffers.Offer storage chosen = _listed[offer % _listed.length];
        address caller = actors[actor % 3];
        if (caller != chosen.seller || chosen.amount == 0) {
            vm.prank(caller);
            try OFFERS.withdraw((offer % _listed.length) + 1) {
                vm.assertTrue(false, "another's offer, or an empty one");
            } catch {}
            return;
        }
        uint256 before = IERC20(chosen.token).balanceOf(caller);
        _as(caller);
        OFFERS.withdraw((offer % _listed.length) + 1);
        vm.assertEq(IERC20(chosen.token).balanceOf(caller), before + chosen.amount, "all that was left");
        chosen.amount = 0;
        ++done[msg.sig];
    }

    /// @dev Buys from an offer and from the pool, takes the rest from the caller, and requests a job.
    function checkOut(uint256 actor, uint256 offer, uint256 offered, uint256 pooled) external watched {
        address buyer = actors[actor % 3];
        Purchase[] memory purchases = _purchases(offer, offered, pooled);
        uint256 cost;
        for (uint256 i; i < purchases.length; ++i) cost += CHECKOUT.costOf(purchases[i]);
        Terms memory terms = _terms(buyer, offered);
        uint256[2] memory before = [IERC20(tokens[2]).balanceOf(buyer), IERC20(tokens[0]).balanceOf(buyer)];
        if (before[0] < cost + terms.maxFee || before[1] < ONE) return;
        // An offer of his own pays the buyer.
        uint256 own = _seller == buyer ? OFFERS.costOf(purchases[1].id, purchases[1].amount) : 0;
        uint256 got = IERC20(tokens[0]).balanceOf(address(CHECKOUT));
        for (uint256 i; i < purchases.length; ++i) got += purchases[i].amount;
        _as(buyer);
        bytes32 id = CHECKOUT.buyAndRequest(purchases, terms);
        vm.assertTrue(MARKET.jobOf(id).state == JobState.Requested, "requested");
        uint256 left = before[0] + own - cost - terms.maxFee;
        vm.assertEq(IERC20(tokens[2]).balanceOf(buyer), left, "quotes and fee, no more");
        vm.assertEq(IERC20(tokens[0]).balanceOf(buyer), before[1] + got - ONE, "one datatoken spent");
        if (purchases.length == 2) _listed[purchases[1].id - 1].amount -= purchases[1].amount;
        gifts[address(CHECKOUT)][tokens[0]] = 0;
        ++done[msg.sig];
    }

    /// @dev Moves the pool's price.
    function swap(uint256 actor, uint256 amount) external watched {
        amount = _within(amount, 1e12, ONE);
        uint256[4] memory bounds = [type(uint256).max, amount, type(uint256).max, 0];
        _as(actors[actor % 3]);
        POOL.swapExactAmountOut([tokens[2], tokens[0], address(0)], bounds);
        ++done[msg.sig];
    }

    /// @dev Datatokens sent to a contract by mistake.
    function give(uint256 actor, uint256 toOffers, uint256 token, uint256 amount) external watched {
        address stall = toOffers % 2 == 0 ? address(OFFERS) : address(CHECKOUT);
        IERC20 given = IERC20(tokens[stall == address(CHECKOUT) ? 0 : token % 3]);
        amount = _within(amount, 0, _least(ONE / 4, given.balanceOf(actors[actor % 3])));
        _as(actors[actor % 3]);
        given.transfer(stall, amount);
        gifts[stall][address(given)] += amount;
        ++done[msg.sig];
    }

    function _purchases(
        uint256 offer,
        uint256 offered,
        uint256 pooled
    ) private returns (Purchase[] memory purchases) {
        _seller = address(0);
        uint256 chosen = _listed.length == 0 ? 0 : offer % _listed.length;
        bool fits = _listed.length > 0 && _listed[chosen].token == tokens[0] && _listed[chosen].amount > 0;
        purchases = new Purchase[](fits ? 2 : 1);
        pooled = _within(pooled, 1e12, 2 * ONE);
        uint256 all = type(uint256).max;
        purchases[0] = Purchase(Source.Pool, uint160(address(POOL)), tokens[0], pooled, tokens[2], all);
        if (!fits) return purchases;
        offered = _within(offered, 1, _listed[chosen].amount);
        purchases[1] = Purchase(Source.Offer, chosen + 1, tokens[0], offered, tokens[2], all);
        _seller = _listed[chosen].seller;
    }

    function _terms(address buyer, uint256 seed) private view returns (Terms memory terms) {
        terms.kind = JobKind.Infer;
        (terms.model, terms.requester) = (tokens[0], buyer);
        terms.deadline = uint64(block.timestamp) + 1 days;
        (terms.feeToken, terms.maxFee) = (tokens[2], seed % ONE);
        terms.manifestHash = keccak256("manifest");
        terms.salt = bytes32(done[this.checkOut.selector]);
    }

    function _as(address account) private {
        _caller = account;
        vm.prank(account);
    }

    function _wealth() private view returns (uint256[9] memory wealth) {
        for (uint256 i; i < 9; ++i) wealth[i] = IERC20(tokens[i % 3]).balanceOf(actors[i / 3]);
    }

    function _least(uint256 a, uint256 b) private pure returns (uint256) {
        return a < b ? a : b;
    }
}
