// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Fixture} from "./testing/Fixture.t.sol";
import {OpenWorkerRegistry} from "./testing/accounts/OpenWorkerRegistry.sol";
import {IWorkerRegistry} from "./interfaces/IWorkerRegistry.sol";

contract WorkerRegistrySlashTest is Fixture {
    OpenWorkerRegistry private open;

    function setUp() public override {
        super.setUp();
        open = OpenWorkerRegistry(_new("OpenWorkerRegistry", abi.encode(address(stakeToken), sink, uint64(UNBONDING))));
        stakeToken.mint(address(this), 200);
        stakeToken.approve(address(open), 200);
        open.stake(worker, 100);
        open.stake(worker2, 100);
        open.lock(worker, 60);
    }

    function test_LockingNeedsFreeStake() public {
        bytes4 refusal = IWorkerRegistry.WorkerRegistry_StakeTooSmall.selector;
        vm.expectRevert(abi.encodeWithSelector(refusal, worker, 41, 40));
        open.lock(worker, 41);
        open.lock(worker, 40);
        (uint256 total, uint256 locked) = open.stakeOf(worker);
        vm.assertEq(total, 100, "total");
        vm.assertEq(locked, 100, "locked");
    }

    function test_UnlockingFreesIt() public {
        open.unlock(worker, 60);
        vm.assertEq(open.freeStakeOf(worker), 100, "free");
        vm.expectRevert();
        open.unlock(worker, 1);
    }

    function test_SlashingTakesAPartAndFreesTheRest() public {
        vm.expectEmit(address(open));
        emit IWorkerRegistry.Slashed(worker, 25);
        open.slash(worker, 60, 25);
        (uint256 total, uint256 locked) = open.stakeOf(worker);
        vm.assertEq(total, 75, "total");
        vm.assertEq(locked, 0, "locked");
        vm.assertEq(open.freeStakeOf(worker2), 100, "nobody else's");
    }

    function test_LostStakeGoesToTheSinkAndNeverToWhoReportsIt() public {
        open.slash(worker, 30, 25);
        open.slash(worker, 30, 5);
        vm.prank(stranger);
        open.sweepLost();
        vm.assertEq(stakeToken.balanceOf(sink), 30, "sink");
        vm.assertEq(stakeToken.balanceOf(stranger), 0, "reporter");
        vm.assertEq(stakeToken.balanceOf(address(open)), 170, "stakes");
        vm.expectRevert(IWorkerRegistry.WorkerRegistry_NothingToMove.selector);
        open.sweepLost();
    }
}
