// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {SmartAccount} from "./SmartAccount.sol";

/// @title A contract account that reverts on every call it does not know, above all on receiver hooks; for tests only
contract HostileTrainer is SmartAccount {
    fallback() external {
        revert("hook refused");
    }
}
