// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Vm} from "./Vm.t.sol";

/// @title Base of all Solidity tests: the cheatcodes and what follows from them
abstract contract Test {
    Vm internal constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    /// @dev An account with a name, which traces then show.
    function _account(string memory name) internal returns (address account) {
        account = vm.addr(_key(name));
        vm.label(account, name);
    }

    /// @dev The private key of `_account(name)`.
    function _key(string memory name) internal pure returns (uint256) {
        return uint256(keccak256(bytes(name)));
    }

    /// @dev Deploys a contract by its name. Tests that never say `new` need not be compiled with what they test.
    function _new(string memory name, bytes memory arguments) internal returns (address) {
        return _create(vm.getCode(name), arguments, name);
    }

    function _create(
        bytes memory code,
        bytes memory arguments,
        string memory name
    ) internal returns (address deployed) {
        code = bytes.concat(code, arguments);
        assembly ("memory-safe") {
            deployed := create(0, add(code, 32), mload(code))
        }
        vm.assertTrue(deployed != address(0), name);
    }

    /// @dev Maps any number into [least, most]; small ones map to themselves, so that failures are easy to read.
    function _within(uint256 x, uint256 least, uint256 most) internal pure returns (uint256) {
        if (x >= least && x <= most) return x;
        uint256 width = most - least + 1;
        return width == 0 ? x : least + (x % width);
    }

    function _sign(string memory name, bytes32 digest) internal pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(_key(name), digest);
        return abi.encodePacked(r, s, v);
    }
}
