// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {JobKind, Terms} from "../interfaces/IJobMarket.sol";
import {NeighbourFixture} from "../testing/NeighbourFixture.t.sol";

/// @dev A lineage of 64 models, as deep as anyone cares to train: paying and working cost the same as at the root, the
/// walk up fits into a transaction or can be made in parts, and the root is still paid. (Shares at each depth:
/// `LineageVault.cascade.t.sol`; gas of `pay`: `LineageVault.pay.t.sol`.)
contract DeepLineageTest is NeighbourFixture {
    uint256 private constant DEPTH = 64;

    address[] private models;

    function setUp() public override {
        super.setUp();
        models = _line(DEPTH);
    }

    function test_AJobAtTheEndCostsWhatOneAtTheRootDoes() public {
        address last = models[DEPTH - 1];
        vault.settle(last, last);
        vault.claimFor(_owner(DEPTH - 1), last);
        vm.prank(_owner(DEPTH - 1));
        (bool ok, ) = last.call(abi.encodeWithSignature("transfer(address,uint256)", bob, 10e18));
        vm.assertTrue(ok, "Bob has some");
        _approve(bob, last);
        _gasOfAJob(root, "first of all");
        _gasOfAJob(last, "first of this");
        uint256 atTheRoot = _gasOfAJob(root, "root");
        vm.assertLe(_gasOfAJob(last, "last"), atTheRoot + 100, "the same, but for this test's own memory");
    }

    function _gasOfAJob(address model, bytes32 salt) private returns (uint256) {
        Terms memory terms = _terms(JobKind.Infer);
        (terms.model, terms.salt) = (model, salt);
        uint256 before = gasleft();
        _settled(terms);
        return before - gasleft();
    }

    function test_TheWalkUpFitsIntoATransactionAndCanBeMadeInParts() public {
        uint256 income = 2 ** 70;
        _pay(models[DEPTH - 1], fee, income);
        uint256 start = vm.snapshotState();
        uint256 before = gasleft();
        vault.settleLineage(models[DEPTH - 1], address(fee), DEPTH);
        vm.assertLe(before - gasleft(), 6_000_000, "at once");
        vm.assertEq(vault.claimable(alice, address(fee)), income / 2 ** DEPTH, "the root's share");
        vm.revertToState(start);
        for (uint256 part; part < 8; ++part) {
            vault.settleLineage(models[DEPTH - 1 - 8 * part], address(fee), 8);
        }
        vm.assertEq(vault.claimable(alice, address(fee)), income / 2 ** DEPTH, "in eight parts");
        vm.assertEq(vault.claimable(tail, address(fee)), income / 2 ** DEPTH, "tail");
    }

    function test_OneMoreIsBorn() public {
        address child = _child(models[DEPTH - 1], charlie);
        vm.assertEq(registry.modelOf(child).generation, DEPTH, "generation");
        vm.assertEq(registry.lineageOf(child).length, DEPTH + 1, "lineage");
        vm.assertTrue(registry.isDescendant(child, root), "of the root");
    }

    /// @dev The owner of one model in the middle cannot stop what passes it.
    function test_AnOwnerInTheMiddleStopsNothing() public {
        address refuser = _new("HostileTrainer", "");
        vm.prank(_owner(32));
        titles.transferFrom(_owner(32), refuser, uint160(models[32]));
        _pay(models[DEPTH - 1], fee, 2 ** 70);
        vault.settleLineage(models[DEPTH - 1], address(fee), DEPTH);
        vm.assertEq(vault.claimable(refuser, address(fee)), 2 ** (70 - 32), "its own share");
        vm.assertEq(vault.claimable(alice, address(fee)), 2 ** 6, "the root's");
    }
}
