// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {JobFixture} from "./testing/JobFixture.t.sol";
import {IDatatoken} from "./testing/OceanStack.t.sol";
import {Vm} from "./testing/Vm.t.sol";
import {Answer, HostileAsset} from "./testing/tokens/HostileAsset.sol";
import {Mood} from "./testing/tokens/HostileToken.sol";
import {IJobMarket, Terms} from "./interfaces/IJobMarket.sol";
import {ILineageVault} from "./interfaces/ILineageVault.sol";
import {Family, IModelRegistry} from "./interfaces/IModelRegistry.sol";

/// @dev Nothing at all, one wei, and the gas that foreign tokens are given: where one more or less changes the answer.
contract LineageVaultEdgesTest is JobFixture {
    function setUp() public override {
        super.setUp();
        vm.prank(bob);
        IERC20(root).transfer(address(vault), ONE);
    }

    /// @dev Events of the vault since `vm.recordLogs()`.
    function _events() private returns (uint256 count) {
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i; i < logs.length; ++i) if (logs[i].emitter == address(vault)) ++count;
    }

    function _refund(uint256 amount) private {
        vm.prank(address(market));
        vault.refund(bob, root, new address[](0), address(hostile), amount);
    }

    /* NOTHING, AND ONE WEI */

    function test_AReleaseWithoutAFeeOrARestSaysOnlyWhatTheModelGot() public {
        hostile.setMood(Mood.Reverts);
        vm.recordLogs();
        vm.prank(address(market));
        vault.release(root, worker, bob, address(hostile), 0, 0);
        vm.assertEq(_events(), 1, "IncomeReceived");
    }

    function test_ARefundWithoutAFeeLeavesItsTokenAlone() public {
        hostile.setMood(Mood.Reverts);
        vm.recordLogs();
        _refund(0);
        vm.assertEq(_events(), 0, "no credit of nothing");
    }

    function test_OneWeiIsTakenAndReleasedOrRefunded() public {
        address[] memory none = new address[](0);
        vm.startPrank(address(market));
        vault.escrow(bob, root, none, address(fee), 1);
        vm.assertEq(_balance(address(fee), address(vault)), 1, "taken");
        vault.refund(bob, root, none, address(fee), 1);
        vm.assertEq(_balance(address(fee), bob), 10 * MAX_FEE, "refunded");
        vault.escrow(bob, root, none, address(fee), 1);
        vault.release(root, worker, bob, address(fee), 0, 1);
        vm.assertEq(_balance(address(fee), bob), 10 * MAX_FEE, "the rest");
        vault.escrow(bob, root, none, address(fee), 1);
        vault.release(root, worker, bob, address(fee), 1, 0);
        vm.assertEq(vault.claimable(worker, address(fee)), 1, "the worker's");
    }

    function test_ACreditStopsAtTheLargestNumber() public {
        vm.startPrank(address(market));
        vault.release(root, worker, bob, address(fee), type(uint256).max - 1, 0);
        vm.assertEq(vault.claimable(worker, address(fee)), type(uint256).max - 1, "all but one");
        vault.release(root, worker, bob, address(fee), 2, 0);
        vm.assertEq(vault.claimable(worker, address(fee)), type(uint256).max, "all there is");
    }

    function test_AnEmptyLineageSettlesWithoutAWord() public {
        address child = _child(root, bob);
        vm.recordLogs();
        vault.settleLineage(child, address(fee), 2);
        vm.assertEq(_events(), 0, "nothing was shared");
    }

    /* GAS FOR FOREIGN TOKENS */

    function test_ATokenMayTake100000GasToGoBack() public {
        hostile.mint(address(vault), 1);
        hostile.setMood(Mood.Slow);
        _refund(1);
        vm.assertEq(_balance(address(hostile), bob), 10 * MAX_FEE + 1, "paid");
    }

    function test_AnAssetMayTake35000GasToNameItsCollector() public {
        address asset = _new("HostileAsset", "");
        HostileAsset(asset).mint(address(vault), ONE);
        HostileAsset(asset).setAnswer(Answer.Slow);
        address[] memory assets = new address[](1);
        assets[0] = asset;
        vm.prank(address(market));
        vault.order(assets, worker, bob);
        vm.assertEq(vault.claimable(asset, asset), ONE, "it names itself");
    }

    function test_ACollectorMayHaveTheLastAddress() public {
        address last = address(type(uint160).max);
        vm.prank(provider);
        IDatatoken(dataset).setPaymentCollector(last);
        router.updateOPCFee(0, 0, 1.01e18, 0);
        address[] memory assets = new address[](1);
        assets[0] = dataset;
        vm.prank(bob);
        IERC20(dataset).transfer(address(vault), ONE);
        vm.prank(address(market));
        vault.order(assets, worker, bob);
        vm.assertEq(vault.claimable(last, dataset), ONE, "credited");
    }

    /// @dev What the vault wrote down for one asset is no answer of the next, which says nothing or too little.
    function test_AnAssetThatNamesNobodyIsNotTakenForTheOneBefore() public {
        address[] memory assets = new address[](2);
        (assets[0], assets[1]) = (_new("HostileAsset", ""), _new("HostileAsset", ""));
        Answer[2] memory answers = [Answer.Nothing, Answer.TooShort];
        for (uint256 i; i < answers.length; ++i) {
            HostileAsset(assets[1]).setAnswer(answers[i]);
            vm.prank(address(market));
            vault.order(assets, worker, bob);
            vm.assertEq(vault.claimable(bob, assets[1]), (i + 1) * ONE, "the payer");
        }
    }

    /// @dev 500 000 for the order, the 64th that EIP-150 keeps back of it, 50 000 to ask for the collector, and as much to
    /// credit it.
    function test_AStarvedOrderSaysHowMuchGasItNeeds() public {
        address[] memory assets = new address[](1);
        assets[0] = dataset;
        vm.prank(address(market));
        try vault.order{gas: 500_000}(assets, worker, bob) {
            vm.assertTrue(false, "too little gas");
        } catch (bytes memory reason) {
            bytes memory asked = abi.encodeWithSelector(ILineageVault.LineageVault_NotEnoughGas.selector, 0, 607_936);
            (uint256 left, uint256 needed) = (_word(reason, 1), _word(reason, 2));
            vm.assertEq(bytes32(bytes4(reason)), bytes32(bytes4(asked)), "the error");
            vm.assertLe(left, 500_000, "left");
            vm.assertEq(needed, _word(asked, 2), "needed");
        }
    }

    /// @dev The n-th argument of a call or an error.
    function _word(bytes memory data, uint256 n) private pure returns (uint256 word) {
        assembly ("memory-safe") {
            word := mload(add(data, add(4, mul(n, 32))))
        }
    }

    /// @dev Code that stops at once, as an old token's that returns nothing does after the transfer.
    function test_ATokenOfOneByteThatTakesTheCallIsBelieved() public {
        vm.etch(address(hostile), hex"00");
        _refund(1);
        vm.assertEq(vault.claimable(bob, address(hostile)), 0, "not credited as well");
    }

    function test_AnAssetOfOneByteIsOrdered() public {
        vm.etch(dataset, hex"00");
        address[] memory assets = new address[](1);
        assets[0] = dataset;
        vm.expectEmit(address(vault));
        emit ILineageVault.AssetOrdered(dataset, worker, address(0));
        vm.prank(address(market));
        vault.order(assets, worker, bob);
    }

    /* GUARDS THAT ONLY ANOTHER CONTRACT CAN MEET */

    function test_AModelCannotBePublishedInTheMiddleOfAPayment() public {
        Family memory family = _family();
        family.custodian = address(hostile);
        bytes memory call = abi.encodeCall(IModelRegistry.publish, ("M", "", keccak256("weights"), family, bytes("")));
        hostile.setReentry(address(registry), call);
        _pay(root, hostile, 10);
        _assertGuarded();
    }

    function test_AJobWithAnOrderCannotBeLeasedInTheMiddleOfAPayment() public {
        _employ(address(hostile));
        Terms memory terms = _termsWithAssets(1);
        _request(terms);
        hostile.setReentry(address(market), abi.encodeCall(IJobMarket.lease, (terms)));
        _pay(root, hostile, 10);
        _assertGuarded();
    }
}
