// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";

/// @title A contract account without any receiver hook, whose signatures are valid once approved; for tests only
contract SmartAccount is IERC1271 {
    /// @notice Which digests count as signed.
    mapping(bytes32 digest => bool) public approved;

    /// @notice Signs a digest.
    function approve(bytes32 digest) external {
        approved[digest] = true;
    }

    /// @notice Makes any call; passes its revert on.
    function execute(address target, bytes calldata data) external returns (bytes memory answer) {
        bool ok;
        (ok, answer) = target.call(data);
        if (!ok) {
            assembly {
                revert(add(answer, 32), mload(answer))
            }
        }
    }

    /// @inheritdoc IERC1271
    function isValidSignature(bytes32 digest, bytes calldata) external view returns (bytes4) {
        return approved[digest] ? IERC1271.isValidSignature.selector : bytes4(0);
    }
}
