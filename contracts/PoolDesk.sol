// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {IJobMarket} from "./interfaces/IJobMarket.sol";
import {IOceanFactory} from "./interfaces/IOcean.sol";
import {IOceanPool} from "./interfaces/IOceanPool.sol";
import {IPoolDesk} from "./interfaces/IPoolDesk.sol";

/// @title PoolDesk: see {IPoolDesk}
contract PoolDesk is IPoolDesk, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;

    /// @dev Equal weights: the price is the ratio of the reserves.
    uint256 private constant WEIGHT = 5e18;
    /// @dev Shares below which no exit goes, so that none is ever worth so much that roundings count.
    uint256 private constant LAST_SHARES = 1e14;

    /// @notice Whose list of fee tokens base tokens must be on.
    IJobMarket public immutable MARKET;
    /// @notice Ocean's factory, whose datatokens may be sold.
    IOceanFactory public immutable FACTORY;
    /// @notice Ocean's pool, which each pool is a clone of.
    address public immutable TEMPLATE;

    /// @inheritdoc IPoolDesk
    mapping(address pool => bool) public isPool;
    /// @dev The pool that the desk is joining or exiting right now.
    address private transient _moving;

    constructor(IJobMarket market, IOceanFactory factory, address template) {
        (MARKET, FACTORY, TEMPLATE) = (market, factory, template);
    }

    /// @inheritdoc IPoolDesk
    function create(
        address datatoken,
        uint256 datatokens,
        address baseToken,
        uint256 baseTokens,
        uint256 swapFee
    ) external nonReentrant returns (address pool) {
        if (!FACTORY.erc20List(datatoken)) revert PoolDesk_UnknownDatatoken(datatoken);
        if (!MARKET.isFeeToken(baseToken)) revert PoolDesk_BaseTokenNotListed(baseToken);
        pool = _open(datatoken, baseToken, swapFee);
        emit PoolCreated(pool, datatoken, baseToken, msg.sender, swapFee);
        IERC20(datatoken).safeTransferFrom(msg.sender, address(this), datatokens);
        IERC20(baseToken).safeTransferFrom(msg.sender, address(this), baseTokens);
        IOceanPool(pool).setup(datatoken, datatokens, WEIGHT, baseToken, baseTokens, WEIGHT);
        uint256 shares = _handOver(pool);
        emit PoolJoined(pool, msg.sender, datatokens, baseTokens, shares);
    }

    /// @inheritdoc IPoolDesk
    function join(
        address pool,
        uint256 baseTokens,
        uint256 maxDatatokens,
        uint256 minShares
    ) external nonReentrant returns (uint256 datatokens, uint256 shares) {
        (datatokens, shares) = quoteJoin(pool, baseTokens);
        if (datatokens > maxDatatokens) revert PoolDesk_TooDear(datatokens, maxDatatokens);
        if (shares < minShares) revert PoolDesk_TooFewShares(shares, minShares);
        (address datatoken, address baseToken) = _tokensOf(pool);
        IERC20(datatoken).safeTransferFrom(msg.sender, address(this), datatokens);
        IERC20(baseToken).safeTransferFrom(msg.sender, address(this), baseTokens);
        _moving = pool;
        IOceanPool(pool).joinswapExternAmountIn(baseTokens, 0);
        _moving = address(0);
        shares = _handOver(pool);
        emit PoolJoined(pool, msg.sender, datatokens, baseTokens, shares);
    }

    /// @inheritdoc IPoolDesk
    function exit(
        address pool,
        uint256 shares,
        uint256 minDatatokens,
        uint256 minBaseTokens
    ) external nonReentrant returns (uint256 datatokens, uint256 baseTokens) {
        if (!isPool[pool]) revert PoolDesk_UnknownPool(pool);
        IERC20(pool).safeTransferFrom(msg.sender, address(this), shares);
        uint256 left = shares;
        _moving = pool;
        while (true) {
            uint256 supply = IERC20(pool).totalSupply();
            uint256 half = Math.min(Math.min(left, supply - LAST_SHARES) / 2, supply / 4);
            if (half == 0) break;
            IOceanPool(pool).exitswapPoolAmountIn(half, 0);
            left -= 2 * half;
        }
        _moving = address(0);
        if (left == shares) revert PoolDesk_NothingToMove(pool);
        (address datatoken, address baseToken) = _tokensOf(pool);
        (datatokens, baseTokens) = (_handOver(datatoken), _handOver(baseToken));
        if (datatokens < minDatatokens || baseTokens < minBaseTokens) {
            revert PoolDesk_TooLittle(datatokens, baseTokens);
        }
        emit PoolExited(pool, msg.sender, datatokens, baseTokens, shares - left);
        _handOver(pool);
    }

    /* WHAT A POOL ASKS OF ITS CONTROLLER AND OF ITS ROUTER */

    /// @notice Whether datatokens may join beside base tokens; reverts rather than to deny, because a pool would go on
    /// alone and give shares for one side at twice their worth.
    function canStake(address, uint256) external view returns (bool) {
        return _isMoving();
    }

    /// @notice The same for an exit.
    function canUnStake(address, uint256) external view returns (bool) {
        return _isMoving();
    }

    /// @notice A pool tells what it is about to take.
    function Stake(address, uint256) external pure {}

    /// @notice A pool tells what it gave.
    function UnStake(address, uint256, uint256) external pure {}

    /// @notice Fee of Ocean's community: none, see {IPoolDesk}.
    function getOPCFee(address) external pure returns (uint256) {
        return 0;
    }

    /* VIEWS */

    /// @inheritdoc IPoolDesk
    function quoteJoin(address pool, uint256 baseTokens) public view returns (uint256 datatokens, uint256 shares) {
        if (!isPool[pool]) revert PoolDesk_UnknownPool(pool);
        (address datatoken, address baseToken) = _tokensOf(pool);
        uint256 half = IOceanPool(pool).calcPoolOutSingleIn(baseToken, baseTokens);
        return (IOceanPool(pool).calcSingleInPoolOut(datatoken, half), 2 * half);
    }

    /* INTERNALS */

    function _open(address datatoken, address baseToken, uint256 swapFee) private returns (address pool) {
        pool = Clones.clone(TEMPLATE);
        isPool[pool] = true;
        uint256[] memory fees = new uint256[](2);
        fees[0] = swapFee;
        address desk = address(this);
        IOceanPool(pool).initialize(desk, desk, fees, false, false, [datatoken, baseToken], [desk]);
        // For ever, as the pool takes tokens from here only in the setup and in joins that the desk makes.
        IERC20(datatoken).forceApprove(pool, type(uint256).max);
        IERC20(baseToken).forceApprove(pool, type(uint256).max);
    }

    function _isMoving() private view returns (bool) {
        if (msg.sender != _moving) revert PoolDesk_NotThroughDesk(msg.sender);
        return true;
    }

    /// @dev Gives the caller all that the desk holds of a token: between calls it holds nothing.
    function _handOver(address token) private returns (uint256 amount) {
        amount = IERC20(token).balanceOf(address(this));
        IERC20(token).safeTransfer(msg.sender, amount);
    }

    function _tokensOf(address pool) private view returns (address datatoken, address baseToken) {
        return (IOceanPool(pool).getDatatokenAddress(), IOceanPool(pool).getBaseTokenAddress());
    }
}
