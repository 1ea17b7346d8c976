// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {IJobMarket, MarketConfig} from "../interfaces/IJobMarket.sol";
import {ILineageVault} from "../interfaces/ILineageVault.sol";
import {Family, IModelRegistry, TrustClass} from "../interfaces/IModelRegistry.sol";
import {IWorkerRegistry} from "../interfaces/IWorkerRegistry.sol";
import {OceanStack} from "./OceanStack.t.sol";
import {HostileToken} from "./tokens/HostileToken.sol";
import {TestToken} from "./tokens/TestToken.sol";

/// @title The market's own parts, which its interface leaves out
interface IMarketParts is IJobMarket {
    function REGISTRY() external view returns (IModelRegistry);

    function VAULT() external view returns (ILineageVault);

    function LEASE_SECONDS() external view returns (uint64);

    function CHALLENGE_SECONDS() external view returns (uint64);

    function MAX_DURATION() external view returns (uint64);

    function MAX_ATTEMPTS() external view returns (uint8);

    function LEASE_STAKE() external view returns (uint256);

    function LAPSE_PENALTY() external view returns (uint256);

    function multicall(bytes[] calldata calls) external returns (bytes[] memory answers);
}

/// @title A market on Ocean's contracts with one root model, whose title Alice holds
abstract contract Fixture is OceanStack {
    uint64 internal constant LEASE = 1 hours;
    uint64 internal constant CHALLENGE = 10 minutes;
    uint64 internal constant MAX_DURATION = 30 days;
    uint64 internal constant UNBONDING = 7 days;
    uint8 internal constant ATTEMPTS = 3;
    uint96 internal constant LEASE_STAKE = 100e18;
    uint96 internal constant PENALTY = 5e18;
    uint96 internal constant SUPPLY = 1000e18;
    uint256 internal constant MIN_GAIN = 0.01e18;
    uint256 internal constant ONE = 1e18;

    IMarketParts internal market;
    IModelRegistry internal registry;
    ILineageVault internal vault;
    IWorkerRegistry internal workers;
    IERC721 internal titles;
    TestToken internal fee;
    TestToken internal stakeToken;
    HostileToken internal hostile;
    address internal root;

    address internal alice = _account("alice");
    address internal bob = _account("bob");
    address internal charlie = _account("charlie");
    address internal custodian = alice;
    address internal worker = _account("worker");
    address internal worker2 = _account("worker2");
    address internal provider = _account("provider");
    address internal tail = _account("tail");
    address internal sink = _account("sink");
    address internal stranger = _account("stranger");

    function setUp() public virtual {
        vm.warp(1_800_000_000);
        _deployOcean();
        fee = TestToken(_new("TestToken", abi.encode("Fee")));
        stakeToken = TestToken(_new("TestToken", abi.encode("Stake")));
        hostile = HostileToken(_new(_hostileToken(), ""));
        market = IMarketParts(_new("JobMarket", abi.encode(_config())));
        (registry, vault, workers) = (market.REGISTRY(), market.VAULT(), IWorkerRegistry(address(market)));
        titles = IERC721(address(registry));
        vm.prank(alice);
        root = registry.publish("M1", "ipfs://m1", keccak256("weights of M1"), _family(), "");
    }

    /// @dev Name of the contract that is the second fee token.
    function _hostileToken() internal virtual returns (string memory) {
        return "HostileToken";
    }

    function _config() internal view returns (MarketConfig memory config) {
        config.factory = address(factory);
        config.stakeToken = address(stakeToken);
        config.slashSink = sink;
        config.leaseSeconds = uint32(LEASE);
        config.challengeSeconds = uint32(CHALLENGE);
        config.maxDuration = uint32(MAX_DURATION);
        config.maxAttempts = ATTEMPTS;
        config.unbondingSeconds = uint32(UNBONDING);
        config.leaseStake = LEASE_STAKE;
        config.lapsePenalty = PENALTY;
        config.feeTokens = new address[](2);
        (config.feeTokens[0], config.feeTokens[1]) = (address(fee), address(hostile));
    }

    function _family() internal view returns (Family memory) {
        return Family(custodian, TrustClass.EvalOnly, tail, SUPPLY, MIN_GAIN, keccak256("evaluation set"));
    }

    /// @dev A child of `parent` without the job that makes one; its title goes to `trainer`. It holds one hop.
    function _child(address parent, address trainer) internal returns (address) {
        return _child(parent, trainer, MIN_GAIN);
    }

    /// @dev The same with a gain of its own, which says how many hops it holds.
    function _child(address parent, address trainer, uint256 gain) internal returns (address) {
        vm.prank(address(market));
        return registry.birth("child", parent, trainer, keccak256("weights"), gain, bytes32(0));
    }

    /// @dev A line of `depth` models from the root (models[0]) down; title k belongs to `_owner(k)`.
    function _line(uint256 depth) internal returns (address[] memory models) {
        models = new address[](depth);
        models[0] = root;
        for (uint256 i = 1; i < depth; ++i) models[i] = _child(models[i - 1], _owner(i));
    }

    /// @dev The holder of title k of `_line`: Alice for the root, an account of its own for each other.
    function _owner(uint256 k) internal view returns (address) {
        return k == 0 ? alice : address(uint160(0x1000000 + k));
    }

    function _pay(address model, IERC20 token, uint256 amount) internal {
        TestToken(address(token)).mint(address(this), amount);
        token.approve(address(vault), amount);
        vault.pay(model, address(token), amount);
    }

    /// @dev The hostile token has just called back, and met the guard rather than a check that stands behind it.
    function _assertGuarded() internal view {
        vm.assertTrue(hostile.attempts() > 0, "called back");
        vm.assertEq(hostile.reentered(), false, "reentered");
        vm.assertEq(
            bytes32(hostile.refusal()),
            bytes32(ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector),
            "guard"
        );
    }
}
