// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {MeddlingHandler} from "./MeddlingHandler.t.sol";

/// @title Every step of a run: income, jobs, meddling, the workers' stake, and their custodians' trust
abstract contract MarketHandler is MeddlingHandler {
    /// @notice Stake that each worker was given so far.
    mapping(address worker => uint256) public deposited;
    /// @notice Stake on its way out.
    mapping(address worker => uint256) public unbonding;
    /// @notice Lost stake that went to the sink so far.
    uint256 public swept;
    mapping(address worker => uint256) private _availableAt;

    constructor() {
        for (uint256 w; w < crew.length; ++w) (deposited[crew[w]], ) = WORKERS.stakeOf(crew[w]);
    }

    function stake(uint256 worker, uint256 amount) external watched {
        amount = _within(amount, 1, 200e18);
        STAKE_TOKEN.mint(address(this), amount);
        STAKE_TOKEN.approve(address(WORKERS), amount);
        WORKERS.stake(_pick(crew, worker), amount);
        deposited[_pick(crew, worker)] += amount;
        _did();
    }

    function unbond(uint256 worker, uint256 amount) external watched {
        address account = _pick(crew, worker);
        amount = _within(amount, 0, WORKERS.freeStakeOf(account));
        if (amount == 0) return;
        _as(account);
        WORKERS.unbond(amount);
        unbonding[account] += amount;
        _availableAt[account] = block.timestamp + 7 days;
        _did();
    }

    function withdraw(uint256 worker) external watched {
        address account = _pick(crew, worker);
        if (unbonding[account] == 0) return;
        if (block.timestamp < _availableAt[account]) {
            vm.prank(account);
            try WORKERS.withdraw() {
                vm.assertTrue(false, "stake came out before its time");
            } catch {}
            return;
        }
        _as(account);
        WORKERS.withdraw();
        unbonding[account] = 0;
        _did();
    }

    function passAWeek() external watched {
        vm.warp(block.timestamp + 7 days);
        _did();
    }

    function sweepLost() external watched {
        if (lost == 0) return;
        WORKERS.sweepLost();
        (lost, swept) = (0, swept + lost);
        _did();
    }

    /// @dev Most of the time a custodian trusts its workers; what they hold they may finish in any case.
    function authorise(uint256 custodian, uint256 worker, uint256 seed) external watched {
        vm.prank(_pick(custodians, custodian));
        WORKERS.authorise(_pick(crew, worker), seed % 4 > 0);
        _did();
    }
}
