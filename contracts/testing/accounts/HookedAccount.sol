// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {HookToken, IHooked} from "../tokens/HookToken.sol";
import {SmartAccount} from "./SmartAccount.sol";

/// @title A contract account that makes a call whenever its tokens move, or refuses them to; for tests only
contract HookedAccount is SmartAccount, IHooked {
    /// @notice Calls made so far.
    uint256 public attempts;
    /// @notice How many of them worked.
    uint256 public worked;
    /// @notice Whether hooks revert.
    bool public refuses;
    address private _target;
    bytes private _data;

    /// @notice Asks a token to be called, and chooses the call to be made then.
    function arm(HookToken token, address target, bytes calldata data) external {
        token.register();
        (_target, _data) = (target, data);
    }

    /// @notice From now on hooks revert, or no longer.
    function refuse(bool newRefuses) external {
        refuses = newRefuses;
    }

    /// @inheritdoc IHooked
    function onTokens() external {
        require(!refuses, "hook refused");
        ++attempts;
        (bool ok, ) = _target.call(_data);
        if (ok) ++worked;
    }
}
