// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IJobMarket, JobKind, JobState, Terms} from "../interfaces/IJobMarket.sol";
import {NeighbourFixture} from "../testing/NeighbourFixture.t.sol";

/// @dev A custodian that withdraws its worker's authorisation in the middle of a job, authorises nobody, or is gone. It
/// can stop new work on its models. It cannot keep anybody's money, nor what a worker has earned.
contract CustodianTest is NeighbourFixture {
    function _dismiss(address account) private {
        vm.prank(custodian);
        workers.authorise(account, false);
    }

    function test_AWorkerDismissedInTheMiddleFinishesAndIsPaid() public {
        Terms memory terms = _terms(JobKind.Train);
        bytes32 id = _leased(terms);
        _dismiss(worker);
        vm.prank(worker);
        market.renew(terms, 5000, bytes32(0));
        _submit(terms, _result(terms), worker);
        vm.warp(block.timestamp + CHALLENGE + 1);
        market.settle(terms, _result(terms));
        market.birth(terms, _result(terms));
        _assertState(id, JobState.Born);
        vm.assertEq(vault.claimable(worker, address(fee)), FEE, "worker");
        vm.assertEq(_locked(worker), 0, "stake");
    }

    function test_AWorkerDismissedMayFailItWithoutALoss() public {
        uint256[4] memory purse = _purse();
        Terms memory terms = _termsWithAssets(0);
        _leased(terms);
        _dismiss(worker);
        vm.prank(worker);
        market.fail(terms, "DISMISSED");
        _assertRefunded(purse);
        vm.assertEq(workers.freeStakeOf(worker), 10 * LEASE_STAKE, "stake");
    }

    function test_ADismissedWorkerTakesNoNewJob() public {
        Terms memory terms = _terms(JobKind.Infer);
        _request(terms);
        _dismiss(worker);
        bytes4 refusal = IJobMarket.JobMarket_NotAuthorised.selector;
        vm.expectRevert(abi.encodeWithSelector(refusal, custodian, worker));
        _lease(terms, worker);
        _lease(terms, worker2);
    }

    function test_WithoutAnyWorkerEverybodyHasTheirMoneyBack() public {
        uint256[4] memory purse = _purse();
        _dismiss(worker);
        _dismiss(worker2);
        Terms memory terms = _termsWithAssets(2);
        _request(terms);
        vm.prank(bob);
        market.cancel(terms);
        _assertRefunded(purse);
        terms.salt = "again";
        _request(terms);
        _endByAStranger(terms);
        _assertState(_id(terms), JobState.Expired);
        _assertRefunded(purse);
    }

    /// @dev What was earned before goes on being shared; the custodian is asked for nothing.
    function test_IncomeAndTitlesNeedNoCustodian() public {
        Terms memory terms = _terms(JobKind.Train);
        _settled(terms);
        _dismiss(worker);
        _dismiss(worker2);
        address child = market.birth(terms, _result(terms));
        vault.settleLineage(child, child, 2);
        vm.assertEq(vault.claimable(bob, child), SUPPLY / 2, "trainer");
        vm.prank(bob);
        titles.transferFrom(bob, charlie, uint160(child));
        _assertIncomeFlows();
    }

    /// @dev Another's model gives a custodian no power: it authorises workers for its own only.
    function testFuzz_NobodyElseAuthorises(address other) public {
        vm.assume(other != custodian && other != address(market));
        vm.prank(other);
        workers.authorise(stranger, true);
        Terms memory terms = _terms(JobKind.Infer);
        _request(terms);
        bytes4 refusal = IJobMarket.JobMarket_NotAuthorised.selector;
        vm.expectRevert(abi.encodeWithSelector(refusal, custodian, stranger));
        _lease(terms, stranger);
    }
}
