// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice How a family's trainings can be checked by others.
enum TrustClass {
    None,
    EvalOnly,
    Tee,
    ReexecPerimeter,
    ReexecPublic
}

/// @notice What every model of a family shares; fixed when its root is published.
/// @param custodian Keeps the family's weights and authorises the workers that may run jobs on them.
/// @param trustClass How trainings of this family can be checked.
/// @param tailRecipient Earns what would pass above the root; never the zero address.
/// @param birthSupply Datatokens minted at each birth, in wei (1e18 = one job); all that will ever exist of a model.
/// @param minGain Gain that one hop is worth: the least that a training needs for a birth, in 1e-18 bits per byte (or
/// the family's own metric); never zero.
/// @param evaluationHash SHA-256 of the held-out evaluation set on which gain is measured.
struct Family {
    address custodian;
    TrustClass trustClass;
    address tailRecipient;
    uint96 birthSupply;
    uint256 minGain;
    bytes32 evaluationHash;
}

/// @notice One registered model.
/// @param parent The model it was trained from; zero for a root.
/// @param generation Hops to the root; 0 for a root.
/// @param root The family's first model; a root's own address.
/// @param hops Hops that it holds: one for each full `minGain` of its training's gain, 1 to 8; 1 for a root.
/// @param weightsRoot Commitment to the weights. Not unique: a copied one must not block the original.
struct Model {
    address parent;
    uint64 generation;
    uint8 hops;
    address root;
    bytes32 weightsRoot;
}

/// @title ModelRegistry: which models exist, and whose child each one is
/// @notice An ERC-721 whose token is a model's *title*: its id is the datatoken's address as a number, its owner earns
/// the model's part of all income. Every Ocean data NFT belongs to this contract forever (not transferable, no minter
/// left), so nothing that a title owner does can dilute, redirect or block anything. A parent never changes.
interface IModelRegistry {
    /// @notice A model was registered, as a root or by birth.
    /// @param model Its datatoken, which is also its id.
    /// @param parent The model it was trained from; zero for a root.
    /// @param owner First owner of its title: the publisher or the trainer.
    /// @param dataNft Its Ocean data NFT.
    /// @param hops Hops that it holds.
    /// @param weightsRoot Commitment to its weights.
    /// @param job The settled training that it came from; zero for a root.
    event ModelRegistered(
        address indexed model,
        address indexed parent,
        address indexed owner,
        address dataNft,
        uint8 hops,
        bytes32 weightsRoot,
        bytes32 job
    );

    /// @notice A root was published, and with it the terms of its family.
    event FamilyFounded(address indexed root, Family family);

    /// @notice Thrown when no model has this datatoken.
    error ModelRegistry_UnknownModel(address model);
    /// @notice Thrown when somebody other than the market asks for a birth.
    error ModelRegistry_NotMarket(address caller);
    /// @notice Thrown when a family's term is missing: custodian, tail recipient, birth supply,
    /// least gain, or evaluation hash.
    error ModelRegistry_MissingTerm(string term);
    /// @notice Thrown when a publisher names another account as custodian without that account's signature.
    error ModelRegistry_NoCustodianConsent(address custodian);
    /// @notice Thrown when a model comes without a commitment to its weights.
    error ModelRegistry_NoWeights();
    /// @notice Thrown when a training gained less than the family demands for a birth.
    error ModelRegistry_GainTooSmall(uint256 gain, uint256 minGain);
    /// @notice Thrown when a model comes without a name.
    error ModelRegistry_NoName();

    /// @notice Publishes a root: deploys its data NFT and datatoken through Ocean's factory, mints the whole birth
    /// supply as the model's own income, gives up the right to mint, and hands the title to the caller.
    /// @param name Name of the data NFT and the datatoken.
    /// @param tokenURI Of the data NFT.
    /// @param weightsRoot Commitment to the weights; non-zero.
    /// @param family Terms of the family, fixed forever.
    /// @param consent The custodian's signature of this publication (EIP-712, domain "Posthuman", version "1"):
    /// `Custody(address publisher,bytes32 weightsRoot,uint8 trustClass,address tailRecipient,uint96 birthSupply,uint256
    /// minGain,bytes32 evaluationHash)`, on one line with single spaces; empty when the caller is the custodian.
    /// ERC-1271 accounts may consent.
    /// @return model The new model's datatoken.
    function publish(
        string calldata name,
        string calldata tokenURI,
        bytes32 weightsRoot,
        Family calldata family,
        bytes calldata consent
    ) external returns (address model);

    /// @notice Registers the child of a settled training. Only the market may call; anyone may have it do so.
    /// @param name Name of the data NFT and the datatoken.
    /// @param parent The model that was trained.
    /// @param trainer First owner of the title; none of its hooks is called.
    /// @param weightsRoot Commitment to the new weights.
    /// @param gain What the training gained; at least the family's `minGain`.
    /// @param job The settled training.
    /// @return model The new model's datatoken.
    function birth(
        string calldata name,
        address parent,
        address trainer,
        bytes32 weightsRoot,
        uint256 gain,
        bytes32 job
    ) external returns (address model);

    /// @notice The model's record. Reverts for an unknown model.
    function modelOf(address model) external view returns (Model memory);

    /// @notice The terms of the model's family. Reverts for an unknown model.
    function familyOf(address model) external view returns (Family memory);

    /// @notice Who may authorise workers for the model. Reverts for an unknown model.
    function custodianOf(address model) external view returns (address);

    /// @notice Least gain for a birth in the model's family. Reverts for an unknown model.
    function minGainOf(address model) external view returns (uint256);

    /// @notice Whether the model is registered.
    function isModel(address model) external view returns (bool);

    /// @notice Where the model's income goes: the owner of its title keeps 1 - 2^-hops, the parent gets the rest; a
    /// root's rest goes to the tail recipient. Reverts for an unknown model.
    /// @return parent The next model up; zero for a root.
    /// @return owner Who holds the title.
    /// @return tailRecipient The family's, for a root; else zero.
    /// @return hops Hops that the model holds.
    function flowOf(
        address model
    ) external view returns (address parent, address owner, address tailRecipient, uint8 hops);

    /// @notice The model and its ancestors, from the model (hop 0) to the root.
    function lineageOf(address model) external view returns (address[] memory lineage);

    /// @notice Who earns what of one unit of the model's income, by today's titles: each title owner keeps all but
    /// `1 / 2^hops`, rounded up, of what reaches the model, the tail recipient gets the rest, so the shares add up to
    /// 1e18. If each model holds one hop, the k-th gets `1e18 / 2^(k+1)`.
    /// @return recipients Title owners from hop 0 to the root, then the tail recipient.
    /// @return shares In 1e-18, in the same order.
    function sharesOf(
        address model
    ) external view returns (address[] memory recipients, uint256[] memory shares);

    /// @notice Whether `ancestor` is in the lineage of `model`; a model descends from itself.
    function isDescendant(address model, address ancestor) external view returns (bool);
}
