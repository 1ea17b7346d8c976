// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IPoolDesk} from "./interfaces/IPoolDesk.sol";
import {IPoolForTests} from "./testing/IPoolForTests.t.sol";
import {PoolFixture} from "./testing/PoolFixture.t.sol";
import {PoolHandler} from "./testing/invariants/PoolHandler.t.sol";

contract Handler is PoolHandler {
    constructor(
        IPoolDesk desk,
        IERC20 datatoken,
        IERC20 base,
        IPoolForTests[] memory all,
        address[] memory people
    ) PoolHandler(desk, datatoken, base, all, people) {}
}

/// @dev In prose: testing/INVARIANTS.md.
contract PoolDeskInvariantTest is PoolFixture {
    uint256 private constant LAST = 1e14;

    Handler private handler;

    /// @notice The test runner calls nothing but the handler.
    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(handler);
    }

    function setUp() public override {
        super.setUp();
        IPoolForTests[] memory pools = new IPoolForTests[](2);
        pools[0] = pool;
        fee.mint(alice, 20e6);
        vm.prank(alice);
        // A pool in a token of 6 decimals, at the least swap fee there is.
        pools[1] = IPoolForTests(desk.create(root, 10e18, address(fee), 20e6, 1e14));
        address[] memory actors = new address[](3);
        (actors[0], actors[1], actors[2]) = (alice, bob, charlie);
        for (uint256 i; i < actors.length; ++i) {
            for (uint256 p; p < pools.length; ++p) {
                _allow(actors[i], root, address(pools[p]));
                _allow(actors[i], address(fee), address(pools[p]));
                _allow(actors[i], address(pools[p]), address(desk));
            }
        }
        fee.mint(alice, 1000e18);
        handler = new Handler(desk, IERC20(root), fee, pools, actors);
    }

    /// @notice Runs after each run: everybody can leave, and what stays is a ten-thousandth of a share's part at most.
    function afterInvariant() external {
        for (uint256 i; i < 2; ++i) {
            IPoolForTests each = handler.pools(i);
            (uint256 base, uint256 supply) = (each.getBalance(address(fee)), each.totalSupply());
            for (uint256 a; a < 3; ++a) {
                address account = handler.actors(a);
                uint256 shares = each.balanceOf(account);
                if (shares < 2 || each.totalSupply() < LAST + 2) continue;
                vm.prank(account);
                desk.exit(address(each), shares, 0, 0);
            }
            vm.assertLe(each.totalSupply(), LAST + 10, "shares that stay");
            vm.assertLe(each.getBalance(address(fee)), (base * LAST) / supply + 50 + base / 1e12, "base that stays");
        }
        _assertDeskIsEmpty();
    }

    /// @dev That no share loses worth is checked after each call, by the handler.
    function invariant_ADeskHoldsNothingAndPoolsHoldWhatTheyBook() public view {
        _assertDeskIsEmpty();
        for (uint256 i; i < 2; ++i) {
            IPoolForTests each = handler.pools(i);
            vm.assertEq(each.balanceOf(address(desk)), 0, "shares in the desk");
            vm.assertGe(_balance(root, address(each)), each.getBalance(root), "datatokens booked");
            vm.assertGe(_balance(address(fee), address(each)), each.getBalance(address(fee)), "base booked");
            vm.assertEq(each.communityFees(root) + each.communityFees(address(fee)), 0, "nothing owed");
            vm.assertEq(each.getController(), address(desk), "controller");
            vm.assertEq(each.getSwapFee(), i == 0 ? SWAP_FEE : 1e14, "swap fee");
        }
    }
}
