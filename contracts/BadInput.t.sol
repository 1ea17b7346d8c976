// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20Errors, IERC721Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";
import {CheckoutFixture} from "./testing/CheckoutFixture.t.sol";
import {ICheckout, Purchase} from "./interfaces/ICheckout.sol";
import {IJobMarket, JobKind, Terms} from "./interfaces/IJobMarket.sol";
import {ILineageVault} from "./interfaces/ILineageVault.sol";
import {IModelRegistry} from "./interfaces/IModelRegistry.sol";
import {IOffers} from "./interfaces/IOffers.sol";
import {IPoolDesk} from "./interfaces/IPoolDesk.sol";
import {IWorkerRegistry} from "./interfaces/IWorkerRegistry.sol";

/// @dev The zero address, nothing, and the largest number, in each place of each call where no other test puts them: one
/// typed error each, and nothing is moved. Wrong states, callers and times are in the tests of each call.
contract BadInputTest is CheckoutFixture {
    uint256 private constant MOST = type(uint256).max;

    /// @dev Bob makes the call; it ends with exactly this error, and he owns what he owned.
    function _meets(address target, bytes memory call, bytes memory refusal) private {
        uint256[4] memory purse = _purse();
        vm.prank(bob);
        (bool ok, bytes memory reason) = target.call(call);
        vm.assertEq(ok, false, "refused");
        vm.assertEq(bytes32(bytes4(reason)), bytes32(bytes4(refusal)), "the error");
        vm.assertEq(keccak256(reason), keccak256(refusal), "its arguments");
        for (uint256 i; i < purse.length; ++i) vm.assertEq(_purse()[i], purse[i], "moved");
    }

    function _with(bytes4 selector, address argument) private pure returns (bytes memory) {
        return abi.encodeWithSelector(selector, argument);
    }

    function _lacks(address token, uint256 needed) private view returns (bytes memory) {
        bytes4 selector = IERC20Errors.ERC20InsufficientBalance.selector;
        return abi.encodeWithSelector(selector, bob, _balance(token, bob), needed);
    }

    function test_Requests() public {
        Terms memory terms = _terms(JobKind.Infer);
        terms.model = address(0);
        bytes memory request = abi.encodeCall(IJobMarket.request, (terms));
        _meets(address(market), request, _with(ILineageVault.LineageVault_UnknownModel.selector, address(0)));
        terms = _terms(JobKind.Infer);
        terms.feeToken = address(0);
        request = abi.encodeCall(IJobMarket.request, (terms));
        _meets(address(market), request, _with(IJobMarket.JobMarket_FeeTokenNotListed.selector, address(0)));
        terms = _termsWithAssets(0);
        terms.assets[1] = address(0);
        request = abi.encodeCall(IJobMarket.request, (terms));
        _meets(address(market), request, _with(IJobMarket.JobMarket_UnknownAsset.selector, address(0)));
        terms.assets = new address[](0);
        terms.orderedAtLease = MOST;
        request = abi.encodeCall(IJobMarket.request, (terms));
        _meets(address(market), request, abi.encodeWithSelector(IJobMarket.JobMarket_TooManyAssets.selector, 0));
    }

    /// @dev Whatever the vault holds of a token already, more than everything is more than the payer has.
    function test_AmountsBeyondAllThereIs() public {
        _pay(root, fee, 100);
        Terms memory terms = _terms(JobKind.Infer);
        terms.maxFee = MOST;
        _meets(address(market), abi.encodeCall(IJobMarket.request, (terms)), _lacks(address(fee), MOST));
        bytes memory payment = abi.encodeCall(ILineageVault.pay, (root, address(fee), MOST));
        _meets(address(vault), payment, _lacks(address(fee), MOST));
        vm.prank(bob);
        fee.approve(address(offers), MOST);
        bytes memory listing = abi.encodeCall(IOffers.list, (address(fee), MOST, address(fee), 1));
        _meets(address(offers), listing, _lacks(address(fee), MOST));
        bytes memory buying = abi.encodeCall(IOffers.buy, (offer, MOST, MOST));
        bytes4 refusal = IOffers.Offers_NotEnoughLeft.selector;
        _meets(address(offers), buying, abi.encodeWithSelector(refusal, offer, STOCK));
        bytes memory unbonding = abi.encodeCall(IWorkerRegistry.unbond, (MOST));
        refusal = IWorkerRegistry.WorkerRegistry_StakeTooSmall.selector;
        _meets(address(market), unbonding, abi.encodeWithSelector(refusal, bob, MOST, 0));
    }

    function test_Income() public {
        bytes memory unknown = _with(ILineageVault.LineageVault_UnknownModel.selector, address(0));
        _meets(address(vault), abi.encodeCall(ILineageVault.pay, (address(0), address(fee), 1)), unknown);
        _meets(address(vault), abi.encodeCall(ILineageVault.collect, (address(0), address(fee))), unknown);
        bytes memory lineage = abi.encodeCall(ILineageVault.settleLineage, (address(0), address(fee), 1));
        _meets(address(vault), lineage, unknown);
        bytes memory settlement = abi.encodeCall(ILineageVault.settle, (address(0), address(fee)));
        _meets(address(vault), settlement, _with(IModelRegistry.ModelRegistry_UnknownModel.selector, address(0)));
        bytes memory nothing = _with(ILineageVault.LineageVault_NothingToMove.selector, address(0));
        _meets(address(vault), abi.encodeCall(ILineageVault.settle, (root, address(0))), nothing);
        _meets(address(vault), abi.encodeCall(ILineageVault.claim, (address(0))), nothing);
        _meets(address(vault), abi.encodeCall(ILineageVault.claimFor, (address(0), address(0))), nothing);
    }

    /// @dev A token that is none: there is nobody to give a reason.
    function test_TokensWithoutCode() public {
        bytes[3] memory calls = [
            abi.encodeCall(ILineageVault.pay, (root, address(0), 1)),
            abi.encodeCall(ILineageVault.collect, (root, address(0))),
            abi.encodeCall(IOffers.list, (address(0), 1, address(fee), 1))
        ];
        for (uint256 i; i < calls.length; ++i) {
            _meets(i < 2 ? address(vault) : address(offers), calls[i], "");
        }
    }

    function test_Titles() public {
        bytes memory giving = abi.encodeCall(IERC721.transferFrom, (bob, address(0), uint160(root)));
        _meets(address(titles), giving, _with(IERC721Errors.ERC721InvalidReceiver.selector, address(0)));
        giving = abi.encodeCall(IERC721.transferFrom, (bob, charlie, 0));
        bytes4 refusal = IERC721Errors.ERC721NonexistentToken.selector;
        _meets(address(titles), giving, abi.encodeWithSelector(refusal, 0));
        giving = abi.encodeCall(IERC721.transferFrom, (alice, bob, uint160(root)));
        refusal = IERC721Errors.ERC721InsufficientApproval.selector;
        _meets(address(titles), giving, abi.encodeWithSelector(refusal, bob, uint160(root)));
    }

    function test_OffersAndPools() public {
        bytes memory listing = abi.encodeCall(IOffers.list, (root, 1, address(0), 1));
        _meets(address(offers), listing, _with(IOffers.Offers_PayTokenNotListed.selector, address(0)));
        bytes memory taking = abi.encodeCall(IOffers.withdraw, (99));
        _meets(address(offers), taking, _with(IOffers.Offers_NotSeller.selector, bob));
        bytes memory opening = abi.encodeCall(IPoolDesk.create, (address(0), 1e18, address(fee), 1e18, SWAP_FEE));
        _meets(address(desk), opening, _with(IPoolDesk.PoolDesk_UnknownDatatoken.selector, address(0)));
        opening = abi.encodeCall(IPoolDesk.create, (root, 1e18, address(0), 1e18, SWAP_FEE));
        _meets(address(desk), opening, _with(IPoolDesk.PoolDesk_BaseTokenNotListed.selector, address(0)));
        bytes memory unknown = _with(IPoolDesk.PoolDesk_UnknownPool.selector, address(0));
        _meets(address(desk), abi.encodeCall(IPoolDesk.quoteJoin, (address(0), 1)), unknown);
        _meets(address(desk), abi.encodeCall(IPoolDesk.join, (address(0), 1, MOST, 0)), unknown);
        _meets(address(desk), abi.encodeCall(IPoolDesk.exit, (address(0), 1, 0, 0)), unknown);
    }

    function test_Purchases() public {
        Terms memory terms = _terms(JobKind.Infer);
        Purchase memory purchase = _fromOffer(0, 0);
        _meets(
            address(checkout),
            _checkoutCall(_one(purchase), terms),
            abi.encodeWithSelector(IOffers.Offers_NoAmount.selector)
        );
        purchase = _fromOffer(ONE, PRICE);
        purchase.token = address(0);
        bytes memory other = abi.encodeWithSelector(ICheckout.Checkout_OtherOffer.selector, offer);
        _meets(address(checkout), _checkoutCall(_one(purchase), terms), other);
        purchase = _fromPool(ONE, PRICE);
        purchase.id = 0;
        bytes memory unknown = _with(ICheckout.Checkout_UnknownPool.selector, address(0));
        _meets(address(checkout), _checkoutCall(_one(purchase), terms), unknown);
    }
}
