// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Multicall} from "@openzeppelin/contracts/utils/Multicall.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {Collector} from "./Collector.sol";
import {ILineageVault} from "./interfaces/ILineageVault.sol";
import {IModelRegistry} from "./interfaces/IModelRegistry.sol";
import {IOceanDatatoken} from "./interfaces/IOcean.sol";

/// @title LineageVault: see {ILineageVault}
contract LineageVault is ILineageVault, Multicall, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;

    /// @dev 0 means never used. The offset spares `pay` a look at the registry and a fresh slot each time that an inbox
    /// was emptied.
    struct Inbox {
        uint256 amountPlusOne;
    }

    /// @dev One job's price in each asset: one whole datatoken.
    uint256 private constant ONE = 1e18;
    /// @dev Caps on calls into foreign tokens, so that none can burn the gas that an exit needs.
    uint256 private constant REFUND_GAS = 150_000;
    uint256 private constant ORDER_GAS = 500_000;
    uint256 private constant COLLECTOR_GAS = 50_000;
    /// @dev What the vault needs after an order failed.
    uint256 private constant AFTER_ORDER_GAS = COLLECTOR_GAS + 50_000;

    IModelRegistry private immutable REGISTRY;
    address private immutable MARKET;
    address private immutable COLLECTOR;

    mapping(address model => mapping(address token => Inbox)) private _inboxes;
    /// @inheritdoc ILineageVault
    mapping(address account => mapping(address token => uint256)) public claimable;

    constructor(address market) {
        (REGISTRY, MARKET, COLLECTOR) = (IModelRegistry(msg.sender), market, address(new Collector()));
    }

    modifier onlyMarket() {
        if (msg.sender != MARKET) revert LineageVault_NotMarket(msg.sender);
        _;
    }

    /* INCOME */

    /// @inheritdoc ILineageVault
    function pay(address model, address token, uint256 amount) external nonReentrant {
        if (amount == 0) revert LineageVault_NothingToMove(token);
        _take(token, msg.sender, amount);
        _receive(model, token, amount);
    }

    /// @inheritdoc ILineageVault
    function collect(address model, address token) external nonReentrant returns (uint256 amount) {
        if (!REGISTRY.isModel(model)) revert LineageVault_UnknownModel(model);
        address dataNft = IOceanDatatoken(model).getERC721Address();
        address collector = collectorOf(dataNft);
        if (collector.code.length == 0) Clones.cloneDeterministic(COLLECTOR, _salt(dataNft));
        uint256 before = IERC20(token).balanceOf(address(this));
        Collector(collector).empty(IERC20(token));
        amount = IERC20(token).balanceOf(address(this)) - before;
        if (amount == 0) revert LineageVault_NothingToMove(token);
        _receive(model, token, amount);
    }

    /// @inheritdoc ILineageVault
    function bookBirthSupply(address model, uint256 amount) external nonReentrant {
        if (msg.sender != address(REGISTRY)) revert LineageVault_NotRegistry(msg.sender);
        _receive(model, model, amount);
    }

    /* CASCADE */

    /// @inheritdoc ILineageVault
    function settle(address model, address token) external nonReentrant {
        uint256 before = inboxOf(model, token);
        _settle(model, token);
        if (inboxOf(model, token) == before) revert LineageVault_NothingToMove(token);
    }

    /// @inheritdoc ILineageVault
    function settleLineage(address model, address token, uint256 maxHops) external nonReentrant {
        if (model == address(0)) revert LineageVault_UnknownModel(model);
        for (uint256 hop; hop < maxHops && model != address(0); ++hop) model = _settle(model, token);
    }

    /// @inheritdoc ILineageVault
    function claim(address token) external nonReentrant returns (uint256) {
        return _claim(msg.sender, token);
    }

    /// @inheritdoc ILineageVault
    function claimFor(address account, address token) external nonReentrant returns (uint256) {
        return _claim(account, token);
    }

    /* ESCROW OF OPEN JOBS */

    /// @inheritdoc ILineageVault
    function escrow(
        address payer,
        address model,
        address[] calldata assets,
        address feeToken,
        uint256 fee
    ) external onlyMarket nonReentrant {
        // Every model has had its birth supply in its inbox, so this spares a call of the registry; and every model is
        // a datatoken that the registry made, which moves what it is told, so its balance need not be compared.
        if (_inboxes[model][model].amountPlusOne == 0) revert LineageVault_UnknownModel(model);
        IERC20(model).safeTransferFrom(payer, address(this), ONE);
        for (uint256 i; i < assets.length; ++i) _take(assets[i], payer, ONE);
        if (fee > 0) _take(feeToken, payer, fee);
    }

    /// @inheritdoc ILineageVault
    function release(
        address model,
        address worker,
        address requester,
        address feeToken,
        uint256 fee,
        uint256 rest
    ) external onlyMarket nonReentrant {
        _receive(model, model, ONE);
        if (fee > 0) _credit(worker, feeToken, fee);
        if (rest > 0) _giveBack(requester, feeToken, rest);
    }

    /// @inheritdoc ILineageVault
    function refund(
        address account,
        address model,
        address[] calldata assets,
        address feeToken,
        uint256 fee
    ) external onlyMarket nonReentrant {
        _giveBack(account, model, ONE);
        for (uint256 i; i < assets.length; ++i) _giveBack(account, assets[i], ONE);
        if (fee > 0) _giveBack(account, feeToken, fee);
    }

    /// @inheritdoc ILineageVault
    function order(address[] calldata assets, address consumer, address payer) external onlyMarket nonReentrant {
        // An asset of another template can destroy itself, and its tokens; `try` would not catch a call to it.
        for (uint256 i; i < assets.length; ++i) if (assets[i].code.length > 0) _order(assets[i], consumer, payer);
    }

    /* VIEWS */

    /// @inheritdoc ILineageVault
    function collectorOf(address dataNft) public view returns (address) {
        return Clones.predictDeterministicAddress(COLLECTOR, _salt(dataNft));
    }

    /// @inheritdoc ILineageVault
    function inboxOf(address model, address token) public view returns (uint256) {
        uint256 stored = _inboxes[model][token].amountPlusOne;
        return stored == 0 ? 0 : stored - 1;
    }

    /* INTERNALS */

    function _take(address token, address payer, uint256 amount) private {
        uint256 before = IERC20(token).balanceOf(address(this));
        IERC20(token).safeTransferFrom(payer, address(this), amount);
        uint256 balance = IERC20(token).balanceOf(address(this));
        if (balance - before < amount) revert LineageVault_ShortTransfer(token, amount, balance - before);
    }

    function _receive(address model, address token, uint256 amount) private {
        Inbox storage inbox = _inboxes[model][token];
        uint256 stored = inbox.amountPlusOne;
        if (stored == 0) {
            if (!REGISTRY.isModel(model)) revert LineageVault_UnknownModel(model);
            stored = 1;
        }
        inbox.amountPlusOne = stored + amount;
        emit IncomeReceived(model, token, amount);
    }

    /// @return parent The next model up; zero above the root.
    function _settle(address model, address token) private returns (address parent) {
        address owner;
        address tailRecipient;
        uint8 hops;
        (parent, owner, tailRecipient, hops) = REGISTRY.flowOf(model);
        uint256 passed = inboxOf(model, token) >> hops;
        if (passed == 0) return parent;
        uint256 kept = (passed << hops) - passed;
        _inboxes[model][token].amountPlusOne -= kept + passed;
        claimable[owner][token] += kept;
        address next = parent == address(0) ? tailRecipient : parent;
        emit IncomeSettled(model, token, owner, kept, next, passed);
        if (parent == address(0)) claimable[tailRecipient][token] += passed;
        else _receive(parent, token, passed);
    }

    function _claim(address account, address token) private returns (uint256 amount) {
        amount = claimable[account][token];
        if (amount == 0) revert LineageVault_NothingToMove(token);
        claimable[account][token] = 0;
        emit Claimed(account, token, amount);
        IERC20(token).safeTransfer(account, amount);
    }

    /// @dev Falls back to a claimable balance, so that no token can block an exit.
    function _giveBack(address account, address token, uint256 amount) private {
        if (!_tryTransfer(token, account, amount)) _credit(account, token, amount);
    }

    function _order(address asset, address consumer, address payer) private {
        // EIP-150 keeps a 64th back; without this check a caller could starve the order and leave its provider with a
        // claimable balance instead of an order to serve.
        uint256 needed = ORDER_GAS + ORDER_GAS / 63 + AFTER_ORDER_GAS;
        if (gasleft() < needed) revert LineageVault_NotEnoughGas(gasleft(), needed);
        IOceanDatatoken.ProviderFee memory noFee;
        IOceanDatatoken.ConsumeMarketFee memory noMarketFee;
        try IOceanDatatoken(asset).startOrder{gas: ORDER_GAS}(consumer, 0, noFee, noMarketFee) {
            emit AssetOrdered(asset, consumer, address(0));
        } catch {
            address recipient = _paymentCollectorOf(asset, payer);
            _credit(recipient, asset, ONE);
            emit AssetOrdered(asset, consumer, recipient);
        }
    }

    /// @dev Stops at the largest number: a token that makes more than can be counted must not block an exit.
    function _credit(address account, address token, uint256 amount) private {
        claimable[account][token] = Math.saturatingAdd(claimable[account][token], amount);
        emit Credited(account, token, amount);
    }

    /// @dev True if the token took the call and did not answer false; copies no more than one word of what it returns.
    function _tryTransfer(address token, address to, uint256 amount) private returns (bool ok) {
        bytes memory data = abi.encodeCall(IERC20.transfer, (to, amount));
        uint256 gasLimit = REFUND_GAS;
        assembly ("memory-safe") {
            mstore(0, 0)
            ok := call(gasLimit, token, 0, add(data, 32), mload(data), 0, 32)
            if ok {
                switch returndatasize()
                case 0 {
                    ok := gt(extcodesize(token), 0)
                }
                default {
                    ok := and(gt(returndatasize(), 31), eq(mload(0), 1))
                }
            }
        }
    }

    function _paymentCollectorOf(address asset, address otherwise) private view returns (address) {
        bytes memory data = abi.encodeCall(IOceanDatatoken.getPaymentCollector, ());
        uint256 gasLimit = COLLECTOR_GAS;
        uint256 word;
        assembly ("memory-safe") {
            mstore(0, 0)
            if staticcall(gasLimit, asset, add(data, 32), mload(data), 0, 32) {
                word := mload(0)
            }
        }
        return word == 0 || word > type(uint160).max ? otherwise : address(uint160(word));
    }

    function _salt(address dataNft) private pure returns (bytes32) {
        return bytes32(uint256(uint160(dataNft)));
    }
}
