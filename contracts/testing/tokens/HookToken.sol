// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {TestToken} from "./TestToken.sol";

/// @title What an account does when tokens leave it or reach it
interface IHooked {
    /// @notice Called by the token before it takes from this account, and after it gave to it.
    function onTokens() external;
}

/// @title A token that calls its senders and receivers, as ERC-777 does, if they want that; for tests only
contract HookToken is TestToken {
    /// @notice Accounts that want to be called.
    mapping(address account => bool) public hooked;

    constructor() TestToken("Hook") {}

    /// @notice The caller wants to be called.
    function register() external {
        hooked[msg.sender] = true;
    }

    /// @inheritdoc ERC20
    function _update(address from, address to, uint256 amount) internal override {
        if (hooked[from]) IHooked(from).onTokens();
        super._update(from, to, amount);
        if (hooked[to]) IHooked(to).onTokens();
    }
}
