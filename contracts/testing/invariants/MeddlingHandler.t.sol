// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";
import {IJobMarket, Job, JobState, Result, Terms} from "../../interfaces/IJobMarket.sol";
import {ILineageVault} from "../../interfaces/ILineageVault.sol";
import {IModelRegistry} from "../../interfaces/IModelRegistry.sol";
import {IWorkerRegistry} from "../../interfaces/IWorkerRegistry.sol";
import {IDatatoken, IOceanDataNftRoles} from "../OceanStack.t.sol";
import {JobHandler} from "./JobHandler.t.sol";

/// @title Random calls that must be refused: too early, too late, in the wrong state, or by the wrong account
abstract contract MeddlingHandler is JobHandler {
    /// @dev Actors are no workers, so nothing that a worker does is theirs to do.
    function meddleWithAJob(uint256 actor, uint256 job, uint256 which) external watched {
        if (_jobs.length == 0) return;
        uint256 i = job % _jobs.length;
        (Terms memory terms, Result memory result) = (_jobs[i], _results[i]);
        address caller = _pick(actors, actor);
        which %= 7;
        if (which == 0 && caller != terms.requester)
            _refused(caller, address(MARKET), abi.encodeCall(IJobMarket.cancel, (terms)));
        if (which == 1) _refused(caller, address(MARKET), abi.encodeCall(IJobMarket.lease, (terms)));
        if (which == 2) _refused(caller, address(MARKET), abi.encodeCall(IJobMarket.renew, (terms, 1, 0)));
        if (which == 3) _refused(caller, address(MARKET), abi.encodeCall(IJobMarket.fail, (terms, "no")));
        if (which == 4) _refused(caller, address(MARKET), abi.encodeCall(IJobMarket.request, (terms)));
        if (which == 5) {
            _refused(caller, address(MARKET), abi.encodeCall(IJobMarket.submit, (_ids[i], result)));
            result.worker = caller;
            _refused(caller, address(MARKET), abi.encodeCall(IJobMarket.submit, (_ids[i], result)));
        }
        if (which == 6) {
            ++result.fee;
            _refused(caller, address(MARKET), abi.encodeCall(IJobMarket.settle, (terms, result)));
            _refused(caller, address(MARKET), abi.encodeCall(IJobMarket.birth, (terms, result)));
        }
    }

    /// @dev What anyone may do, but not now.
    function meddleAtTheWrongTime(uint256 actor, uint256 job) external watched {
        if (_jobs.length == 0) return;
        uint256 i = job % _jobs.length;
        Job memory now_ = jobOf(i);
        bool over = block.timestamp > now_.until;
        address caller = _pick(actors, actor);
        if (now_.state != JobState.Submitted || !over)
            _refused(caller, address(MARKET), abi.encodeCall(IJobMarket.settle, (_jobs[i], _results[i])));
        if (!_canBeBorn(i))
            _refused(caller, address(MARKET), abi.encodeCall(IJobMarket.birth, (_jobs[i], _results[i])));
        if (now_.state != JobState.Leased || !over)
            _refused(caller, address(MARKET), abi.encodeCall(IJobMarket.lapse, (_jobs[i])));
        if (now_.state != JobState.Requested || block.timestamp < _jobs[i].deadline)
            _refused(caller, address(MARKET), abi.encodeCall(IJobMarket.expire, (_jobs[i])));
    }

    /// @dev A worker that is too late, was not chosen, is not trusted, or never held the job.
    function meddleAsAWorker(uint256 worker, uint256 job) external watched {
        if (_jobs.length == 0) return;
        (uint256 i, address caller) = (job % _jobs.length, _pick(crew, worker));
        (Terms memory terms, Result memory result) = (_jobs[i], _results[i]);
        Job memory now_ = jobOf(i);
        bool late = block.timestamp > now_.until;
        if (now_.state != JobState.Requested || !_mayLease(i, caller) || block.timestamp >= terms.deadline) {
            _refused(caller, address(MARKET), abi.encodeCall(IJobMarket.lease, (terms)));
        }
        result.worker = caller;
        if (now_.state == JobState.Leased && holderOf[i] == caller && !late) return;
        _refused(caller, address(MARKET), abi.encodeCall(IJobMarket.renew, (terms, 1, 0)));
        _refused(caller, address(MARKET), abi.encodeCall(IJobMarket.submit, (_ids[i], result)));
        _refused(caller, address(MARKET), abi.encodeCall(IJobMarket.fail, (terms, "no")));
        uint256 tooMuch = WORKERS.freeStakeOf(caller) + 1;
        _refused(caller, address(MARKET), abi.encodeCall(IWorkerRegistry.unbond, (tooMuch)));
    }

    /// @dev What only the market, the registry or nobody at all may do; the caller may well hold the title.
    function meddleWithAModel(uint256 actor, uint256 model, uint256 which) external watched {
        (address caller, address target) = (_pick(actors, actor), _pick(models, model));
        address dataNft = IDatatoken(target).getERC721Address();
        address[] memory none = new address[](0);
        bytes[11] memory calls = [
            abi.encodeCall(ILineageVault.escrow, (caller, target, none, address(FEE), 1)),
            abi.encodeCall(ILineageVault.release, (target, caller, caller, address(FEE), 1, 1)),
            abi.encodeCall(ILineageVault.refund, (caller, target, none, address(FEE), 1)),
            abi.encodeCall(ILineageVault.order, (assets, caller, caller)),
            abi.encodeCall(ILineageVault.bookBirthSupply, (target, 1)),
            abi.encodeCall(IModelRegistry.birth, ("M", target, caller, bytes32("w"), ONE, bytes32(0))),
            abi.encodeCall(IDatatoken.mint, (caller, 1)),
            abi.encodeCall(IDatatoken.addMinter, (caller)),
            abi.encodeCall(IDatatoken.setPaymentCollector, (caller)),
            abi.encodeCall(IOceanDataNftRoles.addManager, (caller)),
            abi.encodeCall(IERC721.transferFrom, (address(REGISTRY), caller, 1))
        ];
        which %= calls.length;
        address callee =
            which < 5
                ? address(VAULT)
                : which < 6
                    ? address(REGISTRY)
                    : target;
        _refused(caller, which < 9 ? callee : dataNft, calls[which]);
        if (titleOf[target] == caller) return;
        bytes memory taking = abi.encodeCall(
            IERC721.transferFrom,
            (titleOf[target], caller, uint160(target))
        );
        _refused(caller, address(REGISTRY), taking);
    }

    function _refused(address caller, address callee, bytes memory call) private {
        vm.prank(caller);
        (bool ok, ) = callee.call(call);
        vm.assertTrue(!ok, "meddling worked");
        _did();
    }
}
