// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ICheckout, Purchase, Source} from "./interfaces/ICheckout.sol";
import {IJobMarket, JobState, Terms} from "./interfaces/IJobMarket.sol";
import {IOffers} from "./interfaces/IOffers.sol";
import {CheckoutFixture, IMulticall} from "./testing/CheckoutFixture.t.sol";
import {Mood} from "./testing/tokens/HostileToken.sol";

contract CheckoutTest is CheckoutFixture {
    function test_BuysFromAnOfferAndRequests() public {
        Terms memory terms = _dorasTerms();
        vm.expectEmit(address(checkout));
        emit ICheckout.Bought(dora, root, ONE, address(fee), PRICE);
        bytes32 id = _checkout(_one(_fromOffer(ONE, PRICE)), terms);
        _assertState(id, JobState.Requested);
        vm.assertEq(_balance(address(fee), dora), PURSE - PRICE - MAX_FEE, "price and fee, no more");
        vm.assertEq(_escrowed(root), ONE, "datatoken in escrow");
        vm.assertEq(_escrowed(address(fee)), MAX_FEE, "fee in escrow");
        _assertHoldsNothing();
    }

    function test_BuysFromAPoolAndRequests() public {
        Purchase memory purchase = _fromPool(ONE, 3e18);
        uint256 cost = checkout.costOf(purchase);
        (uint256 quoted, , , , ) = pool.getAmountInExactOut(address(fee), root, ONE, 0);
        vm.assertEq(cost, quoted, "the pool's own quote");
        bytes32 id = _checkout(_one(purchase), _dorasTerms());
        _assertState(id, JobState.Requested);
        vm.assertEq(_balance(address(fee), dora), PURSE - cost - MAX_FEE, "cost and fee, no more");
        _assertHoldsNothing();
    }

    function test_BuysEverythingThatAJobUses() public {
        Terms memory terms = _dorasTerms();
        terms.assets = new address[](2);
        (terms.assets[0], terms.assets[1]) = (dataset, dataset);
        Purchase[] memory purchases = new Purchase[](3);
        purchases[0] = _fromOffer(0.25e18, PRICE);
        purchases[1] = _fromPool(0.75e18, 3e18);
        purchases[2] = Purchase(Source.Offer, datasetOffer, dataset, 2 * ONE, address(fee), 0);
        bytes32 id = _checkout(purchases, terms);
        _assertState(id, JobState.Requested);
        vm.assertEq(_escrowed(root), ONE, "one of the model");
        vm.assertEq(_escrowed(dataset), 2 * ONE, "two of the dataset");
        _assertHoldsNothing();
    }

    function test_TakesFromTheCallerWhatIsNotBought() public {
        Terms memory terms = _dorasTerms();
        terms.assets = new address[](2);
        (terms.assets[0], terms.assets[1]) = (dataset, algorithm);
        _give(dataset, ONE);
        _give(algorithm, 3 * ONE);
        _checkout(_one(_fromOffer(ONE, PRICE)), terms);
        vm.assertEq(_balance(dataset, dora), 0, "the dataset's");
        vm.assertEq(_balance(algorithm, dora), 2 * ONE, "the algorithm's");
        _assertHoldsNothing();
    }

    function test_RequestsWithoutAnyPurchase() public {
        _give(root, ONE);
        Terms memory terms = _dorasTerms();
        terms.maxFee = 0;
        _assertState(_checkout(new Purchase[](0), terms), JobState.Requested);
        vm.assertEq(_balance(root, dora), 0, "paid");
        _assertHoldsNothing();
    }

    function test_GivesBackWhatIsLeftOver() public {
        _checkout(_one(_fromOffer(4 * ONE, 4 * PRICE)), _dorasTerms());
        vm.assertEq(_balance(root, dora), 3 * ONE, "three of four");
        _assertHoldsNothing();
    }

    /// @dev Fees may be paid in a token that is also a job's asset, or the model's own.
    function test_CountsATokenThatIsNeededTwice() public {
        Terms memory terms = _dorasTerms();
        terms.assets = new address[](1);
        terms.assets[0] = root;
        _give(root, 0.5e18);
        _checkout(_one(_fromOffer(1.5e18, 2 * PRICE)), terms);
        vm.assertEq(_escrowed(root), 2 * ONE, "as model and as asset");
        vm.assertEq(_balance(root, dora), 0, "all of it");
        _assertHoldsNothing();
    }

    function test_ARefundGoesToTheRequester() public {
        Terms memory terms = _dorasTerms();
        _checkout(_one(_fromOffer(ONE, PRICE)), terms);
        vm.prank(dora);
        market.cancel(terms);
        vm.assertEq(_balance(root, dora), ONE, "datatoken");
        vm.assertEq(_balance(address(fee), dora), PURSE - PRICE, "fee");
        _assertNoEscrow();
        _assertHoldsNothing();
    }

    function test_PermitsBuysAndRequestsInOneTransaction() public {
        _stopAllowing();
        bytes[] memory calls = new bytes[](2);
        calls[0] = _permitCall(address(fee), PRICE + MAX_FEE);
        calls[1] = _checkoutCall(_one(_fromOffer(ONE, PRICE)), _dorasTerms());
        vm.prank(dora);
        bytes[] memory answers = IMulticall(address(checkout)).multicall(calls);
        _assertState(abi.decode(answers[1], (bytes32)), JobState.Requested);
        vm.assertEq(fee.allowance(dora, address(checkout)), 0, "the exact amount");
        _assertHoldsNothing();
    }

    function test_APermitThatWasUsedAlreadyHarmsNothing() public {
        _stopAllowing();
        bytes memory permit = _permitCall(address(fee), PRICE + MAX_FEE);
        bytes[] memory calls = new bytes[](2);
        (calls[0], calls[1]) = (permit, _checkoutCall(_one(_fromOffer(ONE, PRICE)), _dorasTerms()));
        _usePermit(permit);
        vm.assertEq(fee.allowance(dora, address(checkout)), PRICE + MAX_FEE, "front-run");
        vm.prank(dora);
        IMulticall(address(checkout)).multicall(calls);
        _assertHoldsNothing();
    }

    function test_APermitOfNoTokenIsPassedOver() public {
        checkout.permit(stranger, 1, 1, 27, 0, 0);
        checkout.permit(dataset, 1, 1, 27, 0, 0);
        vm.assertEq(IERC20(dataset).allowance(address(this), address(checkout)), 0, "nothing allowed");
    }

    function test_NeverPaysMoreThanAgreed() public {
        Terms memory terms = _dorasTerms();
        _refuses(_fromOffer(ONE, PRICE - 1), terms, _tooDear(PRICE, PRICE - 1));
        uint256 cost = checkout.costOf(_fromPool(ONE, 0));
        _refuses(_fromPool(ONE, cost - 1), terms, _tooDear(cost, cost - 1));
        _checkout(_one(_fromPool(ONE, cost)), terms);
    }

    function test_AFrontRunnerRaisesThePriceOnlyUpToTheBound() public {
        uint256 cost = checkout.costOf(_fromPool(ONE, 0));
        _buy(bob, 10e18);
        uint256 raised = checkout.costOf(_fromPool(ONE, 0));
        vm.assertTrue(raised > cost, "dearer");
        _refuses(_fromPool(ONE, cost + cost / 100), _dorasTerms(), _tooDear(raised, cost + cost / 100));
        vm.assertEq(_balance(address(fee), dora), PURSE, "nothing taken");
    }

    function test_RefusesWhatIsSoldOut() public {
        bytes4 left = IOffers.Offers_NotEnoughLeft.selector;
        Terms memory terms = _dorasTerms();
        _refuses(_fromOffer(STOCK + 1, type(uint256).max), terms, abi.encodeWithSelector(left, offer, STOCK));
        bytes memory refusal = abi.encodeWithSignature("Error(string)", "ERR_BPOW_BASE_TOO_HIGH");
        _refuses(_fromPool(60e18, 1000e18), terms, refusal);
    }

    function test_RefusesAnotherOfferThanThePurchaseSays() public {
        Terms memory terms = _dorasTerms();
        Purchase memory purchase = _fromOffer(ONE, PRICE);
        purchase.token = dataset;
        bytes4 other = ICheckout.Checkout_OtherOffer.selector;
        _refuses(purchase, terms, abi.encodeWithSelector(other, offer));
        (purchase.token, purchase.payToken) = (root, address(hostile));
        _refuses(purchase, terms, abi.encodeWithSelector(other, offer));
        (purchase.payToken, purchase.id) = (address(fee), 99);
        _refuses(purchase, terms, abi.encodeWithSelector(other, 99));
    }

    function test_RefusesAPoolOfAnotherController() public {
        Purchase memory purchase = _fromPool(ONE, 10e18);
        purchase.id = uint160(address(this));
        bytes4 unknown = ICheckout.Checkout_UnknownPool.selector;
        _refuses(purchase, _dorasTerms(), abi.encodeWithSelector(unknown, address(this)));
    }

    function testFuzz_RefusesAnotherRequester(address caller) public {
        vm.assume(caller != dora);
        Terms memory terms = _dorasTerms();
        vm.expectRevert(abi.encodeWithSelector(ICheckout.Checkout_NotRequester.selector, caller));
        vm.prank(caller);
        checkout.buyAndRequest(new Purchase[](0), terms);
    }

    /// @dev Whoever requests the same job first pays for it; Dora keeps her money and has her job.
    function test_AFrontRunRequestCostsDoraNothing() public {
        Terms memory terms = _dorasTerms();
        vm.prank(bob);
        bytes32 id = market.request(terms);
        _refuses(_fromOffer(ONE, PRICE), terms, abi.encodeWithSelector(IJobMarket.JobMarket_Duplicate.selector, id));
        vm.assertEq(_balance(address(fee), dora), PURSE, "nothing taken");
        vm.prank(dora);
        market.cancel(terms);
        vm.assertEq(_balance(address(fee), dora), PURSE + MAX_FEE, "Bob's money");
    }

    function test_ATokenCannotReenter() public {
        Terms memory terms = _dorasTerms();
        (terms.feeToken, terms.maxFee) = (address(hostile), 10);
        terms.salt = keccak256("again");
        bytes memory again = _checkoutCall(new Purchase[](0), terms);
        hostile.setReentry(address(checkout), again);
        _checkout(_one(_fromOffer(ONE, PRICE)), terms);
        _assertGuarded();
        _assertHoldsNothing();
    }

    function test_ATokenThatTakesAFeeIsRefused() public {
        Terms memory terms = _dorasTerms();
        (terms.feeToken, terms.maxFee) = (address(hostile), 100);
        hostile.setMood(Mood.Skims);
        vm.expectRevert();
        vm.prank(dora);
        checkout.buyAndRequest(_one(_fromOffer(ONE, PRICE)), terms);
        vm.assertEq(_balance(address(fee), dora), PURSE, "nothing taken");
    }

    /// @dev Whatever is bought of whatever there is, the caller pays the quotes and the checkout keeps nothing.
    function testFuzz_HoldsNothingAfterwards(uint256 offered, uint256 pooled, uint256 own) public {
        (offered, pooled) = (_within(offered, 1, STOCK), _within(pooled, 1e12, 40e18));
        own = _within(own, 0, 2 * ONE);
        if (own > 0) _give(root, own);
        Purchase[] memory purchases = new Purchase[](2);
        purchases[0] = _fromOffer(offered, type(uint256).max);
        purchases[1] = _fromPool(pooled, type(uint256).max);
        uint256 cost = checkout.costOf(purchases[0]) + checkout.costOf(purchases[1]);
        uint256 bought = offered + pooled;
        if (bought + own < ONE) return;
        _checkout(purchases, _dorasTerms());
        vm.assertEq(_balance(address(fee), dora), PURSE - cost - MAX_FEE, "fee tokens");
        vm.assertEq(_balance(root, dora), own + bought - ONE, "datatokens");
        _assertHoldsNothing();
    }

    function test_WhatIsSentHereByMistakeBlocksNobody() public {
        fee.mint(address(checkout), 1);
        vm.prank(bob);
        IERC20(root).transfer(address(checkout), 1);
        _checkout(_one(_fromOffer(ONE, PRICE)), _dorasTerms());
        vm.assertEq(_balance(root, address(checkout)), 0, "given on");
    }
}
