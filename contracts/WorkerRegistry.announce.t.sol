// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Fixture} from "./testing/Fixture.t.sol";
import {IWorkerRegistry} from "./interfaces/IWorkerRegistry.sol";

contract WorkerRegistryAnnounceTest is Fixture {
    function test_AWorkerSaysWhereItIs() public {
        vm.assertEq(workers.endpointOf(worker), "", "not yet");
        vm.expectEmit(address(workers));
        emit IWorkerRegistry.WorkerAnnounced(worker, "https://worker.example", hex"04aa", keccak256("env"));
        vm.prank(worker);
        workers.announce("https://worker.example", hex"04aa", keccak256("env"));
        vm.assertEq(workers.endpointOf(worker), "https://worker.example", "endpoint");
        vm.prank(worker);
        workers.announce("", "", bytes32(0));
        vm.assertEq(workers.endpointOf(worker), "", "gone");
    }

    function testFuzz_ACustodianAuthorisesForItselfOnly(address first, address second) public {
        vm.assume(first != second);
        vm.expectEmit(address(workers));
        emit IWorkerRegistry.WorkerAuthorised(first, worker, true);
        vm.prank(first);
        workers.authorise(worker, true);
        vm.assertEq(workers.isAuthorised(first, worker), true, "authorised");
        vm.assertEq(workers.isAuthorised(second, worker), false, "by nobody else");
        vm.assertEq(workers.isAuthorised(first, worker2), false, "nobody else");
        vm.prank(first);
        workers.authorise(worker, false);
        vm.assertEq(workers.isAuthorised(first, worker), false, "withdrawn");
    }
}
