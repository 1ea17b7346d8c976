// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";
import {Job, JobState, Result, Terms} from "../../interfaces/IJobMarket.sol";
import {ILineageVault} from "../../interfaces/ILineageVault.sol";
import {IModelRegistry, Model} from "../../interfaces/IModelRegistry.sol";
import {IWorkerRegistry} from "../../interfaces/IWorkerRegistry.sol";
import {IMarketParts} from "../Fixture.t.sol";
import {IDatatoken} from "../OceanStack.t.sol";
import {Test} from "../Test.t.sol";
import {HostileToken} from "../tokens/HostileToken.sol";
import {TestToken} from "../tokens/TestToken.sol";

/// @notice Who and what takes part in a run.
/// @param provider Is paid for the assets.
/// @param models Those that are there from the start, parents before children.
/// @param actors Request jobs, trade titles, pay and claim.
/// @param crew Workers.
/// @param others All other accounts that tokens can reach.
/// @param custodians Of the families.
/// @param assets Ocean datatokens that jobs may use; the first one's orders fail.
struct Parts {
    IMarketParts market;
    TestToken fee;
    HostileToken hostile;
    TestToken stakeToken;
    address provider;
    address[] models;
    address[] actors;
    address[] crew;
    address[] others;
    address[] custodians;
    address[] assets;
}

/// @title What a run remembers, and what every call of it must respect
/// @dev Each step is `watched`: afterwards nobody but the caller may own less, and each job may only have moved along an
/// arrow of the state machine.
abstract contract Ledger is Test {
    uint256 internal constant ONE = 1e18;

    IMarketParts internal immutable MARKET;
    IModelRegistry internal immutable REGISTRY;
    ILineageVault internal immutable VAULT;
    IWorkerRegistry internal immutable WORKERS;
    TestToken internal immutable FEE;
    HostileToken internal immutable HOSTILE;
    TestToken internal immutable STAKE_TOKEN;
    address internal immutable PROVIDER;

    address[] public actors;
    address[] public crew;
    address[] public custodians;
    address[] public assets;
    /// @notice Every account that tokens can reach, but for those below.
    address[] public everyone;
    /// @notice The vault and the collectors, which hold what others own.
    address[] public keepers;
    address[] public models;
    address[] public tokens;
    Terms[] internal _jobs;
    Result[] internal _results;
    bytes32[] internal _ids;
    mapping(address model => Model) internal _born;
    /// @notice Gain of the training that each model came from; of a root, one hop's.
    mapping(address model => uint256) public gainOf;
    /// @notice Who bought each title last.
    mapping(address model => address) public titleOf;
    /// @notice Tokens sent to the vault by mistake.
    mapping(address token => uint256) public donated;
    /// @notice Income that reached a model otherwise than from a child.
    mapping(address model => mapping(address token => uint256)) public direct;
    /// @notice The same from its children.
    mapping(address model => mapping(address token => uint256)) public fromChildren;
    /// @notice What settling must have passed up from a model so far; its title's owners kept 2^hops - 1 times that.
    mapping(address model => mapping(address token => uint256)) public passed;
    /// @notice What an account must be able to claim: shares, fees, and transfers that were refused.
    mapping(address account => mapping(address token => uint256)) public owed;
    /// @notice What an account claimed so far.
    mapping(address account => mapping(address token => uint256)) public claimed;
    /// @notice Orders of an asset so far, those that failed and were paid all the same included.
    mapping(address asset => uint256) public orders;
    /// @notice Who leased a job last.
    mapping(uint256 job => address) public holderOf;
    /// @notice The child of a training, once it was born.
    mapping(uint256 job => address) public childOf;
    /// @notice How often each step did something.
    mapping(bytes4 step => uint256) public done;
    /// @dev What everybody owned of a token after the last step.
    mapping(address token => uint256[]) private _wealth;
    address private _caller;

    constructor(Parts memory parts) {
        MARKET = parts.market;
        (REGISTRY, VAULT) = (parts.market.REGISTRY(), parts.market.VAULT());
        WORKERS = IWorkerRegistry(address(parts.market));
        (FEE, HOSTILE, STAKE_TOKEN) = (parts.fee, parts.hostile, parts.stakeToken);
        PROVIDER = parts.provider;
        (actors, crew, assets, custodians) = (parts.actors, parts.crew, parts.assets, parts.custodians);
        _enter(parts.actors);
        _enter(parts.crew);
        _enter(parts.others);
        everyone.push(PROVIDER);
        keepers.push(address(VAULT));
        // The last asset is a model, and so among the tokens anyway.
        for (uint256 i; i + 1 < parts.assets.length; ++i) tokens.push(parts.assets[i]);
        tokens.push(address(FEE));
        tokens.push(address(HOSTILE));
        for (uint256 i; i < parts.models.length; ++i) {
            uint256 minGain = REGISTRY.minGainOf(parts.models[i]);
            _remember(parts.models[i], minGain * REGISTRY.modelOf(parts.models[i]).hops);
        }
        for (uint256 m; m < models.length; ++m) {
            for (uint256 t; t < tokens.length; ++t) {
                direct[models[m]][tokens[t]] = VAULT.inboxOf(models[m], tokens[t]);
            }
        }
        for (uint256 a; a < everyone.length; ++a) {
            for (uint256 t; t < tokens.length; ++t) {
                owed[everyone[a]][tokens[t]] = VAULT.claimable(everyone[a], tokens[t]);
            }
        }
        for (uint256 t; t < tokens.length; ++t) _measure(tokens[t]);
    }

    modifier watched() {
        Job[] memory jobs = _jobsNow();
        _caller = address(0);
        _;
        _assertNobodyElseLost();
        for (uint256 i; i < jobs.length; ++i) _assertArrow(jobs[i], jobOf(i));
    }

    function jobCount() public view returns (uint256) {
        return _jobs.length;
    }

    function jobAt(uint256 i) external view returns (Terms memory, Result memory) {
        return (_jobs[i], _results[i]);
    }

    function jobOf(uint256 i) public view returns (Job memory) {
        return MARKET.jobOf(_ids[i]);
    }

    function stateOf(uint256 i) public view returns (JobState) {
        return jobOf(i).state;
    }

    /// @dev A model's record on the day that it was registered.
    function recordOf(address model) public view returns (Model memory) {
        return _born[model];
    }

    function hopsOf(address model) public view returns (uint8) {
        return _born[model].hops;
    }

    function parentOf(address model) public view returns (address) {
        return _born[model].parent;
    }

    /// @dev Each list in one call, which spares the rules thousands.
    function lists()
        external
        view
        returns (address[] memory, address[] memory, address[] memory, address[] memory)
    {
        return (everyone, keepers, models, tokens);
    }

    /// @dev What everybody must be able to claim of a token.
    function debts(address token) external view returns (uint256[] memory list) {
        list = new uint256[](everyone.length);
        for (uint256 a; a < list.length; ++a) list[a] = owed[everyone[a]][token];
    }

    /// @dev What everybody together owns of a token, in wallets and claimable, after the last step.
    function wealth(address token) external view returns (uint256 sum) {
        for (uint256 a; a < everyone.length; ++a) sum += _wealth[token][a];
    }

    /// @dev What each model received of a token so far, and what it passed up of that.
    function flows(
        address token
    ) external view returns (uint256[] memory received, uint256[] memory up, uint8[] memory hops) {
        received = new uint256[](models.length);
        (up, hops) = (new uint256[](models.length), new uint8[](models.length));
        for (uint256 m; m < models.length; ++m) {
            received[m] = direct[models[m]][token] + fromChildren[models[m]][token];
            (up[m], hops[m]) = (passed[models[m]][token], hopsOf(models[m]));
        }
    }

    /// @dev What an account owns of a token: in its wallet, and claimable.
    function wealthOf(address account, address token) public view returns (uint256) {
        return IERC20(token).balanceOf(account) + VAULT.claimable(account, token);
    }

    /* FOR HANDLERS */

    /// @dev The next call is made by `account`, who may spend its own.
    function _as(address account) internal {
        _caller = account;
        vm.prank(account);
    }

    /// @dev The step did something.
    function _did() internal {
        ++done[msg.sig];
    }

    function _remember(address model, uint256 gain) internal {
        models.push(model);
        tokens.push(model);
        address collector = VAULT.collectorOf(IDatatoken(model).getERC721Address());
        keepers.push(collector);
        _born[model] = REGISTRY.modelOf(model);
        gainOf[model] = gain;
        titleOf[model] = IERC721(address(REGISTRY)).ownerOf(uint160(model));
        direct[model][model] = VAULT.inboxOf(model, model);
    }

    function _pick(address[] storage list, uint256 seed) internal view returns (address) {
        return list[seed % list.length];
    }

    /// @dev The first job in `state`, counted from a random one on.
    function _find(uint256 seed, JobState state) internal view returns (bool found, uint256 i) {
        for (uint256 n; n < _jobs.length; ++n) {
            i = ((seed % _jobs.length) + n) % _jobs.length;
            if (stateOf(i) == state) return (true, i);
        }
    }

    /* INTERNALS */

    function _enter(address[] memory accounts) private {
        for (uint256 i; i < accounts.length; ++i) everyone.push(accounts[i]);
    }

    function _measure(address token) private {
        delete _wealth[token];
        for (uint256 a; a < everyone.length; ++a) _wealth[token].push(wealthOf(everyone[a], token));
    }

    /// @dev Compares with what was measured after the step before; nothing moves between two steps.
    function _assertNobodyElseLost() private {
        for (uint256 t; t < tokens.length; ++t) {
            uint256[] storage before = _wealth[tokens[t]];
            for (uint256 a; a < before.length; ++a) {
                uint256 owned = wealthOf(everyone[a], tokens[t]);
                bool lost = owned < before[a] && everyone[a] != _caller;
                vm.assertTrue(!lost, "a call by another took something");
                before[a] = owned;
            }
            if (before.length == 0) _measure(tokens[t]);
        }
    }

    function _jobsNow() private view returns (Job[] memory jobs) {
        jobs = new Job[](_jobs.length);
        for (uint256 i; i < jobs.length; ++i) jobs[i] = jobOf(i);
    }

    function _assertArrow(Job memory before, Job memory afterwards) private pure {
        (JobState from, JobState to) = (before.state, afterwards.state);
        bool open = from == JobState.Requested || from == JobState.Leased;
        bool allowed = from == to;
        if (from == JobState.Requested)
            allowed = allowed || to == JobState.Leased || to == JobState.Cancelled;
        if (from == JobState.Leased) {
            allowed =
                allowed ||
                to == JobState.Submitted ||
                to == JobState.Requested ||
                to == JobState.Failed;
        }
        if (open) allowed = allowed || to == JobState.Expired;
        if (from == JobState.Submitted) allowed = allowed || to == JobState.Settled;
        if (from == JobState.Settled) allowed = allowed || to == JobState.Born;
        vm.assertTrue(allowed, "no such arrow in the state machine");
        bool leased = from == JobState.Requested && to == JobState.Leased;
        vm.assertEq(afterwards.attempts, before.attempts + (leased ? 1 : 0), "an attempt is a lease");
        vm.assertTrue(afterwards.kind == before.kind, "a job's kind never changes");
        bool handed = leased || (from == JobState.Leased && to == JobState.Submitted);
        if (!handed) vm.assertEq(bytes32(afterwards.held), bytes32(before.held), "holder and result stay");
    }
}
