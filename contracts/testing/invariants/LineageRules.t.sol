// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";
import {Model} from "../../interfaces/IModelRegistry.sol";
import {IDatatoken} from "../OceanStack.t.sol";
import {InvariantFixture} from "./InvariantFixture.t.sol";

/// @title What always holds of models
abstract contract LineageRules is InvariantFixture {
    function _aRecordNeverChanges(Lists memory all) internal view {
        for (uint256 m; m < all.models.length; ++m) {
            address model = all.models[m];
            bytes memory record = abi.encode(registry.modelOf(model));
            vm.assertEq(keccak256(record), keccak256(abi.encode(handler.recordOf(model))), "record");
        }
    }

    function _everyLineageEndsAtItsRoot(Lists memory all) internal view {
        for (uint256 m; m < all.models.length; ++m) {
            address model = all.models[m];
            Model memory record = registry.modelOf(model);
            address[] memory lineage = registry.lineageOf(model);
            vm.assertEq(lineage.length, record.generation + 1, "length");
            vm.assertEq(lineage[lineage.length - 1], record.root, "root");
            vm.assertTrue(registry.isDescendant(model, record.root), "family");
            for (uint256 hop; hop + 1 < lineage.length; ++hop) {
                vm.assertEq(registry.modelOf(lineage[hop]).parent, lineage[hop + 1], "parent");
                vm.assertEq(registry.modelOf(lineage[hop + 1]).root, record.root, "one family");
            }
        }
    }

    function _sharesAddUpToOne(Lists memory all) internal view {
        for (uint256 m; m < all.models.length; ++m) {
            (address[] memory recipients, uint256[] memory shares) = registry.sharesOf(all.models[m]);
            uint256 sum;
            for (uint256 i; i < shares.length; ++i) sum += shares[i];
            vm.assertEq(sum, ONE, "sum of all shares");
            vm.assertEq(recipients[0], handler.titleOf(all.models[m]), "who holds the title");
            vm.assertGe(shares[0], ONE / 2, "half at least");
        }
    }

    function _noMoreHopsThanGains(Lists memory all) internal view {
        for (uint256 m; m < all.models.length; ++m) {
            address[] memory lineage = registry.lineageOf(all.models[m]);
            (uint256 hops, uint256 gain) = (0, 0);
            for (uint256 i; i < lineage.length; ++i) {
                hops += registry.modelOf(lineage[i]).hops;
                gain += handler.gainOf(lineage[i]);
            }
            vm.assertLe(hops, gain / registry.minGainOf(lineage[0]), "one hop for each full minGain");
        }
    }

    function _nobodyDilutes(Lists memory all) internal view {
        for (uint256 m; m < all.models.length; ++m) {
            address model = all.models[m];
            address dataNft = IDatatoken(model).getERC721Address();
            vm.assertEq(IERC20(model).totalSupply(), registry.familyOf(model).birthSupply, "birth supply");
            vm.assertEq(IERC721(dataNft).ownerOf(1), address(registry), "owner of the data NFT");
            vm.assertEq(IDatatoken(model).getPaymentCollector(), vault.collectorOf(dataNft), "collector");
            vm.assertEq(IDatatoken(model).isMinter(address(registry)), false, "the registry mints");
            vm.assertEq(IDatatoken(model).isMinter(handler.titleOf(model)), false, "the title's owner mints");
        }
    }

    function _titlesMoveByTheirOwnersOnly(Lists memory all) internal view {
        for (uint256 m; m < all.models.length; ++m) {
            address model = all.models[m];
            vm.assertEq(titles.ownerOf(uint160(model)), handler.titleOf(model), "title");
        }
    }
}
