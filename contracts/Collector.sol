// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

/// @title Collector: a model's own receiving address
/// @notice Each model has a minimal clone of this contract at an address known in advance. Whatever token lands there
/// is the model's income; only the vault can take it out, and only into itself.
contract Collector {
    using SafeERC20 for IERC20;

    /// @notice Thrown when somebody other than the vault empties a collector.
    error Collector_NotVault(address caller);

    address private immutable VAULT = msg.sender;

    /// @notice Sends the whole balance of `token` to the vault. Only the vault.
    function empty(IERC20 token) external {
        if (msg.sender != VAULT) revert Collector_NotVault(msg.sender);
        token.safeTransfer(VAULT, token.balanceOf(address(this)));
    }
}
