// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {JobFixture} from "./testing/JobFixture.t.sol";
import {IJobMarket, JobKind, JobState, Terms} from "./interfaces/IJobMarket.sol";

contract JobMarketCancelTest is JobFixture {
    function test_RefundsEverything() public {
        uint256[4] memory before = _purse();
        Terms memory terms = _termsWithAssets(2);
        bytes32 id = _request(terms);
        vm.expectEmit(address(market));
        emit IJobMarket.JobCancelled(id);
        vm.prank(bob);
        market.cancel(terms);
        _assertState(id, JobState.Cancelled);
        _assertRefunded(before);
    }

    function test_WorksAfterTheDeadlineToo() public {
        uint256[4] memory before = _purse();
        Terms memory terms = _termsWithAssets(0);
        _request(terms);
        vm.warp(terms.deadline + 1);
        vm.prank(bob);
        market.cancel(terms);
        _assertRefunded(before);
    }

    function test_AfterALapseOnlyWhatWasOrderedAtTheLeaseIsSpent() public {
        uint256[4] memory before = _purse();
        Terms memory terms = _termsWithAssets(1);
        _leased(terms);
        vm.warp(block.timestamp + LEASE + 1);
        market.lapse(terms);
        vm.prank(bob);
        market.cancel(terms);
        uint256[4] memory purse = _purse();
        vm.assertEq(purse[0], before[0], "model");
        vm.assertEq(purse[1], before[1] - ONE, "dataset, ordered at the lease");
        vm.assertEq(purse[2], before[2], "algorithm");
        vm.assertEq(purse[3], before[3], "fee");
        _assertNoEscrow();
    }

    function testFuzz_OnlyTheRequester(address caller) public {
        vm.assume(caller != bob);
        Terms memory terms = _terms(JobKind.Infer);
        _request(terms);
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.JobMarket_NotRequester.selector, caller));
        vm.prank(caller);
        market.cancel(terms);
    }

    function testFuzz_OnlyExactlyTheseTerms(uint256 maxFee) public {
        vm.assume(maxFee != MAX_FEE);
        Terms memory terms = _terms(JobKind.Infer);
        _request(terms);
        terms.maxFee = maxFee;
        vm.expectPartialRevert(IJobMarket.JobMarket_WrongState.selector);
        vm.prank(bob);
        market.cancel(terms);
    }
}
