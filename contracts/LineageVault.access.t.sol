// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Fixture} from "./testing/Fixture.t.sol";
import {IDatatoken} from "./testing/OceanStack.t.sol";
import {ILineageVault} from "./interfaces/ILineageVault.sol";

/// @title A model's collector, as its error names it
interface ICollector {
    error Collector_NotVault(address caller);

    function empty(IERC20 token) external;
}

contract LineageVaultAccessTest is Fixture {
    function testFuzz_OnlyTheMarketMovesEscrow(address caller) public {
        vm.assume(caller != address(market));
        bytes memory refusal = abi.encodeWithSelector(ILineageVault.LineageVault_NotMarket.selector, caller);
        address[] memory none = new address[](0);
        vm.startPrank(caller);
        vm.expectRevert(refusal);
        vault.escrow(alice, root, none, address(fee), 1);
        vm.expectRevert(refusal);
        vault.release(root, caller, caller, address(fee), 1, 1);
        vm.expectRevert(refusal);
        vault.refund(caller, root, none, address(fee), 1);
        vm.expectRevert(refusal);
        vault.order(none, caller, caller);
    }

    function testFuzz_OnlyTheRegistryBooksABirthSupply(address caller) public {
        vm.assume(caller != address(registry));
        vm.expectRevert(abi.encodeWithSelector(ILineageVault.LineageVault_NotRegistry.selector, caller));
        vm.prank(caller);
        vault.bookBirthSupply(root, 1);
    }

    function testFuzz_OnlyTheVaultEmptiesACollector(address caller) public {
        address collector = vault.collectorOf(IDatatoken(root).getERC721Address());
        fee.mint(collector, 1);
        vault.collect(root, address(fee));
        vm.assume(caller != address(vault));
        vm.expectRevert(abi.encodeWithSelector(ICollector.Collector_NotVault.selector, caller));
        vm.prank(caller);
        ICollector(collector).empty(fee);
    }
}
