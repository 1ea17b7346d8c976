// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IJobMarket, JobKind, Terms} from "../interfaces/IJobMarket.sol";
import {ILineageVault} from "../interfaces/ILineageVault.sol";
import {IModelRegistry} from "../interfaces/IModelRegistry.sol";
import {IWorkerRegistry} from "../interfaces/IWorkerRegistry.sol";
import {NeighbourFixture} from "../testing/NeighbourFixture.t.sol";
import {HookedAccount} from "../testing/accounts/HookedAccount.sol";
import {HookToken} from "../testing/tokens/HookToken.sol";

/// @dev A fee token that calls senders and receivers, as ERC-777 does, and a requester that makes the most of it.
contract HookTokenTest is NeighbourFixture {
    HookToken private token;
    HookedAccount private mallory;
    Terms private _job;

    function setUp() public override {
        super.setUp();
        token = HookToken(address(hostile));
        mallory = HookedAccount(_new("HookedAccount", ""));
        _endow(address(mallory));
        _job = _terms(JobKind.Train);
        (_job.requester, _job.feeToken) = (address(mallory), address(token));
    }

    function _hostileToken() internal pure override returns (string memory) {
        return "HookToken";
    }

    /// @dev Everything that moves money, called in the middle of a payment, is refused.
    function test_NoDoorIsOpenWhileAFeeMoves() public {
        bytes[9] memory atTheMarket = [
            abi.encodeCall(IJobMarket.request, (_job)),
            abi.encodeCall(IJobMarket.cancel, (_job)),
            abi.encodeCall(IJobMarket.lease, (_job)),
            abi.encodeCall(IJobMarket.settle, (_job, _result(_job))),
            abi.encodeCall(IJobMarket.birth, (_job, _result(_job))),
            abi.encodeCall(IJobMarket.lapse, (_job)),
            abi.encodeCall(IJobMarket.expire, (_job)),
            abi.encodeCall(IWorkerRegistry.withdraw, ()),
            abi.encodeCall(IWorkerRegistry.sweepLost, ())
        ];
        for (uint256 i; i < atTheMarket.length; ++i) _attack(address(market), atTheMarket[i]);
        bytes[6] memory atTheVault = [
            abi.encodeCall(ILineageVault.pay, (root, address(token), 1)),
            abi.encodeCall(ILineageVault.collect, (root, address(token))),
            abi.encodeCall(ILineageVault.settle, (root, address(token))),
            abi.encodeCall(ILineageVault.settleLineage, (root, address(token), 1)),
            abi.encodeCall(ILineageVault.claim, (address(token))),
            abi.encodeCall(ILineageVault.claimFor, (worker, address(token)))
        ];
        for (uint256 i; i < atTheVault.length; ++i) _attack(address(vault), atTheVault[i]);
        bytes memory publishing = abi.encodeCall(
            IModelRegistry.publish,
            ("M", "", keccak256("weights"), _family(), "")
        );
        _attack(address(registry), publishing);
    }

    /// @dev A job from its request to its settlement and to the claim, with the same call from within each payment.
    function _attack(address target, bytes memory call) private {
        uint256 before = vm.snapshotState();
        uint256 owned = token.balanceOf(address(mallory));
        mallory.arm(token, target, call);
        mallory.execute(address(market), abi.encodeCall(IJobMarket.request, (_job)));
        _lease(_job, worker);
        _submit(_job, _result(_job), worker);
        vm.warp(block.timestamp + CHALLENGE + 1);
        market.settle(_job, _result(_job));
        vm.assertGe(mallory.attempts(), 1, "called when paying, and when paid if that left it any gas");
        vm.assertEq(mallory.worked(), 0, "every door is shut");
        vault.claimFor(worker, address(token));
        vm.assertEq(token.balanceOf(worker), FEE, "worker");
        vm.assertEq(_owns(address(mallory), address(token)), owned - FEE, "requester");
        uint256 waits = vault.claimable(address(mallory), address(token));
        vm.assertEq(token.balanceOf(address(vault)), waits, "vault");
        vm.revertToState(before);
    }

    function test_AReceiverThatRefusesKeepsItsMoneyAndBlocksNobody() public {
        mallory.arm(token, address(this), "");
        mallory.execute(address(market), abi.encodeCall(IJobMarket.request, (_job)));
        _lease(_job, worker);
        _submit(_job, _result(_job), worker);
        mallory.refuse(true);
        vm.warp(block.timestamp + CHALLENGE + 1);
        market.settle(_job, _result(_job));
        vault.claimFor(worker, address(token));
        vm.assertEq(token.balanceOf(worker), FEE, "worker");
        vm.assertEq(vault.claimable(address(mallory), address(token)), MAX_FEE - FEE, "waits");
        mallory.refuse(false);
        vault.claimFor(address(mallory), address(token));
        vm.assertEq(vault.claimable(address(mallory), address(token)), 0, "paid later");
    }

    function test_APayerThatRefusesHarmsItselfOnly() public {
        mallory.arm(token, address(this), "");
        mallory.refuse(true);
        vm.expectRevert("hook refused");
        mallory.execute(address(market), abi.encodeCall(IJobMarket.request, (_job)));
        _assertNoEscrow();
        _assertJobsWork();
    }
}
