// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {JobHandler} from "./JobHandler.t.sol";

/// @title Every step of a run: income, jobs, and the workers' stake
abstract contract MarketHandler is JobHandler {
    /// @notice Stake on its way out.
    mapping(address worker => uint256) public unbonding;
    mapping(address worker => uint256) private _availableAt;

    function stake(uint256 worker, uint256 amount) external watched {
        amount = _within(amount, 1, 200e18);
        STAKE_TOKEN.mint(address(this), amount);
        STAKE_TOKEN.approve(address(WORKERS), amount);
        WORKERS.stake(_pick(crew, worker), amount);
    }

    function unbond(uint256 worker, uint256 amount) external watched {
        address account = _pick(crew, worker);
        amount = _within(amount, 0, WORKERS.freeStakeOf(account));
        if (amount == 0) return;
        _as(account);
        WORKERS.unbond(amount);
        unbonding[account] += amount;
        _availableAt[account] = block.timestamp + 7 days;
    }

    function withdraw(uint256 worker) external watched {
        address account = _pick(crew, worker);
        if (unbonding[account] == 0 || block.timestamp < _availableAt[account]) return;
        _as(account);
        WORKERS.withdraw();
        unbonding[account] = 0;
    }

    function sweepLost() external watched {
        if (lost == 0) return;
        WORKERS.sweepLost();
        lost = 0;
    }
}
