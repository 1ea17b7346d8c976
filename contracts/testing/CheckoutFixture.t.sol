// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ICheckout, Purchase, Source} from "../interfaces/ICheckout.sol";
import {JobKind, Terms} from "../interfaces/IJobMarket.sol";
import {IOffers} from "../interfaces/IOffers.sol";
import {PoolFixture} from "./PoolFixture.t.sol";

/// @title Several calls in one, by one caller
interface IMulticall {
    function multicall(bytes[] calldata calls) external returns (bytes[] memory answers);
}

/// @title Dora, who has nothing but fee tokens, before an offer of Bob's and Alice's pool
abstract contract CheckoutFixture is PoolFixture {
    uint256 internal constant PRICE = 2e18;
    uint256 internal constant STOCK = 5e18;
    uint256 internal constant PURSE = 1000e18;
    bytes32 private constant PERMIT = keccak256(
        "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"
    );

    ICheckout internal checkout;
    IOffers internal offers;
    uint256 internal offer;
    uint256 internal datasetOffer;
    address internal dora = _account("dora");

    function setUp() public virtual override {
        super.setUp();
        offers = IOffers(_new("Offers", abi.encode(address(market))));
        checkout = ICheckout(_new("Checkout", abi.encode(address(market), address(offers), address(desk))));
        _allow(bob, root, address(offers));
        _allow(bob, dataset, address(offers));
        vm.startPrank(bob);
        offer = offers.list(root, STOCK, address(fee), PRICE);
        datasetOffer = offers.list(dataset, STOCK, address(fee), 0);
        vm.stopPrank();
        fee.mint(dora, PURSE);
        hostile.mint(dora, PURSE);
        _allow(dora, address(fee), address(checkout));
        _allow(dora, address(hostile), address(checkout));
    }

    function _fromOffer(uint256 amount, uint256 maxCost) internal view returns (Purchase memory) {
        return Purchase(Source.Offer, offer, root, amount, address(fee), maxCost);
    }

    function _fromPool(uint256 amount, uint256 maxCost) internal view returns (Purchase memory) {
        return Purchase(Source.Pool, uint160(address(pool)), root, amount, address(fee), maxCost);
    }

    function _one(Purchase memory purchase) internal pure returns (Purchase[] memory purchases) {
        purchases = new Purchase[](1);
        purchases[0] = purchase;
    }

    function _dorasTerms() internal view returns (Terms memory terms) {
        terms = _terms(JobKind.Infer);
        terms.requester = dora;
    }

    function _checkout(Purchase[] memory purchases, Terms memory terms) internal returns (bytes32) {
        vm.prank(dora);
        return checkout.buyAndRequest(purchases, terms);
    }

    function _checkoutCall(
        Purchase[] memory purchases,
        Terms memory terms
    ) internal pure returns (bytes memory) {
        return abi.encodeCall(ICheckout.buyAndRequest, (purchases, terms));
    }

    function _refuses(Purchase memory purchase, Terms memory terms, bytes memory refusal) internal {
        vm.expectRevert(refusal);
        _checkout(_one(purchase), terms);
    }

    function _tooDear(uint256 cost, uint256 maxCost) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(ICheckout.Checkout_TooDear.selector, cost, maxCost);
    }

    /// @dev Hands Dora tokens of Bob's, approved for the checkout.
    function _give(address token, uint256 amount) internal {
        vm.prank(bob);
        IERC20(token).transfer(dora, amount);
        _allow(dora, token, address(checkout));
    }

    function _stopAllowing() internal {
        vm.prank(dora);
        fee.approve(address(checkout), 0);
    }

    /// @dev Dora's permit for the checkout, as a call of it.
    function _permitCall(address token, uint256 amount) internal view returns (bytes memory) {
        uint256 forEver = type(uint256).max;
        bytes32 message = keccak256(
            abi.encode(PERMIT, dora, address(checkout), amount, fee.nonces(dora), forEver)
        );
        bytes32 digest = keccak256(abi.encodePacked("\x19\x01", fee.DOMAIN_SEPARATOR(), message));
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(_key("dora"), digest);
        return abi.encodeCall(ICheckout.permit, (token, amount, forEver, v, r, s));
    }

    /// @dev Anyone can take a permit to the token itself.
    function _usePermit(bytes memory call) internal {
        (uint256 amount, uint8 v, bytes32 r, bytes32 s) = this.readPermit(call);
        fee.permit(dora, address(checkout), amount, type(uint256).max, v, r, s);
    }

    function readPermit(
        bytes calldata call
    ) external pure returns (uint256 amount, uint8 v, bytes32 r, bytes32 s) {
        (, amount, , v, r, s) = abi.decode(call[4:], (address, uint256, uint256, uint8, bytes32, bytes32));
    }

    function _assertHoldsNothing() internal view {
        address[4] memory tokens = [root, dataset, algorithm, address(fee)];
        for (uint256 i; i < tokens.length; ++i) {
            vm.assertEq(_balance(tokens[i], address(checkout)), 0, "held by the checkout");
            vm.assertEq(IERC20(tokens[i]).allowance(address(checkout), address(vault)), 0, "allowed");
        }
        vm.assertEq(_balance(address(hostile), address(checkout)), 0, "held by the checkout");
    }
}
