// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";
import {Fixture} from "./testing/Fixture.t.sol";
import {IDatatoken, IOceanDataNftRoles} from "./testing/OceanStack.t.sol";
import {Family, IModelRegistry, Model} from "./interfaces/IModelRegistry.sol";

contract ModelRegistryPublishTest is Fixture {
    function _publish(Family memory family) private returns (address) {
        vm.prank(alice);
        return registry.publish("M", "", keccak256("weights"), family, "");
    }

    function test_RecordsTheRootAndItsFamily() public view {
        Model memory model = registry.modelOf(root);
        vm.assertEq(model.parent, address(0), "parent");
        vm.assertEq(model.generation, 0, "generation");
        vm.assertEq(model.root, root, "root");
        vm.assertEq(model.hops, 1, "hops");
        vm.assertEq(model.weightsRoot, keccak256("weights of M1"), "weights");
        vm.assertEq(keccak256(abi.encode(registry.familyOf(root))), keccak256(abi.encode(_family())), "family");
        vm.assertTrue(registry.isModel(root), "registered");
        vm.assertEq(registry.custodianOf(root), custodian, "custodian");
        vm.assertEq(registry.minGainOf(root), MIN_GAIN, "least gain");
        vm.assertEq(titles.ownerOf(uint160(root)), alice, "title");
    }

    function test_EmitsWhatItFounded() public {
        uint256 before = vm.snapshotState();
        address model = _publish(_family());
        address dataNft = IDatatoken(model).getERC721Address();
        vm.revertToState(before);
        vm.expectEmit(address(registry));
        emit IModelRegistry.FamilyFounded(model, _family());
        vm.expectEmit(address(registry));
        emit IModelRegistry.ModelRegistered(model, address(0), alice, dataNft, 1, keccak256("weights"), bytes32(0));
        vm.assertEq(_publish(_family()), model, "same address again");
    }

    function testFuzz_WholeSupplyIsTheModelsIncome(uint96 supply) public {
        vm.assume(supply > 0);
        Family memory family = _family();
        family.birthSupply = supply;
        address model = _publish(family);
        vm.assertEq(IDatatoken(model).totalSupply(), supply, "total supply");
        vm.assertEq(IDatatoken(model).balanceOf(address(vault)), supply, "in the vault");
        vm.assertEq(vault.inboxOf(model, model), supply, "in the inbox");
    }

    function test_TheRegistryKeepsTheDataNftAndNobodyCanMint() public {
        IDatatoken datatoken = IDatatoken(root);
        address dataNft = datatoken.getERC721Address();
        vm.assertEq(IERC721(dataNft).ownerOf(1), address(registry), "owner of the data NFT");
        vm.assertEq(IOceanDataNftRoles(dataNft).transferable(), false, "transferable");
        vm.assertEq(datatoken.getPaymentCollector(), vault.collectorOf(dataNft), "payment collector");
        address[5] memory all = [alice, address(registry), address(factory), address(vault), address(market)];
        for (uint256 i; i < all.length; ++i) {
            vm.assertEq(datatoken.isMinter(all[i]), false, "minter");
            vm.startPrank(all[i]);
            vm.expectRevert();
            datatoken.mint(alice, 1);
            vm.stopPrank();
        }
    }

    function test_TheTitleGivesNoPowerOnOceansSide() public {
        IDatatoken datatoken = IDatatoken(root);
        address dataNft = datatoken.getERC721Address();
        vm.startPrank(alice);
        vm.expectRevert();
        datatoken.addMinter(alice);
        vm.expectRevert();
        datatoken.setPaymentCollector(alice);
        vm.expectRevert();
        IERC721(dataNft).transferFrom(address(registry), alice, 1);
        vm.expectRevert();
        IOceanDataNftRoles(dataNft).addManager(alice);
        vm.expectRevert();
        IOceanDataNftRoles(dataNft).cleanPermissions();
    }

    function test_EvenTheRegistryCannotTransferTheDataNft() public {
        address dataNft = IDatatoken(root).getERC721Address();
        vm.prank(address(registry));
        vm.expectRevert();
        IERC721(dataNft).transferFrom(address(registry), alice, 1);
    }

    function test_TheCustodianMayOnlyUpdateMetadata() public view {
        IOceanDataNftRoles dataNft = IOceanDataNftRoles(IDatatoken(root).getERC721Address());
        IOceanDataNftRoles.Roles memory roles = dataNft.getPermissions(custodian);
        vm.assertTrue(roles.updateMetadata, "metadata");
        vm.assertTrue(!roles.manager && !roles.deployERC20 && !roles.store, "nothing else");
    }

    function test_TheSameWeightsCanBePublishedTwice() public {
        vm.assertTrue(_publish(_family()) != _publish(_family()), "two models");
    }

    function test_RefusesAFamilyWithoutATerm() public {
        Family memory family = _family();
        family.custodian = address(0);
        _refuses(family, "custodian");
        family = _family();
        family.tailRecipient = address(0);
        _refuses(family, "tailRecipient");
        family = _family();
        family.birthSupply = 0;
        _refuses(family, "birthSupply");
        family = _family();
        family.minGain = 0;
        _refuses(family, "minGain");
        family = _family();
        family.evaluationHash = bytes32(0);
        _refuses(family, "evaluationHash");
    }

    function _refuses(Family memory family, string memory term) private {
        vm.expectRevert(abi.encodeWithSelector(IModelRegistry.ModelRegistry_MissingTerm.selector, term));
        _publish(family);
    }

    function test_RefusesNoNameAndNoWeights() public {
        vm.startPrank(alice);
        vm.expectRevert(IModelRegistry.ModelRegistry_NoName.selector);
        registry.publish("", "", keccak256("weights"), _family(), "");
        vm.expectRevert(IModelRegistry.ModelRegistry_NoWeights.selector);
        registry.publish("M", "", bytes32(0), _family(), "");
    }

    function test_FailsWholeWhileOceansTemplateIsDisabled() public {
        factory.disableTokenTemplate(1);
        vm.prank(alice);
        vm.expectRevert();
        registry.publish("M", "", keccak256("weights"), _family(), "");
        factory.reactivateTokenTemplate(1);
        _publish(_family());
    }
}
