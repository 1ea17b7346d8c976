// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

/// @title EagerCascade: what the benchmark compares the vault with
/// @notice The same shares, credited to every ancestor while the payer waits, as splitters and royalty modules do.
contract EagerCascade {
    using SafeERC20 for IERC20;

    struct Model {
        address parent;
        address owner;
    }

    mapping(address model => Model) private _models;
    mapping(address account => mapping(address token => uint256)) public claimable;

    function add(address model, address parent, address owner) external {
        _models[model] = Model(parent, owner);
    }

    function pay(address model, IERC20 token, uint256 amount) external {
        token.safeTransferFrom(msg.sender, address(this), amount);
        while (model != address(0)) {
            Model memory record = _models[model];
            uint256 passed = record.parent == address(0) ? 0 : amount / 2;
            claimable[record.owner][address(token)] += amount - passed;
            (model, amount) = (record.parent, passed);
        }
    }
}
