// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {TestToken} from "./TestToken.sol";

/// @title A token all of whose balances grow and shrink at once; for tests only
contract RebasingToken is TestToken {
    /// @notice What one unit is worth, in 1e-18.
    uint256 public index = 1e18;

    constructor() TestToken("Rebasing") {}

    /// @notice Makes every balance `newIndex` / 1e18 of what was minted.
    function rebase(uint256 newIndex) external {
        index = newIndex;
    }

    /// @inheritdoc ERC20
    function balanceOf(address account) public view override returns (uint256) {
        return (super.balanceOf(account) * index) / 1e18;
    }

    /// @inheritdoc ERC20
    function transfer(address to, uint256 amount) public override returns (bool) {
        return super.transfer(to, _units(amount));
    }

    /// @inheritdoc ERC20
    function transferFrom(address from, address to, uint256 amount) public override returns (bool) {
        return super.transferFrom(from, to, _units(amount));
    }

    function _units(uint256 amount) private view returns (uint256) {
        return (amount * 1e18 + index - 1) / index;
    }
}
