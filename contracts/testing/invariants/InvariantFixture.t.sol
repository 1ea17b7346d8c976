// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Job, JobState, Result, Terms} from "../../interfaces/IJobMarket.sol";
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

    uint256 internal constant CREW = 3;

    MarketHandler internal handler;

    function setUp() public override {
        super.setUp();
        Parts memory parts;
        parts.market = market;
        (parts.fee, parts.hostile, parts.stakeToken) = (fee, hostile, stakeToken);
        parts.actors = new address[](4);
        (parts.actors[0], parts.actors[1], parts.actors[2]) = (alice, bob, charlie);
        parts.actors[3] = _account("dora");
        parts.crew = new address[](CREW);
        (parts.crew[0], parts.crew[1], parts.crew[2]) = (worker, worker2, _account("worker3"));
        parts.others = new address[](4);
        (parts.others[0], parts.others[1], parts.others[2], parts.others[3]) = (tail, provider, sink, opc);
        parts.assets = new address[](3);
        // An order of the last one fails, for want of a market fee that nobody pays.
        (parts.assets[0], parts.assets[1], parts.assets[2]) = (dataset, algorithm, _asset(1, address(fee)));
        _employ(parts.crew[2]);
        for (uint256 i; i < parts.actors.length; ++i) {
            if (parts.actors[i] != bob && parts.actors[i] != alice) _endow(parts.actors[i]);
        }
        _endow(alice);
        for (uint256 i; i < parts.actors.length; ++i) {
            for (uint256 n; n < parts.assets.length; ++n) {
                IDatatoken(parts.assets[n]).mint(parts.actors[i], 100e18);
                _approve(parts.actors[i], parts.assets[n]);
            }
        }
        parts.models = _family4();
        handler = _newHandler(parts);
    }

    /// @dev The handler has to come from the test's own file: the runner knows the contracts of those files only.
    function _newHandler(Parts memory parts) internal virtual returns (MarketHandler);

    /// @dev A root, a child, a grandchild, and the child's sibling; Bob and Charlie hold some of each.
    function _family4() private returns (address[] memory models) {
        models = new address[](4);
        models[0] = root;
        models[1] = _child(root, bob);
        models[2] = _child(models[1], charlie);
        models[3] = _child(root, charlie);
        for (uint256 i = 1; i < 4; ++i) {
            vault.settleLineage(models[i], models[i], 2);
            address owner = i == 1 ? bob : charlie;
            vm.prank(owner);
            vault.claim(models[i]);
            vm.prank(owner);
            IERC20(models[i]).transfer(i == 1 ? charlie : bob, 50e18);
        }
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(handler);
    }

    function targetSelectors() public view returns (FuzzSelector[] memory targets) {
        targets = new FuzzSelector[](1);
        bytes4[] memory steps = new bytes4[](25);
        (steps[0], steps[1], steps[2]) = (
            handler.pay.selector,
            handler.collect.selector,
            handler.donate.selector
        );
        (steps[3], steps[4]) = (handler.settle.selector, handler.settleLineage.selector);
        (steps[5], steps[6]) = (handler.claim.selector, handler.claimFor.selector);
        (steps[7], steps[8]) = (handler.sellTitle.selector, handler.changeMood.selector);
        (steps[9], steps[10]) = (handler.stake.selector, handler.unbond.selector);
        (steps[11], steps[12]) = (handler.withdraw.selector, handler.sweepLost.selector);
        (steps[13], steps[14]) = (handler.sendToCollector.selector, handler.passTime.selector);
        (steps[15], steps[16]) = (handler.cancel.selector, handler.fail.selector);
        (steps[17], steps[18]) = (handler.lapse.selector, handler.expire.selector);
        (steps[19], steps[20]) = (handler.request.selector, handler.requestAndAdvance.selector);
        (steps[21], steps[22]) = (handler.renew.selector, handler.advance.selector);
        (steps[23], steps[24]) = (handler.lease.selector, handler.submit.selector);
        targets[0] = FuzzSelector(address(handler), steps);
    }

    /// @dev The end of each run: a stranger ends every open job, then everything is settled and claimed, and only odd
    /// wei and donations are left.
    function afterInvariant() public {
        hostile.setMood(Mood.Reverts);
        for (uint256 i; i < handler.jobCount(); ++i) _end(i);
        hostile.setMood(Mood.Honest);
        for (uint256 t; t < _tokens(); ++t) _payOut(handler.tokens(t));
        for (uint256 w; w < CREW; ++w) vm.assertEq(_locked(handler.crew(w)), 0, "no stake is locked");
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

    function _payOut(address token) private {
        for (uint256 m = _models(); m > 0; --m) vault.settleLineage(handler.models(m - 1), token, _models());
        for (uint256 a; a < _accounts(); ++a) {
            address account = handler.everyone(a);
            if (vault.claimable(account, token) > 0) vault.claimFor(account, token);
        }
        uint256 odd;
        for (uint256 m; m < _models(); ++m) {
            uint256 left = vault.inboxOf(handler.models(m), token);
            vm.assertEq(left >> handler.hopsAtBirth(handler.models(m)), 0, "less than 2^hops wei wait");
            odd += left;
        }
        vm.assertEq(IERC20(token).balanceOf(address(vault)), odd + handler.donated(token), "all paid out");
    }

    function _accounts() internal view returns (uint256 count) {
        (count, , ) = handler.counts();
    }

    function _models() internal view returns (uint256 count) {
        (, count, ) = handler.counts();
    }

    function _tokens() internal view returns (uint256 count) {
        (, , count) = handler.counts();
    }
}
