// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IJobMarket, JobKind, JobState, Result, Terms} from "../interfaces/IJobMarket.sol";
import {ILineageVault} from "../interfaces/ILineageVault.sol";
import {NeighbourFixture} from "../testing/NeighbourFixture.t.sol";
import {SmartAccount} from "../testing/accounts/SmartAccount.sol";

/// @dev A requester, a worker, a publisher, a custodian and a tail that are contracts which revert on every call that
/// they do not make themselves: nothing of ours ever calls them.
contract RevertingAccountsTest is NeighbourFixture {
    SmartAccount private refuser;

    function setUp() public override {
        super.setUp();
        refuser = SmartAccount(_new("HostileTrainer", ""));
        _endow(address(refuser));
    }

    function test_ARequesterIsRefundedInEveryWay() public {
        JobState[3] memory states = [JobState.Requested, JobState.Leased, JobState.Submitted];
        for (uint256 i; i < states.length; ++i) {
            uint256 before = vm.snapshotState();
            Terms memory terms = _termsWithAssets(0);
            terms.requester = address(refuser);
            _take(terms, states[i]);
            _endByAStranger(terms);
            bool done = states[i] == JobState.Submitted;
            vm.assertEq(_balance(root, address(refuser)), 10 * ONE - (done ? ONE : 0), "datatoken");
            vm.assertEq(_balance(address(fee), address(refuser)), 10 * MAX_FEE - (done ? FEE : 0), "fee");
            vm.revertToState(before);
        }
    }

    function test_ARequesterHasItsTitle() public {
        Terms memory terms = _terms(JobKind.Train);
        terms.requester = address(refuser);
        vm.assertEq(titles.ownerOf(uint160(_born(terms))), address(refuser), "title");
    }

    function test_AWorkerWorksAndIsPaid() public {
        _employ(address(refuser));
        Terms memory terms = _termsWithAssets(1);
        _request(terms);
        Result memory result = _result(terms);
        result.worker = address(refuser);
        refuser.execute(address(market), abi.encodeCall(IJobMarket.lease, (terms)));
        refuser.execute(address(market), abi.encodeCall(IJobMarket.submit, (_id(terms), result)));
        vm.warp(block.timestamp + CHALLENGE + 1);
        market.settle(terms, result);
        vault.claimFor(address(refuser), address(fee));
        vm.assertEq(_balance(address(fee), address(refuser)), 10 * MAX_FEE + FEE, "fee");
    }

    function test_AWorkerThatLapsesBlocksNobody() public {
        _employ(address(refuser));
        Terms memory terms = _termsWithAssets(0);
        uint256[4] memory purse = _purse();
        _request(terms);
        refuser.execute(address(market), abi.encodeCall(IJobMarket.lease, (terms)));
        vm.warp(block.timestamp + LEASE + 1);
        market.lapse(terms);
        _lease(terms, worker);
        vm.prank(worker);
        market.fail(terms, "OUT_OF_MEMORY");
        _assertRefunded(purse);
    }

    function test_AnOwnerAndATailAreSettledAndPaid() public {
        tail = address(refuser);
        custodian = address(refuser);
        refuser.execute(address(registry), abi.encodeCall(registry.publish, ("M", "", "w", _family(), "")));
        custodian = alice;
        vm.prank(alice);
        titles.transferFrom(alice, address(refuser), uint160(root));
        _pay(root, fee, 100);
        vault.settle(root, address(fee));
        uint256 before = _balance(address(fee), address(refuser));
        refuser.execute(address(vault), abi.encodeCall(ILineageVault.claim, (address(fee))));
        vm.assertEq(_balance(address(fee), address(refuser)), before + 50, "owner");
    }
}
