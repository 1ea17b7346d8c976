// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {JobKind, JobState, Result, Terms} from "../interfaces/IJobMarket.sol";
import {IDatatoken, IOceanFactoryAdmin} from "./OceanStack.t.sol";
import {Fixture} from "./Fixture.t.sol";

/// @title A market on which Bob can request jobs and two workers can take them
abstract contract JobFixture is Fixture {
    uint256 internal constant MAX_FEE = 10e18;
    uint256 internal constant FEE = 7e18;
    /// @dev What a training gains unless a test says otherwise: one hop, and some more.
    uint256 internal constant GAIN = 0.015e18;

    address internal dataset;
    address internal algorithm;

    function setUp() public virtual override {
        super.setUp();
        (dataset, algorithm) = (_asset(1, address(0)), _asset(1, address(0)));
        _employ(worker);
        _employ(worker2);
        vault.settle(root, root);
        vm.prank(alice);
        vault.claim(root);
        _endow(bob);
    }

    /// @dev An Ocean asset of the provider's. With `feeToken`, each order of it must also pay 1e18 of that token.
    function _asset(uint256 template, address feeToken) internal returns (address datatoken) {
        string[] memory strings = new string[](2);
        (strings[0], strings[1]) = ("asset", "ASSET");
        address[] memory addresses = new address[](4);
        addresses[0] = address(this);
        if (feeToken != address(0)) (addresses[2], addresses[3]) = (provider, feeToken);
        uint256[] memory uints = new uint256[](2);
        (uints[0], uints[1]) = (1000e18, feeToken == address(0) ? 0 : ONE);
        (, datatoken) = factory.createNftWithErc20(
            IOceanFactoryAdmin.NftCreateData("asset", "ASSET", 1, "", true, provider),
            IOceanFactoryAdmin.ErcCreateData(template, strings, addresses, uints, new bytes[](0))
        );
    }

    function _employ(address account) internal {
        vm.prank(custodian);
        workers.authorise(account, true);
        stakeToken.mint(address(this), 10 * LEASE_STAKE);
        stakeToken.approve(address(market), 10 * LEASE_STAKE);
        workers.stake(account, 10 * LEASE_STAKE);
    }

    /// @dev Gives an account ten of each token that a job may cost, all approved.
    function _endow(address account) internal {
        vm.prank(alice);
        IERC20(root).transfer(account, 10e18);
        IDatatoken(dataset).mint(account, 10e18);
        IDatatoken(algorithm).mint(account, 10e18);
        fee.mint(account, 10 * MAX_FEE);
        hostile.mint(account, 10 * MAX_FEE);
        _approve(account, root);
        _approve(account, dataset);
        _approve(account, algorithm);
        _approve(account, address(fee));
        _approve(account, address(hostile));
    }

    function _approve(address account, address token) internal {
        vm.prank(account);
        IERC20(token).approve(address(vault), type(uint256).max);
    }

    /// @dev Bob's terms: no assets, a day's time, any worker.
    function _terms(JobKind kind) internal view returns (Terms memory terms) {
        terms.kind = kind;
        terms.model = root;
        terms.requester = bob;
        terms.deadline = uint64(block.timestamp) + 1 days;
        terms.feeToken = address(fee);
        terms.maxFee = MAX_FEE;
        terms.manifestHash = keccak256("manifest");
        terms.manifestURI = "posthuman:manifest";
        if (kind == JobKind.Train) terms.childName = "M2";
    }

    /// @dev The same with the dataset and the algorithm, the first `orderedAtLease` of them ordered at the lease.
    function _termsWithAssets(uint256 orderedAtLease) internal view returns (Terms memory terms) {
        terms = _terms(JobKind.Train);
        terms.assets = new address[](2);
        (terms.assets[0], terms.assets[1]) = (dataset, algorithm);
        terms.orderedAtLease = orderedAtLease;
    }

    /// @dev The first worker's result; it asks seven of ten, and a training gained one hop.
    function _result(Terms memory terms) internal view returns (Result memory result) {
        result.worker = worker;
        result.resultRoot = keccak256("receipt");
        result.fee = terms.maxFee < FEE ? terms.maxFee : FEE;
        if (terms.kind != JobKind.Train) return result;
        (result.weightsRoot, result.traceRoot) = (keccak256("weights of M2"), keccak256("trace"));
        (result.segments, result.gain) = (5, int256(GAIN));
    }

    function _request(Terms memory terms) internal returns (bytes32) {
        vm.prank(terms.requester);
        return market.request(terms);
    }

    /// @dev The job's id without a call, which a cheatcode for the next call would take for that.
    function _id(Terms memory terms) internal view returns (bytes32) {
        return keccak256(abi.encode(block.chainid, address(market), terms));
    }

    function _lease(Terms memory terms, address account) internal {
        vm.prank(account);
        market.lease(terms);
    }

    function _submit(Terms memory terms, Result memory result, address account) internal {
        vm.prank(account);
        market.submit(_id(terms), result);
    }

    function _leased(Terms memory terms) internal returns (bytes32 id) {
        id = _request(terms);
        _lease(terms, worker);
    }

    function _submitted(Terms memory terms) internal returns (bytes32 id) {
        id = _leased(terms);
        _submit(terms, _result(terms), worker);
    }

    /// @dev Submitted, and the challenge window is over.
    function _payable(Terms memory terms) internal returns (bytes32 id) {
        id = _submitted(terms);
        vm.warp(block.timestamp + CHALLENGE + 1);
    }

    function _settled(Terms memory terms) internal returns (bytes32 id) {
        id = _payable(terms);
        market.settle(terms, _result(terms));
    }

    /// @dev The child of a training, from its request on.
    function _born(Terms memory terms) internal returns (address) {
        _settled(terms);
        return market.birth(terms, _result(terms));
    }

    /// @dev Who leased the job, while it is leased.
    function _holder(bytes32 id) internal view returns (address) {
        return address(bytes20(market.jobOf(id).held));
    }

    function _assertState(bytes32 id, JobState state) internal view {
        vm.assertEq(uint256(market.jobOf(id).state), uint256(state), "state");
    }

    function _balance(address token, address account) internal view returns (uint256) {
        return IERC20(token).balanceOf(account);
    }

    function _locked(address account) internal view returns (uint256 locked) {
        (, locked) = workers.stakeOf(account);
    }

    /// @dev What Bob has of all tokens of a job, each in its own word.
    function _purse() internal view returns (uint256[4] memory) {
        return
            [
                _balance(root, bob),
                _balance(dataset, bob),
                _balance(algorithm, bob),
                _balance(address(fee), bob)
            ];
    }

    /// @dev Bob has exactly what he had, and nothing waits in escrow.
    function _assertRefunded(uint256[4] memory before) internal view {
        uint256[4] memory purse = _purse();
        for (uint256 i; i < 4; ++i) vm.assertEq(purse[i], before[i], "refund");
        _assertNoEscrow();
    }

    function _assertNoEscrow() internal view {
        vm.assertEq(_escrowed(root), 0, "model in escrow");
        vm.assertEq(_escrowed(dataset), 0, "dataset in escrow");
        vm.assertEq(_escrowed(algorithm), 0, "algorithm in escrow");
        vm.assertEq(_escrowed(address(fee)), 0, "fee in escrow");
        vm.assertEq(_escrowed(address(hostile)), 0, "hostile fee in escrow");
    }

    /// @dev What the vault holds of a token for open jobs, which it does not count itself: all but the root's inbox and
    /// what somebody can claim.
    function _escrowed(address token) internal view returns (uint256 escrowed) {
        escrowed = _balance(token, address(vault)) - vault.inboxOf(root, token);
        address[8] memory all = [alice, bob, charlie, worker, worker2, provider, tail, stranger];
        for (uint256 i; i < all.length; ++i) escrowed -= vault.claimable(all[i], token);
    }
}
