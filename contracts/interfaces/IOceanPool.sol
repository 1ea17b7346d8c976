// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// @title The parts of Ocean's BPool (npm @oceanprotocol/contracts 2.6.0) that the desk and the checkout need
/// @notice The pool is a token too: its shares.
interface IOceanPool is IERC20 {
    /// @notice Names the controller, which alone can set up the pool, and is asked at every join and exit.
    /// @param router Asked for the fee of Ocean's community at every swap.
    /// @param swapFees [of the liquidity providers, of the publishing market], in 1e-18
    /// @param tokens [datatoken, base token]
    /// @param feeCollectors [of the publishing market]
    function initialize(
        address controller,
        address router,
        uint256[] calldata swapFees,
        bool publicSwap,
        bool finalized,
        address[2] calldata tokens,
        address[1] calldata feeCollectors
    ) external returns (bool);

    /// @notice Takes the first reserves from the controller, gives it 100 shares, and opens the pool.
    function setup(
        address datatoken,
        uint256 datatokens,
        uint256 datatokenWeight,
        address baseToken,
        uint256 baseTokens,
        uint256 baseTokenWeight
    ) external;

    /// @notice Takes base tokens from the caller and gives it shares for half of their worth in the pool; the
    /// controller, if it wants to, adds the datatokens and gets as many shares.
    function joinswapExternAmountIn(uint256 baseTokens, uint256 minShares) external returns (uint256 shares);

    /// @notice The way back: base tokens to the caller, datatokens to the controller, each for that many shares.
    function exitswapPoolAmountIn(
        uint256 shares,
        uint256 minBaseTokens
    ) external returns (uint256 baseTokens);

    /// @notice Buys an exact amount.
    /// @param tokens [token in, token out, who gets the last fee]
    /// @param bounds [most in, amount out, highest price after, a fee on top in 1e-18]
    function swapExactAmountOut(
        address[3] calldata tokens,
        uint256[4] calldata bounds
    ) external returns (uint256 amountIn, uint256 priceAfter);

    /// @notice What an exact amount costs now, all fees included.
    function getAmountInExactOut(
        address tokenIn,
        address tokenOut,
        uint256 amountOut,
        uint256 fee
    )
        external
        view
        returns (
            uint256 amountIn,
            uint256 providersFee,
            uint256 oceanFee,
            uint256 publishMarketFee,
            uint256 consumeMarketFee
        );

    /// @notice Shares for an amount that joins on one side.
    function calcPoolOutSingleIn(address token, uint256 amount) external view returns (uint256 shares);

    /// @notice The amount on one side that gets those shares.
    function calcSingleInPoolOut(address token, uint256 shares) external view returns (uint256 amount);

    /// @notice A reserve.
    function getBalance(address token) external view returns (uint256);

    /// @notice Price of one whole (1e18) `tokenOut`, all fees included.
    function getSpotPrice(address tokenIn, address tokenOut, uint256 fee) external view returns (uint256);

    function getDatatokenAddress() external view returns (address);

    function getBaseTokenAddress() external view returns (address);
}
