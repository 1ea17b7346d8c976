// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {WorkerRegistry} from "../../WorkerRegistry.sol";

/// @title The workers' registry with the market's part of it open to all; for tests only
contract OpenWorkerRegistry is WorkerRegistry {
    constructor(IERC20 stakeToken, address sink, uint64 delay) WorkerRegistry(stakeToken, sink, delay) {}

    /// @notice Locks free stake for a job.
    function lock(address worker, uint256 amount) external {
        _lock(worker, amount);
    }

    /// @notice Frees stake that was locked.
    function unlock(address worker, uint256 amount) external {
        _unlock(worker, amount);
    }

    /// @notice Frees `locked` and takes `lost` of it away forever.
    function slash(address worker, uint256 locked, uint256 lost) external {
        _slash(worker, locked, lost);
    }
}
