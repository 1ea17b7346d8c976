// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {TestToken} from "./TestToken.sol";

/// @notice How a {HostileToken} answers a transfer.
enum Mood {
    Honest,
    Reverts,
    ReturnsFalse,
    ReturnsTwo,
    ReturnsNothing,
    BurnsGas,
    BombsReturnData,
    Reenters,
    Skims,
    Slow
}

/// @title A token that turns hostile on command; for tests only
/// @notice ReturnsNothing moves the tokens all the same, as USDT does; Skims moves 1 % less; Slow first takes 100 000
/// gas; Reenters first makes a call of the tester's choice, remembers how it ended, and then moves the tokens; all others
/// move nothing.
contract HostileToken is TestToken {
    /// @notice How transfers are answered.
    Mood public mood;
    /// @notice Whether the call made while reentering worked.
    bool public reentered;
    /// @notice Calls made while reentering.
    uint256 public attempts;
    /// @notice First four bytes of what the last such call reverted with.
    bytes4 public refusal;
    address private _target;
    bytes private _data;

    constructor() TestToken("Hostile") {}

    /// @notice Chooses the mood.
    function setMood(Mood newMood) external {
        mood = newMood;
    }

    /// @notice Chooses the call that Reenters makes.
    function setReentry(address target, bytes calldata data) external {
        (mood, _target, _data) = (Mood.Reenters, target, data);
    }

    /// @inheritdoc ERC20
    function transfer(address to, uint256 amount) public override returns (bool) {
        _beHostile();
        super.transfer(to, _skimmed(amount));
        return _answer();
    }

    /// @inheritdoc ERC20
    function transferFrom(address from, address to, uint256 amount) public override returns (bool) {
        _beHostile();
        super.transferFrom(from, to, _skimmed(amount));
        return _answer();
    }

    function _beHostile() private {
        Mood current = mood;
        if (current == Mood.Reverts) revert("no");
        if (current == Mood.ReturnsFalse) _return(0);
        if (current == Mood.ReturnsTwo) _return(2);
        if (current == Mood.BurnsGas) while (true) ++attempts;
        if (current == Mood.Slow) for (uint256 end = gasleft() - 100_000; gasleft() > end;) current = mood;
        if (current == Mood.BombsReturnData) {
            assembly {
                revert(0, 30000)
            }
        }
        if (current == Mood.Reenters) {
            ++attempts;
            bytes memory answer;
            (reentered, answer) = _target.call(_data);
            if (!reentered) refusal = bytes4(answer);
        }
    }

    function _skimmed(uint256 amount) private view returns (uint256) {
        return mood == Mood.Skims ? amount - amount / 100 : amount;
    }

    function _answer() private view returns (bool) {
        if (mood == Mood.ReturnsNothing) {
            assembly {
                return(0, 0)
            }
        }
        return true;
    }

    function _return(uint256 word) private pure {
        assembly {
            mstore(0, word)
            return(0, 32)
        }
    }
}
