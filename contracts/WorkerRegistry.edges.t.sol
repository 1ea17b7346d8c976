// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IMarketParts} from "./testing/Fixture.t.sol";
import {JobFixture} from "./testing/JobFixture.t.sol";
import {JobKind, MarketConfig, Terms} from "./interfaces/IJobMarket.sol";
import {IWorkerRegistry} from "./interfaces/IWorkerRegistry.sol";

/// @dev One wei, a stake that is just enough, and a token of stake that calls back.
contract WorkerRegistryEdgesTest is JobFixture {
    /// @dev Goes over to another market, with a model and a worker of its own, that Bob can use.
    function _moveTo(MarketConfig memory config) private {
        market = IMarketParts(_new("JobMarket", abi.encode(config)));
        (registry, vault, workers) = (market.REGISTRY(), market.VAULT(), IWorkerRegistry(address(market)));
        vm.prank(alice);
        root = registry.publish("M1", "", keccak256("weights"), _family(), "");
        _employ(worker);
        vault.settle(root, root);
        vault.claimFor(alice, root);
        _endow(bob);
    }

    function _lapse() private {
        Terms memory terms = _terms(JobKind.Infer);
        _leased(terms);
        vm.warp(block.timestamp + LEASE + 1);
        market.lapse(terms);
    }

    function test_OneWeiIsStakedUnbondedAndWithdrawn() public {
        stakeToken.mint(address(this), 1);
        stakeToken.approve(address(market), 1);
        workers.stake(charlie, 1);
        vm.startPrank(charlie);
        workers.unbond(1);
        vm.warp(block.timestamp + UNBONDING);
        workers.withdraw();
        vm.assertEq(stakeToken.balanceOf(charlie), 1, "back");
    }

    function test_OneWeiLostIsSweptOnce() public {
        MarketConfig memory config = _config();
        config.lapsePenalty = 1;
        _moveTo(config);
        _lapse();
        workers.sweepLost();
        vm.assertEq(stakeToken.balanceOf(sink), 1, "swept");
        vm.expectRevert(IWorkerRegistry.WorkerRegistry_NothingToMove.selector);
        workers.sweepLost();
    }

    function test_AStakeThatIsJustEnoughIsEnough() public {
        vm.prank(custodian);
        workers.authorise(charlie, true);
        stakeToken.mint(address(this), LEASE_STAKE);
        stakeToken.approve(address(market), LEASE_STAKE);
        workers.stake(charlie, LEASE_STAKE - 1);
        Terms memory terms = _terms(JobKind.Infer);
        _request(terms);
        bytes4 refusal = IWorkerRegistry.WorkerRegistry_StakeTooSmall.selector;
        vm.expectRevert(abi.encodeWithSelector(refusal, charlie, LEASE_STAKE, LEASE_STAKE - 1));
        _lease(terms, charlie);
        workers.stake(charlie, 1);
        _lease(terms, charlie);
        vm.assertEq(workers.freeStakeOf(charlie), 0, "all of it is locked");
    }

    function test_ALapseTakesThePenaltyOnceAndFreesTheRest() public {
        Terms memory terms = _terms(JobKind.Infer);
        _leased(terms);
        vm.warp(block.timestamp + LEASE + 1);
        vm.expectEmit(address(market));
        emit IWorkerRegistry.Slashed(worker, PENALTY);
        market.lapse(terms);
        (uint256 total, uint256 locked) = workers.stakeOf(worker);
        vm.assertEq(total, 10 * LEASE_STAKE - PENALTY, "total");
        vm.assertEq(locked, 0, "locked");
    }

    function test_ATokenOfStakeCannotReenter() public {
        stakeToken = hostile;
        MarketConfig memory config = _config();
        _moveTo(config);
        _lapse();
        vm.prank(worker);
        workers.unbond(1);
        vm.warp(block.timestamp + UNBONDING);
        hostile.setReentry(address(market), abi.encodeCall(IWorkerRegistry.withdraw, ()));
        hostile.mint(address(this), 1);
        hostile.approve(address(market), 1);
        workers.stake(worker, 1);
        _assertGuarded();
        vm.prank(worker);
        workers.withdraw();
        _assertGuarded();
        workers.sweepLost();
        _assertGuarded();
        vm.assertEq(hostile.attempts(), 3, "called back each time");
    }
}
