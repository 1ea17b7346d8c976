// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {InvariantFixture} from "./InvariantFixture.t.sol";

/// @title What always holds of tokens
abstract contract MoneyRules is InvariantFixture {
    function _balancesAreInboxesAndClaimsAndEscrow(Lists memory all) internal view {
        uint256[] memory escrow = handler.pricesHeld();
        for (uint256 t; t < all.tokens.length; ++t) {
            address token = all.tokens[t];
            uint256 sum = handler.donated(token) + escrow[t];
            for (uint256 m; m < all.models.length; ++m) sum += vault.inboxOf(all.models[m], token);
            for (uint256 a; a < all.accounts.length; ++a) sum += vault.claimable(all.accounts[a], token);
            vm.assertEq(IERC20(token).balanceOf(address(vault)), sum, "balance");
        }
    }

    function _noTokenIsMadeOrLost(Lists memory all) internal view {
        for (uint256 t; t < all.tokens.length; ++t) {
            IERC20 token = IERC20(all.tokens[t]);
            uint256 sum;
            for (uint256 a; a < all.accounts.length; ++a) sum += token.balanceOf(all.accounts[a]);
            vm.assertEq(sum, token.totalSupply(), "sum of all balances");
        }
    }

    function _everyClaimIsOwedAndEveryDebtCanBeClaimed(Lists memory all) internal view {
        for (uint256 t; t < all.tokens.length; ++t) {
            for (uint256 a; a < all.accounts.length; ++a) {
                uint256 owed = handler.owed(all.accounts[a], all.tokens[t]);
                vm.assertEq(vault.claimable(all.accounts[a], all.tokens[t]), owed, "owed");
            }
        }
    }

    function _eachHopGetsExactlyItsShare(Lists memory all) internal view {
        for (uint256 m; m < all.models.length; ++m) {
            address model = all.models[m];
            uint8 hops = handler.hopsOf(model);
            for (uint256 t; t < all.tokens.length; ++t) {
                (uint256 received, uint256 passed) = handler.flowOf(model, all.tokens[t]);
                uint256 left = vault.inboxOf(model, all.tokens[t]);
                vm.assertEq(received, (passed << hops) + left, "kept, passed, and left");
            }
        }
    }

    function _aProviderIsPaidOnceForEachOrder() internal view {
        for (uint256 n; n < 3; ++n) {
            address asset = handler.assets(n);
            uint256 paid =
                _balance(asset, provider) + _balance(asset, opc) + vault.claimable(provider, asset);
            vm.assertEq(paid, handler.orders(asset) * ONE, "one datatoken an order");
        }
    }

    function _theMarketHoldsStakeAndTheVaultEverythingElse(Lists memory all) internal view {
        for (uint256 t; t < all.tokens.length; ++t) {
            vm.assertEq(_balance(all.tokens[t], address(market)), 0, "held by the market");
            vm.assertEq(_balance(all.tokens[t], address(registry)), 0, "held by the registry");
        }
        vm.assertEq(stakeToken.balanceOf(address(vault)), 0, "stake in the vault");
    }

    function _workersEarnFeesOnly(Lists memory all) internal view {
        for (uint256 w; w < CREW; ++w) {
            for (uint256 t; t < all.tokens.length; ++t) {
                address account = handler.crew(w);
                address token = all.tokens[t];
                uint256 earned = _balance(token, account) + vault.claimable(account, token);
                vm.assertEq(earned, handler.feesOf(account, token), "fees of jobs that it submitted");
            }
        }
    }
}
