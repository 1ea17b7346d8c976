// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {Fixture} from "./testing/Fixture.t.sol";
import {IModelRegistry, Model} from "./interfaces/IModelRegistry.sol";

contract ModelRegistryLineageTest is Fixture {
    function test_LineageOfDepth64() public {
        address[] memory models = _line(64);
        address[] memory lineage = registry.lineageOf(models[63]);
        vm.assertEq(lineage.length, 64, "length");
        for (uint256 i; i < 64; ++i) vm.assertEq(lineage[i], models[63 - i], "hop");
    }
}
