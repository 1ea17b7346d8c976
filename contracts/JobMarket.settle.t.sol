// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {JobFixture} from "./testing/JobFixture.t.sol";
import {Mood} from "./testing/tokens/HostileToken.sol";
import {IJobMarket, Job, JobKind, JobState, Result, Terms} from "./interfaces/IJobMarket.sol";
import {Family} from "./interfaces/IModelRegistry.sol";

contract JobMarketSettleTest is JobFixture {
    function testFuzz_PaysTheWorkerWhatItAskedAndTheRequesterTheRest(uint256 asked) public {
        asked = _within(asked, 0, MAX_FEE);
        uint256[4] memory before = _purse();
        Terms memory terms = _terms(JobKind.Infer);
        bytes32 id = _leased(terms);
        Result memory result = _result(terms);
        result.fee = asked;
        _submit(terms, result, worker);
        vm.warp(block.timestamp + CHALLENGE + 1);
        vm.expectEmit(address(market));
        emit IJobMarket.JobSettled(id, worker, asked, false);
        vm.prank(stranger);
        market.settle(terms, result);
        vm.assertEq(vault.claimable(worker, address(fee)), asked, "worker");
        vm.assertEq(_balance(address(fee), bob), before[3] - asked, "requester");
        vm.assertEq(vault.inboxOf(root, root), ONE, "income of the model");
        vm.assertEq(_locked(worker), 0, "unlocked");
        Job memory job = market.jobOf(id);
        vm.assertEq(uint256(job.state), uint256(JobState.Settled), "state");
        vm.assertEq(job.until, 0, "until");
        _assertNoEscrow();
    }

    function test_OrdersTheAssetsThatWereNotOrderedAtTheLease() public {
        _settled(_termsWithAssets(1));
        vm.assertEq(_balance(dataset, provider), 0.97e18, "dataset");
        vm.assertEq(_balance(algorithm, provider), 0.97e18, "algorithm");
        _assertNoEscrow();
    }

    function test_NotBeforeTheWindowIsOver() public {
        Terms memory terms = _terms(JobKind.Infer);
        bytes32 id = _submitted(terms);
        uint64 until = market.jobOf(id).until;
        vm.warp(until);
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.JobMarket_TooEarly.selector, until));
        market.settle(terms, _result(terms));
        vm.warp(until + 1);
        market.settle(terms, _result(terms));
    }

    function testFuzz_OnlyTheSubmittedResult(Result memory other) public {
        Terms memory terms = _terms(JobKind.Train);
        vm.assume(keccak256(abi.encode(other)) != keccak256(abi.encode(_result(terms))));
        bytes32 id = _payable(terms);
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.JobMarket_OtherResult.selector, id));
        market.settle(terms, other);
    }

    function test_NotTwice() public {
        Terms memory terms = _terms(JobKind.Infer);
        bytes32 id = _settled(terms);
        bytes4 refusal = IJobMarket.JobMarket_WrongState.selector;
        vm.expectRevert(abi.encodeWithSelector(refusal, id, JobState.Settled));
        market.settle(terms, _result(terms));
    }

    function testFuzz_ABirthIsDueForEnoughGainOnly(int256 gain) public {
        Terms memory terms = _terms(JobKind.Train);
        bytes32 id = _leased(terms);
        _settleWithGain(terms, gain);
        vm.assertEq(market.jobOf(id).birthDue, gain >= int256(MIN_GAIN), "birth due");
        vm.assertEq(vault.claimable(worker, address(fee)), FEE, "paid all the same");
    }

    function test_TheGainBoundIsExact() public {
        Terms memory terms = _terms(JobKind.Train);
        int256[4] memory gains = [int256(MIN_GAIN) - 1, int256(MIN_GAIN), int256(0), -int256(MIN_GAIN)];
        for (uint256 i; i < gains.length; ++i) {
            terms.salt = bytes32(i);
            terms.deadline = uint64(block.timestamp) + 1 days;
            bytes32 id = _leased(terms);
            _settleWithGain(terms, gains[i]);
            vm.assertEq(market.jobOf(id).birthDue, i == 1, "birth due");
        }
    }

    function test_WithoutALeastGainAnyGainAboveZeroWill() public {
        Family memory family = _family();
        family.minGain = 0;
        vm.prank(alice);
        address model = registry.publish("M", "", keccak256("weights"), family, "");
        vault.settle(model, model);
        vm.prank(tail);
        vault.claim(model);
        vm.prank(tail);
        IERC20(model).transfer(bob, 2 * ONE);
        _approve(bob, model);
        for (uint256 gain; gain < 2; ++gain) {
            Terms memory terms = _terms(JobKind.Train);
            (terms.model, terms.salt) = (model, bytes32(gain));
            bytes32 id = _leased(terms);
            _settleWithGain(terms, int256(gain));
            vm.assertEq(market.jobOf(id).birthDue, gain == 1, "birth due");
        }
    }

    function test_NoOtherKindGivesBirth() public {
        vm.assertEq(market.jobOf(_settled(_terms(JobKind.Infer))).birthDue, false, "inference");
        vm.assertEq(market.jobOf(_settled(_terms(JobKind.Evaluate))).birthDue, false, "evaluation");
    }

    /// @dev A result that nothing needs any more is deleted, which earns back gas; one that a birth needs stays.
    function test_ForgetsTheResultUnlessABirthNeedsIt() public {
        vm.assertEq(_storedResult(_settled(_terms(JobKind.Infer))), bytes32(0), "inference");
        Terms memory terms = _terms(JobKind.Train);
        bytes32 id = _settled(terms);
        vm.assertEq(_storedResult(id), keccak256(abi.encode(_result(terms))), "training");
        market.birth(terms, _result(terms));
        vm.assertEq(_storedResult(id), bytes32(0), "after the birth");
    }

    function _storedResult(bytes32 id) private view returns (bytes32) {
        return vm.load(address(market), keccak256(abi.encode(id, uint256(1))));
    }

    function _settleWithGain(Terms memory terms, int256 gain) private {
        Result memory result = _result(terms);
        result.gain = gain;
        _submit(terms, result, worker);
        vm.warp(block.timestamp + CHALLENGE + 1);
        market.settle(terms, result);
    }

    function test_AFeeTokenThatRefusesCannotBlockIt() public {
        Mood[5] memory moods = [
            Mood.Reverts,
            Mood.ReturnsFalse,
            Mood.BurnsGas,
            Mood.BombsReturnData,
            Mood.ReturnsTwo
        ];
        for (uint256 i; i < moods.length; ++i) {
            Terms memory terms = _terms(JobKind.Infer);
            (terms.feeToken, terms.salt) = (address(hostile), bytes32(i));
            hostile.setMood(Mood.Honest);
            bytes32 id = _payable(terms);
            hostile.setMood(moods[i]);
            market.settle(terms, _result(terms));
            _assertState(id, JobState.Settled);
            vm.assertEq(vault.claimable(bob, address(hostile)), (i + 1) * (MAX_FEE - FEE), "requester");
            vm.assertEq(vault.claimable(worker, address(hostile)), (i + 1) * FEE, "worker");
        }
    }

    function test_WorksWhileOceansTemplateIsDisabledAndTheRouterTakesTooMuch() public {
        Terms memory terms = _termsWithAssets(0);
        bytes32 id = _payable(terms);
        factory.disableTokenTemplate(1);
        router.updateOPCFee(0, 0, 1.01e18, 0);
        market.settle(terms, _result(terms));
        _assertState(id, JobState.Settled);
        vm.assertEq(vault.claimable(provider, dataset), ONE, "the provider is paid without an order");
    }
}
