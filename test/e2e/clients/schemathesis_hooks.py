"""What Schemathesis needs to know of a running worker: who may ask, and the names of what is there.

The environment variable POSTHUMAN_WORLD names a JSON file with it:

    worker, market, chainId   whom requests are signed for
    owner                     private key of the account that asked for the jobs
    key                       key of a session that is open
    model                     its model
    jobs                      ids of sessions' jobs that are over
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import secrets
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import schemathesis
from eth_account import Account
from eth_utils.address import to_checksum_address

if TYPE_CHECKING:
    from schemathesis import Case, HookContext

WORLD: dict[str, Any] = json.loads(Path(os.environ["POSTHUMAN_WORLD"]).read_text())
HASH = re.compile("0x[0-9a-fA-F]{64}")
ADDRESS = re.compile("0x[0-9a-fA-F]{40}")
REQUEST = [
    {"name": "account", "type": "address"},
    {"name": "worker", "type": "address"},
    {"name": "action", "type": "string"},
    {"name": "subject", "type": "string"},
    {"name": "nonce", "type": "bytes32"},
    {"name": "expires", "type": "uint64"},
]
"""The type of signed requests, as the document names it."""


def sign(action: str, subject: str) -> str:
    """Sign a request as the owner of the jobs; what the header carries."""
    account = Account.from_key(WORLD["owner"])
    nonce = secrets.token_bytes(32)
    request = {
        "account": account.address,
        "worker": WORLD["worker"],
        "action": action,
        "subject": subject,
        "expires": int(time.time()) + 60,
    }
    domain = {
        "name": "Posthuman",
        "version": "1",
        "chainId": WORLD["chainId"],
        "verifyingContract": WORLD["market"],
    }
    signed = account.sign_typed_data(domain, {"WorkerRequest": REQUEST}, {**request, "nonce": nonce})
    sent = {**request, "nonce": f"0x{nonce.hex()}", "signature": f"0x{bytes(signed.signature).hex()}"}
    return base64.urlsafe_b64encode(json.dumps(sent).encode()).decode().rstrip("=")


def name_by_body(case: Case) -> None:
    """Give what is uploaded its right name, where the request is to be a good one."""
    if case.meta is None or case.meta.generation.mode.is_negative or not case.path_parameters:
        return
    match operation_of(case):
        case "putDataset":
            sent = case.body if isinstance(case.body, bytes) else getattr(case.body, "data", b"")
            case.path_parameters["sha256"] = hashlib.sha256(sent).hexdigest()
        case _:
            pass


def operation_of(case: Case) -> str:
    """Tell the operation's name in the document."""
    return str(case.operation.definition.raw["operationId"])


def signed_for(case: Case) -> tuple[str, str]:
    """Tell the action and the subject that a request is signed for, as the document says of its route."""
    place = {name: str(value) for name, value in (case.path_parameters or {}).items()}
    job = place.get("job", place.get("id", "")).lower()
    match operation_of(case):
        case "putDataset":
            asset = case.headers.get("x-posthuman-asset")
            return "upload", place["sha256"] + (f":{asset}" if asset else "")
        case "showSession":
            return "session", f"{job}:show"
        case "closeSession":
            return "session", f"{job}:close"
        case "addSessionKey":
            body = case.body if isinstance(case.body, dict) else {}
            return "session", f"{job}:key:{body.get('sha256')}"
        case "removeSessionKey":
            return "session", f"{job}:revoke:{place['sha256']}"
        case _:
            return "results", job


@schemathesis.auth(refresh_interval=None)
class Proof:
    """Brings what each route asks for: a session's key, or a signature, which is good for one call."""

    def get(self, case: Case, _context: object) -> dict[str, str]:
        """Make the header that shows who asks."""
        name_by_body(case)
        schemes = [name for one in case.operation.definition.raw.get("security", []) for name in one]
        if "signature" in schemes:
            return {"x-posthuman-request": sign(*signed_for(case))}
        return {"Authorization": f"Bearer {WORLD['key']}"} if "sessionKey" in schemes else {}

    def set(self, case: Case, data: dict[str, str], _context: object) -> None:
        """Add it."""
        case.headers.update(data)


@schemathesis.hook
def map_path_parameters(
    _context: HookContext, path_parameters: dict[str, Any] | None
) -> dict[str, Any] | None:
    """Name what is there in place of names that are well formed, but for one in four."""
    known = {"id": WORLD["jobs"], "job": WORLD["jobs"], "model": [WORLD["model"]]}
    replaced = dict(path_parameters or {})
    for name, value in replaced.items():
        text = str(value)
        choice = hashlib.sha256(text.encode()).digest()[0]
        is_name = name == "model" or HASH.fullmatch(text) is not None
        if name in known and is_name and choice % 4 != 0:
            replaced[name] = known[name][choice % len(known[name])]
    return with_checksums(replaced) if path_parameters else path_parameters


@schemathesis.hook
def map_query(_context: HookContext, query: dict[str, Any] | None) -> dict[str, Any] | None:
    """Give addresses their checksums, of which JSON Schema knows nothing."""
    return with_checksums(query) if query else query


@schemathesis.hook
def map_headers(_context: HookContext, headers: dict[str, Any] | None) -> dict[str, Any] | None:
    """Do the same for addresses in headers."""
    return with_checksums(headers) if headers else headers


def with_checksums(values: dict[str, Any]) -> dict[str, Any]:
    """Copy values, with the checksum in each address."""
    return {
        name: to_checksum_address(value)
        if isinstance(value, str) and ADDRESS.fullmatch(value) is not None
        else value
        for name, value in values.items()
    }
