// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Every power that Ocean's template gives to the owner of a data NFT
interface IDataNftPowers {
    struct MetaDataProof {
        address validatorAddress;
        uint8 v;
        bytes32 r;
        bytes32 s;
    }

    function addManager(address account) external;

    function removeManager(address account) external;

    function addToCreateERC20List(address account) external;

    function addToMetadataList(address account) external;

    function addTo725StoreList(address account) external;

    function cleanPermissions() external;

    function createERC20(
        uint256 templateIndex,
        string[] calldata strings,
        address[] calldata addresses,
        uint256[] calldata uints,
        bytes[] calldata bytess
    ) external returns (address datatoken);

    function executeCall(uint256 operation, address to, uint256 value, bytes calldata data) external payable;

    function setBaseURI(string calldata uri) external;

    function setMetaData(
        uint8 state,
        string calldata url,
        string calldata account,
        bytes calldata flags,
        bytes calldata data,
        bytes32 dataHash,
        MetaDataProof[] calldata proofs
    ) external;

    function setMetaDataState(uint8 state) external;

    function setNewData(bytes32 key, bytes calldata value) external;

    function setTokenURI(uint256 id, string calldata uri) external;

    function approve(address to, uint256 id) external;

    function transferFrom(address from, address to, uint256 id) external;
}

/// @title And those over its datatokens
interface IDatatokenPowers {
    function addMinter(address account) external;

    function addPaymentManager(address account) external;

    function burnFrom(address account, uint256 amount) external;

    function cleanFrom721() external;

    function cleanPermissions() external;

    function createDispenser(
        address dispenser,
        uint256 maxTokens,
        uint256 maxBalance,
        bool withMint,
        address allowedSwapper
    ) external;

    function createFixedRate(
        address exchange,
        address[] calldata addresses,
        uint256[] calldata uints
    ) external returns (bytes32 id);

    function mint(address account, uint256 amount) external;

    function setData(bytes calldata value) external;

    function setPaymentCollector(address collector) external;

    function setPublishingMarketFee(address account, address token, uint256 amount) external;
}
