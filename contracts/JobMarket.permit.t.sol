// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {JobFixture} from "./testing/JobFixture.t.sol";
import {IDatatoken} from "./testing/OceanStack.t.sol";
import {IJobMarket, JobKind, JobState, Terms} from "./interfaces/IJobMarket.sol";

/// @title The permit of ERC-2612, which Ocean's datatokens have too
interface IPermit {
    function permit(
        address owner,
        address spender,
        uint256 amount,
        uint256 deadline,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external;
}

contract JobMarketPermitTest is JobFixture {
    bytes32 private constant TYPEHASH = keccak256(
        "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"
    );

    function setUp() public override {
        super.setUp();
        vm.startPrank(bob);
        IERC20(root).approve(address(vault), 0);
        fee.approve(address(vault), 0);
        vm.stopPrank();
    }

    function _signPermit(
        address token,
        uint256 amount,
        uint256 deadline
    ) private view returns (uint8 v, bytes32 r, bytes32 s) {
        IDatatoken datatoken = IDatatoken(token);
        bytes32 message = keccak256(abi.encode(TYPEHASH, bob, address(vault), amount, datatoken.nonces(bob), deadline));
        bytes32 domain = datatoken.DOMAIN_SEPARATOR();
        return vm.sign(_key("bob"), keccak256(abi.encodePacked("\x19\x01", domain, message)));
    }

    function _permitCall(address token, uint256 amount) private view returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = _signPermit(token, amount, type(uint256).max);
        return abi.encodeCall(IJobMarket.permit, (token, amount, type(uint256).max, v, r, s));
    }

    /// @dev Permits for the datatoken and the fee, then the request, all in one transaction.
    function _permitsAndRequest(Terms memory terms) private view returns (bytes[] memory calls) {
        calls = new bytes[](3);
        calls[0] = _permitCall(root, ONE);
        calls[1] = _permitCall(address(fee), MAX_FEE);
        calls[2] = abi.encodeCall(IJobMarket.request, (terms));
    }

    function test_OneTransactionPermitsAndRequests() public {
        Terms memory terms = _terms(JobKind.Infer);
        bytes[] memory calls = _permitsAndRequest(terms);
        vm.prank(bob);
        bytes[] memory answers = market.multicall(calls);
        vm.assertEq(abi.decode(answers[2], (bytes32)), market.jobId(terms), "id");
        _assertState(market.jobId(terms), JobState.Requested);
        vm.assertEq(IERC20(root).allowance(bob, address(vault)), 0, "exact amount");
    }

    function test_AFrontRunPermitChangesNothing() public {
        Terms memory terms = _terms(JobKind.Infer);
        bytes[] memory calls = _permitsAndRequest(terms);
        (uint8 v, bytes32 r, bytes32 s) = _signPermit(root, ONE, type(uint256).max);
        vm.prank(stranger);
        IPermit(root).permit(bob, address(vault), ONE, type(uint256).max, v, r, s);
        (v, r, s) = _signPermit(address(fee), MAX_FEE, type(uint256).max);
        vm.prank(stranger);
        IPermit(address(fee)).permit(bob, address(vault), MAX_FEE, type(uint256).max, v, r, s);
        vm.prank(bob);
        market.multicall(calls);
        _assertState(market.jobId(terms), JobState.Requested);
    }

    function test_ABadPermitLeavesItToTheAllowance() public {
        Terms memory terms = _terms(JobKind.Infer);
        vm.startPrank(bob);
        market.permit(root, ONE, 0, 27, bytes32(uint256(1)), bytes32(uint256(1)));
        market.permit(address(fee), MAX_FEE, 0, 27, bytes32(uint256(1)), bytes32(uint256(1)));
        vm.expectRevert();
        market.request(terms);
        IERC20(root).approve(address(vault), ONE);
        fee.approve(address(vault), MAX_FEE);
        market.request(terms);
        vm.stopPrank();
    }

    function test_AnAddressWithoutCodeIsPassedOver() public {
        vm.prank(bob);
        market.permit(stranger, ONE, type(uint256).max, 27, bytes32(uint256(1)), bytes32(uint256(1)));
        Terms memory terms = _terms(JobKind.Infer);
        bytes[] memory calls = _permitsAndRequest(terms);
        calls[1] = abi.encodeCall(IJobMarket.permit, (address(0), MAX_FEE, 0, 0, bytes32(0), bytes32(0)));
        vm.prank(bob);
        fee.approve(address(vault), MAX_FEE);
        vm.prank(bob);
        market.multicall(calls);
        _assertState(_id(terms), JobState.Requested);
    }

    function test_ATokenWithoutPermitsIsPassedOver() public {
        vm.prank(bob);
        market.permit(address(factory), ONE, type(uint256).max, 27, bytes32(uint256(1)), bytes32(0));
    }

    function test_NobodyElseCanUseAPermit() public {
        bytes memory call = _permitCall(root, ONE);
        vm.prank(stranger);
        (bool ok, ) = address(market).call(call);
        vm.assertTrue(ok, "passed over");
        vm.assertEq(IERC20(root).allowance(bob, address(vault)), 0, "no allowance");
        vm.assertEq(IERC20(root).allowance(stranger, address(vault)), 0, "none for the caller");
    }

    function test_DatatokensCompareTheDeadlineWithTheBlockNumber() public {
        vm.roll(1000);
        (uint8 v, bytes32 r, bytes32 s) = _signPermit(root, ONE, 999);
        vm.prank(bob);
        market.permit(root, ONE, 999, v, r, s);
        vm.assertEq(IERC20(root).allowance(bob, address(vault)), 0, "past block");
        (v, r, s) = _signPermit(root, ONE, 1000);
        vm.prank(bob);
        market.permit(root, ONE, 1000, v, r, s);
        vm.assertEq(IERC20(root).allowance(bob, address(vault)), ONE, "this block");
    }
}
