// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {JobFixture} from "./testing/JobFixture.t.sol";
import {Mood} from "./testing/tokens/HostileToken.sol";
import {IJobMarket, JobKind, JobState, Terms} from "./interfaces/IJobMarket.sol";

contract JobMarketExpireTest is JobFixture {
    function test_AnyoneEndsItAtTheDeadlineWithAFullRefund() public {
        uint256[4] memory before = _purse();
        Terms memory terms = _termsWithAssets(2);
        bytes32 id = _request(terms);
        vm.warp(terms.deadline);
        vm.expectEmit(address(market));
        emit IJobMarket.JobExpired(id);
        vm.prank(stranger);
        market.expire(terms);
        _assertState(id, JobState.Expired);
        _assertRefunded(before);
    }

    function test_NotBeforeTheDeadline() public {
        Terms memory terms = _terms(JobKind.Infer);
        _request(terms);
        vm.warp(terms.deadline - 1);
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.JobMarket_TooEarly.selector, terms.deadline));
        market.expire(terms);
    }

    function testFuzz_ATokenThatRefusesCannotBlockIt(uint256 mood) public {
        Terms memory terms = _terms(JobKind.Infer);
        terms.feeToken = address(hostile);
        uint256 before = hostile.balanceOf(bob);
        bytes32 id = _request(terms);
        vm.warp(terms.deadline);
        hostile.setReentry(address(market), abi.encodeCall(IJobMarket.expire, (terms)));
        hostile.setMood(Mood(_within(mood, 0, uint256(Mood.Reenters))));
        market.expire(terms);
        _assertState(id, JobState.Expired);
        vm.assertEq(hostile.reentered(), false, "reentered");
        hostile.setMood(Mood.Honest);
        if (vault.claimable(bob, address(hostile)) > 0) vault.claimFor(bob, address(hostile));
        vm.assertEq(hostile.balanceOf(bob), before, "refund");
    }

    function test_ARequesterWithoutReceiveFunctionIsRefunded() public {
        address requester = _new("HostileTrainer", "");
        _endow(requester);
        Terms memory terms = _terms(JobKind.Infer);
        terms.requester = requester;
        _request(terms);
        vm.warp(terms.deadline);
        market.expire(terms);
        vm.assertEq(_balance(root, requester), 10e18, "refund");
    }
}
