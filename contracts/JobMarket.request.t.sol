// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {JobFixture} from "./testing/JobFixture.t.sol";
import {IJobMarket, Job, JobKind, JobState, Terms} from "./interfaces/IJobMarket.sol";
import {ILineageVault} from "./interfaces/ILineageVault.sol";

contract JobMarketRequestTest is JobFixture {
    function _refuses(Terms memory terms, bytes memory refusal) private {
        vm.expectRevert(refusal);
        vm.prank(bob);
        market.request(terms);
    }

    function test_TakesTheWholePriceIntoEscrow() public {
        uint256[4] memory before = _purse();
        bytes32 id = _request(_termsWithAssets(1));
        uint256[4] memory purse = _purse();
        for (uint256 i; i < 3; ++i) vm.assertEq(purse[i], before[i] - ONE, "one of each datatoken");
        vm.assertEq(purse[3], before[3] - MAX_FEE, "fee");
        vm.assertEq(_escrowed(root), ONE, "model");
        vm.assertEq(_escrowed(dataset), ONE, "dataset");
        vm.assertEq(_escrowed(algorithm), ONE, "algorithm");
        vm.assertEq(_escrowed(address(fee)), MAX_FEE, "fee in escrow");
        _assertState(id, JobState.Requested);
    }

    function test_EmitsAllTerms() public {
        Terms memory terms = _termsWithAssets(1);
        vm.expectEmit(address(market));
        emit IJobMarket.JobRequested(market.jobId(terms), root, bob, bob, terms);
        _request(terms);
    }

    function test_AnUnknownJobIsAllZero() public view {
        Job memory job = market.jobOf(keccak256("unknown"));
        vm.assertEq(
            keccak256(abi.encode(job)),
            keccak256(abi.encode(Job(JobState.None, JobKind.Train, 0, 0, bytes24(0)))),
            ""
        );
    }

    function test_TheIdIsTheHashOfChainMarketAndTerms() public {
        Terms memory terms = _termsWithAssets(2);
        bytes32 id = keccak256(abi.encode(block.chainid, address(market), terms));
        vm.assertEq(market.jobId(terms), id, "view");
        vm.assertEq(_request(terms), id, "returned");
        vm.chainId(8996);
        vm.assertTrue(market.jobId(terms) != id, "another chain, another id");
    }

    function test_TheSaltMakesEqualTermsDistinct() public {
        Terms memory terms = _terms(JobKind.Infer);
        bytes32 first = _request(terms);
        terms.salt = keccak256("again");
        vm.assertTrue(_request(terms) != first, "two jobs");
    }

    function test_RefusesTheSameTermsForEver() public {
        Terms memory terms = _terms(JobKind.Infer);
        bytes32 id = _request(terms);
        bytes memory refusal = abi.encodeWithSelector(IJobMarket.JobMarket_Duplicate.selector, id);
        _refuses(terms, refusal);
        vm.prank(bob);
        market.cancel(terms);
        _refuses(terms, refusal);
    }

    function test_AnotherCallerPaysAndTheRequesterGetsTheRefund() public {
        _endow(charlie);
        uint256[4] memory before = _purse();
        Terms memory terms = _terms(JobKind.Infer);
        bytes32 id = market.jobId(terms);
        vm.expectEmit(address(market));
        emit IJobMarket.JobRequested(id, root, bob, charlie, terms);
        vm.prank(charlie);
        market.request(terms);
        vm.assertEq(_balance(root, charlie), 9 * ONE, "the caller's datatoken");
        vm.assertEq(_balance(address(fee), charlie), 9 * MAX_FEE, "the caller's fee");
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.JobMarket_NotRequester.selector, charlie));
        vm.prank(charlie);
        market.cancel(terms);
        vm.prank(bob);
        market.cancel(terms);
        vm.assertEq(_balance(root, bob), before[0] + ONE, "datatoken to the requester");
        vm.assertEq(_balance(address(fee), bob), before[3] + MAX_FEE, "fee to the requester");
        _assertNoEscrow();
    }

    function testFuzz_DeadlineIsInTheFutureAndNotTooFar(uint64 deadline) public {
        Terms memory terms = _terms(JobKind.Infer);
        terms.deadline = deadline;
        if (deadline > block.timestamp && deadline <= block.timestamp + MAX_DURATION) _request(terms);
        else _refuses(terms, abi.encodeWithSelector(IJobMarket.JobMarket_BadDeadline.selector, deadline));
    }

    function test_DeadlineBoundsAreExact() public {
        Terms memory terms = _terms(JobKind.Infer);
        terms.deadline = uint64(block.timestamp);
        _refuses(terms, abi.encodeWithSelector(IJobMarket.JobMarket_BadDeadline.selector, terms.deadline));
        terms.deadline = uint64(block.timestamp) + 1;
        _request(terms);
        terms.deadline = uint64(block.timestamp) + MAX_DURATION;
        _request(terms);
        ++terms.deadline;
        _refuses(terms, abi.encodeWithSelector(IJobMarket.JobMarket_BadDeadline.selector, terms.deadline));
    }

    function test_RefusesAnUnknownModel() public {
        Terms memory terms = _terms(JobKind.Infer);
        terms.model = dataset;
        _refuses(terms, abi.encodeWithSelector(ILineageVault.LineageVault_UnknownModel.selector, dataset));
    }

    function test_RefusesAFeeTokenThatIsNotListed() public {
        Terms memory terms = _terms(JobKind.Infer);
        terms.feeToken = address(stakeToken);
        bytes4 refusal = IJobMarket.JobMarket_FeeTokenNotListed.selector;
        _refuses(terms, abi.encodeWithSelector(refusal, address(stakeToken)));
        vm.assertEq(market.isFeeToken(address(stakeToken)), false, "listed");
        vm.assertEq(market.isFeeToken(address(fee)), true, "listed");
    }

    function test_AFreeJobNeedsNoFeeToken() public {
        Terms memory terms = _terms(JobKind.Infer);
        (terms.maxFee, terms.feeToken) = (0, address(0));
        _settled(terms);
        vm.assertEq(vault.claimable(worker, address(0)), 0, "no fee");
    }

    function test_RefusesAnAssetThatIsNotOceans() public {
        Terms memory terms = _termsWithAssets(0);
        terms.assets[1] = address(fee);
        _refuses(terms, abi.encodeWithSelector(IJobMarket.JobMarket_UnknownAsset.selector, address(fee)));
    }

    function test_RefusesTooManyAssets() public {
        Terms memory terms = _terms(JobKind.Infer);
        terms.assets = new address[](9);
        for (uint256 i; i < 9; ++i) terms.assets[i] = dataset;
        _refuses(terms, abi.encodeWithSelector(IJobMarket.JobMarket_TooManyAssets.selector, 9));
        terms.assets = new address[](8);
        for (uint256 i; i < 8; ++i) terms.assets[i] = dataset;
        terms.orderedAtLease = 9;
        _refuses(terms, abi.encodeWithSelector(IJobMarket.JobMarket_TooManyAssets.selector, 8));
        terms.orderedAtLease = 8;
        _request(terms);
        vm.assertEq(_escrowed(dataset), 8e18, "eight times the same");
    }

    function test_ATrainingNamesItsChildAndNoOtherKindDoes() public {
        bytes memory refusal = abi.encodeWithSelector(IJobMarket.JobMarket_IncompleteTerms.selector);
        Terms memory terms = _terms(JobKind.Train);
        terms.childName = "";
        _refuses(terms, refusal);
        terms.childName = string(new bytes(65));
        _refuses(terms, refusal);
        terms.childName = string(new bytes(64));
        _request(terms);
        terms = _terms(JobKind.Infer);
        terms.childName = "M2";
        _refuses(terms, refusal);
        terms.kind = JobKind.Evaluate;
        _refuses(terms, refusal);
    }

    function test_RefusesNoRequester() public {
        Terms memory terms = _terms(JobKind.Infer);
        terms.requester = address(0);
        _refuses(terms, abi.encodeWithSelector(IJobMarket.JobMarket_IncompleteTerms.selector));
    }

    function test_RefusesNoManifest() public {
        Terms memory terms = _terms(JobKind.Infer);
        terms.manifestHash = bytes32(0);
        _refuses(terms, abi.encodeWithSelector(IJobMarket.JobMarket_IncompleteTerms.selector));
    }

    function test_RefusesWithoutBalanceOrAllowance() public {
        Terms memory terms = _termsWithAssets(0);
        address[4] memory tokens = [root, dataset, algorithm, address(fee)];
        for (uint256 i; i < 4; ++i) {
            uint256 before = vm.snapshotState();
            vm.startPrank(bob);
            IERC20(tokens[i]).approve(address(vault), ONE - 1);
            vm.expectRevert();
            market.request(terms);
            IERC20(tokens[i]).approve(address(vault), type(uint256).max);
            IERC20(tokens[i]).transfer(stranger, _balance(tokens[i], bob) - ONE + 1);
            vm.expectRevert();
            market.request(terms);
            vm.stopPrank();
            _assertNoEscrow();
            vm.revertToState(before);
        }
    }
}
