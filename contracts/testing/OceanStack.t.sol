// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IOceanFactory} from "../interfaces/IOcean.sol";
import {Test} from "./Test.t.sol";

/// @title What the tests use of Ocean's OceanToken
interface IOceanToken is IERC20 {
    function mint(address to, uint256 amount) external;
}

/// @title What the tests use of Ocean's FactoryRouter
interface IOceanRouter {
    function addFactory(address factory) external;

    function updateOPCFee(uint256 swap, uint256 swapNonOcean, uint256 consume, uint256 provider) external;
}

/// @title What the tests use of Ocean's ERC721Factory beyond what the registry does
interface IOceanFactoryAdmin is IOceanFactory {
    struct NftCreateData {
        string name;
        string symbol;
        uint256 templateIndex;
        string tokenURI;
        bool transferable;
        address owner;
    }

    struct ErcCreateData {
        uint256 templateIndex;
        string[] strings;
        address[] addresses;
        uint256[] uints;
        bytes[] bytess;
    }

    function addTokenTemplate(address template) external returns (uint256);

    function disableTokenTemplate(uint256 index) external;

    function reactivateTokenTemplate(uint256 index) external;

    function createNftWithErc20(
        NftCreateData calldata nft,
        ErcCreateData calldata erc
    ) external returns (address dataNft, address datatoken);
}

/// @title What the tests use of Ocean's data NFTs beyond what models do
interface IOceanDataNftRoles {
    struct Roles {
        bool manager;
        bool deployERC20;
        bool updateMetadata;
        bool store;
    }

    function addManager(address account) external;

    function cleanPermissions() external;

    function transferable() external view returns (bool);

    function getPermissions(address account) external view returns (Roles memory);
}

/// @title What the tests use of Ocean's datatokens beyond what models do
interface IDatatoken is IERC20 {
    function mint(address account, uint256 amount) external;

    function addMinter(address account) external;

    function isMinter(address account) external view returns (bool);

    function setPaymentCollector(address collector) external;

    function getPaymentCollector() external view returns (address);

    function getERC721Address() external view returns (address);

    function nonces(address account) external view returns (uint256);

    function DOMAIN_SEPARATOR() external view returns (bytes32);
}

/// @title Ocean's real contracts, from the bytecode of its npm package, deployed in its own order
abstract contract OceanStack is Test {
    string private constant ARTIFACTS = "node_modules/@oceanprotocol/contracts/artifacts/contracts/";

    IOceanToken internal ocean;
    IOceanRouter internal router;
    IOceanFactoryAdmin internal factory;
    address internal opc;

    /// @dev This contract becomes the owner of Ocean's router and factory.
    function _deployOcean() internal {
        ocean = IOceanToken(_deploy("utils/OceanToken", abi.encode(address(this))));
        opc = _deploy("communityFee/OPFCommunityFeeCollector", abi.encode(address(this), address(this)));
        address noPool = address(0xdEaD);
        router = IOceanRouter(
            _deploy(
                "pools/FactoryRouter",
                abi.encode(address(this), address(ocean), noPool, opc, new address[](0))
            )
        );
        address template = _deploy("templates/ERC20Template", "");
        address dataNft = _deploy("templates/ERC721Template", "");
        factory = IOceanFactoryAdmin(
            _deploy("ERC721Factory", abi.encode(dataNft, template, address(router)))
        );
        factory.addTokenTemplate(_deploy("templates/ERC20TemplateEnterprise", ""));
        router.addFactory(address(factory));
    }

    /// @dev Ocean's BPool, of which every pool is a clone.
    function _deployPoolTemplate() internal returns (address) {
        return _deploy("pools/balancer/BPool", "");
    }

    function _deploy(string memory path, bytes memory arguments) private returns (address) {
        string memory json = vm.readFile(string.concat(ARTIFACTS, path, ".sol/", _name(path), ".json"));
        return _create(vm.parseJsonBytes(json, ".bytecode"), arguments, path);
    }

    /// @dev What stands behind the last slash.
    function _name(string memory path) private pure returns (string memory) {
        bytes memory all = bytes(path);
        uint256 start = all.length;
        while (start > 0 && all[start - 1] != "/") --start;
        bytes memory name = new bytes(all.length - start);
        for (uint256 i; i < name.length; ++i) name[i] = all[start + i];
        return string(name);
    }
}
