// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {JobFixture} from "./testing/JobFixture.t.sol";
import {IJobMarket, JobKind, Terms} from "./interfaces/IJobMarket.sol";

/// @dev A fee token that calls back while a job moves it finds every door shut.
contract JobMarketReentrancyTest is JobFixture {
    Terms private _job;

    function setUp() public override {
        super.setUp();
        _job = _terms(JobKind.Train);
        _job.feeToken = address(hostile);
    }

    function _calls() private view returns (bytes[] memory calls) {
        calls = new bytes[](8);
        calls[0] = abi.encodeCall(IJobMarket.request, (_job));
        calls[1] = abi.encodeCall(IJobMarket.cancel, (_job));
        calls[2] = abi.encodeCall(IJobMarket.lease, (_job));
        calls[3] = abi.encodeCall(IJobMarket.fail, (_job, "reason"));
        calls[4] = abi.encodeCall(IJobMarket.settle, (_job, _result(_job)));
        calls[5] = abi.encodeCall(IJobMarket.birth, (_job, _result(_job)));
        calls[6] = abi.encodeCall(IJobMarket.lapse, (_job));
        calls[7] = abi.encodeCall(IJobMarket.expire, (_job));
    }

    function test_DuringARequest() public {
        _forEachCall(bob, abi.encodeCall(IJobMarket.request, (_job)));
    }

    function test_DuringACancellation() public {
        _request(_job);
        _forEachCall(bob, abi.encodeCall(IJobMarket.cancel, (_job)));
    }

    function test_DuringASettlement() public {
        _payable(_job);
        _forEachCall(stranger, abi.encodeCall(IJobMarket.settle, (_job, _result(_job))));
    }

    function _forEachCall(address caller, bytes memory outer) private {
        bytes[] memory calls = _calls();
        for (uint256 i; i < calls.length; ++i) {
            uint256 before = vm.snapshotState();
            hostile.setReentry(address(market), calls[i]);
            vm.prank(caller);
            (bool ok, ) = address(market).call(outer);
            vm.assertTrue(ok, "outer call");
            _assertGuarded();
            vm.revertToState(before);
        }
    }
}
