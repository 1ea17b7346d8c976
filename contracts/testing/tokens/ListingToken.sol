// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {TestToken} from "./TestToken.sol";

/// @title A token whose issuer can pause it and can freeze accounts, as issuers of money do; for tests only
contract ListingToken is TestToken {
    /// @notice Whether nothing moves.
    bool public paused;
    /// @notice Accounts that can neither send nor receive.
    mapping(address account => bool) public frozen;

    constructor() TestToken("Listing") {}

    /// @notice Pauses or goes on.
    function pause(bool newPaused) external {
        paused = newPaused;
    }

    /// @notice Freezes an account or frees it.
    function freeze(address account, bool newFrozen) external {
        frozen[account] = newFrozen;
    }

    /// @inheritdoc ERC20
    function _update(address from, address to, uint256 amount) internal override {
        require(!paused && !frozen[from] && !frozen[to], "not now");
        super._update(from, to, amount);
    }
}
