// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Mood} from "../tokens/HostileToken.sol";

/// @title A datatoken template that Ocean's owner could add: it says yes to everything and does as it likes; for tests only
/// @notice Its clones keep balances, answer `initialize` and all else with true, and turn hostile on command.
contract HostileTemplate {
    /// @notice Balances, which nobody can trust.
    mapping(address account => uint256) public balanceOf;
    /// @notice How transfers and orders are answered.
    Mood public mood;
    address private _target;
    bytes private _data;
    /// @notice Calls made from within a transfer or an order, and those that worked.
    uint256 public attempts;
    /// @notice Those that worked.
    uint256 public worked;

    /// @notice Makes tokens.
    function mint(address to, uint256 amount) external {
        balanceOf[to] += amount;
    }

    /// @notice Takes all of an account's tokens away, without a word to anybody.
    function seize(address account) external {
        delete balanceOf[account];
    }

    /// @notice Chooses the mood, and the call that it makes when it reenters.
    function turn(Mood newMood, address target, bytes calldata data) external {
        (mood, _target, _data) = (newMood, target, data);
    }

    /// @notice Moves tokens, or does not.
    function transfer(address to, uint256 amount) external returns (bool) {
        return _move(msg.sender, to, amount);
    }

    /// @notice Moves anybody's tokens, or does not.
    function transferFrom(address from, address to, uint256 amount) external returns (bool) {
        return _move(from, to, amount);
    }

    /// @notice Answers every other call with true.
    fallback() external {
        _beHostile();
        assembly {
            mstore(0, 1)
            return(0, 32)
        }
    }

    function _move(address from, address to, uint256 amount) private returns (bool) {
        _beHostile();
        balanceOf[from] -= amount;
        balanceOf[to] += amount;
        return mood != Mood.ReturnsFalse;
    }

    function _beHostile() private {
        if (mood == Mood.Reverts) revert("no");
        if (mood == Mood.BurnsGas) while (true) ++attempts;
        if (mood == Mood.BombsReturnData) {
            assembly {
                revert(0, 30000)
            }
        }
        if (mood == Mood.Reenters) {
            ++attempts;
            (bool ok, ) = _target.call(_data);
            if (ok) ++worked;
        }
    }
}
