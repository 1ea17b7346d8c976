// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {Fixture, IMarketParts} from "./testing/Fixture.t.sol";
import {IDatatoken} from "./testing/OceanStack.t.sol";
import {ReenteringFactory} from "./testing/accounts/ReenteringFactory.sol";
import {MarketConfig} from "./interfaces/IJobMarket.sol";
import {IModelRegistry} from "./interfaces/IModelRegistry.sol";

/// @dev What wallets show of a model, and what the registry keeps shut although nothing of Ocean's knocks there.
contract ModelRegistryEdgesTest is Fixture {
    function test_AModelsNameIsItsDatatokensAndItsDataNfts() public {
        _assertNamed(root, "M1");
        _assertNamed(_child(root, bob), "child");
    }

    function _assertNamed(address model, string memory name) private view {
        IERC20Metadata[2] memory tokens = [IERC20Metadata(model), IERC20Metadata(IDatatoken(model).getERC721Address())];
        for (uint256 i; i < 2; ++i) {
            vm.assertEq(tokens[i].name(), name, "name");
            vm.assertEq(tokens[i].symbol(), name, "symbol");
        }
    }

    function test_AFactoryThatCallsBackMeetsTheGuard() public {
        ReenteringFactory reentering = ReenteringFactory(_new("ReenteringFactory", abi.encode(address(factory))));
        MarketConfig memory config = _config();
        config.factory = address(reentering);
        market = IMarketParts(_new("JobMarket", abi.encode(config)));
        registry = market.REGISTRY();
        bytes memory call = abi.encodeCall(
            IModelRegistry.publish,
            ("M", "", keccak256("weights"), _family(), bytes(""))
        );
        reentering.setReentry(address(registry), call);
        vm.prank(alice);
        root = registry.publish("M1", "", keccak256("weights"), _family(), "");
        _assertRefused(reentering);
        _child(root, bob);
        _assertRefused(reentering);
    }

    function _assertRefused(ReenteringFactory reentering) private view {
        bytes4 guard = ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector;
        vm.assertEq(bytes32(reentering.refusal()), bytes32(guard), "guard");
    }
}
