// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {JobState, Terms} from "../interfaces/IJobMarket.sol";
import {NeighbourFixture} from "../testing/NeighbourFixture.t.sol";
import {ListingToken} from "../testing/tokens/ListingToken.sol";

/// @dev A fee token whose issuer pauses it or freezes accounts: jobs end as ever, what cannot be paid waits, and nobody
/// loses anything but time.
contract PausedTokenTest is NeighbourFixture {
    ListingToken private token;
    JobState[3] private states = [JobState.Requested, JobState.Leased, JobState.Submitted];

    function setUp() public override {
        super.setUp();
        token = ListingToken(address(hostile));
    }

    function _hostileToken() internal pure override returns (string memory) {
        return "ListingToken";
    }

    function test_EveryJobEndsWhileTheTokenIsPaused() public {
        for (uint256 i; i < states.length; ++i) {
            uint256 before = vm.snapshotState();
            uint256 owned = token.balanceOf(bob);
            Terms memory terms = _hostileTerms(bytes32(i));
            _take(terms, states[i]);
            token.pause(true);
            _endByAStranger(terms);
            uint256 asked = states[i] == JobState.Submitted ? FEE : 0;
            vm.assertEq(vault.claimable(bob, address(token)), MAX_FEE - asked, "requester");
            vm.assertEq(vault.claimable(worker, address(token)), asked, "worker");
            _assertJobsWork();
            token.pause(false);
            vault.claimFor(bob, address(token));
            vm.assertEq(token.balanceOf(bob), owned - asked, "paid later");
            vm.revertToState(before);
        }
    }

    function test_AFrozenRequesterBlocksNobodyAndKeepsItsMoney() public {
        for (uint256 i; i < states.length; ++i) {
            uint256 before = vm.snapshotState();
            uint256 owned = token.balanceOf(bob);
            Terms memory terms = _hostileTerms(bytes32(i));
            _take(terms, states[i]);
            token.freeze(bob, true);
            _endByAStranger(terms);
            uint256 asked = states[i] == JobState.Submitted ? FEE : 0;
            if (asked > 0) vault.claimFor(worker, address(token));
            vm.assertEq(token.balanceOf(worker), asked, "the worker is paid at once");
            vm.expectRevert();
            vault.claimFor(bob, address(token));
            token.freeze(bob, false);
            vault.claimFor(bob, address(token));
            vm.assertEq(token.balanceOf(bob), owned - asked, "the requester later");
            vm.revertToState(before);
        }
    }

    function test_AFrozenWorkerBlocksNobodyAndKeepsItsFee() public {
        uint256 owned = token.balanceOf(bob);
        Terms memory terms = _hostileTerms(0);
        _payable(terms);
        token.freeze(worker, true);
        market.settle(terms, _result(terms));
        vm.assertEq(token.balanceOf(bob), owned - FEE, "the requester has the rest");
        vm.expectRevert();
        vault.claimFor(worker, address(token));
        token.freeze(worker, false);
        vault.claimFor(worker, address(token));
        vm.assertEq(token.balanceOf(worker), FEE, "the worker later");
    }

    /// @dev The worst that an issuer can do: everything in its token waits until it thinks better of it.
    function test_AFrozenVaultHoldsUpItsOwnTokenOnly() public {
        Terms memory terms = _hostileTerms(0);
        _payable(terms);
        token.freeze(address(vault), true);
        market.settle(terms, _result(terms));
        _assertIncomeFlows();
        _assertJobsWork();
        vm.assertEq(vault.claimable(worker, address(token)), FEE, "worker");
        vm.assertEq(vault.claimable(bob, address(token)), MAX_FEE - FEE, "requester");
        vm.expectRevert();
        vm.prank(bob);
        market.request(_hostileTerms("new"));
        token.freeze(address(vault), false);
        vault.claimFor(worker, address(token));
        vault.claimFor(bob, address(token));
        vm.assertEq(token.balanceOf(address(vault)), 0, "all paid");
    }
}
