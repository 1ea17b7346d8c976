// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ICheckout} from "./interfaces/ICheckout.sol";
import {IOffers} from "./interfaces/IOffers.sol";
import {CheckoutFixture} from "./testing/CheckoutFixture.t.sol";
import {Stalls, TradeHandler} from "./testing/invariants/TradeHandler.t.sol";

contract Handler is TradeHandler {
    constructor(Stalls memory stalls) TradeHandler(stalls) {}
}

/// @dev In prose: testing/INVARIANTS.md.
contract TradeInvariantTest is CheckoutFixture {
    Handler private handler;

    /// @notice The test runner calls nothing but the handler.
    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(handler);
    }

    function setUp() public override {
        super.setUp();
        // New ones, so that the handler knows every offer.
        offers = IOffers(_new("Offers", abi.encode(address(market))));
        checkout = ICheckout(_new("Checkout", abi.encode(address(market), address(offers), address(desk))));
        Stalls memory stalls;
        (stalls.market, stalls.offers, stalls.checkout, stalls.pool) = (market, offers, checkout, pool);
        stalls.tokens = [root, dataset, address(fee)];
        stalls.actors = [alice, bob, charlie];
        for (uint256 a; a < 3; ++a) {
            fee.mint(stalls.actors[a], 1000e18);
            for (uint256 t; t < 3; ++t) {
                _allow(stalls.actors[a], stalls.tokens[t], address(offers));
                _allow(stalls.actors[a], stalls.tokens[t], address(checkout));
                _allow(stalls.actors[a], stalls.tokens[t], address(pool));
            }
        }
        handler = new Handler(stalls);
    }

    function invariant_StallsHoldWhatTheyOweAndNoMore() public view {
        uint256[3] memory owed;
        for (uint256 i; i < handler.offerCount(); ++i) {
            IOffers.Offer memory expected = handler.listed(i);
            bytes memory offer = abi.encode(offers.offerOf(i + 1));
            vm.assertEq(keccak256(offer), keccak256(abi.encode(expected)), "an offer as it was listed, less sales");
            owed[expected.token == root ? 0 : 1] += expected.amount;
        }
        for (uint256 t; t < 3; ++t) {
            address token = handler.tokens(t);
            uint256 gift = handler.gifts(address(offers), token);
            vm.assertEq(_balance(token, address(offers)), owed[t] + gift, "offers hold what is left of them");
            gift = handler.gifts(address(checkout), token);
            vm.assertEq(_balance(token, address(checkout)), gift, "the checkout holds nothing");
            _assertAllowsNobody(IERC20(token));
        }
    }

    /// @notice Runs after each run: every seller takes back what is left.
    function afterInvariant() external {
        for (uint256 i; i < handler.offerCount(); ++i) {
            IOffers.Offer memory left = offers.offerOf(i + 1);
            if (left.amount == 0) continue;
            vm.prank(left.seller);
            offers.withdraw(i + 1);
        }
        for (uint256 t; t < 3; ++t) {
            address token = handler.tokens(t);
            uint256 gift = handler.gifts(address(offers), token);
            vm.assertEq(_balance(token, address(offers)), gift, "nothing but gifts");
        }
    }

    function _assertAllowsNobody(IERC20 token) private view {
        vm.assertEq(token.allowance(address(checkout), address(vault)), 0, "the vault");
        vm.assertEq(token.allowance(address(checkout), address(offers)), 0, "the offers");
        vm.assertEq(token.allowance(address(checkout), address(pool)), 0, "the pool");
    }

    /// @dev The rule above says something only if runs get everywhere.
    function test_RunsReachEveryStep() public {
        for (uint256 n; n < 60; ++n) {
            handler.list(n, n, n * 1e17, n * 1e17);
            handler.checkOut(n, n / 2, n * 1e16, n * 1e16);
            handler.buy(n + 1, n, n * 1e15);
            handler.give(n, n / 3, n, 1e15);
            handler.swap(n, 1e17);
            if (n % 5 == 4) handler.withdraw(n, n / 2);
            invariant_StallsHoldWhatTheyOweAndNoMore();
        }
        bytes4[6] memory steps = [
            handler.list.selector,
            handler.checkOut.selector,
            handler.buy.selector,
            handler.give.selector,
            handler.swap.selector,
            handler.withdraw.selector
        ];
        for (uint256 i; i < steps.length; ++i) vm.assertTrue(handler.done(steps[i]) > 0, "did nothing");
    }
}
