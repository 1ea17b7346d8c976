// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Fixture} from "./testing/Fixture.t.sol";
import {ILineageVault} from "./interfaces/ILineageVault.sol";
import {IModelRegistry} from "./interfaces/IModelRegistry.sol";

/// @dev Of an income x, hop k has received floor(x / 2^k) once all below it is settled, keeps half of its even part, and
/// leaves an odd wei in its inbox: to the wei, at any depth, in whatever pieces and order it was settled.
contract LineageVaultCascadeTest is Fixture {
    function _assertShared(address[] memory models, uint256 income) private view {
        uint256 passed = income;
        uint256 sum;
        for (uint256 hop; hop < models.length; ++hop) {
            uint256 k = models.length - 1 - hop;
            uint256 kept = vault.claimable(_owner(k), address(fee));
            vm.assertEq(kept, passed / 2, "kept");
            vm.assertEq(kept, hop < 255 ? income / 2 ** (hop + 1) : 0, "1 / 2^(k+1)");
            vm.assertEq(vault.inboxOf(models[k], address(fee)), passed % 2, "an odd wei stays");
            sum += kept + (passed % 2);
            passed /= 2;
        }
        vm.assertEq(vault.claimable(tail, address(fee)), passed, "tail");
        vm.assertEq(sum + passed, income, "nothing is lost");
    }

    function test_ExactAtEveryDepthFrom1To64() public {
        address[] memory all = _line(64);
        uint256 income = 0xfedcba9876543210123456789abcdef1;
        for (uint256 depth = 1; depth <= 64; ++depth) {
            uint256 before = vm.snapshotState();
            _pay(all[depth - 1], fee, income);
            vault.settleLineage(all[depth - 1], address(fee), depth);
            _assertShared(_first(all, depth), income);
            vm.revertToState(before);
        }
    }

    function test_ABirthSupplyOf1000Gives500And250And125And125() public {
        address[] memory models = _line(3);
        vault.settleLineage(models[2], models[2], 3);
        vm.assertEq(vault.claimable(_owner(2), models[2]), 500e18, "hop 0");
        vm.assertEq(vault.claimable(_owner(1), models[2]), 250e18, "hop 1");
        vm.assertEq(vault.claimable(alice, models[2]), 125e18, "hop 2");
        vm.assertEq(vault.claimable(tail, models[2]), 125e18, "tail");
    }

    function testFuzz_ExactForAnyIncome(uint128 income, uint256 depth) public {
        vm.assume(income > 0);
        depth = _within(depth, 1, 8);
        address[] memory models = _line(depth);
        _pay(models[depth - 1], fee, income);
        vault.settleLineage(models[depth - 1], address(fee), depth);
        _assertShared(models, income);
    }

    function testFuzz_OrderAndFrequencyChangeNothing(uint64[12] memory pieces, uint256 order) public {
        address[] memory models = _line(6);
        uint256 income;
        for (uint256 i; i < pieces.length; ++i) {
            if (pieces[i] > 0) _pay(models[5], fee, pieces[i]);
            income += pieces[i];
            for (uint256 n = order % 4; n > 0; --n) {
                order = uint256(keccak256(abi.encode(order)));
                address model = models[order % 6];
                if (vault.inboxOf(model, address(fee)) > 1) vault.settle(model, address(fee));
            }
        }
        for (uint256 i; i < 6; ++i) vault.settleLineage(models[5 - i], address(fee), 6);
        _assertShared(models, income);
    }

    function test_SettlingDustStarvesNobody() public {
        address[] memory models = _line(2);
        for (uint256 i; i < 64; ++i) {
            _pay(models[1], fee, 1);
            vault.settleLineage(models[1], address(fee), 2);
        }
        _assertShared(models, 64);
    }

    function test_SettleRefusesLessThanTwoWei() public {
        bytes memory refusal = abi.encodeWithSelector(ILineageVault.LineageVault_NothingToMove.selector, address(fee));
        vm.expectRevert(refusal);
        vault.settle(root, address(fee));
        _pay(root, fee, 1);
        vm.expectRevert(refusal);
        vault.settle(root, address(fee));
    }

    function test_SettleMovesOneHopOnly() public {
        address[] memory models = _line(3);
        _pay(models[2], fee, 100);
        vm.expectEmit(address(vault));
        emit ILineageVault.IncomeSettled(models[2], address(fee), _owner(2), 50, models[1], 50);
        vm.expectEmit(address(vault));
        emit ILineageVault.IncomeReceived(models[1], address(fee), 50);
        vault.settle(models[2], address(fee));
        vm.assertEq(vault.inboxOf(models[1], address(fee)), 50, "parent");
        vm.assertEq(vault.inboxOf(models[0], address(fee)), 0, "root");
    }

    function test_TheRootPassesToTheTail() public {
        _pay(root, fee, 100);
        vm.expectEmit(address(vault));
        emit ILineageVault.IncomeSettled(root, address(fee), alice, 50, tail, 50);
        vault.settle(root, address(fee));
        vm.assertEq(vault.claimable(tail, address(fee)), 50, "tail");
    }

    function testFuzz_SettleLineageStopsAfterTheHopsAllowed(uint256 hops) public {
        hops = _within(hops, 0, 10);
        address[] memory models = _line(6);
        _pay(models[5], fee, 6400);
        vault.settleLineage(models[5], address(fee), hops);
        for (uint256 hop; hop < 6; ++hop) {
            uint256 kept = hop < hops ? 6400 / 2 ** (hop + 1) : 0;
            vm.assertEq(vault.claimable(_owner(5 - hop), address(fee)), kept, "kept");
        }
    }

    function test_SettleLineagePassesOverEmptyInboxes() public {
        address[] memory models = _line(3);
        _pay(models[0], fee, 100);
        vault.settleLineage(models[2], address(fee), 3);
        vm.assertEq(vault.claimable(alice, address(fee)), 50, "root settled");
    }

    function test_UnknownModelsCannotBeSettled() public {
        bytes4 refusal = IModelRegistry.ModelRegistry_UnknownModel.selector;
        vm.expectRevert(abi.encodeWithSelector(refusal, stranger));
        vault.settle(stranger, address(fee));
        vm.expectRevert(abi.encodeWithSelector(refusal, stranger));
        vault.settleLineage(stranger, address(fee), 1);
    }

    function _first(address[] memory all, uint256 depth) private pure returns (address[] memory models) {
        models = new address[](depth);
        for (uint256 i; i < depth; ++i) models[i] = all[i];
    }
}
