// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {JobFixture} from "./testing/JobFixture.t.sol";
import {IJobMarket, JobKind, JobState, Terms} from "./interfaces/IJobMarket.sol";
import {ILineageVault} from "./interfaces/ILineageVault.sol";

/// @dev The last value on either side of a limit, where one more or less must change the answer.
contract JobMarketEdgesTest is JobFixture {
    function test_AnOrderAtTheLeaseIsForTheWorker() public {
        Terms memory terms = _termsWithAssets(1);
        _request(terms);
        vm.expectEmit(address(vault));
        emit ILineageVault.AssetOrdered(dataset, worker, address(0));
        _lease(terms, worker);
    }

    function test_ASecondLeaseOrdersNothingAgain() public {
        Terms memory terms = _termsWithAssets(1);
        _leased(terms);
        vm.warp(block.timestamp + LEASE + 1);
        market.lapse(terms);
        _lease(terms, worker2);
        vm.assertEq(vault.claimable(provider, dataset), 0, "no credit for an order that nobody paid");
        vm.assertEq(vault.claimable(bob, dataset), 0, "nor for the requester");
    }

    function test_ALeaseThatLapsesAtTheDeadlineExpires() public {
        Terms memory terms = _terms(JobKind.Infer);
        bytes32 id = _leased(terms);
        vm.warp(terms.deadline);
        market.lapse(terms);
        _assertState(id, JobState.Expired);
    }

    function test_AFeeOfOneWeiNeedsAListedToken() public {
        Terms memory terms = _terms(JobKind.Infer);
        (terms.feeToken, terms.maxFee) = (address(stakeToken), 1);
        bytes4 refusal = IJobMarket.JobMarket_FeeTokenNotListed.selector;
        vm.expectRevert(abi.encodeWithSelector(refusal, address(stakeToken)));
        _request(terms);
        terms.maxFee = 0;
        _assertState(_request(terms), JobState.Requested);
    }

    function test_AChildsNameMayHaveOneByteOr64() public {
        Terms memory terms = _terms(JobKind.Train);
        terms.childName = "M";
        _assertState(_request(terms), JobState.Requested);
        terms.childName = string(new bytes(64));
        _assertState(_request(terms), JobState.Requested);
        terms.childName = string(new bytes(65));
        vm.expectRevert(IJobMarket.JobMarket_IncompleteTerms.selector);
        _request(terms);
    }
}
