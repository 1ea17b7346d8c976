// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {JobFixture} from "./testing/JobFixture.t.sol";
import {IDatatoken} from "./testing/OceanStack.t.sol";
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
        vm.prank(address(market));
        vault.escrow(asset, bob, ONE);
    }

    function _order(address asset) private {
        vm.prank(address(market));
        vault.escrowToOrder(asset, worker, bob);
        vm.assertEq(vault.escrowed(asset), 0, "escrow");
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
        vm.prank(address(market));
        vault.escrow(address(hostile), bob, ONE);
        vm.expectEmit(address(vault));
        emit ILineageVault.AssetOrdered(address(hostile), worker, bob);
        _order(address(hostile));
        vm.assertEq(vault.claimable(bob, address(hostile)), ONE, "payer");
    }

    function test_AnAssetWhoseCollectorIsZeroGoesBackToThePayer() public {
        address asset = address(new CollectorlessAsset());
        CollectorlessAsset(asset).mint(bob, ONE);
        _approve(bob, asset);
        vm.prank(address(market));
        vault.escrow(asset, bob, ONE);
        _order(asset);
        vm.assertEq(vault.claimable(bob, asset), ONE, "payer");
    }

    function test_StarvingAnOrderOfGasStillPaysTheProvider() public {
        _escrow(dataset);
        vm.prank(address(market));
        vault.escrowToOrder{gas: 200_000}(dataset, worker, bob);
        vm.assertEq(vault.escrowed(dataset), 0, "escrow");
        uint256 paid = _balance(dataset, provider) + _balance(dataset, opc);
        vm.assertEq(vault.claimable(provider, dataset) + paid, ONE, "paid");
    }

    function test_AModelCanBeOrderedAsAnAsset() public {
        vm.prank(address(market));
        vault.escrow(root, bob, ONE);
        vm.prank(address(market));
        vault.escrowToOrder(root, worker, bob);
        vm.assertEq(vault.collect(root, root), 0.97e18, "collected as the model's income");
    }
}

/// @title A token whose order fails and whose payment collector is the zero address
contract CollectorlessAsset {
    mapping(address => uint256) public balanceOf;

    function mint(address to, uint256 amount) external {
        balanceOf[to] += amount;
    }

    function approve(address, uint256) external pure returns (bool) {
        return true;
    }

    function transferFrom(address from, address to, uint256 amount) external returns (bool) {
        balanceOf[from] -= amount;
        balanceOf[to] += amount;
        return true;
    }

    function getPaymentCollector() external pure returns (address) {
        return address(0);
    }
}
