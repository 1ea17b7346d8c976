// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IJobMarket, JobKind, JobState, Result, Terms} from "../interfaces/IJobMarket.sol";
import {NeighbourFixture} from "../testing/NeighbourFixture.t.sol";

/// @dev Somebody who sees a call before it is mined and gets there first: with the same call, with what it shows, or with another.
/// Permits: `JobMarket.permit.t.sol`; prices: `Offers.t.sol`, `PoolDesk.t.sol`, `Checkout.t.sol`.
contract FrontRunnerTest is NeighbourFixture {
    address private mallory = _account("mallory");

    function setUp() public override {
        super.setUp();
        _endow(mallory);
    }

    /// @dev Whoever requests another's job pays for it; the results belong to the requester that the terms name.
    function test_ARequestCopiedIsAPresent() public {
        uint256[4] memory purse = _purse();
        Terms memory terms = _terms(JobKind.Train);
        vm.prank(mallory);
        bytes32 id = market.request(terms);
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.JobMarket_Duplicate.selector, id));
        _request(terms);
        for (uint256 i; i < 4; ++i) vm.assertEq(_purse()[i], purse[i], "Bob paid nothing");
        _lease(terms, worker);
        _submit(terms, _result(terms), worker);
        vm.warp(block.timestamp + CHALLENGE + 1);
        market.settle(terms, _result(terms));
        address child = market.birth(terms, _result(terms));
        vm.assertEq(titles.ownerOf(uint160(child)), bob, "and has the title");
        vm.assertEq(_balance(address(fee), bob), purse[3] + MAX_FEE - FEE, "and the rest of the fee");
    }

    /// @dev With other terms it is another job, which blocks nothing.
    function test_ARequestCopiedForOneselfIsAnotherJob() public {
        Terms memory terms = _terms(JobKind.Train);
        Terms memory copy = _terms(JobKind.Train);
        copy.requester = mallory;
        _request(copy);
        bytes32 id = _settled(terms);
        _assertState(id, JobState.Settled);
    }

    function test_ALeaseGoesToWhoIsFirstAndTheOtherLosesNothing() public {
        Terms memory terms = _terms(JobKind.Infer);
        _request(terms);
        _lease(terms, worker2);
        uint256 free = workers.freeStakeOf(worker);
        vm.expectPartialRevert(IJobMarket.JobMarket_WrongState.selector);
        _lease(terms, worker);
        vm.assertEq(workers.freeStakeOf(worker), free, "no stake is locked");
    }

    /// @dev A cancellation seen in time is met by a lease: then the job is done and paid, as it was asked for.
    function test_ALeaseBeforeACancellationIsAJobDone() public {
        Terms memory terms = _terms(JobKind.Infer);
        _request(terms);
        _lease(terms, worker);
        vm.expectPartialRevert(IJobMarket.JobMarket_WrongState.selector);
        vm.prank(bob);
        market.cancel(terms);
        _submit(terms, _result(terms), worker);
        vm.warp(block.timestamp + CHALLENGE + 1);
        market.settle(terms, _result(terms));
        vm.assertEq(vault.claimable(worker, address(fee)), FEE, "worker");
    }

    /// @dev A result shown by a submission is nobody else's to submit, and says whose it is.
    function test_AResultCannotBeStolen() public {
        Terms memory terms = _terms(JobKind.Train);
        _leased(terms);
        Result memory result = _result(terms);
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.JobMarket_NotWorker.selector, worker2));
        _submit(terms, result, worker2);
        result.worker = worker2;
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.JobMarket_NotWorker.selector, worker2));
        _submit(terms, result, worker);
        _submit(terms, _result(terms), worker);
    }

    function test_WhoeverSettlesAndGivesBirthTheSameIsPaidAndBorn() public {
        Terms memory terms = _terms(JobKind.Train);
        bytes32 id = _payable(terms);
        uint256 start = vm.snapshotState();
        address[4] memory callers = [mallory, bob, worker, worker2];
        bytes32 first;
        for (uint256 i; i < callers.length; ++i) {
            vm.startPrank(callers[i]);
            market.settle(terms, _result(terms));
            address child = market.birth(terms, _result(terms));
            vm.stopPrank();
            bytes32 all = keccak256(abi.encode(_purse(), child, titles.ownerOf(uint160(child)), _holdings()));
            if (i == 0) first = all;
            vm.assertEq(all, first, "whoever calls");
            _assertState(id, JobState.Born);
            vm.revertToState(start);
        }
    }

    function _holdings() private view returns (bytes32) {
        uint256 asked = vault.claimable(worker, address(fee));
        return keccak256(abi.encode(asked, vault.inboxOf(root, root), _owns(mallory, address(fee))));
    }

    /// @dev The weights' commitment of a result is public before the birth; who publishes a root with it first holds a
    /// root of its own family, with its own custodian, and the training's child is born all the same.
    function test_CopiedWeightsBlockNoBirth() public {
        Terms memory terms = _terms(JobKind.Train);
        _settled(terms);
        custodian = mallory;
        vm.prank(mallory);
        address copy = registry.publish("M2", "", _result(terms).weightsRoot, _family(), "");
        address child = market.birth(terms, _result(terms));
        vm.assertEq(registry.modelOf(child).parent, root, "the child has its parent");
        vm.assertEq(registry.modelOf(copy).parent, address(0), "the copy has none");
        vm.assertTrue(registry.custodianOf(copy) != registry.custodianOf(child), "nor its custodian");
    }

    /// @dev Whoever settles before a title is sold, or claims for another, moves it to where it belongs anyway.
    function test_SettlingAndClaimingForOthersTakesNothing() public {
        _pay(root, fee, 100);
        vm.startPrank(mallory);
        vault.settle(root, address(fee));
        vault.claimFor(alice, address(fee));
        vm.expectRevert();
        vault.claim(address(fee));
        vm.stopPrank();
        vm.assertEq(_balance(address(fee), alice), 50, "Alice");
    }

    /// @dev An allowance for the vault can be spent by its owner's own calls only.
    function test_AnAllowanceIsNotOthersToSpend() public {
        Terms memory terms = _terms(JobKind.Infer);
        address poor = _account("poor");
        vm.startPrank(poor);
        vm.expectRevert();
        market.request(terms);
        vm.expectRevert();
        vault.pay(root, address(fee), 1);
        vm.expectRevert();
        workers.stake(poor, 1);
        vm.stopPrank();
        vm.assertEq(IERC20(root).allowance(bob, address(vault)), type(uint256).max, "Bob's");
    }
}
