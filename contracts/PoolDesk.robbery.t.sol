// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IPoolForTests} from "./testing/IPoolForTests.t.sol";
import {PoolFixture} from "./testing/PoolFixture.t.sol";
import {NaiveController} from "./testing/accounts/NaiveController.sol";

/// @dev Two ways in which a pool of Ocean's is robbed when it is set up as one would first think, and that neither works
/// on a pool of the desk.
contract PoolDeskRobberyTest is PoolFixture {
    IPoolForTests private naive;
    address private mallory = _account("mallory");

    function setUp() public override {
        super.setUp();
        naive = _naivePool();
        _allow(charlie, root, address(naive));
        _allow(charlie, address(fee), address(naive));
        _arm(address(naive));
        _arm(address(pool));
    }

    function test_ANaiveControllerIsRobbedOfATenthInOneJoinAndExit() public {
        fee.mint(mallory, 100e18);
        vm.startPrank(mallory);
        uint256 shares = naive.joinswapExternAmountIn(100e18, 0);
        naive.exitswapPoolAmountIn(shares, 0);
        vm.assertEq(_balance(address(fee), mallory), 120e18, "20 of 200 in one join and exit");
        for (uint256 round; round < 7; ++round) {
            uint256 half = naive.getBalance(address(fee)) / 2;
            fee.mint(mallory, half);
            naive.exitswapPoolAmountIn(naive.joinswapExternAmountIn(half, 0), 0);
        }
        vm.assertLe(_balance(address(fee), address(naive)), 86.1e18, "114 of 200 in eight");
    }

    function test_TheDeskGivesBackNoMoreThanItTook() public {
        fee.mint(mallory, 100e18);
        vm.prank(alice);
        IERC20(root).transfer(mallory, 50e18);
        _allow(mallory, root, address(desk));
        _allow(mallory, address(fee), address(desk));
        _allow(mallory, address(pool), address(desk));
        for (uint256 round; round < 8; ++round) {
            (, uint256 shares) = _join(mallory, 99e18);
            _exit(mallory, shares);
        }
        vm.assertLe(_balance(address(fee), mallory), 100e18 + 1000, "fee tokens, but for some wei of rounding");
        vm.assertLe(_balance(root, mallory), 50e18 + 1000, "datatokens, but for some wei of rounding");
    }

    /// @dev A pool holds the fee for Ocean's community beside its reserves. `gulp` books it as reserve, `collectOPC` takes
    /// it away again: who trades in between trades with tokens that are not there.
    function test_APoolThatOwesOceanAFeeIsRobbedOfAllItHas() public {
        _trade(naive);
        vm.assertTrue(naive.communityFees(root) > 0, "a fee waits");
        uint256 robbed = _rob(naive);
        vm.assertGe(robbed, 191e18, "of 200 fee tokens");
        vm.assertLe(_balance(address(fee), address(naive)), 5e18, "what the pool has left");
    }

    function test_APoolOfTheDeskOwesNothing() public {
        _trade(pool);
        vm.assertEq(pool.communityFees(root) + pool.communityFees(address(fee)), 0, "no fee waits");
        (uint256 datatokens, uint256 base) = _reserves();
        pool.gulp(root);
        pool.gulp(address(fee));
        (uint256 datatokensAfter, uint256 baseAfter) = _reserves();
        vm.assertEq(datatokensAfter, datatokens, "datatokens");
        vm.assertEq(baseAfter, base, "base");
        vm.expectRevert();
        pool.collectOPC();
    }

    function _naivePool() private returns (IPoolForTests) {
        NaiveController controller = NaiveController(_new("NaiveController", ""));
        vm.prank(alice);
        IERC20(root).transfer(address(controller), DATATOKENS);
        fee.mint(address(controller), BASE);
        return IPoolForTests(address(controller.open(template, address(router), root, DATATOKENS, address(fee), BASE)));
    }

    /// @dev Some weeks' business: 1000 datatokens are sold and bought.
    function _trade(IPoolForTests traded) private {
        address[3] memory selling = [root, address(fee), address(0)];
        address[3] memory buying = [address(fee), root, address(0)];
        vm.startPrank(charlie);
        for (uint256 i; i < 50; ++i) {
            traded.swapExactAmountIn(selling, [uint256(20e18), 0, type(uint256).max, 0]);
            traded.swapExactAmountOut(buying, [type(uint256).max, uint256(20e18), type(uint256).max, 0]);
        }
        vm.stopPrank();
    }

    /// @dev With borrowed money; returns what is left of it after it was paid back.
    function _rob(IPoolForTests robbed) private returns (uint256) {
        uint256 loan = 10_000_000e18;
        fee.mint(mallory, loan);
        address[3] memory buying = [address(fee), root, address(0)];
        address[3] memory selling = [root, address(fee), address(0)];
        vm.startPrank(mallory);
        robbed.gulp(root);
        uint256 owed = robbed.communityFees(root);
        while (robbed.getBalance(root) > owed + owed / 50) {
            uint256 reserve = robbed.getBalance(root);
            uint256 most = reserve - owed - owed / 100;
            uint256 amount = most < reserve / 3 ? most : reserve / 3;
            robbed.swapExactAmountOut(buying, [type(uint256).max, amount, type(uint256).max, 0]);
        }
        robbed.collectOPC();
        robbed.gulp(root);
        while (_balance(root, mallory) > 0) {
            (uint256 all, uint256 most) = (_balance(root, mallory), robbed.getBalance(root) / 2);
            robbed.swapExactAmountIn(selling, [all < most ? all : most, 0, type(uint256).max, 0]);
        }
        vm.stopPrank();
        return _balance(address(fee), mallory) - loan;
    }

    function _arm(address armed) private {
        _allow(mallory, root, armed);
        _allow(mallory, address(fee), armed);
    }
}
