// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {TestToken} from "./TestToken.sol";

/// @notice How a {HostileAsset} answers who its payment collector is. Slow takes 35 000 gas to name itself.
enum Answer {
    Zero,
    TooWide,
    TooShort,
    Nothing,
    Reverts,
    BurnsGas,
    Slow
}

/// @title A datatoken that cannot be ordered and that answers nonsense when asked who is to be paid; for tests only
contract HostileAsset is TestToken {
    /// @notice What it answers.
    Answer public answer;

    constructor() TestToken("Hostile asset") {}

    /// @notice Chooses the answer.
    function setAnswer(Answer newAnswer) external {
        answer = newAnswer;
    }

    /// @notice Ocean's view of who is paid.
    function getPaymentCollector() external view {
        Answer current = answer;
        if (current == Answer.Reverts) revert("no");
        if (current == Answer.BurnsGas) while (true) current = answer;
        if (current == Answer.Slow) for (uint256 end = gasleft() - 35_000; gasleft() > end;) current = answer;
        uint256 size =
            current == Answer.Nothing
                ? 0
                : current == Answer.TooShort
                    ? 12
                    : 32;
        uint256 word = current == Answer.Zero || current == Answer.TooShort ? 0 : type(uint256).max;
        if (current == Answer.Slow) word = uint160(address(this));
        assembly {
            mstore(0, word)
            return(0, size)
        }
    }
}
