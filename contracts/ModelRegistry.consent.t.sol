// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Fixture} from "./testing/Fixture.t.sol";
import {SmartAccount} from "./testing/accounts/SmartAccount.sol";
import {Family, IModelRegistry, TrustClass} from "./interfaces/IModelRegistry.sol";

contract ModelRegistryConsentTest is Fixture {
    bytes32 private constant WEIGHTS = keccak256("weights");

    function _digest(address publisher, bytes32 weightsRoot) private view returns (bytes32) {
        return _digest(publisher, weightsRoot, _family());
    }

    function _digest(address publisher, bytes32 weightsRoot, Family memory family) private view returns (bytes32) {
        bytes32 domain = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256("Posthuman"),
                keccak256("1"),
                block.chainid,
                address(registry)
            )
        );
        bytes32 message = keccak256(
            abi.encode(
                keccak256(
                    "Custody(address publisher,bytes32 weightsRoot,uint8 trustClass,address tailRecipient,uint96 birthSupply,uint256 minGain,bytes32 evaluationHash)"
                ),
                publisher,
                weightsRoot,
                family.trustClass,
                family.tailRecipient,
                family.birthSupply,
                family.minGain,
                family.evaluationHash
            )
        );
        return keccak256(abi.encodePacked("\x19\x01", domain, message));
    }

    function _publish(address custodian, bytes memory consent) private returns (address) {
        Family memory family = _family();
        family.custodian = custodian;
        vm.prank(bob);
        return registry.publish("M", "", WEIGHTS, family, consent);
    }

    function _refuses(address custodian, bytes memory consent) private {
        vm.expectRevert(abi.encodeWithSelector(IModelRegistry.ModelRegistry_NoCustodianConsent.selector, custodian));
        _publish(custodian, consent);
    }

    function test_AnotherAccountCanConsentToCustody() public {
        address model = _publish(alice, _sign("alice", _digest(bob, WEIGHTS)));
        vm.assertEq(registry.custodianOf(model), alice, "custodian");
        vm.assertEq(titles.ownerOf(uint160(model)), bob, "title");
    }

    function test_RefusesWithoutConsent() public {
        _refuses(alice, "");
        _refuses(alice, "0x1234");
    }

    function test_RefusesAnotherSigner() public {
        _refuses(alice, _sign("bob", _digest(bob, WEIGHTS)));
    }

    function test_RefusesConsentForAnotherPublisherOrOtherWeights() public {
        _refuses(alice, _sign("alice", _digest(charlie, WEIGHTS)));
        _refuses(alice, _sign("alice", _digest(bob, keccak256("other weights"))));
    }

    function test_RefusesConsentToOtherTerms() public {
        Family memory family = _family();
        family.trustClass = TrustClass.Tee;
        _refuses(alice, _sign("alice", _digest(bob, WEIGHTS, family)));
        family = _family();
        family.tailRecipient = charlie;
        _refuses(alice, _sign("alice", _digest(bob, WEIGHTS, family)));
        family = _family();
        ++family.birthSupply;
        _refuses(alice, _sign("alice", _digest(bob, WEIGHTS, family)));
        family = _family();
        ++family.minGain;
        _refuses(alice, _sign("alice", _digest(bob, WEIGHTS, family)));
        family = _family();
        family.evaluationHash = keccak256("another evaluation set");
        _refuses(alice, _sign("alice", _digest(bob, WEIGHTS, family)));
    }

    function test_RefusesConsentForAnotherChain() public {
        bytes memory consent = _sign("alice", _digest(bob, WEIGHTS));
        vm.chainId(8996);
        _refuses(alice, consent);
    }

    function test_AContractAccountConsentsByErc1271() public {
        SmartAccount custodian = SmartAccount(_new("SmartAccount", ""));
        _refuses(address(custodian), "any");
        custodian.approve(_digest(bob, WEIGHTS));
        vm.assertEq(registry.custodianOf(_publish(address(custodian), "any")), address(custodian), "custodian");
    }

    function testFuzz_RefusesRandomSignatures(bytes32 r, bytes32 s, uint8 v) public {
        _refuses(alice, abi.encodePacked(r, s, v));
    }
}
