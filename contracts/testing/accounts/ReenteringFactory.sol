// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Ocean's factory, if it called back before it does what it is asked; for tests only
contract ReenteringFactory {
    address private immutable FACTORY;
    address private _target;
    bytes private _data;
    /// @notice First four bytes of what the call back was refused with; zero if it worked or was not made.
    bytes4 public refusal;

    constructor(address factory) {
        FACTORY = factory;
    }

    /// @notice Chooses the call back.
    function setReentry(address target, bytes calldata data) external {
        (_target, _data) = (target, data);
    }

    /// @notice All that the factory is asked.
    fallback() external {
        if (_target != address(0)) {
            (bool worked, bytes memory reason) = _target.call(_data);
            refusal = worked ? bytes4(0) : bytes4(reason);
        }
        (bool ok, bytes memory answer) = FACTORY.call(msg.data);
        assembly ("memory-safe") {
            if ok {
                return(add(answer, 32), mload(answer))
            }
            revert(add(answer, 32), mload(answer))
        }
    }
}
