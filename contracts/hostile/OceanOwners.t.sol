// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IJobMarket, JobKind, JobState, Terms} from "../interfaces/IJobMarket.sol";
import {ILineageVault} from "../interfaces/ILineageVault.sol";
import {Family} from "../interfaces/IModelRegistry.sol";
import {IOffers} from "../interfaces/IOffers.sol";
import {NeighbourFixture} from "../testing/NeighbourFixture.t.sol";
import {HostileTemplate} from "../testing/accounts/HostileTemplate.sol";
import {Mood} from "../testing/tokens/HostileToken.sol";

/// @dev The owners of Ocean's factory and router turn hostile. They can stop births and publications, take all of an
/// order that providers should get, and let orders fail; they cannot hold a job, a refund, a fee, an income, a stake or an
/// offer, and everybody gets out.
contract OceanOwnersTest is NeighbourFixture {
    /// @dev All at once: no template, and an order costs more than all of it.
    function _turnHostile() private {
        factory.disableTokenTemplate(1);
        factory.disableTokenTemplate(2);
        router.updateOPCFee(0, 0, 1.01e18, 0);
    }

    function test_EveryJobEndsAndEverybodyGetsOut() public {
        JobState[3] memory states = [JobState.Requested, JobState.Leased, JobState.Submitted];
        for (uint256 i; i < states.length; ++i) {
            uint256 before = vm.snapshotState();
            uint256[4] memory purse = _purse();
            Terms memory terms = _termsWithAssets(0);
            _take(terms, states[i]);
            _turnHostile();
            _endByAStranger(terms);
            bool done = states[i] == JobState.Submitted;
            for (uint256 n; n < 3; ++n) vm.assertEq(_purse()[n], purse[n] - (done ? ONE : 0), "datatokens");
            vm.assertEq(
                _owns(provider, dataset),
                done ? ONE : 0,
                "a provider is paid whole, without an order"
            );
            _assertIncomeFlows();
            _assertStakeComesOut();
            vm.revertToState(before);
        }
    }

    function test_NewJobsCanBePaidAndSettled() public {
        _turnHostile();
        Terms memory terms = _termsWithAssets(1);
        bytes32 id = _settled(terms);
        _assertState(id, JobState.Settled);
        vm.assertEq(vault.claimable(worker, address(fee)), FEE, "worker");
        vault.claimFor(provider, dataset);
        vm.assertEq(_balance(dataset, provider), ONE, "provider");
        vm.expectRevert();
        market.birth(terms, _result(terms));
        factory.reactivateTokenTemplate(1);
        market.birth(terms, _result(terms));
        _assertState(id, JobState.Born);
    }

    function test_OffersAreBoughtAndTakenBack() public {
        IOffers offers = IOffers(_new("Offers", abi.encode(address(market))));
        vm.startPrank(bob);
        IERC20(root).approve(address(offers), 2 * ONE);
        uint256 offer = offers.list(root, 2 * ONE, address(fee), ONE);
        vm.stopPrank();
        _turnHostile();
        fee.mint(charlie, ONE);
        vm.startPrank(charlie);
        fee.approve(address(offers), ONE);
        offers.buy(offer, ONE, ONE);
        vm.stopPrank();
        vm.prank(bob);
        offers.withdraw(offer);
        vm.assertEq(_balance(root, address(offers)), 0, "everybody is out");
    }

    /// @dev The one loss that Ocean's owner can cause: it may take an order's whole price from the provider. Nobody else
    /// pays more or gets less.
    function test_AFeeOf100PercentIsTheProvidersLossOnly() public {
        router.updateOPCFee(0, 0, 1e18, 0);
        uint256[4] memory purse = _purse();
        _settled(_termsWithAssets(0));
        vm.assertEq(_balance(dataset, opc), ONE, "taken");
        vm.assertEq(_owns(provider, dataset), 0, "provider");
        vm.assertEq(_purse()[0], purse[0] - ONE, "requester");
        vm.assertEq(vault.inboxOf(root, root), ONE, "a model is paid without an order, so it loses nothing");
        vm.assertEq(vault.claimable(worker, address(fee)), FEE, "worker");
    }

    /// @dev A template of Ocean's owner is among the assets that jobs may use. Whoever uses it can expect nothing from it;
    /// it reaches no other token, no other job, and holds up none.
    function test_AnAssetOfAHostileTemplateReachesNothingElse() public {
        HostileTemplate asset = _hostileAsset();
        JobState[3] memory states = [JobState.Requested, JobState.Leased, JobState.Submitted];
        for (uint256 mood = uint256(Mood.Honest); mood <= uint256(Mood.Reenters); ++mood) {
            for (uint256 i; i < states.length; ++i) _assertEnds(asset, Mood(mood), states[i]);
        }
    }

    function _assertEnds(HostileTemplate asset, Mood mood, JobState state) private {
        uint256 before = vm.snapshotState();
        uint256[4] memory purse = _purse();
        Terms memory terms = _termsWithAssets(0);
        terms.assets[1] = address(asset);
        _take(terms, state);
        bytes memory reentry = abi.encodeCall(ILineageVault.settle, (root, address(fee)));
        asset.turn(mood, address(vault), reentry);
        _endByAStranger(terms);
        bool done = state == JobState.Submitted;
        vm.assertEq(asset.worked(), 0, "reentered");
        vm.assertEq(_purse()[0], purse[0] - (done ? ONE : 0), "model");
        vm.assertEq(_purse()[1], purse[1] - (done ? ONE : 0), "dataset");
        vm.assertEq(_purse()[3], purse[3] - (done ? FEE : 0), "fee");
        _assertIncomeFlows();
        _assertJobsWork();
        vm.revertToState(before);
    }

    /// @dev Tokens that are made, given to the requester as income, seized in the vault and made again add up to more than
    /// a word can count. The requester's claim stops at the last number, and no exit with it.
    function test_AnAssetOfWhichSomebodyIsOwedAllThereIsHoldsUpNoJob() public {
        HostileTemplate asset = _hostileAsset();
        _oweAllThereIs(bob, asset);
        JobState[3] memory states = [JobState.Requested, JobState.Leased, JobState.Submitted];
        for (uint256 i; i < states.length; ++i) _assertEnds(asset, Mood.Reverts, states[i]);
    }

    /// @dev Charlie gives an account a model, its tail too, and all of a token as that model's income.
    function _oweAllThereIs(address account, HostileTemplate asset) private {
        Family memory family = _family();
        (family.custodian, family.tailRecipient) = (charlie, account);
        vm.startPrank(charlie);
        address model = registry.publish("gift", "", keccak256("gift"), family, "");
        titles.transferFrom(charlie, account, uint160(model));
        asset.mint(charlie, type(uint256).max - 1);
        vault.pay(model, address(asset), type(uint256).max - 1);
        vault.settle(model, address(asset));
        vm.stopPrank();
        asset.seize(address(vault));
        vm.assertEq(vault.claimable(account, address(asset)), type(uint256).max - 1, "owed");
    }

    /// @dev An asset that destroys itself in the transaction that makes it, mints and requests has no code from then on.
    function test_AnAssetWhoseCodeIsGoneHoldsUpNoJob() public {
        HostileTemplate asset = _hostileAsset();
        JobState[3] memory states = [JobState.Requested, JobState.Leased, JobState.Submitted];
        for (uint256 i; i < states.length; ++i) {
            uint256 before = vm.snapshotState();
            uint256[4] memory purse = _purse();
            Terms memory terms = _termsWithAssets(0);
            terms.assets[0] = address(asset);
            _take(terms, states[i]);
            vm.etch(address(asset), "");
            _endByAStranger(terms);
            bool done = states[i] == JobState.Submitted;
            vm.assertEq(_purse()[2], purse[2] - (done ? ONE : 0), "the asset behind it");
            vm.assertEq(_purse()[3], purse[3] - (done ? FEE : 0), "fee");
            vm.assertEq(_locked(worker), 0, "stake");
            _assertJobsWork();
            vm.revertToState(before);
        }
    }

    function test_AHostileAssetCannotReenterTheMarketOrTheStake() public {
        HostileTemplate asset = _hostileAsset();
        Terms memory terms = _termsWithAssets(2);
        terms.assets[1] = address(asset);
        bytes[3] memory calls = [
            abi.encodeCall(IJobMarket.cancel, (terms)),
            abi.encodeCall(IJobMarket.lease, (terms)),
            abi.encodeCall(IJobMarket.expire, (terms))
        ];
        for (uint256 i; i < calls.length; ++i) {
            terms.salt = bytes32(i);
            asset.turn(Mood.Honest, address(0), "");
            _request(terms);
            asset.turn(Mood.Reenters, address(market), calls[i]);
            _lease(terms, worker);
            vm.assertEq(asset.attempts(), i + 1, "called");
            vm.assertEq(asset.worked(), 0, "reentered");
            vm.assertEq(_holder(_id(terms)), worker, "holder");
        }
    }

    /// @dev Ocean's owner adds a template, and somebody an asset of it.
    function _hostileAsset() private returns (HostileTemplate asset) {
        uint256 index = factory.addTokenTemplate(_new("HostileTemplate", ""));
        asset = HostileTemplate(_asset(3, address(0)));
        vm.assertEq(index, 3, "the third template");
        asset.mint(bob, 10e18);
    }

    function _assertStakeComesOut() private {
        uint256 free = workers.freeStakeOf(worker);
        vm.startPrank(worker);
        workers.unbond(free);
        vm.warp(block.timestamp + UNBONDING);
        workers.withdraw();
        vm.stopPrank();
        vm.assertEq(stakeToken.balanceOf(worker), free, "stake");
    }

    function test_TitlesAndDatatokensMoveAsEver() public {
        _turnHostile();
        vm.prank(alice);
        titles.transferFrom(alice, charlie, uint160(root));
        vm.prank(bob);
        IERC20(root).transfer(charlie, ONE);
        Terms memory terms = _terms(JobKind.Infer);
        _settled(terms);
        vault.settle(root, root);
        vm.assertEq(vault.claimable(charlie, root), ONE / 2, "the buyer earns");
    }
}
