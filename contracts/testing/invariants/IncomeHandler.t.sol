// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";
import {IDatatoken} from "../OceanStack.t.sol";
import {Mood} from "../tokens/HostileToken.sol";
import {Ledger} from "./Ledger.t.sol";

/// @title Random payments, settlements, claims, and sales of titles
abstract contract IncomeHandler is Ledger {
    function pay(uint256 actor, uint256 model, uint256 token, uint256 amount) external watched {
        (address payer, address paid) = (_pick(actors, actor), _pick(tokens, token));
        if (_isHostile(paid)) return;
        amount = _within(amount, 0, _least(IERC20(paid).balanceOf(payer), 3 * ONE));
        if (amount == 0) return;
        vm.prank(payer);
        IERC20(paid).approve(address(VAULT), type(uint256).max);
        _as(payer);
        VAULT.pay(_pick(models, model), paid, amount);
        direct[_pick(models, model)][paid] += amount;
        _did();
    }

    function sendToCollector(uint256 actor, uint256 model, uint256 token, uint256 amount) external watched {
        address dataNft = IDatatoken(_pick(models, model)).getERC721Address();
        _send(_pick(actors, actor), VAULT.collectorOf(dataNft), _pick(tokens, token), amount);
        _did();
    }

    function collect(uint256 model, uint256 token) external watched {
        (address earner, address earned) = (_pick(models, model), _pick(tokens, token));
        address collector = VAULT.collectorOf(IDatatoken(earner).getERC721Address());
        if (_isHostile(earned) || IERC20(earned).balanceOf(collector) == 0) return;
        direct[earner][earned] += VAULT.collect(earner, earned);
        _did();
    }

    function donate(uint256 actor, uint256 token, uint256 amount) external watched {
        address given = _pick(tokens, token);
        donated[given] += _send(_pick(actors, actor), address(VAULT), given, amount);
        _did();
    }

    function settle(uint256 model, uint256 token) external watched {
        (address earner, address earned) = (_pick(models, model), _pick(tokens, token));
        if (VAULT.inboxOf(earner, earned) >> hopsOf(earner) == 0) return;
        _expectShared(earner, earned, 1);
        VAULT.settle(earner, earned);
        _did();
    }

    function settleLineage(uint256 model, uint256 token, uint256 hops) external watched {
        hops = _within(hops, 0, 8);
        _expectShared(_pick(models, model), _pick(tokens, token), hops);
        VAULT.settleLineage(_pick(models, model), _pick(tokens, token), hops);
        _did();
    }

    function claim(uint256 account, uint256 token) external watched {
        (address claimer, address wanted) = (_pick(everyone, account), _pick(tokens, token));
        if (_isHostile(wanted) || VAULT.claimable(claimer, wanted) == 0) return;
        _as(claimer);
        _bookClaim(claimer, wanted, VAULT.claim(wanted));
    }

    function claimFor(uint256 actor, uint256 account, uint256 token) external watched {
        (address claimer, address wanted) = (_pick(everyone, account), _pick(tokens, token));
        if (_isHostile(wanted) || VAULT.claimable(claimer, wanted) == 0) return;
        _as(_pick(actors, actor));
        _bookClaim(claimer, wanted, VAULT.claimFor(claimer, wanted));
    }

    function sellTitle(uint256 model, uint256 buyer) external watched {
        address sold = _pick(models, model);
        address seller = titleOf[sold];
        _as(seller);
        IERC721(address(REGISTRY)).transferFrom(seller, _pick(actors, buyer), uint160(sold));
        titleOf[sold] = _pick(actors, buyer);
        _did();
    }

    /// @dev The hostile token becomes honest again or refuses transfers in one of its ways.
    function changeMood(uint256 mood) external watched {
        Mood[7] memory moods = [
            Mood.Honest,
            Mood.Reverts,
            Mood.ReturnsFalse,
            Mood.ReturnsTwo,
            Mood.ReturnsNothing,
            Mood.BombsReturnData,
            Mood.BurnsGas
        ];
        HOSTILE.setMood(moods[mood % moods.length]);
        _did();
    }

    function _send(address from, address to, address token, uint256 amount) private returns (uint256) {
        if (_isHostile(token)) return 0;
        amount = _within(amount, 0, _least(IERC20(token).balanceOf(from), ONE));
        _as(from);
        (bool ok, ) = token.call(abi.encodeCall(IERC20.transfer, (to, amount)));
        vm.assertTrue(ok, "sent");
        return amount;
    }

    /// @dev Whoever holds the title when it is settled earns: each model passes a 2^hops-th of its inbox up, rounded
    /// down, and its owner gets 2^hops - 1 times that.
    function _expectShared(address model, address token, uint256 most) private {
        uint256 up;
        for (uint256 n; n < most && model != address(0); ++n) {
            up = (VAULT.inboxOf(model, token) + up) >> hopsOf(model);
            passed[model][token] += up;
            owed[titleOf[model]][token] += (up << hopsOf(model)) - up;
            fromChildren[parentOf(model)][token] += up;
            if (parentOf(model) == address(0)) owed[REGISTRY.familyOf(model).tailRecipient][token] += up;
            model = parentOf(model);
        }
    }

    function _bookClaim(address account, address token, uint256 amount) private {
        vm.assertEq(amount, owed[account][token], "all that is owed");
        owed[account][token] = 0;
        claimed[account][token] += amount;
        _did();
    }

    /// @dev Whether a transfer of the token would fail now.
    function _isHostile(address token) internal view returns (bool) {
        if (token != address(HOSTILE)) return false;
        Mood mood = HOSTILE.mood();
        return mood != Mood.Honest && mood != Mood.ReturnsNothing;
    }

    function _least(uint256 a, uint256 b) internal pure returns (uint256) {
        return a < b ? a : b;
    }
}
