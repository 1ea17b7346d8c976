// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title PoolDesk: datatokens at a market price
/// @notice Opens Balancer pools of Ocean's own kind for tokens that already exist, and is their controller. Anyone adds
/// liquidity (*stakes*) and takes it out, always on both sides at once and at the pool's own ratio, so that no join or
/// exit moves the price or takes from the others. Swaps go to the pool itself (`swapExactAmountIn`,
/// `swapExactAmountOut`), and their fee to those who staked. The pool is the token of its shares.
/// @dev A pool asks its controller at each join and exit; this one reverts unless it makes the join or exit itself. The
/// desk also acts as Ocean's router and asks no fee for the community: a pool holds that fee but counts it in no
/// reserve, so that `gulp` and `collectOPC`, which anyone may call, would let it be drained. Between calls the desk
/// holds nothing.
interface IPoolDesk {
    /// @notice A pool was opened. `swapFee` is what its liquidity providers earn, in 1e-18 of what is paid in.
    event PoolCreated(
        address indexed pool,
        address indexed datatoken,
        address indexed baseToken,
        address creator,
        uint256 swapFee
    );
    /// @notice Liquidity was added.
    event PoolJoined(
        address indexed pool,
        address indexed account,
        uint256 datatokens,
        uint256 baseTokens,
        uint256 shares
    );
    /// @notice Liquidity was taken out.
    event PoolExited(
        address indexed pool,
        address indexed account,
        uint256 datatokens,
        uint256 baseTokens,
        uint256 shares
    );

    /// @notice Thrown when the token is not a datatoken of Ocean's factory.
    error PoolDesk_UnknownDatatoken(address token);
    /// @notice Thrown when the base token is not on the market's list.
    error PoolDesk_BaseTokenNotListed(address token);
    /// @notice Thrown when this desk did not open the pool.
    error PoolDesk_UnknownPool(address pool);
    /// @notice Thrown when a join would take more datatokens than agreed.
    error PoolDesk_TooDear(uint256 datatokens, uint256 maxDatatokens);
    /// @notice Thrown when a join would give fewer shares than agreed.
    error PoolDesk_TooFewShares(uint256 shares, uint256 minShares);
    /// @notice Thrown when an exit would give less than agreed.
    error PoolDesk_TooLittle(uint256 datatokens, uint256 baseTokens);
    /// @notice Thrown when an exit is of less than two shares' wei, or of the last ten-thousandth of a share.
    error PoolDesk_NothingToMove(address pool);
    /// @notice Thrown when somebody joins or exits a pool, or asks in a pool's name, without the desk.
    error PoolDesk_NotThroughDesk(address caller);

    /// @notice Opens a pool with the caller's tokens, which fix the first price. The caller must have approved this
    /// contract for both, and gets 100 shares. A pair may have many pools.
    /// @param datatokens First reserve, at least 1e6 wei; so is `baseTokens`.
    /// @param baseToken What is paid with; from the market's list of fee tokens.
    /// @param swapFee For the liquidity providers, from 1e14 (0.01 %) to 1e17 (10 %); fixed.
    function create(
        address datatoken,
        uint256 datatokens,
        address baseToken,
        uint256 baseTokens,
        uint256 swapFee
    ) external returns (address pool);

    /// @notice Stakes: adds base tokens, at most half of the reserve at once, and datatokens at the pool's ratio. The
    /// caller must have approved this contract for both.
    /// @param maxDatatokens The most that the caller is willing to add to the base tokens.
    /// @param minShares The fewest shares that it accepts for both.
    function join(
        address pool,
        uint256 baseTokens,
        uint256 maxDatatokens,
        uint256 minShares
    ) external returns (uint256 datatokens, uint256 shares);

    /// @notice Unstakes: takes out the shares' part of both reserves. The caller must have approved this contract for
    /// the pool's shares. Shares that cannot leave (an odd wei; the last ten-thousandth of a share, which stays in the
    /// pool forever) are not taken.
    /// @dev A pool gives out at most half of its reserves at once, so a large part leaves in rounds: 7 for 99 % of a
    /// pool, about 70 000 gas each.
    /// @param minDatatokens The least in datatokens that the caller accepts.
    /// @param minBaseTokens The least in base tokens that it accepts.
    function exit(
        address pool,
        uint256 shares,
        uint256 minDatatokens,
        uint256 minBaseTokens
    ) external returns (uint256 datatokens, uint256 baseTokens);

    /// @notice Whether this desk opened the pool.
    function isPool(address pool) external view returns (bool);

    /// @notice The datatokens and shares of a join with that many base tokens now. Reverts for
    /// other pools.
    function quoteJoin(
        address pool,
        uint256 baseTokens
    ) external view returns (uint256 datatokens, uint256 shares);
}
