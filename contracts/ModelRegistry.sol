// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";
import {ERC721Holder} from "@openzeppelin/contracts/token/ERC721/utils/ERC721Holder.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {LineageVault} from "./LineageVault.sol";
import {Family, IModelRegistry, Model} from "./interfaces/IModelRegistry.sol";
import {IOceanDataNft, IOceanDatatoken, IOceanFactory} from "./interfaces/IOcean.sol";

/// @title ModelRegistry: see {IModelRegistry}
contract ModelRegistry is IModelRegistry, ERC721, ERC721Holder, EIP712, ReentrancyGuardTransient {
    bytes32 private constant CUSTODY_TYPEHASH = keccak256(
        "Custody(address publisher,bytes32 weightsRoot,uint8 trustClass,address tailRecipient,uint96 birthSupply,uint256 minGain,bytes32 evaluationHash)"
    );
    uint256 private constant ONE = 1e18;
    uint256 private constant MAX_HOPS = 8;

    /// @notice Holds and shares all income.
    LineageVault public immutable VAULT;
    address private immutable MARKET;
    IOceanFactory private immutable FACTORY;

    mapping(address model => Model) private _models;
    mapping(address root => Family) private _families;

    constructor(IOceanFactory factory) ERC721("Posthuman model titles", "TITLE") EIP712("Posthuman", "1") {
        (FACTORY, MARKET, VAULT) = (factory, msg.sender, new LineageVault(msg.sender));
    }

    /* REGISTERING */

    /// @inheritdoc IModelRegistry
    function publish(
        string calldata name,
        string calldata tokenURI,
        bytes32 weightsRoot,
        Family calldata family,
        bytes calldata consent
    ) external nonReentrant returns (address model) {
        _checkFamily(family);
        _checkConsent(family, weightsRoot, consent);
        address dataNft;
        (dataNft, model) = _deploy(name, tokenURI, family.custodian);
        _families[model] = family;
        emit FamilyFounded(model, family);
        _register(
            model,
            dataNft,
            msg.sender,
            bytes32(0),
            Model(address(0), 0, 1, model, weightsRoot),
            family.birthSupply
        );
    }

    /// @inheritdoc IModelRegistry
    function birth(
        string calldata name,
        address parent,
        address trainer,
        bytes32 weightsRoot,
        uint256 gain,
        bytes32 job
    ) external nonReentrant returns (address model) {
        if (msg.sender != MARKET) revert ModelRegistry_NotMarket(msg.sender);
        Model memory parentModel = modelOf(parent);
        Family storage family = _families[parentModel.root];
        if (gain < family.minGain) revert ModelRegistry_GainTooSmall(gain, family.minGain);
        address dataNft;
        (dataNft, model) = _deploy(name, "", family.custodian);
        // One hop for each full minGain, as if each had been a birth of its own: so splitting a gain pays nothing.
        uint8 hops = uint8(Math.min(gain / family.minGain, MAX_HOPS));
        Model memory child = Model(parent, parentModel.generation + 1, hops, parentModel.root, weightsRoot);
        _register(model, dataNft, trainer, job, child, family.birthSupply);
    }

    /* VIEWS */

    /// @inheritdoc IModelRegistry
    function modelOf(address model) public view returns (Model memory record) {
        record = _models[model];
        if (record.root == address(0)) revert ModelRegistry_UnknownModel(model);
    }

    /// @inheritdoc IModelRegistry
    function familyOf(address model) external view returns (Family memory) {
        return _families[_rootOf(model)];
    }

    /// @inheritdoc IModelRegistry
    function custodianOf(address model) external view returns (address) {
        return _families[_rootOf(model)].custodian;
    }

    /// @inheritdoc IModelRegistry
    function minGainOf(address model) external view returns (uint256) {
        return _families[_rootOf(model)].minGain;
    }

    /// @inheritdoc IModelRegistry
    function isModel(address model) external view returns (bool) {
        return _models[model].root != address(0);
    }

    /// @inheritdoc IModelRegistry
    function flowOf(
        address model
    ) external view returns (address parent, address owner, address tailRecipient, uint8 hops) {
        (parent, hops) = (_models[model].parent, _models[model].hops);
        if (hops == 0) revert ModelRegistry_UnknownModel(model);
        owner = _ownerOf(_titleOf(model));
        if (parent == address(0)) tailRecipient = _families[model].tailRecipient;
    }

    /// @inheritdoc IModelRegistry
    function lineageOf(address model) public view returns (address[] memory lineage) {
        lineage = new address[](modelOf(model).generation + 1);
        for (uint256 hop; hop < lineage.length; ++hop) {
            lineage[hop] = model;
            model = _models[model].parent;
        }
    }

    /// @inheritdoc IModelRegistry
    function sharesOf(address model) external view returns (address[] memory recipients, uint256[] memory shares) {
        address[] memory lineage = lineageOf(model);
        uint256 models = lineage.length;
        recipients = new address[](models + 1);
        shares = new uint256[](models + 1);
        uint256 left = ONE;
        for (uint256 i; i < models; ++i) {
            recipients[i] = _ownerOf(_titleOf(lineage[i]));
            uint256 passed = left >> _models[lineage[i]].hops;
            shares[i] = left - passed;
            left = passed;
        }
        recipients[models] = _families[lineage[models - 1]].tailRecipient;
        shares[models] = left;
    }

    /// @inheritdoc IModelRegistry
    function isDescendant(address model, address ancestor) external view returns (bool) {
        uint64 generation = modelOf(ancestor).generation;
        while (modelOf(model).generation > generation) model = _models[model].parent;
        return model == ancestor;
    }

    /* INTERNALS */

    /// @dev Way C of Ocean's arrangements: this contract owns the data NFT forever, the custodian may only update
    /// metadata, and template 1's supply cap, which Ocean ignores, is replaced by having no minter left.
    function _deploy(
        string calldata name,
        string memory tokenURI,
        address custodian
    ) private returns (address dataNft, address model) {
        if (bytes(name).length == 0) revert ModelRegistry_NoName();
        dataNft = FACTORY.deployERC721Contract(name, name, 1, address(0), custodian, tokenURI, false, address(this));
        string[] memory strings = new string[](2);
        (strings[0], strings[1]) = (name, name);
        address[] memory addresses = new address[](4);
        (addresses[0], addresses[1]) = (address(this), VAULT.collectorOf(dataNft));
        uint256[] memory uints = new uint256[](2);
        uints[0] = type(uint256).max;
        model = IOceanDataNft(dataNft).createERC20(1, strings, addresses, uints, new bytes[](0));
    }

    function _register(
        address model,
        address dataNft,
        address owner,
        bytes32 job,
        Model memory record,
        uint256 birthSupply
    ) private {
        if (record.weightsRoot == bytes32(0)) revert ModelRegistry_NoWeights();
        _models[model] = record;
        // Not _safeMint: a trainer's hook must not be able to block a birth.
        _mint(owner, _titleOf(model));
        emit ModelRegistered(model, record.parent, owner, dataNft, record.hops, record.weightsRoot, job);
        IOceanDatatoken(model).mint(address(VAULT), birthSupply);
        IOceanDatatoken(model).removeMinter(address(this));
        VAULT.bookBirthSupply(model, birthSupply);
    }

    function _checkFamily(Family calldata family) private pure {
        if (family.custodian == address(0)) revert ModelRegistry_MissingTerm("custodian");
        if (family.tailRecipient == address(0)) revert ModelRegistry_MissingTerm("tailRecipient");
        if (family.birthSupply == 0) revert ModelRegistry_MissingTerm("birthSupply");
        if (family.minGain == 0) revert ModelRegistry_MissingTerm("minGain");
        if (family.evaluationHash == bytes32(0)) revert ModelRegistry_MissingTerm("evaluationHash");
    }

    function _checkConsent(Family calldata family, bytes32 weightsRoot, bytes calldata consent) private view {
        if (family.custodian == msg.sender) return;
        bytes32 custody = keccak256(
            abi.encode(
                CUSTODY_TYPEHASH,
                msg.sender,
                weightsRoot,
                family.trustClass,
                family.tailRecipient,
                family.birthSupply,
                family.minGain,
                family.evaluationHash
            )
        );
        if (!SignatureChecker.isValidSignatureNowCalldata(family.custodian, _hashTypedDataV4(custody), consent)) {
            revert ModelRegistry_NoCustodianConsent(family.custodian);
        }
    }

    function _rootOf(address model) private view returns (address root) {
        root = _models[model].root;
        if (root == address(0)) revert ModelRegistry_UnknownModel(model);
    }

    function _titleOf(address model) private pure returns (uint256) {
        return uint256(uint160(model));
    }
}
