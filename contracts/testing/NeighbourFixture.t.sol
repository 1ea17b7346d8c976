// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {JobKind, JobState, Terms} from "../interfaces/IJobMarket.sol";
import {JobFixture} from "./JobFixture.t.sol";

/// @title What the tests of hostile neighbours have in common: a job whose fee is in the hostile token, and who is whole
abstract contract NeighbourFixture is JobFixture {
    /// @dev Bob's training with both assets, its fee in the hostile token.
    function _hostileTerms(bytes32 salt) internal view returns (Terms memory terms) {
        terms = _termsWithAssets(0);
        (terms.feeToken, terms.salt) = (address(hostile), salt);
    }

    /// @dev Takes a job to its state.
    function _take(Terms memory terms, JobState state) internal returns (bytes32 id) {
        if (state == JobState.Requested) return _request(terms);
        if (state == JobState.Leased) return _leased(terms);
        return _submitted(terms);
    }

    /// @dev What a stranger can do for a job once its time is over.
    function _endByAStranger(Terms memory terms) internal {
        bytes32 id = _id(terms);
        JobState state = market.jobOf(id).state;
        uint256 until = market.jobOf(id).until;
        vm.warp((until > terms.deadline ? until : terms.deadline) + 1);
        vm.startPrank(stranger);
        if (state == JobState.Requested) market.expire(terms);
        if (state == JobState.Leased) market.lapse(terms);
        if (state == JobState.Submitted) market.settle(terms, _result(terms));
        vm.stopPrank();
        vm.assertTrue(market.jobOf(id).state >= JobState.Settled, "ended");
    }

    /// @dev What an account has of a token or can claim.
    function _owns(address account, address token) internal view returns (uint256) {
        return _balance(token, account) + vault.claimable(account, token);
    }

    /// @dev Income in an honest token is shared as ever, whatever happened before.
    function _assertIncomeFlows() internal {
        uint256[2] memory before = [_owns(alice, address(fee)), _owns(tail, address(fee))];
        _pay(root, fee, 100);
        vault.settle(root, address(fee));
        vm.assertEq(_owns(alice, address(fee)), before[0] + 50, "publisher");
        vm.assertEq(_owns(tail, address(fee)), before[1] + 50, "tail");
        if (vault.claimable(alice, address(fee)) > 0) vault.claimFor(alice, address(fee));
        if (vault.claimable(tail, address(fee)) > 0) vault.claimFor(tail, address(fee));
    }

    /// @dev A whole job with an honest fee works as ever.
    function _assertJobsWork() internal {
        Terms memory terms = _terms(JobKind.Train);
        terms.salt = keccak256(abi.encode("works", block.timestamp));
        uint256 before = _owns(worker, address(fee));
        _settled(terms);
        vm.assertTrue(registry.isModel(market.birth(terms, _result(terms))), "born");
        vm.assertEq(_owns(worker, address(fee)), before + FEE, "worker");
        vault.claimFor(worker, address(fee));
    }
}
