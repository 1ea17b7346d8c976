// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {JobState, Terms} from "../interfaces/IJobMarket.sol";
import {NeighbourFixture} from "../testing/NeighbourFixture.t.sol";
import {RebasingToken} from "../testing/tokens/RebasingToken.sol";

/// @dev A token all of whose balances shrink while the vault holds some: who is paid in it shares the loss in the order
/// of claims, and nothing else is touched.
contract RebasingTokenTest is NeighbourFixture {
    RebasingToken private token;

    function setUp() public override {
        super.setUp();
        token = RebasingToken(address(hostile));
    }

    function _hostileToken() internal pure override returns (string memory) {
        return "RebasingToken";
    }

    function test_EveryJobEndsThoughTheTokenLostHalfOfItself() public {
        JobState[3] memory states = [JobState.Requested, JobState.Leased, JobState.Submitted];
        for (uint256 i; i < states.length; ++i) {
            uint256 before = vm.snapshotState();
            uint256[4] memory purse = _purse();
            Terms memory terms = _hostileTerms(bytes32(i));
            _take(terms, states[i]);
            token.rebase(0.5e18);
            _endByAStranger(terms);
            uint256 spent = states[i] == JobState.Submitted ? ONE : 0;
            vm.assertEq(_balance(root, bob), purse[0] - spent, "datatoken");
            vm.assertEq(_balance(dataset, bob), purse[1] - spent, "dataset");
            _assertIncomeFlows();
            _assertJobsWork();
            vm.revertToState(before);
        }
    }

    function test_WhoClaimsFirstIsPaidAndTheOthersWaitForTheRest() public {
        Terms memory terms = _hostileTerms(0);
        _payable(terms);
        token.rebase(0.5e18);
        market.settle(terms, _result(terms));
        uint256 there = token.balanceOf(address(vault));
        vm.assertTrue(there < vault.claimable(worker, address(token)), "too little for the worker");
        vm.expectRevert();
        vault.claimFor(worker, address(token));
        token.mint(address(vault), 2 * FEE);
        vault.claimFor(worker, address(token));
        vm.assertEq(token.balanceOf(worker), FEE, "paid once it is there again");
    }

    function test_WhatGrowsBelongsToNobodyAndHarmsNobody() public {
        Terms memory terms = _hostileTerms(0);
        _payable(terms);
        token.rebase(2e18);
        market.settle(terms, _result(terms));
        vault.claimFor(worker, address(token));
        vm.assertEq(token.balanceOf(worker), FEE, "what was asked");
        vm.assertEq(token.balanceOf(address(vault)), MAX_FEE, "what grew");
        _assertJobsWork();
    }
}
