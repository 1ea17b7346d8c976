// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {Collector} from "./Collector.sol";
import {ILineageVault} from "./interfaces/ILineageVault.sol";
import {IModelRegistry} from "./interfaces/IModelRegistry.sol";
import {IOceanDatatoken} from "./interfaces/IOcean.sol";

/// @title LineageVault: see {ILineageVault}
contract LineageVault is ILineageVault, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;

    /// @dev One job's price in each asset: one whole datatoken.
    uint256 private constant ONE = 1e18;
    /// @dev Caps on calls into foreign tokens, so that none can burn the gas that an exit needs.
    uint256 private constant REFUND_GAS = 150_000;
    uint256 private constant ORDER_GAS = 500_000;

    IModelRegistry private immutable REGISTRY;
    address private immutable MARKET;
    address private immutable COLLECTOR;

    /// @dev Amount + 1; 0 means never used. The offset spares `pay` a look at the registry and a fresh slot each time
    /// that an inbox was emptied.
    mapping(address model => mapping(address token => uint256)) private _inboxes;
    /// @inheritdoc ILineageVault
    mapping(address account => mapping(address token => uint256)) public claimable;
    /// @inheritdoc ILineageVault
    mapping(address token => uint256) public escrowed;

    constructor(address market) {
        REGISTRY = IModelRegistry(msg.sender);
        MARKET = market;
        COLLECTOR = address(new Collector());
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
        _receive(model, token, msg.sender, amount);
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
        _receive(model, token, collector, amount);
    }

    /// @inheritdoc ILineageVault
    function bookBirthSupply(address model, uint256 amount) external nonReentrant {
        if (msg.sender != address(REGISTRY)) revert LineageVault_NotRegistry(msg.sender);
        _receive(model, model, msg.sender, amount);
    }

    /* CASCADE */

    /// @inheritdoc ILineageVault
    function settle(address model, address token) external nonReentrant {
        if (inboxOf(model, token) < 2) revert LineageVault_NothingToMove(token);
        _settle(model, token);
    }

    /// @inheritdoc ILineageVault
    function settleLineage(address model, address token, uint256 maxHops) external nonReentrant {
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
    function escrow(address token, address payer, uint256 amount) external onlyMarket nonReentrant {
        _take(token, payer, amount);
        escrowed[token] += amount;
    }

    /// @inheritdoc ILineageVault
    function escrowToModel(address model, address token, uint256 amount) external onlyMarket nonReentrant {
        escrowed[token] -= amount;
        _receive(model, token, msg.sender, amount);
    }

    /// @inheritdoc ILineageVault
    function escrowToAccount(
        address account,
        address token,
        uint256 amount
    ) external onlyMarket nonReentrant {
        escrowed[token] -= amount;
        _credit(account, token, amount);
    }

    /// @inheritdoc ILineageVault
    function refund(address account, address token, uint256 amount) external onlyMarket nonReentrant {
        escrowed[token] -= amount;
        if (!_tryTransfer(token, account, amount)) _credit(account, token, amount);
    }

    /// @inheritdoc ILineageVault
    function escrowToOrder(address asset, address consumer, address payer) external onlyMarket nonReentrant {
        escrowed[asset] -= ONE;
        IOceanDatatoken.ProviderFee memory noFee;
        IOceanDatatoken.ConsumeMarketFee memory noMarketFee;
        try IOceanDatatoken(asset).startOrder{gas: ORDER_GAS}(consumer, 0, noFee, noMarketFee) {
            emit AssetOrdered(asset, consumer, address(0));
        } catch {
            // The provider is paid all the same, so starving the order of gas gains nobody anything.
            address recipient = _paymentCollectorOf(asset, payer);
            _credit(recipient, asset, ONE);
            emit AssetOrdered(asset, consumer, recipient);
        }
    }

    /* VIEWS */

    /// @inheritdoc ILineageVault
    function collectorOf(address dataNft) public view returns (address) {
        return Clones.predictDeterministicAddress(COLLECTOR, _salt(dataNft));
    }

    /// @inheritdoc ILineageVault
    function inboxOf(address model, address token) public view returns (uint256) {
        uint256 stored = _inboxes[model][token];
        return stored == 0 ? 0 : stored - 1;
    }

    /* INTERNALS */

    function _take(address token, address payer, uint256 amount) private {
        uint256 before = IERC20(token).balanceOf(address(this));
        IERC20(token).safeTransferFrom(payer, address(this), amount);
        uint256 received = IERC20(token).balanceOf(address(this)) - before;
        if (received < amount) revert LineageVault_ShortTransfer(token, amount, received);
    }

    function _receive(address model, address token, address payer, uint256 amount) private {
        uint256 stored = _inboxes[model][token];
        if (stored == 0) {
            if (!REGISTRY.isModel(model)) revert LineageVault_UnknownModel(model);
            stored = 1;
        }
        _inboxes[model][token] = stored + amount;
        emit IncomeReceived(model, token, payer, amount);
    }

    /// @return parent The next model up; zero above the root.
    function _settle(address model, address token) private returns (address parent) {
        address owner;
        address tailRecipient;
        (parent, owner, tailRecipient) = REGISTRY.flowOf(model);
        uint256 half = inboxOf(model, token) / 2;
        if (half == 0) return parent;
        _inboxes[model][token] -= 2 * half;
        claimable[owner][token] += half;
        address next = parent == address(0) ? tailRecipient : parent;
        emit IncomeSettled(model, token, owner, half, next, half);
        if (parent == address(0)) claimable[tailRecipient][token] += half;
        else _receive(parent, token, model, half);
    }

    function _claim(address account, address token) private returns (uint256 amount) {
        amount = claimable[account][token];
        if (amount == 0) revert LineageVault_NothingToMove(token);
        claimable[account][token] = 0;
        emit Claimed(account, token, amount);
        IERC20(token).safeTransfer(account, amount);
    }

    function _credit(address account, address token, uint256 amount) private {
        claimable[account][token] += amount;
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
        try IOceanDatatoken(asset).getPaymentCollector() returns (address collector) {
            return collector == address(0) ? otherwise : collector;
        } catch {
            return otherwise;
        }
    }

    function _salt(address dataNft) private pure returns (bytes32) {
        return bytes32(uint256(uint160(dataNft)));
    }
}
