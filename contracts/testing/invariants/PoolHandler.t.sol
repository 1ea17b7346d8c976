// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {IPoolDesk} from "../../interfaces/IPoolDesk.sol";
import {IPoolForTests} from "../IPoolForTests.t.sol";
import {Test} from "../Test.t.sol";

/// @title Random joins, exits, swaps, gifts and everything else that anyone can do to a desk's pools
abstract contract PoolHandler is Test {
    IPoolDesk internal immutable DESK;
    IERC20 public immutable DATATOKEN;
    IERC20 public immutable BASE;
    IPoolForTests[] public pools;
    address[] public actors;
    /// @notice Calls that moved something, by kind: join, exit, buy, sell.
    uint256[4] public done;

    constructor(
        IPoolDesk desk,
        IERC20 datatoken,
        IERC20 base,
        IPoolForTests[] memory all,
        address[] memory people
    ) {
        (DESK, DATATOKEN, BASE, pools, actors) = (desk, datatoken, base, all, people);
    }

    /// @dev After each call, no share of any pool is worth less than before, roundings of single wei aside.
    modifier watched() {
        uint256[4][] memory before = _measure();
        _;
        uint256[4][] memory afterwards = _measure();
        for (uint256 i; i < before.length; ++i) _assertWorthNoLess(before[i], afterwards[i]);
    }

    function join(uint256 actor, uint256 which, uint256 amount) external watched {
        (address account, IPoolForTests pool) = (_actor(actor), _pool(which));
        uint256 reserve = pool.getBalance(address(BASE));
        uint256 most = Math.min(reserve / 2, BASE.balanceOf(account));
        if (most < reserve / 1e6 + 1) return;
        amount = _within(amount, reserve / 1e6 + 1, most);
        (uint256 datatokens, ) = DESK.quoteJoin(address(pool), amount);
        if (datatokens > DATATOKEN.balanceOf(account)) return;
        vm.prank(account);
        DESK.join(address(pool), amount, datatokens, 0);
        ++done[0];
    }

    function exit(uint256 actor, uint256 which, uint256 shares) external watched {
        (address account, IPoolForTests pool) = (_actor(actor), _pool(which));
        // The first provider stays in the second pool, whose base token has few decimals: a reserve of some wei would
        // let single wei count.
        if (address(pool) == address(pools[1]) && account == actors[0]) return;
        uint256 most = pool.balanceOf(account);
        if (most < 1e15 || pool.totalSupply() < 1e15) return;
        shares = _within(shares, 2, most);
        vm.prank(account);
        DESK.exit(address(pool), shares, 0, 0);
        ++done[1];
    }

    function buy(uint256 actor, uint256 which, uint256 amount, uint256 fee) external watched {
        (address account, IPoolForTests pool) = (_actor(actor), _pool(which));
        amount = _within(amount, 1, pool.getBalance(address(DATATOKEN)) / 3);
        uint256[4] memory bounds = [BASE.balanceOf(account), amount, type(uint256).max, _fee(fee)];
        vm.prank(account);
        try pool.swapExactAmountOut([address(BASE), address(DATATOKEN), actors[0]], bounds) {
            ++done[2];
        } catch {}
    }

    function sell(uint256 actor, uint256 which, uint256 amount, uint256 fee) external watched {
        (address account, IPoolForTests pool) = (_actor(actor), _pool(which));
        uint256 most = Math.min(pool.getBalance(address(DATATOKEN)) / 2, DATATOKEN.balanceOf(account));
        if (most == 0) return;
        uint256[4] memory bounds = [_within(amount, 1, most), 0, type(uint256).max, _fee(fee)];
        vm.prank(account);
        try pool.swapExactAmountIn([address(DATATOKEN), address(BASE), actors[0]], bounds) {
            ++done[3];
        } catch {}
    }

    function give(uint256 actor, uint256 which, uint256 token, uint256 amount) external watched {
        IERC20 given = token % 2 == 0 ? BASE : DATATOKEN;
        address account = _actor(actor);
        amount = _within(amount, 0, Math.min(given.balanceOf(account), 1e15));
        vm.prank(account);
        given.transfer(address(_pool(which)), amount);
    }

    function gulp(uint256 which, uint256 token) external watched {
        _pool(which).gulp(token % 2 == 0 ? address(BASE) : address(DATATOKEN));
    }

    function collectFees(uint256 which) external watched {
        _pool(which).collectMarketFee();
    }

    function handShares(uint256 actor, uint256 to, uint256 which, uint256 amount) external watched {
        (address account, IPoolForTests pool) = (_actor(actor), _pool(which));
        if (account == actors[0]) return;
        amount = _within(amount, 0, pool.balanceOf(account));
        vm.prank(account);
        pool.transfer(_actor(to), amount);
    }

    /// @dev Past the desk, in every way there is: always refused.
    function goPastTheDesk(uint256 actor, uint256 which, uint256 amount) external watched {
        IPoolForTests pool = _pool(which);
        amount = _within(amount, 1e9, 1e18);
        vm.startPrank(_actor(actor));
        try pool.joinswapExternAmountIn(amount, 0) {
            vm.assertTrue(false, "joined past the desk");
        } catch {}
        try pool.exitswapPoolAmountIn(amount, 0) {
            vm.assertTrue(false, "left past the desk");
        } catch {}
        vm.stopPrank();
    }

    /// @dev Of each pool: both reserves, the shares, and √(reserve · reserve), which no price moves.
    function _measure() internal view returns (uint256[4][] memory measured) {
        measured = new uint256[4][](pools.length);
        for (uint256 i; i < measured.length; ++i) {
            uint256 x = pools[i].getBalance(address(DATATOKEN));
            uint256 y = pools[i].getBalance(address(BASE));
            measured[i] = [x, y, pools[i].totalSupply(), Math.sqrt(x * y * 1e18)];
        }
    }

    function _assertWorthNoLess(uint256[4] memory before, uint256[4] memory afterwards) internal pure {
        uint256 x = Math.min(before[0], afterwards[0]);
        uint256 y = Math.min(before[1], afterwards[1]);
        // One wei of either reserve for each of the rounds of a call, and the last of the 18 digits of Balancer's ratios.
        uint256 rounding = 20e18 / x + 20e18 / y + 20;
        vm.assertGe(
            Math.mulDiv(afterwards[3], before[2], 1) * (1e18 + rounding),
            Math.mulDiv(before[3], afterwards[2], 1) * 1e18,
            "a share is worth less"
        );
    }

    function _actor(uint256 index) private view returns (address) {
        return actors[index % actors.length];
    }

    function _pool(uint256 index) private view returns (IPoolForTests) {
        return pools[index % pools.length];
    }

    /// @dev None, or one of those that a swapper may add for a market of its choice.
    function _fee(uint256 seed) private pure returns (uint256) {
        return seed % 2 == 0 ? 0 : 1e14 + (seed % 1e17);
    }
}
