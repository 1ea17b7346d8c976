// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {JobFixture} from "./testing/JobFixture.t.sol";
import {IJobMarket, JobKind, JobState, Terms} from "./interfaces/IJobMarket.sol";

contract JobMarketMulticallTest is JobFixture {
    function _settleAndBirth(Terms memory terms) private view returns (bytes[] memory calls) {
        calls = new bytes[](2);
        calls[0] = abi.encodeCall(IJobMarket.settle, (terms, _result(terms)));
        calls[1] = abi.encodeCall(IJobMarket.birth, (terms, _result(terms)));
    }

    function test_SettleAndBirthInOneTransaction() public {
        Terms memory terms = _terms(JobKind.Train);
        bytes32 id = _payable(terms);
        vm.prank(stranger);
        bytes[] memory answers = market.multicall(_settleAndBirth(terms));
        _assertState(id, JobState.Born);
        vm.assertTrue(registry.isModel(abi.decode(answers[1], (address))), "child");
    }

    function test_FailsWholeIfTheBirthFails() public {
        Terms memory terms = _terms(JobKind.Train);
        bytes32 id = _payable(terms);
        factory.disableTokenTemplate(1);
        vm.expectRevert();
        market.multicall(_settleAndBirth(terms));
        _assertState(id, JobState.Submitted);
        market.settle(terms, _result(terms));
        _assertState(id, JobState.Settled);
    }

    function test_TheCallerStaysTheCaller() public {
        Terms memory terms = _terms(JobKind.Infer);
        _request(terms);
        bytes[] memory calls = new bytes[](1);
        calls[0] = abi.encodeCall(IJobMarket.cancel, (terms));
        vm.prank(stranger);
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.JobMarket_NotRequester.selector, stranger));
        market.multicall(calls);
    }

    function test_TheSameJobIsNotRequestedTwice() public {
        bytes[] memory calls = new bytes[](2);
        calls[0] = abi.encodeCall(IJobMarket.request, (_terms(JobKind.Infer)));
        calls[1] = calls[0];
        vm.prank(bob);
        vm.expectPartialRevert(IJobMarket.JobMarket_Duplicate.selector);
        market.multicall(calls);
    }
}
