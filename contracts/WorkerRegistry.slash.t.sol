// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {Fixture} from "./testing/Fixture.t.sol";
import {IWorkerRegistry} from "./interfaces/IWorkerRegistry.sol";

contract WorkerRegistrySlashTest is Fixture {
    function setUp() public override {
        super.setUp();
        stakeToken.mint(address(this), 200);
        stakeToken.approve(address(workers), 200);
        workers.stake(worker, 100);
        workers.stake(worker2, 100);
        vm.prank(address(market));
        workers.lock(worker, 60);
    }

    function test_LockingNeedsFreeStake() public {
        vm.startPrank(address(market));
        bytes4 refusal = IWorkerRegistry.WorkerRegistry_StakeTooSmall.selector;
        vm.expectRevert(abi.encodeWithSelector(refusal, worker, 41, 40));
        workers.lock(worker, 41);
        workers.lock(worker, 40);
        (uint256 total, uint256 locked) = workers.stakeOf(worker);
        vm.assertEq(total, 100, "total");
        vm.assertEq(locked, 100, "locked");
    }

    function test_UnlockingFreesIt() public {
        vm.prank(address(market));
        workers.unlock(worker, 60);
        vm.assertEq(workers.freeStakeOf(worker), 100, "free");
        vm.prank(address(market));
        vm.expectRevert();
        workers.unlock(worker, 1);
    }

    function test_SlashingTakesAPartAndFreesTheRest() public {
        vm.expectEmit(address(workers));
        emit IWorkerRegistry.Slashed(worker, 25);
        vm.prank(address(market));
        workers.slash(worker, 60, 25);
        (uint256 total, uint256 locked) = workers.stakeOf(worker);
        vm.assertEq(total, 75, "total");
        vm.assertEq(locked, 0, "locked");
        vm.assertEq(workers.freeStakeOf(worker2), 100, "nobody else's");
    }

    function test_LostStakeGoesToTheSinkAndNeverToWhoReportsIt() public {
        vm.startPrank(address(market));
        workers.slash(worker, 30, 25);
        workers.slash(worker, 30, 5);
        vm.stopPrank();
        vm.prank(stranger);
        workers.sweepLost();
        vm.assertEq(stakeToken.balanceOf(sink), 30, "sink");
        vm.assertEq(stakeToken.balanceOf(stranger), 0, "reporter");
        vm.assertEq(stakeToken.balanceOf(address(workers)), 170, "stakes");
        vm.expectRevert(IWorkerRegistry.WorkerRegistry_NothingToMove.selector);
        workers.sweepLost();
    }

    function testFuzz_OnlyTheMarket(address caller) public {
        vm.assume(caller != address(market));
        bytes4 selector = IWorkerRegistry.WorkerRegistry_NotMarket.selector;
        bytes memory refusal = abi.encodeWithSelector(selector, caller);
        vm.startPrank(caller);
        vm.expectRevert(refusal);
        workers.lock(worker, 1);
        vm.expectRevert(refusal);
        workers.unlock(worker, 1);
        vm.expectRevert(refusal);
        workers.slash(worker, 1, 1);
    }
}
