// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IPoolDesk} from "../interfaces/IPoolDesk.sol";
import {IPoolForTests} from "./IPoolForTests.t.sol";
import {JobFixture} from "./JobFixture.t.sol";

/// @title Alice's pool of 100 datatokens of the root and 200 fee tokens, on Ocean's real BPool
abstract contract PoolFixture is JobFixture {
    uint256 internal constant SWAP_FEE = 3e15;
    uint256 internal constant DATATOKENS = 100e18;
    uint256 internal constant BASE = 200e18;

    IPoolDesk internal desk;
    IPoolForTests internal pool;
    address internal template;

    function setUp() public virtual override {
        super.setUp();
        template = _deployPoolTemplate();
        desk = IPoolDesk(_new("PoolDesk", abi.encode(address(market), address(factory), template)));
        fee.mint(alice, BASE);
        _allow(alice, root, address(desk));
        _allow(alice, address(fee), address(desk));
        vm.prank(alice);
        pool = IPoolForTests(desk.create(root, DATATOKENS, address(fee), BASE, SWAP_FEE));
        _allow(alice, address(pool), address(desk));
        _welcome(bob);
        _welcome(charlie);
    }

    /// @dev 50 datatokens and 1000 fee tokens, both approved for the desk and the pool, as are its shares.
    function _welcome(address account) internal {
        vm.prank(alice);
        IERC20(root).transfer(account, 50e18);
        fee.mint(account, 1000e18);
        _allow(account, root, address(desk));
        _allow(account, address(fee), address(desk));
        _allow(account, root, address(pool));
        _allow(account, address(fee), address(pool));
        _allow(account, address(pool), address(desk));
    }

    function _allow(address account, address token, address spender) internal {
        vm.prank(account);
        IERC20(token).approve(spender, type(uint256).max);
    }

    function _join(address account, uint256 base) internal returns (uint256 datatokens, uint256 shares) {
        vm.prank(account);
        return desk.join(address(pool), base, type(uint256).max, 0);
    }

    function _exit(address account, uint256 shares) internal returns (uint256 datatokens, uint256 base) {
        vm.prank(account);
        return desk.exit(address(pool), shares, 0, 0);
    }

    /// @dev Buys datatokens; returns what they cost.
    function _buy(address account, uint256 amount) internal returns (uint256 cost) {
        vm.prank(account);
        (cost, ) = pool.swapExactAmountOut(
            [address(fee), root, address(0)],
            [type(uint256).max, amount, type(uint256).max, 0]
        );
    }

    /// @dev Sells datatokens; returns what they brought.
    function _sell(address account, uint256 amount) internal returns (uint256 gained) {
        vm.prank(account);
        (gained, ) = pool.swapExactAmountIn(
            [root, address(fee), address(0)],
            [amount, 0, type(uint256).max, 0]
        );
    }

    function _reserves() internal view returns (uint256 datatokens, uint256 base) {
        return (pool.getBalance(root), pool.getBalance(address(fee)));
    }

    /// @dev Of one whole datatoken.
    function _price() internal view returns (uint256) {
        return pool.getSpotPrice(address(fee), root, 0);
    }

    function _assertDeskIsEmpty() internal view {
        vm.assertEq(_balance(root, address(desk)), 0, "datatokens in the desk");
        vm.assertEq(_balance(address(fee), address(desk)), 0, "fee tokens in the desk");
        vm.assertEq(_balance(address(pool), address(desk)), 0, "shares in the desk");
    }
}
