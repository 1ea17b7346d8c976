// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {JobKind, JobState, Terms} from "../interfaces/IJobMarket.sol";
import {NeighbourFixture} from "../testing/NeighbourFixture.t.sol";
import {TestToken} from "../testing/tokens/TestToken.sol";

/// @dev Spam: hundreds of jobs that nobody wants, payments of a wei, tokens without worth. What others do costs them no
/// more gas and no wei.
contract DustTest is NeighbourFixture {
    uint256 private constant SPAM = 200;

    function test_JobsWithoutAFeeMakeNobodyElsesJobDearer() public {
        uint256 quiet = _gasOfAJob("quiet");
        vm.prank(alice);
        IERC20(root).transfer(bob, SPAM * ONE);
        Terms memory terms = _terms(JobKind.Infer);
        terms.maxFee = 0;
        for (uint256 i; i < SPAM; ++i) {
            terms.salt = keccak256(abi.encode("spam", i));
            _request(terms);
        }
        vm.assertLe(_gasOfAJob("busy"), quiet, "no dearer");
        vm.warp(terms.deadline);
        for (uint256 i; i < SPAM; ++i) {
            terms.salt = keccak256(abi.encode("spam", i));
            market.expire(terms);
        }
        vm.assertEq(_escrowed(root), 0, "all refunded");
    }

    function _gasOfAJob(bytes32 salt) private returns (uint256) {
        Terms memory terms = _terms(JobKind.Infer);
        terms.salt = salt;
        uint256 before = gasleft();
        bytes32 id = _settled(terms);
        uint256 used = before - gasleft();
        _assertState(id, JobState.Settled);
        return used;
    }

    /// @dev A wei at a time, settled after each: all get what one payment of the sum would have brought them.
    function test_PaymentsOfAWeiAreSharedAsTheirSum() public {
        address child = _child(_child(root, charlie), bob, 3 * MIN_GAIN);
        for (uint256 i; i < SPAM; ++i) {
            _pay(child, fee, 1);
            vault.settleLineage(child, address(fee), 3);
        }
        vm.assertEq(vault.claimable(bob, address(fee)), SPAM - SPAM / 8, "three hops of 200");
        vm.assertEq(vault.claimable(charlie, address(fee)), 12, "half of 25, rounded down");
        vm.assertEq(vault.claimable(alice, address(fee)), 6, "half of 12");
        vm.assertEq(vault.claimable(tail, address(fee)), 6, "the other half");
    }

    /// @dev Each token has its own inboxes and claims: worthless ones are not in the way.
    function test_WorthlessTokensAreInNobodysWay() public {
        _pay(root, fee, 100);
        uint256 before = gasleft();
        vault.settle(root, address(fee));
        uint256 quiet = before - gasleft();
        for (uint256 i; i < 50; ++i) {
            TestToken worthless = TestToken(_new("TestToken", abi.encode("Worthless")));
            _pay(root, worthless, 1000);
            vault.settle(root, address(worthless));
        }
        _pay(root, fee, 100);
        before = gasleft();
        vault.settle(root, address(fee));
        vm.assertLe(before - gasleft(), quiet, "no dearer");
        vault.claimFor(alice, address(fee));
        vm.assertEq(_balance(address(fee), alice), 100, "and paid");
    }

    /// @dev A stake of a wei, put up for a worker against its will, delays nothing that it unbonds itself.
    function test_AStakeOfAWeiDelaysNoWithdrawal() public {
        vm.prank(worker);
        workers.unbond(LEASE_STAKE);
        stakeToken.mint(stranger, 1);
        vm.warp(block.timestamp + UNBONDING);
        vm.startPrank(stranger);
        stakeToken.approve(address(market), 1);
        workers.stake(worker, 1);
        vm.stopPrank();
        vm.prank(worker);
        workers.withdraw();
        vm.assertEq(stakeToken.balanceOf(worker), LEASE_STAKE, "withdrawn");
    }
}
