// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IOceanPool} from "../../interfaces/IOceanPool.sol";

/// @title A pool's controller as one would first write it: it never adds its side; for tests only
contract NaiveController {
    /// @notice Opens a pool with tokens that this contract holds.
    function open(
        address template,
        address router,
        address datatoken,
        uint256 datatokens,
        address baseToken,
        uint256 baseTokens
    ) external returns (IOceanPool pool) {
        pool = IOceanPool(Clones.clone(template));
        uint256[] memory fees = new uint256[](2);
        fees[0] = 3e15;
        address[2] memory tokens = [datatoken, baseToken];
        pool.initialize(address(this), router, fees, false, false, tokens, [address(this)]);
        IERC20(datatoken).approve(address(pool), datatokens);
        IERC20(baseToken).approve(address(pool), baseTokens);
        pool.setup(datatoken, datatokens, 5e18, baseToken, baseTokens, 5e18);
    }

    /// @notice Denies.
    function canStake(address, uint256) external pure returns (bool) {
        return false;
    }

    /// @notice Denies.
    function canUnStake(address, uint256) external pure returns (bool) {
        return false;
    }
}
