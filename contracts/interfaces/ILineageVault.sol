// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title LineageVault: holds income and shares it along the lineage
/// @notice One rule for every token: for each hop that a model holds, half of its income stays with its title's owner
/// and half goes on, to the parent or, from a root, to the family's tail recipient. So if each model holds one hop, hop
/// k earns 1/2^(k+1). Income waits in the model's *inbox* until anyone settles it; owners claim. Nothing is ever pushed
/// in a loop, and the balance of each token is always at least Σ inbox + Σ claimable + what open jobs have in escrow.
/// `multicall` makes several of these calls in one transaction, such as to collect, settle and claim.
/// @dev Tokens that charge a fee on transfer or rebase are refused on entry if the amount received falls short.
interface ILineageVault {
    /// @notice Income of a model arrived in its inbox: a payment, a spent datatoken, or a part of a child's income.
    event IncomeReceived(address indexed model, address indexed token, uint256 amount);
    /// @notice A model's inbox was shared between its title's owner and `next`: its parent or the tail recipient.
    event IncomeSettled(
        address indexed model,
        address indexed token,
        address indexed owner,
        uint256 kept,
        address next,
        uint256 passed
    );
    /// @notice An account's claimable balance grew other than by settling: a fee, or a transfer that was refused.
    event Credited(address indexed account, address indexed token, uint256 amount);
    /// @notice A claimable balance was paid out.
    event Claimed(address indexed account, address indexed token, uint256 amount);
    /// @notice An asset other than the model was ordered for a job, or, if its datatoken refused to be ordered, its
    /// price went to `recipient` as a claimable balance (zero when the order worked).
    event AssetOrdered(address indexed asset, address indexed consumer, address recipient);

    /// @notice Thrown when somebody other than the market moves escrow.
    error LineageVault_NotMarket(address caller);
    /// @notice Thrown when somebody other than the registry books a birth supply.
    error LineageVault_NotRegistry(address caller);
    /// @notice Thrown when no model has this datatoken.
    error LineageVault_UnknownModel(address model);
    /// @notice Thrown when fewer tokens arrived than were sent.
    error LineageVault_ShortTransfer(address token, uint256 expected, uint256 received);
    /// @notice Thrown when a call brings so little gas that an asset's order would fail for lack of it.
    error LineageVault_NotEnoughGas(uint256 left, uint256 needed);
    /// @notice Thrown when there is nothing to pay, collect, settle or claim.
    error LineageVault_NothingToMove(address token);

    /// @notice Gives `amount` of `token` to the model as income. The caller must have approved this contract.
    /// @dev Costs the same at any depth of the lineage.
    function pay(address model, address token, uint256 amount) external;

    /// @notice Moves what the model's collector holds of `token` into the model's inbox; deploys the collector if it
    /// does not exist yet. Anyone may call.
    /// @return amount What was moved.
    function collect(address model, address token) external returns (uint256 amount);

    /// @notice Shares the model's inbox: of its whole multiples of 2^hops, one part goes to the parent's inbox (a root's
    /// to the tail recipient) and the others to the title's owner. The remainder stays, so that settling dust starves
    /// nobody. Anyone may call.
    function settle(address model, address token) external;

    /// @notice Settles the model, its parent, and so on, up to `maxHops` models or the root. Models whose inbox holds
    /// less than 2^hops wei are skipped. Anyone may call.
    function settleLineage(address model, address token, uint256 maxHops) external;

    /// @notice Pays the caller's claimable balance of `token` to the caller.
    /// @return amount What was paid.
    function claim(address token) external returns (uint256 amount);

    /// @notice Pays an account's claimable balance of `token` to that account. Anyone may call.
    /// @return amount What was paid.
    function claimFor(address account, address token) external returns (uint256 amount);

    /// @notice Takes the price of a job into escrow: 1e18 of the model and of each asset, and the fee. Only the market;
    /// `payer` has approved this contract.
    function escrow(
        address payer,
        address model,
        address[] calldata assets,
        address feeToken,
        uint256 fee
    ) external;

    /// @notice Pays a settled job from escrow: the model's 1e18 becomes its income, `fee` claimable by `worker`, and
    /// `rest` goes back to `requester` as in `refund`. Only the market.
    function release(
        address model,
        address worker,
        address requester,
        address feeToken,
        uint256 fee,
        uint256 rest
    ) external;

    /// @notice Sends escrow back: 1e18 of the model and of each asset, and the fee. What a token refuses to transfer
    /// becomes a claimable balance instead, so that no token can block an exit. Only the market.
    function refund(
        address account,
        address model,
        address[] calldata assets,
        address feeToken,
        uint256 fee
    ) external;

    /// @notice Spends one escrowed datatoken (1e18) of each asset on an Ocean order with `consumer`. If a datatoken
    /// refuses, the amount is credited to its payment collector, or failing that to `payer`; one that no longer has code
    /// is skipped. Only the market.
    function order(address[] calldata assets, address consumer, address payer) external;

    /// @notice Books a new model's birth supply, minted to this contract just before, into its inbox. Only the registry.
    function bookBirthSupply(address model, uint256 amount) external;

    /// @notice Address to which anyone can send any token for a model, known before the model exists.
    /// @param dataNft The model's Ocean data NFT.
    function collectorOf(address dataNft) external view returns (address);

    /// @notice Income of the model that has not been settled.
    function inboxOf(address model, address token) external view returns (uint256);

    /// @notice What the account can claim.
    function claimable(address account, address token) external view returns (uint256);
}
