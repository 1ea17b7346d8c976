// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";

/// @title A plain token with ERC-2612 permits that anyone can mint; for tests only
contract TestToken is ERC20, ERC20Permit {
    constructor(string memory name) ERC20(name, name) ERC20Permit(name) {}

    /// @notice Makes tokens.
    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }
}
