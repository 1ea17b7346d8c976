// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {InvariantFixture} from "./InvariantFixture.t.sol";

/// @title What always holds of tokens
abstract contract MoneyRules is InvariantFixture {
    /// @dev And so the vault's balance is what it owes, and no token is made or lost: what waits in the vault and in the
    /// collectors, and what everybody owns, is all there is.
    function _everyTokenIsAccountedFor(Lists memory all) internal view {
        uint256[] memory escrow = handler.pricesHeld();
        for (uint256 t; t < all.tokens.length; ++t) {
            address token = all.tokens[t];
            uint256 waits = handler.donated(token) + escrow[t] + _inboxes(all, token);
            uint256 claims = _claims(all, token);
            vm.assertEq(_balance(token, address(vault)), waits + claims, "balance of the vault");
            for (uint256 k = 1; k < all.keepers.length; ++k) waits += _balance(token, all.keepers[k]);
            vm.assertEq(waits + handler.wealth(token), IERC20(token).totalSupply(), "all there is");
        }
    }

    /// @dev Each model received what it kept, passed up, and still has; its owners kept 2^hops - 1 times what it passed.
    function _inboxes(Lists memory all, address token) private view returns (uint256 sum) {
        (uint256[] memory received, uint256[] memory up, uint8[] memory hops) = handler.flows(token);
        for (uint256 m; m < all.models.length; ++m) {
            uint256 left = vault.inboxOf(all.models[m], token);
            vm.assertEq(received[m], (up[m] << hops[m]) + left, "kept, passed, and left");
            sum += left;
        }
    }

    /// @dev Each claim is owed, and each debt can be claimed.
    function _claims(Lists memory all, address token) private view returns (uint256 sum) {
        uint256[] memory owed = handler.debts(token);
        for (uint256 a; a < all.accounts.length; ++a) {
            uint256 claimable = vault.claimable(all.accounts[a], token);
            vm.assertEq(claimable, owed[a], "owed");
            sum += claimable;
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
                (address account, address token) = (handler.crew(w), all.tokens[t]);
                uint256 earned = handler.wealthOf(account, token);
                vm.assertEq(earned, handler.feesOf(account, token), "fees of jobs that it submitted");
            }
        }
    }
}
