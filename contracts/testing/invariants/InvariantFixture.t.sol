// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Job, JobState, Result, Terms} from "../../interfaces/IJobMarket.sol";
import {Family, TrustClass} from "../../interfaces/IModelRegistry.sol";
import {JobFixture} from "../JobFixture.t.sol";
import {IDatatoken} from "../OceanStack.t.sol";
import {Mood} from "../tokens/HostileToken.sol";
import {MarketHandler} from "./MarketHandler.t.sol";
import {Parts} from "./Ledger.t.sol";

/// @title A market whose every call is made at random, and whose every job is ended when a run ends
abstract contract InvariantFixture is JobFixture {
    /// @notice Calls of one contract that a run may make; the test runner knows this type by its form.
    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    /// @notice All that a run has to do with.
    struct Lists {
        address[] accounts;
        address[] keepers;
        address[] models;
        address[] tokens;
    }

    uint256 internal constant CREW = 3;

    MarketHandler internal handler;
    address internal dora = _account("dora");
    address internal tail2 = _account("second tail");

    function setUp() public override {
        super.setUp();
        Parts memory parts;
        parts.market = market;
        (parts.fee, parts.hostile, parts.stakeToken) = (fee, hostile, stakeToken);
        parts.provider = provider;
        parts.actors = new address[](4);
        (parts.actors[0], parts.actors[1]) = (alice, bob);
        (parts.actors[2], parts.actors[3]) = (charlie, dora);
        parts.crew = new address[](CREW);
        (parts.crew[0], parts.crew[1], parts.crew[2]) = (worker, worker2, _account("worker3"));
        parts.others = new address[](4);
        (parts.others[0], parts.others[1], parts.others[2], parts.others[3]) = (tail, tail2, sink, opc);
        parts.custodians = new address[](2);
        (parts.custodians[0], parts.custodians[1]) = (alice, dora);
        parts.assets = new address[](4);
        // An order of the first one fails, for want of a market fee that nobody pays; the last one is a model.
        (parts.assets[0], parts.assets[1]) = (_asset(1, address(fee)), dataset);
        (parts.assets[2], parts.assets[3]) = (algorithm, root);
        _employ(parts.crew[2]);
        for (uint256 w; w < CREW; ++w) {
            vm.prank(dora);
            workers.authorise(parts.crew[w], true);
        }
        for (uint256 i; i < parts.actors.length; ++i) {
            if (parts.actors[i] != bob) _endow(parts.actors[i]);
            for (uint256 n; n < 3; ++n) {
                IDatatoken(parts.assets[n]).mint(parts.actors[i], 100e18);
                _approve(parts.actors[i], parts.assets[n]);
            }
        }
        parts.models = _families();
        handler = _newHandler(parts);
    }

    /// @dev The handler has to come from the test's own file: the runner knows the contracts of those files only.
    function _newHandler(Parts memory parts) internal virtual returns (MarketHandler);

    /// @dev A root, a child, a grandchild of three hops, the child's sibling, and a root of another family, whose supply
    /// is odd; everybody holds some of each.
    function _families() private returns (address[] memory models) {
        models = new address[](5);
        models[0] = root;
        models[1] = _child(root, bob);
        models[2] = _child(models[1], charlie, 3 * MIN_GAIN);
        models[3] = _child(root, charlie);
        Family memory family = Family(dora, TrustClass.None, tail2, 333e18 + 1, 0.02e18, keccak256("set 2"));
        vm.prank(dora);
        models[4] = registry.publish("N1", "", keccak256("weights of N1"), family, "");
        address[5] memory owners = [alice, bob, charlie, charlie, dora];
        address[4] memory buyers = [alice, bob, charlie, dora];
        for (uint256 i = 1; i < 5; ++i) {
            vault.settleLineage(models[i], models[i], 2);
            vm.startPrank(owners[i]);
            vault.claim(models[i]);
            for (uint256 n; n < 4; ++n) IERC20(models[i]).transfer(buyers[n], 20e18);
            vm.stopPrank();
        }
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(handler);
    }

    function targetSelectors() public view returns (FuzzSelector[] memory targets) {
        targets = new FuzzSelector[](1);
        targets[0] = FuzzSelector(address(handler), _steps());
    }

    /// @dev Everything that a run may do. Some stand here twice, so that runs get far.
    function _steps() internal view returns (bytes4[] memory steps) {
        steps = new bytes4[](36);
        (steps[0], steps[1]) = (handler.pay.selector, handler.collect.selector);
        (steps[2], steps[3]) = (handler.donate.selector, handler.settle.selector);
        (steps[4], steps[5]) = (handler.settleLineage.selector, handler.claim.selector);
        (steps[6], steps[7]) = (handler.claimFor.selector, handler.sellTitle.selector);
        (steps[8], steps[9]) = (handler.changeMood.selector, handler.stake.selector);
        (steps[10], steps[11]) = (handler.unbond.selector, handler.withdraw.selector);
        (steps[12], steps[13]) = (handler.sweepLost.selector, handler.sendToCollector.selector);
        (steps[14], steps[15]) = (handler.passTime.selector, handler.cancel.selector);
        (steps[16], steps[17]) = (handler.fail.selector, handler.lapse.selector);
        (steps[18], steps[19]) = (handler.expire.selector, handler.request.selector);
        (steps[20], steps[21]) = (handler.lease.selector, handler.submit.selector);
        (steps[22], steps[23]) = (handler.settleJob.selector, handler.birth.selector);
        (steps[24], steps[25]) = (handler.renew.selector, handler.authorise.selector);
        (steps[26], steps[27]) = (handler.meddleWithAJob.selector, handler.meddleWithAModel.selector);
        (steps[28], steps[29]) = (handler.meddleAsAWorker.selector, handler.meddleAtTheWrongTime.selector);
        (steps[30], steps[31]) = (handler.advance.selector, handler.advance.selector);
        (steps[32], steps[33]) = (handler.requestAndAdvance.selector, handler.requestAndAdvance.selector);
        (steps[34], steps[35]) = (handler.settleLineage.selector, handler.passAWeek.selector);
    }

    /// @dev The end of each run: a stranger ends every open job while a fee token refuses every transfer and Ocean's
    /// owner takes all that it can; then everything is settled and claimed, and only odd wei and donations are left.
    function afterInvariant() public {
        hostile.setMood(Mood.Reverts);
        factory.disableTokenTemplate(1);
        router.updateOPCFee(0, 0, 1.01e18, 0);
        for (uint256 i; i < handler.jobCount(); ++i) _end(i);
        hostile.setMood(Mood.Honest);
        Lists memory all = _lists();
        for (uint256 t; t < all.tokens.length; ++t) _payOut(all, all.tokens[t]);
        for (uint256 w; w < CREW; ++w) _leave(handler.crew(w));
        if (stakeToken.balanceOf(address(market)) > 0) workers.sweepLost();
        vm.assertEq(stakeToken.balanceOf(address(market)), 0, "all stake came out");
    }

    function _end(uint256 i) private {
        (Terms memory terms, Result memory result) = handler.jobAt(i);
        Job memory job = handler.jobOf(i);
        uint256 time = job.until > terms.deadline ? job.until : terms.deadline;
        if (block.timestamp <= time) vm.warp(time + 1);
        vm.startPrank(stranger);
        if (job.state == JobState.Submitted) market.settle(terms, result);
        if (job.state == JobState.Leased) market.lapse(terms);
        if (job.state == JobState.Requested) market.expire(terms);
        vm.stopPrank();
        vm.assertTrue(handler.jobOf(i).state > JobState.Submitted, "every job ends");
    }

    /// @dev Parents come before their children in the list, so from the last one up all is settled in one go. What waits
    /// then is what is left of all that a model ever received, so no order of settlements before changed anything.
    function _payOut(Lists memory all, address token) private {
        uint256[] memory received = new uint256[](all.models.length);
        uint256 waiting;
        for (uint256 m = all.models.length; m > 0; --m) {
            address model = all.models[m - 1];
            vault.settleLineage(model, token, 1);
            received[m - 1] += handler.direct(model, token) + _escrowIncome(model, token);
            uint256 up = received[m - 1] >> handler.hopsOf(model);
            for (uint256 p; p < m; ++p) {
                if (all.models[p] == handler.parentOf(model)) received[p] += up;
            }
            uint256 left = vault.inboxOf(model, token);
            vm.assertEq(left, received[m - 1] - (up << handler.hopsOf(model)), "what waits");
            waiting += left;
        }
        _claimFor(all.accounts, token);
        // A model that was ordered as an asset while Ocean refused all orders: its collector is paid, too.
        _claimFor(all.keepers, token);
        uint256 held = IERC20(token).balanceOf(address(vault));
        vm.assertEq(held, waiting + handler.donated(token), "all paid out");
    }

    function _claimFor(address[] memory accounts, address token) private {
        for (uint256 i; i < accounts.length; ++i) {
            if (vault.claimable(accounts[i], token) > 0) vault.claimFor(accounts[i], token);
        }
    }

    /// @dev Datatokens of jobs that were settled by {_end}, of which the handler does not know.
    function _escrowIncome(address model, address token) private view returns (uint256 income) {
        if (model != token) return 0;
        uint256 settled;
        for (uint256 i; i < handler.jobCount(); ++i) {
            (Terms memory terms, ) = handler.jobAt(i);
            if (terms.model == model && handler.stateOf(i) == JobState.Settled) ++settled;
            if (terms.model == model && handler.stateOf(i) == JobState.Born) ++settled;
        }
        return (settled - handler.settledOf(model)) * ONE;
    }

    /// @dev A worker takes all its stake out.
    function _leave(address account) private {
        vm.assertEq(_locked(account), 0, "no stake is locked");
        vm.startPrank(account);
        uint256 free = workers.freeStakeOf(account);
        if (free > 0) workers.unbond(free);
        vm.warp(block.timestamp + UNBONDING);
        if (free + handler.unbonding(account) > 0) workers.withdraw();
        vm.stopPrank();
    }

    function _lists() internal view returns (Lists memory all) {
        (all.accounts, all.keepers, all.models, all.tokens) = handler.lists();
    }
}
