// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {JobFixture} from "./testing/JobFixture.t.sol";
import {SmartAccount} from "./testing/accounts/SmartAccount.sol";
import {IJobMarket, JobKind, JobState, Result, Terms} from "./interfaces/IJobMarket.sol";
import {IModelRegistry, Model} from "./interfaces/IModelRegistry.sol";

contract JobMarketBirthTest is JobFixture {
    function test_MakesTheChildAndGivesItsTitleToTheRequester() public {
        Terms memory terms = _terms(JobKind.Train);
        bytes32 id = _settled(terms);
        vm.prank(stranger);
        address child = market.birth(terms, _result(terms));
        Model memory model = registry.modelOf(child);
        vm.assertEq(model.parent, root, "parent");
        vm.assertEq(model.weightsRoot, _result(terms).weightsRoot, "weights");
        vm.assertEq(titles.ownerOf(uint160(child)), bob, "title");
        _assertState(id, JobState.Born);
        vm.assertEq(model.hops, 1, "hops");
        vm.assertEq(vault.inboxOf(child, child), SUPPLY, "whole supply in the cascade");
    }

    function test_EmitsJobAndChild() public {
        Terms memory terms = _terms(JobKind.Train);
        bytes32 id = _settled(terms);
        uint256 before = vm.snapshotState();
        address child = market.birth(terms, _result(terms));
        vm.revertToState(before);
        vm.expectEmit(address(market));
        emit IJobMarket.JobBirth(id, child);
        market.birth(terms, _result(terms));
    }

    function test_NotTwice() public {
        Terms memory terms = _terms(JobKind.Train);
        _born(terms);
        bytes4 refusal = IJobMarket.JobMarket_WrongState.selector;
        vm.expectRevert(abi.encodeWithSelector(refusal, market.jobId(terms), JobState.Born));
        market.birth(terms, _result(terms));
    }

    function test_NotBeforeSettlement() public {
        Terms memory terms = _terms(JobKind.Train);
        bytes4 refusal = IJobMarket.JobMarket_WrongState.selector;
        bytes32 id = _payable(terms);
        vm.expectRevert(abi.encodeWithSelector(refusal, id, JobState.Submitted));
        market.birth(terms, _result(terms));
    }

    function test_NotWithoutGain() public {
        for (uint256 i; i < 2; ++i) {
            Terms memory terms = _terms(JobKind.Train);
            terms.salt = bytes32(i);
            (bytes32 id, Result memory result) = _settledWithGain(terms, -int256(i * MIN_GAIN));
            vm.expectRevert(abi.encodeWithSelector(IJobMarket.JobMarket_NoBirthDue.selector, id));
            market.birth(terms, result);
            _assertState(id, JobState.Settled);
        }
    }

    function testFuzz_NotWithLessThanTheLeastGain(uint256 gain) public {
        gain = _within(gain, 1, MIN_GAIN - 1);
        Terms memory terms = _terms(JobKind.Train);
        (bytes32 id, Result memory result) = _settledWithGain(terms, int256(gain));
        bytes4 refusal = IModelRegistry.ModelRegistry_GainTooSmall.selector;
        vm.expectRevert(abi.encodeWithSelector(refusal, gain, MIN_GAIN));
        market.birth(terms, result);
        _assertState(id, JobState.Settled);
    }

    function testFuzz_AChildHoldsOneHopForEachFullLeastGainUpTo8(uint256 gain) public {
        gain = _within(gain, MIN_GAIN, uint256(type(int256).max));
        Terms memory terms = _terms(JobKind.Train);
        (, Result memory result) = _settledWithGain(terms, int256(gain));
        uint256 full = gain / MIN_GAIN;
        vm.assertEq(registry.modelOf(market.birth(terms, result)).hops, full < 8 ? full : 8, "hops");
    }

    function test_NoOtherKindGivesBirth() public {
        JobKind[2] memory kinds = [JobKind.Infer, JobKind.Evaluate];
        for (uint256 i; i < kinds.length; ++i) {
            Terms memory terms = _terms(kinds[i]);
            bytes32 id = _settled(terms);
            vm.expectRevert(abi.encodeWithSelector(IJobMarket.JobMarket_NoBirthDue.selector, id));
            market.birth(terms, _result(terms));
        }
    }

    function test_TheTitleGoesToTheRequesterWhoeverPaid() public {
        _endow(charlie);
        Terms memory terms = _terms(JobKind.Train);
        vm.prank(charlie);
        market.request(terms);
        _lease(terms, worker);
        _submit(terms, _result(terms), worker);
        vm.warp(block.timestamp + CHALLENGE + 1);
        market.settle(terms, _result(terms));
        vm.assertEq(titles.ownerOf(uint160(market.birth(terms, _result(terms)))), bob, "title");
    }

    function _settledWithGain(Terms memory terms, int256 gain) private returns (bytes32 id, Result memory result) {
        id = _leased(terms);
        result = _result(terms);
        result.gain = gain;
        _submit(terms, result, worker);
        vm.warp(block.timestamp + CHALLENGE + 1);
        market.settle(terms, result);
    }

    function testFuzz_OnlyFromTheSettledResult(Result memory other) public {
        Terms memory terms = _terms(JobKind.Train);
        vm.assume(keccak256(abi.encode(other)) != keccak256(abi.encode(_result(terms))));
        bytes32 id = _settled(terms);
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.JobMarket_OtherResult.selector, id));
        market.birth(terms, other);
    }

    function test_ARequesterThatRevertsOnEveryHookCannotBlockIt() public {
        SmartAccount trainer = SmartAccount(_new("HostileTrainer", ""));
        _endow(address(trainer));
        Terms memory terms = _terms(JobKind.Train);
        terms.requester = address(trainer);
        trainer.execute(address(market), abi.encodeCall(IJobMarket.request, (terms)));
        _lease(terms, worker);
        _submit(terms, _result(terms), worker);
        vm.warp(block.timestamp + CHALLENGE + 1);
        market.settle(terms, _result(terms));
        address child = market.birth(terms, _result(terms));
        vm.assertEq(titles.ownerOf(uint160(child)), address(trainer), "title");
    }

    function test_WaitsForADisabledTemplateWithoutHoldingUpPayment() public {
        Terms memory terms = _terms(JobKind.Train);
        factory.disableTokenTemplate(1);
        bytes32 id = _settled(terms);
        vm.assertEq(vault.claimable(worker, address(fee)), FEE, "paid");
        vm.expectRevert();
        market.birth(terms, _result(terms));
        _assertState(id, JobState.Settled);
        factory.reactivateTokenTemplate(1);
        market.birth(terms, _result(terms));
        _assertState(id, JobState.Born);
    }

    function test_StarvedOfGasItFailsWholeAndCanBeRetried() public {
        Terms memory terms = _terms(JobKind.Train);
        bytes32 id = _settled(terms);
        for (uint256 gasLimit = 100_000; gasLimit < 1_100_000; gasLimit += 50_000) {
            try market.birth{gas: gasLimit}(terms, _result(terms)) {
                vm.assertTrue(false, "so little gas suffices for no birth");
            } catch {
                _assertState(id, JobState.Settled);
            }
        }
        vm.assertTrue(registry.isModel(market.birth(terms, _result(terms))), "born");
    }

    function test_IncomeOfTheGrandchildClimbsToTheRoot() public {
        Terms memory terms = _terms(JobKind.Train);
        address child = _born(terms);
        vault.settle(child, child);
        vm.prank(bob);
        vault.claim(child);
        _approve(bob, child);
        terms.model = child;
        terms.childName = "M3";
        terms.deadline = uint64(block.timestamp) + 1 days;
        address grandchild = _born(terms);
        vm.assertEq(registry.modelOf(grandchild).parent, child, "parent");
        vault.settleLineage(grandchild, grandchild, 3);
        vm.assertEq(vault.claimable(bob, grandchild), SUPPLY / 2 + SUPPLY / 4, "trainer of both");
        vm.assertEq(vault.claimable(alice, grandchild), SUPPLY / 8, "publisher");
        vm.assertEq(vault.claimable(tail, grandchild), SUPPLY / 8, "tail");
        vm.assertEq(IERC20(grandchild).totalSupply(), SUPPLY, "supply");
        _assertState(market.jobId(terms), JobState.Born);
    }
}
