// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {JobFixture} from "./testing/JobFixture.t.sol";
import {IJobMarket, Job, JobKind, JobState, Terms} from "./interfaces/IJobMarket.sol";
import {IWorkerRegistry} from "./interfaces/IWorkerRegistry.sol";

contract JobMarketLeaseTest is JobFixture {
    function _refuses(Terms memory terms, address account, bytes memory refusal) private {
        vm.expectRevert(refusal);
        _lease(terms, account);
    }

    function test_GivesTheJobToTheWorkerAndLocksItsStake() public {
        Terms memory terms = _terms(JobKind.Infer);
        bytes32 id = _request(terms);
        uint40 until = uint40(block.timestamp + LEASE);
        vm.expectEmit(address(market));
        emit IJobMarket.JobLeased(id, worker, 1, until);
        _lease(terms, worker);
        Job memory job = market.jobOf(id);
        vm.assertEq(uint256(job.state), uint256(JobState.Leased), "state");
        vm.assertEq(job.attempts, 1, "attempts");
        vm.assertEq(job.until, until, "until");
        vm.assertEq(_holder(id), worker, "worker");
        vm.assertEq(_locked(worker), LEASE_STAKE, "locked");
    }

    function test_NeverRunsBeyondTheDeadline() public {
        Terms memory terms = _terms(JobKind.Infer);
        bytes32 id = _request(terms);
        vm.warp(terms.deadline - 10);
        _lease(terms, worker);
        vm.assertEq(market.jobOf(id).until, terms.deadline, "until");
    }

    function test_RefusesFromTheDeadlineOn() public {
        Terms memory terms = _terms(JobKind.Infer);
        _request(terms);
        vm.warp(terms.deadline);
        bytes4 refusal = IJobMarket.JobMarket_TooLate.selector;
        _refuses(terms, worker, abi.encodeWithSelector(refusal, terms.deadline));
    }

    function test_RefusesAWorkerThatTheCustodianHasNotAuthorised() public {
        Terms memory terms = _terms(JobKind.Infer);
        _request(terms);
        bytes4 refusal = IJobMarket.JobMarket_NotAuthorised.selector;
        _refuses(terms, stranger, abi.encodeWithSelector(refusal, custodian, stranger));
        vm.prank(custodian);
        workers.authorise(worker, false);
        _refuses(terms, worker, abi.encodeWithSelector(refusal, custodian, worker));
    }

    function test_OnlyTheNamedWorkerMayTakeIt() public {
        Terms memory terms = _terms(JobKind.Infer);
        terms.worker = worker2;
        _request(terms);
        _refuses(terms, worker, abi.encodeWithSelector(IJobMarket.JobMarket_NotWorker.selector, worker));
        _lease(terms, worker2);
    }

    function test_RefusesWithoutFreeStake() public {
        Terms memory terms = _terms(JobKind.Infer);
        for (uint256 i; i < 10; ++i) {
            terms.salt = bytes32(i);
            _leased(terms);
        }
        terms.salt = keccak256("one more");
        fee.mint(bob, MAX_FEE);
        vm.prank(alice);
        IERC20(root).transfer(bob, ONE);
        _request(terms);
        bytes4 refusal = IWorkerRegistry.WorkerRegistry_StakeTooSmall.selector;
        _refuses(terms, worker, abi.encodeWithSelector(refusal, worker, LEASE_STAKE, 0));
    }

    function test_RefusesAJobThatIsHeld() public {
        Terms memory terms = _terms(JobKind.Infer);
        bytes32 id = _leased(terms);
        bytes4 refusal = IJobMarket.JobMarket_WrongState.selector;
        _refuses(terms, worker2, abi.encodeWithSelector(refusal, id, JobState.Leased));
    }

    function test_RefusesTheWorkerWhoseLeaseLapsedButNoOther() public {
        Terms memory terms = _terms(JobKind.Infer);
        bytes32 id = _leased(terms);
        vm.warp(block.timestamp + LEASE + 1);
        market.lapse(terms);
        bytes4 refusal = IJobMarket.JobMarket_AlreadyLapsed.selector;
        _refuses(terms, worker, abi.encodeWithSelector(refusal, worker));
        _lease(terms, worker2);
        vm.assertEq(market.jobOf(id).attempts, 2, "attempts");
        terms.salt = keccak256("another job");
        _leased(terms);
    }

    function test_OrdersAtTheFirstLeaseOnlyWhatTheTermsSay() public {
        Terms memory terms = _termsWithAssets(1);
        _leased(terms);
        vm.assertEq(_balance(dataset, provider), 0.97e18, "dataset ordered");
        vm.assertEq(_balance(algorithm, provider), 0, "algorithm not yet");
        vm.assertEq(_escrowed(dataset), 0, "dataset in escrow");
        vm.assertEq(_escrowed(algorithm), ONE, "algorithm in escrow");
        vm.warp(block.timestamp + LEASE + 1);
        market.lapse(terms);
        _lease(terms, worker2);
        vm.assertEq(_balance(dataset, provider), 0.97e18, "ordered once");
    }
}
