// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {JobKind, Terms} from "../interfaces/IJobMarket.sol";
import {IDataNftPowers, IDatatokenPowers} from "../testing/IOceanPowers.t.sol";
import {NeighbourFixture} from "../testing/NeighbourFixture.t.sol";
import {IDatatoken} from "../testing/OceanStack.t.sol";

/// @dev The owner of a model's title tries all that the owner of a dataset can do: every call is refused, and so it is
/// for the custodian, who may write metadata only.
contract TitleOwnerTest is NeighbourFixture {
    address private nft;
    address private child;

    function setUp() public override {
        super.setUp();
        child = _child(root, bob);
        nft = IDatatoken(child).getERC721Address();
    }

    function test_NoPowerOverTheDataNft() public {
        IDataNftPowers.MetaDataProof[] memory none = new IDataNftPowers.MetaDataProof[](0);
        address[3] memory callers = [bob, charlie, worker];
        bytes[15] memory calls = [
            abi.encodeCall(IDataNftPowers.addManager, (bob)),
            abi.encodeCall(IDataNftPowers.removeManager, (address(registry))),
            abi.encodeCall(IDataNftPowers.addToCreateERC20List, (bob)),
            abi.encodeCall(IDataNftPowers.addToMetadataList, (bob)),
            abi.encodeCall(IDataNftPowers.addTo725StoreList, (bob)),
            abi.encodeCall(IDataNftPowers.cleanPermissions, ()),
            _secondDatatoken(),
            abi.encodeCall(
                IDataNftPowers.executeCall,
                (0, child, 0, abi.encodeCall(IDatatoken.mint, (bob, 1)))
            ),
            abi.encodeCall(IDataNftPowers.setBaseURI, ("ipfs://base")),
            abi.encodeCall(IDataNftPowers.setMetaData, (5, "", "", "", "", 0, none)),
            abi.encodeCall(IDataNftPowers.setMetaDataState, (5)),
            abi.encodeCall(IDataNftPowers.setNewData, ("key", "value")),
            abi.encodeCall(IDataNftPowers.setTokenURI, (1, "ipfs://another")),
            abi.encodeCall(IDataNftPowers.approve, (bob, 1)),
            abi.encodeCall(IDataNftPowers.transferFrom, (address(registry), bob, 1))
        ];
        for (uint256 c; c < callers.length; ++c) {
            for (uint256 i; i < calls.length; ++i) _refuses(callers[c], nft, calls[i]);
        }
        for (uint256 i; i < calls.length; ++i) {
            if (i != 9 && i != 10) _refuses(custodian, nft, calls[i]);
        }
    }

    function test_NoPowerOverTheDatatoken() public {
        address[] memory none = new address[](0);
        bytes[11] memory calls = [
            abi.encodeCall(IDatatokenPowers.addMinter, (bob)),
            abi.encodeCall(IDatatokenPowers.addPaymentManager, (bob)),
            abi.encodeCall(IDatatokenPowers.burnFrom, (address(vault), 1)),
            abi.encodeCall(IDatatokenPowers.cleanFrom721, ()),
            abi.encodeCall(IDatatokenPowers.cleanPermissions, ()),
            abi.encodeCall(IDatatokenPowers.createDispenser, (bob, 1, 1, true, address(0))),
            abi.encodeCall(IDatatokenPowers.createFixedRate, (bob, none, new uint256[](0))),
            abi.encodeCall(IDatatokenPowers.mint, (bob, 1)),
            abi.encodeCall(IDatatokenPowers.setData, ("data")),
            abi.encodeCall(IDatatokenPowers.setPaymentCollector, (bob)),
            abi.encodeCall(IDatatokenPowers.setPublishingMarketFee, (bob, address(fee), ONE))
        ];
        address[3] memory callers = [bob, custodian, address(registry)];
        for (uint256 i; i < calls.length; ++i) {
            _refuses(callers[0], child, calls[i]);
            _refuses(callers[1], child, calls[i]);
        }
        // Not even the registry, if it had a function for it, could mint once it gave the right up.
        _refuses(callers[2], child, calls[7]);
    }

    function test_ASaleInTheMiddleOfAJobChangesWhoEarnsAndNothingElse() public {
        vault.settle(child, child);
        vm.prank(bob);
        vault.claim(child);
        _approve(bob, child);
        Terms memory terms = _terms(JobKind.Train);
        terms.model = child;
        _leased(terms);
        vm.prank(bob);
        titles.transferFrom(bob, charlie, uint160(child));
        _submit(terms, _result(terms), worker);
        vm.warp(block.timestamp + CHALLENGE + 1);
        market.settle(terms, _result(terms));
        address grandchild = market.birth(terms, _result(terms));
        vault.settle(child, child);
        vm.assertEq(vault.claimable(charlie, child), ONE / 2, "who holds the title earns");
        vm.assertEq(titles.ownerOf(uint160(grandchild)), bob, "who paid for the training has its child");
        vm.assertEq(registry.modelOf(grandchild).parent, child, "whose parent is the model that was sold");
    }

    function _secondDatatoken() private view returns (bytes memory) {
        string[] memory strings = new string[](2);
        address[] memory addresses = new address[](4);
        addresses[0] = bob;
        uint256[] memory uints = new uint256[](2);
        uints[0] = 1;
        bytes[] memory none = new bytes[](0);
        return abi.encodeCall(IDataNftPowers.createERC20, (1, strings, addresses, uints, none));
    }

    function _refuses(address caller, address callee, bytes memory call) private {
        bytes32 before = _state();
        vm.prank(caller);
        (bool ok, ) = callee.call(call);
        vm.assertTrue(!ok, "refused");
        vm.assertEq(_state(), before, "nothing changed");
    }

    /// @dev What a power could have changed.
    function _state() private view returns (bytes32) {
        IDatatoken datatoken = IDatatoken(child);
        bool minter = datatoken.isMinter(bob) || datatoken.isMinter(address(registry));
        return keccak256(abi.encode(datatoken.totalSupply(), datatoken.getPaymentCollector(), minter));
    }
}
