// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {JobFixture} from "./testing/JobFixture.t.sol";
import {Mood} from "./testing/tokens/HostileToken.sol";
import {IJobMarket, Job, JobKind, JobState, Result, Terms} from "./interfaces/IJobMarket.sol";
import {ILineageVault} from "./interfaces/ILineageVault.sol";

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
        emit IJobMarket.JobSettled(id, worker, asked);
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

    function testFuzz_PaysATrainingWhateverItGained(int256 gain) public {
        Terms memory terms = _terms(JobKind.Train);
        bytes32 id = _leased(terms);
        Result memory result = _result(terms);
        result.gain = gain;
        _submit(terms, result, worker);
        vm.warp(block.timestamp + CHALLENGE + 1);
        market.settle(terms, result);
        _assertState(id, JobState.Settled);
        vm.assertEq(vault.claimable(worker, address(fee)), FEE, "paid all the same");
    }

    function testFuzz_AFeeAboveWhatWasOfferedIsPaidAsOffered(uint256 asked) public {
        asked = _within(asked, MAX_FEE, type(uint256).max);
        uint256[4] memory before = _purse();
        Terms memory terms = _terms(JobKind.Infer);
        bytes32 id = _leased(terms);
        Result memory result = _result(terms);
        result.fee = asked;
        _submit(terms, result, worker);
        vm.warp(block.timestamp + CHALLENGE + 1);
        vm.expectEmit(address(market));
        emit IJobMarket.JobSettled(id, worker, MAX_FEE);
        market.settle(terms, result);
        vm.assertEq(vault.claimable(worker, address(fee)), MAX_FEE, "worker");
        vm.assertEq(_balance(address(fee), bob), before[3] - MAX_FEE, "requester");
        _assertNoEscrow();
    }

    /// @dev What is stored of a result is what a birth compares; it stays after the birth, so that nothing is written.
    function test_KeepsTheCommitmentToTheResult() public {
        Terms memory terms = _terms(JobKind.Train);
        bytes32 id = _settled(terms);
        bytes24 commitment = bytes24(keccak256(abi.encode(_result(terms))));
        vm.assertEq(bytes32(market.jobOf(id).held), bytes32(commitment), "settled");
        market.birth(terms, _result(terms));
        vm.assertEq(bytes32(market.jobOf(id).held), bytes32(commitment), "born");
    }

    /// @dev The order of an asset could fail for want of gas, and its provider be paid without one.
    function test_StarvedOfGasForAnOrderItFailsWhole() public {
        Terms memory terms = _termsWithAssets(0);
        bytes32 id = _payable(terms);
        for (uint256 gasLimit = 100_000; gasLimit < 700_000; gasLimit += 25_000) {
            try market.settle{gas: gasLimit}(terms, _result(terms)) {
                vm.assertTrue(false, "so little gas suffices for no order");
            } catch {
                _assertState(id, JobState.Submitted);
            }
        }
        vm.expectPartialRevert(ILineageVault.LineageVault_NotEnoughGas.selector);
        market.settle{gas: 700_000}(terms, _result(terms));
        market.settle(terms, _result(terms));
        vm.assertEq(_balance(dataset, provider), 0.97e18, "dataset");
        vm.assertEq(_balance(algorithm, provider), 0.97e18, "algorithm");
    }

    function test_AFeeTokenThatRefusesCannotBlockIt() public {
        Mood[5] memory moods = [Mood.Reverts, Mood.ReturnsFalse, Mood.BurnsGas, Mood.BombsReturnData, Mood.ReturnsTwo];
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
