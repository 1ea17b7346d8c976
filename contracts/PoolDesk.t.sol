// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IOceanPool} from "./interfaces/IOceanPool.sol";
import {IPoolDesk} from "./interfaces/IPoolDesk.sol";
import {PoolFixture} from "./testing/PoolFixture.t.sol";
import {Mood} from "./testing/tokens/HostileToken.sol";

contract PoolDeskTest is PoolFixture {
    uint256 private constant ALL = type(uint256).max;
    /// @dev 2 / (1 - 0.003)
    uint256 private constant PRICE = 2.006018054162487462e18;

    /* CREATE */

    function test_OpensAPoolWhoseSharesAreTheCreators() public {
        vm.assertTrue(desk.isPool(address(pool)), "known");
        vm.assertEq(pool.balanceOf(alice), 100e18, "shares");
        vm.assertEq(pool.totalSupply(), 100e18, "supply");
        (uint256 datatokens, uint256 base) = _reserves();
        vm.assertEq(datatokens, DATATOKENS, "datatokens");
        vm.assertEq(base, BASE, "base");
        vm.assertEq(pool.getSwapFee(), SWAP_FEE, "swap fee");
        vm.assertEq(pool.getController(), address(desk), "controller");
        vm.assertEq(_price(), PRICE, "price");
        _assertDeskIsEmpty();
    }

    function test_TellsOfAPoolAndItsFirstLiquidity() public {
        vm.expectPartialRevert(IPoolDesk.PoolDesk_UnknownPool.selector);
        desk.join(address(this), 1, 1, 1);
        address next = _nextPool();
        vm.expectEmit(address(desk));
        emit IPoolDesk.PoolCreated(next, root, address(fee), bob, 1e16);
        vm.expectEmit(address(desk));
        emit IPoolDesk.PoolJoined(next, bob, 1e18, 3e18, 100e18);
        vm.prank(bob);
        vm.assertEq(desk.create(root, 1e18, address(fee), 3e18, 1e16), next, "a second pool of the pair");
    }

    function test_OpensPoolsForOceansAssetsOnly() public {
        vm.startPrank(bob);
        vm.expectRevert(abi.encodeWithSelector(IPoolDesk.PoolDesk_UnknownDatatoken.selector, address(stakeToken)));
        desk.create(address(stakeToken), 1e18, address(fee), 1e18, SWAP_FEE);
        IERC20(dataset).approve(address(desk), 1e18);
        desk.create(dataset, 1e18, address(fee), 1e18, SWAP_FEE);
    }

    function test_OpensPoolsInListedTokensOnly() public {
        vm.prank(bob);
        vm.expectRevert(abi.encodeWithSelector(IPoolDesk.PoolDesk_BaseTokenNotListed.selector, address(stakeToken)));
        desk.create(root, 1e18, address(stakeToken), 1e18, SWAP_FEE);
    }

    function test_ReservesAndFeeHaveBounds() public {
        vm.startPrank(bob);
        vm.expectRevert("ERR_MIN_BALANCE");
        desk.create(root, 1e6 - 1, address(fee), 1e18, SWAP_FEE);
        vm.expectRevert("ERR_MIN_BALANCE");
        desk.create(root, 1e18, address(fee), 1e6 - 1, SWAP_FEE);
        vm.expectRevert("ERR_MIN_FEE");
        desk.create(root, 1e18, address(fee), 1e18, 1e14 - 1);
        vm.expectRevert("ERR_MAX_FEE");
        desk.create(root, 1e18, address(fee), 1e18, 1e17 + 1);
        desk.create(root, 1e6, address(fee), 1e6, 1e14);
        desk.create(root, 1e6, address(fee), 1e6, 1e17);
        _assertDeskIsEmpty();
    }

    function test_RefusesATokenThatTakesAFee() public {
        hostile.setMood(Mood.Skims);
        _allow(bob, address(hostile), address(desk));
        vm.prank(bob);
        vm.expectRevert();
        desk.create(root, 1e18, address(hostile), 1e18, SWAP_FEE);
    }

    /* JOIN */

    function test_AJoinTakesBothSidesAtThePoolsRatio() public {
        (uint256 quoted, uint256 promised) = desk.quoteJoin(address(pool), 40e18);
        vm.expectEmit(address(desk));
        emit IPoolDesk.PoolJoined(address(pool), bob, 20e18, 40e18, 20e18);
        (uint256 datatokens, uint256 shares) = _join(bob, 40e18);
        vm.assertEq(datatokens, 20e18, "datatokens");
        vm.assertEq(shares, 20e18, "shares");
        vm.assertEq(quoted, datatokens, "quoted datatokens");
        vm.assertEq(promised, shares, "quoted shares");
        vm.assertEq(pool.balanceOf(bob), 20e18, "shares of Bob");
        vm.assertEq(_price(), PRICE, "price unchanged");
        _assertDeskIsEmpty();
    }

    function test_AJoinKeepsItsBounds() public {
        vm.startPrank(bob);
        vm.expectRevert(abi.encodeWithSelector(IPoolDesk.PoolDesk_TooDear.selector, 20e18, 20e18 - 1));
        desk.join(address(pool), 40e18, 20e18 - 1, 0);
        vm.expectRevert(abi.encodeWithSelector(IPoolDesk.PoolDesk_TooFewShares.selector, 20e18, 20e18 + 1));
        desk.join(address(pool), 40e18, ALL, 20e18 + 1);
        desk.join(address(pool), 40e18, 20e18, 20e18);
    }

    function test_AJoinIsOfAtMostHalfOfThePool() public {
        vm.startPrank(bob);
        vm.expectRevert("ERR_MAX_IN_RATIO");
        desk.join(address(pool), 100e18 + 1, ALL, 0);
        desk.join(address(pool), 100e18, ALL, 0);
        vm.expectRevert("ERR_TOKEN_AMOUNT_IN_TOO_LOW");
        desk.join(address(pool), 0, ALL, 0);
    }

    function test_AJoinThatCannotBePaidTakesNothing() public {
        vm.prank(bob);
        IERC20(root).approve(address(desk), 20e18 - 1);
        vm.prank(bob);
        vm.expectRevert("ERC20: insufficient allowance");
        desk.join(address(pool), 40e18, ALL, 0);
    }

    /* EXIT */

    function test_AnExitAtOnceGivesBackWhatAJoinTook() public {
        (, uint256 shares) = _join(bob, 50e18);
        vm.expectEmit(address(desk));
        emit IPoolDesk.PoolExited(address(pool), bob, 25e18, 50e18, 25e18);
        (uint256 datatokens, uint256 base) = _exit(bob, shares);
        vm.assertEq(datatokens, 25e18, "datatokens");
        vm.assertEq(base, 50e18, "base");
        vm.assertEq(pool.balanceOf(bob), 0, "no shares left");
        _assertDeskIsEmpty();
    }

    function test_AnExitKeepsItsBounds() public {
        _join(bob, 50e18);
        bytes memory refusal = abi.encodeWithSelector(IPoolDesk.PoolDesk_TooLittle.selector, 25e18, 50e18);
        vm.startPrank(bob);
        vm.expectRevert(refusal);
        desk.exit(address(pool), 25e18, 25e18 + 1, 0);
        vm.expectRevert(refusal);
        desk.exit(address(pool), 25e18, 0, 50e18 + 1);
        desk.exit(address(pool), 25e18, 25e18, 50e18);
    }

    function test_ALargePartLeavesInRounds() public {
        _join(bob, 50e18);
        (uint256 datatokens, uint256 base) = _exit(alice, 100e18);
        vm.assertLe(_apart(datatokens, 100e18), 1000, "datatokens");
        vm.assertLe(_apart(base, 200e18), 1000, "base");
        vm.assertEq(pool.balanceOf(alice), 0, "all shares");
        _assertDeskIsEmpty();
    }

    function test_TheLastProviderLeavesDustBehind() public {
        (uint256 datatokens, uint256 base) = _exit(alice, 100e18);
        vm.assertGe(datatokens, DATATOKENS - 1e14 - 1000, "datatokens");
        vm.assertGe(base, BASE - 2e14 - 1000, "base");
        vm.assertEq(pool.totalSupply(), 1e14, "the last ten-thousandth of a share");
        vm.assertEq(pool.balanceOf(alice), 1e14, "is not taken");
        vm.prank(alice);
        vm.expectRevert(abi.encodeWithSelector(IPoolDesk.PoolDesk_NothingToMove.selector, address(pool)));
        desk.exit(address(pool), 1e14, 0, 0);
        _assertDeskIsEmpty();
    }

    function test_APoolThatAllButLeftTakesNewLiquidity() public {
        _exit(alice, 100e18);
        (, uint256 reserve) = _reserves();
        for (uint256 i; i < 30; ++i) {
            (, reserve) = _reserves();
            _join(bob, reserve / 2);
        }
        (uint256 datatokens, uint256 base) = _reserves();
        vm.assertLe(_apart(2 * datatokens, base), base / 1e9, "the price of the start");
        _assertDeskIsEmpty();
    }

    function test_AnOddWeiIsNotTaken() public {
        _join(bob, 50e18);
        vm.expectEmit(address(desk));
        emit IPoolDesk.PoolExited(address(pool), bob, 12.5e18, 25e18, 12.5e18);
        _exit(bob, 12.5e18 + 1);
        vm.assertEq(pool.balanceOf(bob), 12.5e18, "all but the odd wei");
        vm.startPrank(bob);
        bytes memory refusal = abi.encodeWithSelector(IPoolDesk.PoolDesk_NothingToMove.selector, address(pool));
        vm.expectRevert(refusal);
        desk.exit(address(pool), 1, 0, 0);
        vm.expectRevert(refusal);
        desk.exit(address(pool), 0, 0, 0);
        _assertDeskIsEmpty();
    }

    function test_NobodyExitsWithMoreThanItHas() public {
        vm.prank(bob);
        vm.expectRevert("ERR_INSUFFICIENT_BAL");
        desk.exit(address(pool), 1e18, 0, 0);
        vm.prank(stranger);
        vm.expectRevert("ERR_BTOKEN_BAD_CALLER");
        desk.exit(address(pool), 1e18, 0, 0);
    }

    function test_SharesCanBeGivenAway() public {
        vm.prank(alice);
        pool.transfer(bob, 10e18);
        (uint256 datatokens, uint256 base) = _exit(bob, 10e18);
        vm.assertEq(datatokens, 10e18, "datatokens");
        vm.assertEq(base, 20e18, "base");
    }

    /* SWAPS, ON THE POOL ITSELF */

    function test_ProvidersEarnTheSwapFee() public {
        (, uint256 shares) = _join(bob, 40e18);
        uint256 cost = _buy(charlie, 10e18);
        vm.assertEq(_sell(charlie, 10e18) < cost, true, "a round trip costs");
        (uint256 datatokens, uint256 base) = _exit(bob, shares);
        uint256 worth = base + 2 * datatokens;
        vm.assertTrue(worth > 80e18, "more than he put in");
        vm.assertEq(_balance(address(fee), opc), 0, "nothing for Ocean's community");
    }

    function test_SwapsKeepTheirBounds() public {
        (uint256 cost, , , , ) = pool.getAmountInExactOut(address(fee), root, 10e18, 0);
        vm.startPrank(bob);
        vm.expectRevert("ERR_LIMIT_IN");
        pool.swapExactAmountOut([address(fee), root, address(0)], [cost - 1, 10e18, ALL, 0]);
        vm.expectRevert("ERR_MAX_OUT_RATIO");
        pool.swapExactAmountOut([address(fee), root, address(0)], [ALL, DATATOKENS / 2 + 200, ALL, 0]);
        pool.swapExactAmountOut([address(fee), root, address(0)], [cost, 10e18, ALL, 0]);
        vm.expectRevert(bytes("ERR_LIMIT_OUT"));
        pool.swapExactAmountIn([root, address(fee), address(0)], [10e18, cost, ALL, 0]);
    }

    /* PAST THE DESK */

    function test_NobodyJoinsOrExitsPastTheDesk() public {
        _join(bob, 40e18);
        bytes memory refusal = abi.encodeWithSelector(IPoolDesk.PoolDesk_NotThroughDesk.selector, address(pool));
        vm.startPrank(bob);
        vm.expectRevert(refusal);
        pool.joinswapExternAmountIn(1e18, 0);
        vm.expectRevert(refusal);
        pool.exitswapPoolAmountIn(1e18, 0);
    }

    /// @dev Not even in the transaction in which the desk just moved the pool.
    function test_AnExitLeavesNoDoorOpen() public {
        _join(bob, 40e18);
        _exit(bob, 10e18);
        vm.startPrank(bob);
        bytes4 refusal = IPoolDesk.PoolDesk_NotThroughDesk.selector;
        vm.expectRevert(abi.encodeWithSelector(refusal, address(pool)));
        pool.exitswapPoolAmountIn(1e18, 0);
    }

    function test_NobodyHasTheControllersPowers() public {
        vm.startPrank(alice);
        vm.expectRevert("ERR_NOT_CONTROLLER");
        pool.setSwapFee(1e17);
        vm.expectRevert("ONLY MARKET COLLECTOR");
        pool.updatePublishMarketFee(alice, 1e17);
        vm.expectRevert("ERR_ALREADY_INITIALIZED");
        uint256[] memory fees = new uint256[](2);
        pool.initialize(alice, alice, fees, true, true, [root, address(fee)], [alice]);
        vm.expectRevert("ERR_INVALID_CONTROLLER");
        pool.setup(root, 1e18, 5e18, address(fee), 1e18, 5e18);
        pool.collectMarketFee();
        _assertDeskIsEmpty();
    }

    function test_AHostileOceanRouterHasNoPowerOverAPool() public {
        router.updateOPCFee(0.5e18, 0.9e18, 0, 0);
        uint256 cost = _buy(bob, 10e18);
        vm.assertLe(cost, 22.3e18, "10 / 90 of 200, and the swap fee");
    }

    function test_StrangePoolsAreRefused() public {
        bytes memory refusal = abi.encodeWithSelector(IPoolDesk.PoolDesk_UnknownPool.selector, template);
        vm.startPrank(bob);
        vm.expectRevert(refusal);
        desk.join(template, 1e18, ALL, 0);
        vm.expectRevert(refusal);
        desk.exit(template, 1e18, 0, 0);
    }

    /* HOSTILE TOKENS */

    function test_ATokenCannotReenter() public {
        _allow(bob, address(hostile), address(desk));
        vm.startPrank(bob);
        address other = desk.create(root, 1e18, address(hostile), 1e18, SWAP_FEE);
        IERC20(other).approve(address(desk), ALL);
        vm.stopPrank();
        bytes[3] memory calls = [
            abi.encodeCall(IPoolDesk.join, (address(pool), 1e18, ALL, 0)),
            abi.encodeCall(IPoolDesk.exit, (address(pool), 1e18, 0, 0)),
            abi.encodeCall(IPoolDesk.create, (root, 1e18, address(fee), 1e18, SWAP_FEE))
        ];
        for (uint256 i; i < calls.length; ++i) {
            hostile.setReentry(address(desk), calls[i]);
            vm.prank(bob);
            desk.join(other, 1e17, ALL, 0);
            _assertGuarded();
            vm.prank(bob);
            desk.exit(other, 1e18, 0, 0);
            _assertGuarded();
        }
    }

    /// @dev While the desk moves one pool, another one is as closed as ever, and so is the moving one itself.
    function test_ATokenCannotJoinAnotherPoolMeanwhile() public {
        _allow(bob, address(hostile), address(desk));
        vm.prank(bob);
        address other = desk.create(root, 1e18, address(hostile), 1e18, SWAP_FEE);
        fee.mint(address(hostile), 10e18);
        _allow(address(hostile), address(fee), address(pool));
        hostile.setReentry(address(pool), abi.encodeCall(IOceanPool.joinswapExternAmountIn, (1e18, 0)));
        vm.prank(bob);
        desk.join(other, 1e17, ALL, 0);
        vm.assertEq(hostile.reentered(), false, "joined");
        vm.assertEq(bytes32(hostile.refusal()), bytes32(IPoolDesk.PoolDesk_NotThroughDesk.selector), "why");
        hostile.setReentry(other, abi.encodeCall(IOceanPool.joinswapExternAmountIn, (1e16, 0)));
        vm.prank(bob);
        desk.join(other, 1e17, ALL, 0);
        vm.assertEq(hostile.reentered(), false, "joined the moving one");
    }

    /// @dev What is sent to the desk by mistake goes to the next who exits; it blocks nobody.
    function test_AGiftToTheDeskBlocksNobody() public {
        fee.mint(address(desk), 1e18);
        _join(bob, 40e18);
        _exit(bob, 20e18);
        _assertDeskIsEmpty();
    }

    function _nextPool() private returns (address next) {
        uint256 snapshot = vm.snapshotState();
        vm.prank(bob);
        next = desk.create(root, 1e18, address(fee), 3e18, 1e16);
        vm.revertToState(snapshot);
    }

    function _apart(uint256 a, uint256 b) private pure returns (uint256) {
        return a > b ? a - b : b - a;
    }
}
