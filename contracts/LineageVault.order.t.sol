// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {JobFixture} from "./testing/JobFixture.t.sol";
import {IDatatoken} from "./testing/OceanStack.t.sol";
import {Answer, HostileAsset} from "./testing/tokens/HostileAsset.sol";
import {Mood} from "./testing/tokens/HostileToken.sol";
import {ILineageVault} from "./interfaces/ILineageVault.sol";

/// @title The event of Ocean's datatokens that a provider waits for
interface IOrders {
    event OrderStarted(
        address indexed consumer,
        address payer,
        uint256 amount,
        uint256 serviceIndex,
        uint256 timestamp,
        address indexed publishMarketAddress,
        uint256 blockNumber
    );
}

contract LineageVaultOrderTest is JobFixture {
    function _escrow(address asset) private {
        IDatatoken(asset).mint(bob, ONE);
        _approve(bob, asset);
        _take(asset);
    }

    function _take(address asset) private {
        vm.prank(address(market));
        vault.escrow(bob, root, _list(asset), address(0), 0);
    }

    function _list(address asset) private pure returns (address[] memory assets) {
        assets = new address[](1);
        assets[0] = asset;
    }

    function _order(address asset) private {
        vm.prank(address(market));
        vault.order(_list(asset), worker, bob);
        vm.assertEq(
            IERC20(asset).balanceOf(address(vault)),
            vault.claimable(provider, asset) + vault.claimable(bob, asset),
            "nothing stays uncounted"
        );
    }

    function test_OrdersForTheWorkerAndPaysTheProvider() public {
        _escrow(dataset);
        vm.expectEmit(dataset);
        emit IOrders.OrderStarted(worker, address(vault), ONE, 0, block.timestamp, address(0), block.number);
        vm.expectEmit(address(vault));
        emit ILineageVault.AssetOrdered(dataset, worker, address(0));
        _order(dataset);
        vm.assertEq(_balance(dataset, provider), 0.97e18, "provider");
        vm.assertEq(_balance(dataset, opc), 0.03e18, "Ocean");
    }

    function test_TheEnterpriseTemplateIsOrderedToo() public {
        address asset = _asset(2, address(0));
        _escrow(asset);
        _order(asset);
        vm.assertEq(IERC20(asset).balanceOf(address(vault)), 0, "spent");
    }

    function test_AnAssetThatWantsAMarketFeeIsPaidWithoutAnOrder() public {
        _assertCredited(_asset(1, address(fee)));
    }

    function test_AnAssetWhoseFeeTokenBurnsGasIsPaidWithoutAnOrder() public {
        address asset = _asset(1, address(hostile));
        hostile.setMood(Mood.BurnsGas);
        uint256 before = gasleft();
        _assertCredited(asset);
        vm.assertLe(before - gasleft(), 1_500_000, "gas");
    }

    function test_AnAssetWhoseFeeTokenRefusesTakesOnlyItsOwnDatatoken() public {
        address asset = _asset(1, address(hostile));
        hostile.setMood(Mood.Reverts);
        fee.mint(address(vault), ONE);
        _assertCredited(asset);
        vm.assertEq(_balance(address(fee), address(vault)), ONE, "other tokens");
    }

    function test_AnAssetWhoseFeeTokenReentersChangesNothing() public {
        address asset = _asset(1, address(hostile));
        hostile.setReentry(address(vault), abi.encodeCall(ILineageVault.settle, (root, address(fee))));
        _pay(root, fee, 100);
        _assertCredited(asset);
        vm.assertEq(vault.inboxOf(root, address(fee)), 100, "inbox");
    }

    function _assertCredited(address asset) private {
        _escrow(asset);
        vm.expectEmit(address(vault));
        emit ILineageVault.AssetOrdered(asset, worker, provider);
        _order(asset);
        vm.assertEq(vault.claimable(provider, asset), ONE, "provider");
        vault.claimFor(provider, asset);
        vm.assertEq(_balance(asset, provider), ONE, "claimed");
    }

    function test_AFeeAbove100PercentAtOceansRouterBlocksNothing() public {
        router.updateOPCFee(0, 0, 1.01e18, 0);
        _assertCredited(dataset);
    }

    function test_AnAssetThatNamesNoCollectorGoesBackToThePayer() public {
        hostile.mint(bob, ONE);
        _take(address(hostile));
        vm.expectEmit(address(vault));
        emit ILineageVault.AssetOrdered(address(hostile), worker, bob);
        _order(address(hostile));
        vm.assertEq(vault.claimable(bob, address(hostile)), ONE, "payer");
    }

    function test_ACollectorThatAnswersGarbageOrBurnsGasGoesBackToThePayer() public {
        address asset = _new("HostileAsset", "");
        HostileAsset(asset).mint(bob, 10 * ONE);
        _approve(bob, asset);
        for (uint256 answer; answer < 6; ++answer) {
            HostileAsset(asset).setAnswer(Answer(answer));
            _take(asset);
            uint256 before = gasleft();
            vm.expectEmit(address(vault));
            emit ILineageVault.AssetOrdered(asset, worker, bob);
            _order(asset);
            vm.assertLe(before - gasleft(), 700_000, "gas");
            vm.assertEq(vault.claimable(bob, asset), (answer + 1) * ONE, "payer");
        }
    }

    function testFuzz_StarvedOfGasItReverts(uint256 gasLimit) public {
        _escrow(dataset);
        gasLimit = _within(gasLimit, 50_000, 600_000);
        vm.prank(address(market));
        vm.expectPartialRevert(ILineageVault.LineageVault_NotEnoughGas.selector);
        vault.order{gas: gasLimit}(_list(dataset), worker, bob);
        _order(dataset);
        vm.assertEq(_balance(dataset, provider), 0.97e18, "ordered later");
    }

    /// @dev With whatever gas, an order that works is made or the call reverts: its provider is never just credited.
    function testFuzz_NoGasMakesAnOrderFailThatWorks(uint256 gasLimit) public {
        _escrow(dataset);
        gasLimit = _within(gasLimit, 550_000, 1_200_000);
        vm.prank(address(market));
        try vault.order{gas: gasLimit}(_list(dataset), worker, bob) {
            vm.assertEq(_balance(dataset, provider), 0.97e18, "ordered");
        } catch (bytes memory reason) {
            vm.assertEq(
                bytes32(bytes4(reason)),
                bytes32(ILineageVault.LineageVault_NotEnoughGas.selector),
                "too little gas"
            );
        }
    }

    function test_AModelCanBeOrderedAsAnAsset() public {
        _take(root);
        vm.prank(address(market));
        vault.order(_list(root), worker, bob);
        vm.assertEq(vault.collect(root, root), 0.97e18, "collected as the model's income");
    }
}
