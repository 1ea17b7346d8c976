// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IOceanPool} from "../interfaces/IOceanPool.sol";

/// @title What the tests use of Ocean's pools beyond what the desk does
interface IPoolForTests is IOceanPool {
    function swapExactAmountIn(
        address[3] calldata tokens,
        uint256[4] calldata bounds
    ) external returns (uint256 amountOut, uint256 priceAfter);

    function collectOPC() external;

    function collectMarketFee() external;

    function gulp(address token) external;

    function setSwapFee(uint256 fee) external;

    function updatePublishMarketFee(address collector, uint256 fee) external;

    function communityFees(address token) external view returns (uint256);

    function getController() external view returns (address);

    function getSwapFee() external view returns (uint256);
}
