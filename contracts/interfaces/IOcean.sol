// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title The parts of Ocean's ERC721Factory (npm @oceanprotocol/contracts 2.6.0) that models need
interface IOceanFactory {
    /// @notice Deploys a data NFT as a clone of the template and hands token 1 to `owner`.
    function deployERC721Contract(
        string calldata name,
        string calldata symbol,
        uint256 templateIndex,
        address additionalERC20Deployer,
        address additionalMetaDataUpdater,
        string calldata tokenURI,
        bool transferable,
        address owner
    ) external returns (address dataNft);

    /// @notice Whether the factory deployed this datatoken.
    function erc20List(address datatoken) external view returns (bool);
}

/// @title The part of Ocean's ERC721Template that models need
interface IOceanDataNft {
    /// @notice Deploys a datatoken.
    /// @param strings [name, symbol]
    /// @param addresses [minter, payment collector, market fee address, market fee token]
    /// @param uints [cap (ignored by template 1, but not 0), market fee amount]
    function createERC20(
        uint256 templateIndex,
        string[] calldata strings,
        address[] calldata addresses,
        uint256[] calldata uints,
        bytes[] calldata bytess
    ) external returns (address datatoken);
}

/// @title The part of Ocean's ERC20Template (template 1) that models and orders need
interface IOceanDatatoken {
    /// @notice Payment to the provider that serves an asset; all zero needs no signature.
    struct ProviderFee {
        address providerFeeAddress;
        address providerFeeToken;
        uint256 providerFeeAmount;
        uint8 v;
        bytes32 r;
        bytes32 s;
        uint256 validUntil;
        bytes providerData;
    }

    /// @notice Payment to the market where the consumer bought; all zero for none.
    struct ConsumeMarketFee {
        address consumeMarketFeeAddress;
        address consumeMarketFeeToken;
        uint256 consumeMarketFeeAmount;
    }

    /// @notice Spends 1e18 of the caller's datatokens on an order for `consumer`.
    function startOrder(
        address consumer,
        uint256 serviceIndex,
        ProviderFee calldata providerFee,
        ConsumeMarketFee calldata consumeMarketFee
    ) external;

    function mint(address account, uint256 value) external;

    function removeMinter(address minter) external;

    function getPaymentCollector() external view returns (address);

    function getERC721Address() external view returns (address);
}
