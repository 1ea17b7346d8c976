// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IJobMarket, JobKind, JobState, Terms} from "../interfaces/IJobMarket.sol";
import {NeighbourFixture} from "../testing/NeighbourFixture.t.sol";

/// @dev Whoever makes blocks chooses their times. At each second exactly one side can act: never both, never none.
contract ClockTest is NeighbourFixture {
    Terms private _job;

    function setUp() public override {
        super.setUp();
        _job = _terms(JobKind.Train);
    }

    function _works(address caller, bytes memory call) private returns (bool ok) {
        uint256 before = vm.snapshotState();
        vm.prank(caller);
        (ok, ) = address(market).call(call);
        vm.revertToState(before);
    }

    /// @dev The second in question, near the edge as often as not.
    function _near(uint256 edge, uint256 seed) private view returns (uint256) {
        uint256 time =
            seed % 2 == 0 ? edge - 2 + ((seed >> 1) % 5) : block.timestamp + ((seed >> 1) % 2 days);
        return time < block.timestamp ? block.timestamp : time;
    }

    function testFuzz_ARequestedJobIsLeasedOrExpires(uint256 seed) public {
        _request(_job);
        vm.warp(_near(_job.deadline, seed));
        bool open = block.timestamp < _job.deadline;
        vm.assertEq(_works(worker, abi.encodeCall(IJobMarket.lease, (_job))), open, "lease");
        vm.assertEq(_works(stranger, abi.encodeCall(IJobMarket.expire, (_job))), !open, "expire");
        vm.assertTrue(_works(bob, abi.encodeCall(IJobMarket.cancel, (_job))), "cancel at any time");
    }

    function testFuzz_ALeasedJobIsTheWorkersOrLapses(uint256 seed, uint256 when) public {
        _request(_job);
        vm.warp(_within(when, block.timestamp, _job.deadline - 1));
        _lease(_job, worker);
        uint256 until = market.jobOf(_id(_job)).until;
        vm.warp(_near(until, seed));
        bool held = block.timestamp <= until;
        vm.assertEq(_works(worker, abi.encodeCall(IJobMarket.renew, (_job, 0, 0))), held, "renew");
        vm.assertEq(_works(worker, abi.encodeCall(IJobMarket.fail, (_job, "no"))), held, "fail");
        bytes memory submission = abi.encodeCall(IJobMarket.submit, (_id(_job), _result(_job)));
        vm.assertEq(_works(worker, submission), held, "submit");
        vm.assertEq(_works(stranger, abi.encodeCall(IJobMarket.lapse, (_job))), !held, "lapse");
        vm.assertTrue(!_works(bob, abi.encodeCall(IJobMarket.cancel, (_job))), "never cancelled");
        vm.assertTrue(!_works(stranger, abi.encodeCall(IJobMarket.expire, (_job))), "nor expired");
    }

    function testFuzz_ASubmittedJobIsSettledAfterItsWindowWhateverTheDeadline(
        uint256 seed,
        uint256 when
    ) public {
        _request(_job);
        vm.warp(_within(when, block.timestamp, _job.deadline - 1));
        _lease(_job, worker);
        _submit(_job, _result(_job), worker);
        uint256 until = market.jobOf(_id(_job)).until;
        vm.assertEq(until, block.timestamp + CHALLENGE, "a whole window");
        vm.warp(_near(until, seed));
        bytes memory settlement = abi.encodeCall(IJobMarket.settle, (_job, _result(_job)));
        vm.assertEq(_works(stranger, settlement), block.timestamp > until, "settle");
        vm.assertTrue(!_works(stranger, abi.encodeCall(IJobMarket.lapse, (_job))), "no lapse");
        vm.assertTrue(!_works(stranger, abi.encodeCall(IJobMarket.expire, (_job))), "no expiry");
    }

    /// @dev A job submitted in the last second of a lease that began in the last second of its time.
    function test_TheLastSecondOfTheLastSecond() public {
        uint256[4] memory purse = _purse();
        bytes32 id = _request(_job);
        vm.warp(_job.deadline - 1);
        _lease(_job, worker);
        vm.assertEq(market.jobOf(id).until, _job.deadline, "one second");
        vm.warp(_job.deadline);
        _submit(_job, _result(_job), worker);
        vm.warp(_job.deadline + CHALLENGE + 1);
        market.settle(_job, _result(_job));
        _assertState(id, JobState.Settled);
        vm.assertEq(_purse()[3], purse[3] - FEE, "paid");
    }

    /// @dev Nothing overflows when a settlement, a birth or a refund comes a thousand years late.
    function test_NothingIsLostByWaiting() public {
        bytes32 id = _submitted(_job);
        vm.warp(block.timestamp + 365_000 days);
        market.settle(_job, _result(_job));
        market.birth(_job, _result(_job));
        _assertState(id, JobState.Born);
        vault.settle(root, root);
        vault.claimFor(alice, root);
        _assertJobsWork();
    }
}
