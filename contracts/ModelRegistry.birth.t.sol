// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Fixture} from "./testing/Fixture.t.sol";
import {IDatatoken} from "./testing/OceanStack.t.sol";
import {IModelRegistry, Model} from "./interfaces/IModelRegistry.sol";

contract ModelRegistryBirthTest is Fixture {
    bytes32 private constant JOB = keccak256("job");

    function _birth(address parent, address trainer) private returns (address) {
        vm.prank(address(market));
        return registry.birth("M2", parent, trainer, keccak256("weights of M2"), MIN_GAIN, JOB);
    }

    function test_RecordsTheChild() public {
        address child = _birth(root, bob);
        Model memory model = registry.modelOf(child);
        vm.assertEq(model.parent, root, "parent");
        vm.assertEq(model.generation, 1, "generation");
        vm.assertEq(model.root, root, "root");
        vm.assertEq(model.weightsRoot, keccak256("weights of M2"), "weights");
        vm.assertEq(titles.ownerOf(uint160(child)), bob, "title");
        vm.assertEq(titles.ownerOf(uint160(root)), alice, "title of the parent");
        vm.assertEq(
            keccak256(abi.encode(registry.familyOf(child))),
            keccak256(abi.encode(registry.familyOf(root))),
            "family"
        );
    }

    function test_EmitsParentTrainerAndJob() public {
        uint256 before = vm.snapshotState();
        address child = _birth(root, bob);
        address dataNft = IDatatoken(child).getERC721Address();
        vm.revertToState(before);
        vm.expectEmit(address(registry));
        emit IModelRegistry.ModelRegistered(child, root, bob, dataNft, 1, keccak256("weights of M2"), JOB);
        _birth(root, bob);
    }

    function test_WholeSupplyEntersTheCascadeAndNoMinterIsLeft() public {
        address child = _birth(root, bob);
        IDatatoken datatoken = IDatatoken(child);
        vm.assertEq(datatoken.totalSupply(), SUPPLY, "supply");
        vm.assertEq(vault.inboxOf(child, child), SUPPLY, "inbox");
        vm.assertEq(datatoken.isMinter(address(registry)), false, "registry mints");
        vm.assertEq(datatoken.isMinter(bob), false, "trainer mints");
        vault.settleLineage(child, child, 2);
        vm.assertEq(vault.claimable(bob, child), SUPPLY / 2, "trainer");
        vm.assertEq(vault.claimable(alice, child), SUPPLY / 4, "publisher");
        vm.assertEq(vault.claimable(tail, child), SUPPLY / 4, "tail");
    }

    function test_ATrainerThatRevertsOnEveryHookGetsItsTitle() public {
        address trainer = _new("HostileTrainer", "");
        vm.assertEq(titles.ownerOf(uint160(_birth(root, trainer))), trainer, "title");
    }

    function testFuzz_RefusesLessThanTheLeastGain(uint256 gain) public {
        gain = _within(gain, 0, MIN_GAIN - 1);
        bytes4 refusal = IModelRegistry.ModelRegistry_GainTooSmall.selector;
        vm.expectRevert(abi.encodeWithSelector(refusal, gain, MIN_GAIN));
        vm.prank(address(market));
        registry.birth("M2", root, bob, keccak256("weights"), gain, JOB);
    }

    function test_HoldsOneHopForEachFullLeastGain() public {
        for (uint256 hops = 1; hops <= 8; ++hops) {
            vm.assertEq(registry.modelOf(_child(root, bob, hops * MIN_GAIN)).hops, hops, "full");
            uint256 almostNext = (hops + 1) * MIN_GAIN - 1;
            vm.assertEq(registry.modelOf(_child(root, bob, almostNext)).hops, hops, "almost the next");
        }
        vm.assertEq(registry.modelOf(_child(root, bob, 9 * MIN_GAIN)).hops, 8, "no more than 8");
        vm.assertEq(registry.modelOf(_child(root, bob, type(uint256).max)).hops, 8, "whatever the gain");
    }

    function test_SiblingsShareAParent() public {
        address first = _birth(root, bob);
        address second = _birth(root, charlie);
        vm.assertTrue(first != second, "two models");
        vm.assertEq(registry.modelOf(second).parent, registry.modelOf(first).parent, "parent");
    }

    function testFuzz_OnlyTheMarketMayAsk(address caller) public {
        vm.assume(caller != address(market));
        vm.expectRevert(abi.encodeWithSelector(IModelRegistry.ModelRegistry_NotMarket.selector, caller));
        vm.prank(caller);
        registry.birth("M2", root, bob, keccak256("weights"), MIN_GAIN, JOB);
    }

    function test_RefusesUnknownParentNoNameAndNoWeights() public {
        vm.startPrank(address(market));
        vm.expectRevert(abi.encodeWithSelector(IModelRegistry.ModelRegistry_UnknownModel.selector, stranger));
        registry.birth("M2", stranger, bob, keccak256("weights"), MIN_GAIN, JOB);
        vm.expectRevert(IModelRegistry.ModelRegistry_NoName.selector);
        registry.birth("", root, bob, keccak256("weights"), MIN_GAIN, JOB);
        vm.expectRevert(IModelRegistry.ModelRegistry_NoWeights.selector);
        registry.birth("M2", root, bob, bytes32(0), MIN_GAIN, JOB);
    }
}
