// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {Fixture} from "./testing/Fixture.t.sol";
import {OpenWorkerRegistry} from "./testing/accounts/OpenWorkerRegistry.sol";
import {Mood} from "./testing/tokens/HostileToken.sol";
import {MarketConfig} from "./interfaces/IJobMarket.sol";
import {IWorkerRegistry} from "./interfaces/IWorkerRegistry.sol";

contract WorkerRegistryStakeTest is Fixture {
    function _stake(address account, uint256 amount) private {
        stakeToken.mint(address(this), amount);
        stakeToken.approve(address(workers), amount);
        workers.stake(account, amount);
    }

    function _unbond(uint256 amount) private {
        vm.prank(worker);
        workers.unbond(amount);
    }

    function testFuzz_AnyoneCanStakeForAWorker(uint96 first, uint96 second) public {
        vm.assume(first > 0 && second > 0);
        vm.assume(uint256(first) + second <= type(uint96).max);
        _stake(worker, first);
        stakeToken.mint(address(this), second);
        stakeToken.approve(address(workers), second);
        vm.expectEmit(address(workers));
        emit IWorkerRegistry.Staked(worker, second);
        workers.stake(worker, second);
        (uint256 total, uint256 locked) = workers.stakeOf(worker);
        vm.assertEq(total, uint256(first) + second, "total");
        vm.assertEq(locked, 0, "locked");
        vm.assertEq(workers.freeStakeOf(worker), total, "free");
        vm.assertEq(stakeToken.balanceOf(address(workers)), total, "held");
    }

    function test_RefusesNothingAndTooMuch() public {
        vm.expectRevert(IWorkerRegistry.WorkerRegistry_NothingToMove.selector);
        workers.stake(worker, 0);
        vm.expectRevert(IWorkerRegistry.WorkerRegistry_NothingToMove.selector);
        workers.unbond(0);
        uint256 tooMuch = uint256(type(uint128).max) + 1;
        stakeToken.mint(address(this), tooMuch);
        stakeToken.approve(address(workers), tooMuch);
        bytes4 refusal = SafeCast.SafeCastOverflowedUintDowncast.selector;
        vm.expectRevert(abi.encodeWithSelector(refusal, 128, tooMuch));
        workers.stake(worker, tooMuch);
    }

    function test_RefusesToStakeForNobody() public {
        stakeToken.mint(address(this), 1);
        stakeToken.approve(address(workers), 1);
        vm.expectRevert(IWorkerRegistry.WorkerRegistry_NoWorker.selector);
        workers.stake(address(0), 1);
    }

    function test_RefusesWithoutAllowance() public {
        stakeToken.mint(address(this), 1);
        vm.expectRevert();
        workers.stake(worker, 1);
        vm.assertEq(workers.freeStakeOf(worker), 0, "nothing staked");
    }

    function test_StakeComesOutAfterTheWholeDelay() public {
        _stake(worker, 100);
        uint256 availableAt = block.timestamp + UNBONDING;
        vm.expectEmit(address(workers));
        emit IWorkerRegistry.UnbondingStarted(worker, 60, availableAt);
        _unbond(60);
        vm.assertEq(workers.freeStakeOf(worker), 40, "free");
        vm.warp(availableAt - 1);
        vm.startPrank(worker);
        bytes4 refusal = IWorkerRegistry.WorkerRegistry_StillUnbonding.selector;
        vm.expectRevert(abi.encodeWithSelector(refusal, availableAt));
        workers.withdraw();
        vm.warp(availableAt);
        vm.expectEmit(address(workers));
        emit IWorkerRegistry.Unstaked(worker, 60);
        workers.withdraw();
        vm.assertEq(stakeToken.balanceOf(worker), 60, "withdrawn");
        vm.expectRevert(IWorkerRegistry.WorkerRegistry_NothingToMove.selector);
        workers.withdraw();
    }

    function test_ASecondUnbondingAddsAndStartsTheDelayAnew() public {
        _stake(worker, 100);
        _unbond(60);
        vm.warp(block.timestamp + UNBONDING - 1);
        _unbond(40);
        vm.warp(block.timestamp + 1);
        vm.startPrank(worker);
        vm.expectPartialRevert(IWorkerRegistry.WorkerRegistry_StillUnbonding.selector);
        workers.withdraw();
        vm.warp(block.timestamp + UNBONDING);
        workers.withdraw();
        vm.assertEq(stakeToken.balanceOf(worker), 100, "both");
    }

    function testFuzz_OnlyFreeStakeCanBeUnbonded(uint96 total, uint256 locked, uint256 amount) public {
        vm.assume(total > 0);
        locked = _within(locked, 0, total);
        amount = _within(amount, 1, type(uint128).max);
        OpenWorkerRegistry open = OpenWorkerRegistry(
            _new("OpenWorkerRegistry", abi.encode(address(stakeToken), sink, uint64(UNBONDING)))
        );
        stakeToken.mint(address(this), total);
        stakeToken.approve(address(open), total);
        open.stake(worker, total);
        open.lock(worker, locked);
        uint256 free = total - locked;
        vm.assertEq(open.freeStakeOf(worker), free, "free");
        if (amount > free) {
            bytes4 refusal = IWorkerRegistry.WorkerRegistry_StakeTooSmall.selector;
            vm.expectRevert(abi.encodeWithSelector(refusal, worker, amount, free));
        }
        vm.prank(worker);
        open.unbond(amount);
    }

    /// @dev A token of stake that takes a fee: what arrives is what counts, so that others' stake is never paid out.
    function test_WhatArrivesIsStaked() public {
        MarketConfig memory config = _config();
        config.stakeToken = address(hostile);
        IWorkerRegistry other = IWorkerRegistry(_new("JobMarket", abi.encode(config)));
        hostile.mint(address(this), 60_000);
        hostile.approve(address(other), 60_000);
        other.stake(worker2, 50_000);
        hostile.setMood(Mood.Skims);
        vm.expectEmit(address(other));
        emit IWorkerRegistry.Staked(worker, 9900);
        other.stake(worker, 10_000);
        vm.assertEq(other.freeStakeOf(worker), 9900, "staked");
        vm.assertEq(hostile.balanceOf(address(other)), 59_900, "held");
        vm.prank(worker);
        other.unbond(9900);
        vm.warp(block.timestamp + UNBONDING);
        vm.prank(worker);
        other.withdraw();
        vm.assertEq(hostile.balanceOf(address(other)), 50_000 + 99, "the rest, and the fee of the way out");
    }

    function test_OneWorkersStakeIsNotAnothers() public {
        _stake(worker, 100);
        bytes4 refusal = IWorkerRegistry.WorkerRegistry_StakeTooSmall.selector;
        vm.startPrank(worker2);
        vm.expectRevert(abi.encodeWithSelector(refusal, worker2, 1, 0));
        workers.unbond(1);
        vm.expectRevert(IWorkerRegistry.WorkerRegistry_NothingToMove.selector);
        workers.withdraw();
    }
}
