// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {JobFixture} from "./testing/JobFixture.t.sol";
import {Mood} from "./testing/tokens/HostileToken.sol";
import {IOffers} from "./interfaces/IOffers.sol";

contract OffersTest is JobFixture {
    IOffers private offers;
    uint256 private offer;

    function setUp() public override {
        super.setUp();
        offers = IOffers(_new("Offers", abi.encode(address(market))));
        offer = _list(root, 5 * ONE, 2e18);
        fee.mint(charlie, 100e18);
        vm.prank(charlie);
        fee.approve(address(offers), 100e18);
    }

    function _list(address token, uint256 amount, uint256 price) private returns (uint256) {
        vm.startPrank(bob);
        IERC20(token).approve(address(offers), amount);
        uint256 id = offers.list(token, amount, address(fee), price);
        vm.stopPrank();
        return id;
    }

    function _buy(uint256 id, uint256 amount, uint256 maxCost) private returns (uint256) {
        vm.prank(charlie);
        return offers.buy(id, amount, maxCost);
    }

    function test_ListingTakesTheTokensAndRecordsTheOffer() public {
        vm.assertEq(_balance(root, address(offers)), 5 * ONE, "held");
        IOffers.Offer memory listed = offers.offerOf(offer);
        IOffers.Offer memory expected = IOffers.Offer(bob, root, address(fee), 2e18, 5 * ONE);
        vm.assertEq(keccak256(abi.encode(listed)), keccak256(abi.encode(expected)), "offer");
        vm.startPrank(bob);
        IERC20(root).approve(address(offers), ONE);
        vm.expectEmit(address(offers));
        emit IOffers.OfferListed(offer + 1, root, bob, address(fee), 3e18, ONE);
        vm.assertEq(offers.list(root, ONE, address(fee), 3e18), offer + 1, "next id");
    }

    function test_BuyingPaysTheSellerDirectly() public {
        uint256 before = _balance(address(fee), bob);
        vm.expectEmit(address(offers));
        emit IOffers.OfferBought(offer, charlie, 2 * ONE, 4e18);
        vm.assertEq(_buy(offer, 2 * ONE, 4e18), 4e18, "cost");
        vm.assertEq(_balance(root, charlie), 2 * ONE, "bought");
        vm.assertEq(_balance(address(fee), bob), before + 4e18, "seller");
        vm.assertEq(_balance(address(fee), charlie), 96e18, "buyer");
        vm.assertEq(offers.offerOf(offer).amount, 3 * ONE, "left");
    }

    function testFuzz_CostIsRoundedUpForTheSeller(uint96 amount, uint96 price) public {
        uint256 id = _list(root, ONE, price);
        uint256 cost = offers.costOf(id, amount);
        vm.assertTrue(cost * ONE >= uint256(amount) * price, "never too little");
        vm.assertTrue(cost == 0 || (cost - 1) * ONE < uint256(amount) * price, "nor a wei too much");
    }

    function testFuzz_SplittingAPurchaseIsNeverCheaper(uint96 first, uint96 second, uint96 price) public {
        uint256 id = _list(root, ONE, price);
        uint256 apart = offers.costOf(id, first) + offers.costOf(id, second);
        vm.assertGe(apart, offers.costOf(id, uint256(first) + second), "cost");
    }

    function test_APriceOfZeroGivesAway() public {
        uint256 id = _list(root, ONE, 0);
        vm.prank(stranger);
        vm.assertEq(offers.buy(id, ONE, 0), 0, "cost");
        vm.assertEq(_balance(root, stranger), ONE, "given");
    }

    function test_APriceOfZeroAsksNothingOfThePayToken() public {
        vm.startPrank(bob);
        IERC20(root).approve(address(offers), ONE);
        uint256 id = offers.list(root, ONE, address(hostile), 0);
        vm.stopPrank();
        hostile.setMood(Mood.Reverts);
        _buy(id, ONE, 0);
        vm.assertEq(_balance(root, charlie), ONE, "given");
    }

    function test_ACostOfOneWeiIsPaid() public {
        uint256 id = _list(root, ONE, 1);
        uint256 before = _balance(address(fee), bob);
        vm.assertEq(_buy(id, 1, 1), 1, "cost");
        vm.assertEq(_balance(address(fee), bob), before + 1, "seller");
    }

    function test_RefusesToBuyNothingTooMuchOrTooDear() public {
        vm.expectRevert(IOffers.Offers_NoAmount.selector);
        _buy(offer, 0, 0);
        bytes4 tooLittle = IOffers.Offers_NotEnoughLeft.selector;
        vm.expectRevert(abi.encodeWithSelector(tooLittle, offer, 5 * ONE));
        _buy(offer, 5 * ONE + 1, 100e18);
        vm.expectRevert(abi.encodeWithSelector(tooLittle, 99, 0));
        _buy(99, 1, 100e18);
        vm.expectRevert(abi.encodeWithSelector(IOffers.Offers_TooDear.selector, 2e18, 2e18 - 1));
        _buy(offer, ONE, 2e18 - 1);
        _buy(offer, ONE, 2e18);
    }

    function test_RefusesToListNothingOrForAnUnlistedToken() public {
        vm.startPrank(bob);
        vm.expectRevert(IOffers.Offers_NoAmount.selector);
        offers.list(root, 0, address(fee), 1);
        bytes4 refusal = IOffers.Offers_PayTokenNotListed.selector;
        vm.expectRevert(abi.encodeWithSelector(refusal, address(stakeToken)));
        offers.list(root, 1, address(stakeToken), 1);
    }

    function test_RefusesATokenThatTakesAFee() public {
        hostile.setMood(Mood.Skims);
        vm.startPrank(bob);
        hostile.approve(address(offers), 100);
        vm.expectRevert(abi.encodeWithSelector(IOffers.Offers_ShortTransfer.selector, 100, 99));
        offers.list(address(hostile), 100, address(fee), 1);
    }

    function test_StockOfATokenHidesNoFeeOfALaterListing() public {
        _list(address(hostile), 100, 1);
        hostile.setMood(Mood.Skims);
        vm.startPrank(bob);
        hostile.approve(address(offers), 100);
        vm.expectRevert(abi.encodeWithSelector(IOffers.Offers_ShortTransfer.selector, 100, 99));
        offers.list(address(hostile), 100, address(fee), 1);
    }

    function test_TheSellerTakesBackTheRestOnce() public {
        _buy(offer, ONE, 2e18);
        uint256 before = _balance(root, bob);
        vm.startPrank(bob);
        vm.expectEmit(address(offers));
        emit IOffers.OfferWithdrawn(offer, 4 * ONE);
        offers.withdraw(offer);
        vm.assertEq(_balance(root, bob), before + 4 * ONE, "returned");
        vm.expectRevert(IOffers.Offers_NoAmount.selector);
        offers.withdraw(offer);
        vm.stopPrank();
        vm.expectRevert(abi.encodeWithSelector(IOffers.Offers_NotEnoughLeft.selector, offer, 0));
        _buy(offer, 1, 1);
    }

    function testFuzz_OnlyTheSellerTakesBack(address caller) public {
        vm.assume(caller != bob);
        vm.expectRevert(abi.encodeWithSelector(IOffers.Offers_NotSeller.selector, caller));
        vm.prank(caller);
        offers.withdraw(offer);
    }

    function test_ATokenCannotReenter() public {
        uint256 id = _list(address(hostile), 10, 0);
        bytes[3] memory calls = [
            abi.encodeCall(IOffers.buy, (id, 1, 0)),
            abi.encodeCall(IOffers.withdraw, (id)),
            abi.encodeCall(IOffers.list, (address(hostile), 1, address(fee), 0))
        ];
        for (uint256 i; i < calls.length; ++i) {
            hostile.setReentry(address(offers), calls[i]);
            _buy(id, 1, 0);
            _assertGuarded();
        }
        vm.assertEq(offers.offerOf(id).amount, 7, "left");
    }
}
