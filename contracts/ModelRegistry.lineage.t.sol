// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Fixture} from "./testing/Fixture.t.sol";
import {IModelRegistry} from "./interfaces/IModelRegistry.sol";

contract ModelRegistryLineageTest is Fixture {
    function test_LineageGoesFromTheModelToTheRoot() public {
        address[] memory models = _line(64);
        for (uint256 depth = 1; depth <= 64; ++depth) {
            address[] memory lineage = registry.lineageOf(models[depth - 1]);
            vm.assertEq(lineage.length, depth, "length");
            for (uint256 hop; hop < depth; ++hop) {
                vm.assertEq(lineage[hop], models[depth - 1 - hop], "hop");
                vm.assertEq(registry.modelOf(lineage[hop]).generation, depth - 1 - hop, "generation");
            }
        }
    }

    function test_SharesHalveAtEachHopAndAddUpToOne() public {
        address[] memory models = _line(64);
        for (uint256 depth = 1; depth <= 64; ++depth) {
            (address[] memory recipients, uint256[] memory shares) = registry.sharesOf(models[depth - 1]);
            vm.assertEq(shares.length, depth + 1, "length");
            vm.assertEq(recipients.length, depth + 1, "as many recipients");
            uint256 left = ONE;
            for (uint256 hop; hop < depth; ++hop) {
                vm.assertEq(shares[hop], left - left / 2, "half, rounded up");
                vm.assertEq(left / 2, ONE / 2 ** (hop + 1), "1 / 2^(k+1)");
                vm.assertEq(recipients[hop], _owner(depth - 1 - hop), "owner");
                left /= 2;
            }
            vm.assertEq(recipients[depth], tail, "tail");
            vm.assertEq(shares[depth], left, "the rest");
        }
    }

    function testFuzz_AModelWithMoreHopsKeepsAsMuchAsThatManyModels(uint256 hops) public {
        hops = _within(hops, 1, 8);
        address child = _child(_child(root, charlie), bob, hops * MIN_GAIN);
        (, uint256[] memory shares) = registry.sharesOf(child);
        uint256 left = ONE / 2 ** hops;
        vm.assertEq(shares[0], ONE - left, "all but 2^-hops");
        vm.assertEq(shares[1], left / 2, "half of what is left");
        vm.assertEq(shares[2], left / 4, "the root's half of that");
        vm.assertEq(shares[3], left / 4, "tail");
    }

    function test_SharesFollowTheTitle() public {
        address child = _child(root, bob);
        vm.prank(alice);
        titles.transferFrom(alice, charlie, uint160(root));
        (address[] memory recipients, ) = registry.sharesOf(child);
        vm.assertEq(recipients[0], bob, "child");
        vm.assertEq(recipients[1], charlie, "root");
    }

    function testFuzz_DescendantsAreExactlyThoseBelow(uint256 upper, uint256 lower) public {
        address[] memory models = _line(12);
        (upper, lower) = (_within(upper, 0, 11), _within(lower, 0, 11));
        bool below = lower >= upper;
        vm.assertEq(registry.isDescendant(models[lower], models[upper]), below, "descendant");
        address sibling = _child(root, bob);
        vm.assertEq(registry.isDescendant(sibling, models[lower]), lower == 0, "a sibling's only ancestor");
        vm.assertEq(registry.isDescendant(models[lower], sibling), false, "no descendant of a sibling");
    }

    function test_FlowNamesWhereIncomeGoes() public {
        address child = _child(root, bob);
        (address parent, address owner, address tailRecipient, uint8 hops) = registry.flowOf(child);
        vm.assertEq(hops, 1, "hops");
        vm.assertEq(parent, root, "parent");
        vm.assertEq(owner, bob, "owner");
        vm.assertEq(tailRecipient, address(0), "no tail below the root");
        (parent, owner, tailRecipient, hops) = registry.flowOf(root);
        vm.assertEq(hops, 1, "hops of the root");
        vm.assertEq(parent, address(0), "parent of the root");
        vm.assertEq(owner, alice, "owner of the root");
        vm.assertEq(tailRecipient, tail, "tail");
    }

    function testFuzz_UnknownModelsHaveNoViews(address unknown) public {
        vm.assume(unknown != root);
        bytes memory refusal = abi.encodeWithSelector(IModelRegistry.ModelRegistry_UnknownModel.selector, unknown);
        vm.assertEq(registry.isModel(unknown), false, "registered");
        vm.expectRevert(refusal);
        registry.modelOf(unknown);
        vm.expectRevert(refusal);
        registry.familyOf(unknown);
        vm.expectRevert(refusal);
        registry.custodianOf(unknown);
        vm.expectRevert(refusal);
        registry.minGainOf(unknown);
        vm.expectRevert(refusal);
        registry.flowOf(unknown);
        vm.expectRevert(refusal);
        registry.lineageOf(unknown);
        vm.expectRevert(refusal);
        registry.sharesOf(unknown);
        vm.expectRevert(refusal);
        registry.isDescendant(unknown, root);
        vm.expectRevert(refusal);
        registry.isDescendant(root, unknown);
    }
}
