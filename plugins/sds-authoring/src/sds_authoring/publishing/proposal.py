"""A proposal: what is to be published, in one file passed on until enough officers have signed.

Each officer signs on their own machine; copies signed apart are put together when it is published.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from attrs import frozen
from securesystemslib.exceptions import UnverifiedSignatureError
from securesystemslib.signer import CryptoSigner
from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import Metadata, Root, Targets

from sds_authoring.publishing.keys import NAME_FIELD, check_keys, names_of
from sds_core import Fault, RuleSetError
from sds_core.formats.files import read_limited
from sds_core.model.characters import visible

__all__ = ["MINUTE_FIELD", "Proposal", "SignatureCount", "key_names", "read_proposal"]

FORMAT = "sds-proposal-1"
MINUTE_FIELD = "x-sds-minute"
MAX_BYTES = 8_388_608


@frozen
class SignatureCount:
    """Who has signed a proposal, and whether that is enough.

    Attributes:
        signed: names of those who have, in the order of their keys.
        threshold: how many must.
        enough: whether they have, by the old officers and by the new.
        lacking: whose signatures are lacking, in plain words; empty where none are.
    """

    signed: tuple[str, ...]
    threshold: int
    enough: bool
    lacking: str = ""


@frozen
class Proposal:
    """What is to be published, with the signatures so far.

    Attributes:
        files: the new files, by their published paths.
        targets: the signed list of all files.
        root: the signed list of who may sign, where that changes; else `None`.
        before: the root that it follows; `None` for a first publication.
    """

    files: Mapping[str, bytes]
    targets: Metadata[Targets]
    root: Metadata[Root] | None
    before: Metadata[Root] | None

    @property
    def minute(self) -> str:
        """The minute that it was agreed by, as it is signed."""
        return visible(str(self.targets.signed.unrecognized_fields.get(MINUTE_FIELD) or ""))

    @property
    def names(self) -> Mapping[str, str]:
        """Names of the officers by their keys' ids, old and new, as the roots sign them."""
        roots = [root.signed for root in (self.before, self.root) if root is not None]
        return {key: name for root in roots for key, name in names_of(root).items()}

    @property
    def authority(self) -> Root:
        """The root whose officers must sign the list of files."""
        root = self.root or self.before
        if root is None:
            raise RuleSetError("the proposal names nobody who may sign")
        return root.signed

    def signed_by(self, signer: CryptoSigner) -> Proposal:
        """Return the proposal with one more signature.

        Raises:
            RuleSetError: the key is not that of an officer who may sign, or has signed already.
        """
        key = str(signer.public_key.keyid)
        may = set(self.authority.roles["targets"].keyids)
        if self.before is not None and self.root is not None:
            may |= set(self.before.signed.roles["root"].keyids)
        if key not in may:
            who = ", ".join(sorted(self.names.values()))
            fault = Fault("--key", f"the key {key[:12]}…", f"one of those who may sign: {who}")
            raise RuleSetError("this key may not sign", [fault])
        if key in self.targets.signatures:
            fault = Fault("--key", f"the key of {self.names.get(key, key[:12])}", "a new signature")
            raise RuleSetError("this key has signed already; each counts once", [fault])
        self.targets.sign(signer, append=True)
        if self.root is not None:
            self.root.sign(signer, append=True)
        return self

    def merged(self, other: Proposal) -> Proposal:
        """Return the proposal with the signatures of another copy.

        Raises:
            RuleSetError: the other is a copy of something else.
        """
        for proposal in (self, other):
            proposal.drop_void()
        mine, theirs = self.targets.signed_bytes, other.targets.signed_bytes
        roots = [p.root.signed_bytes if p.root else b"" for p in (self, other)]
        if mine != theirs or roots[0] != roots[1]:
            fault = Fault("PROPOSAL", "two proposals that differ", "copies of one")
            raise RuleSetError("only copies of one proposal can be put together", [fault])
        self.targets.signatures.update(other.targets.signatures)
        if self.root is not None and other.root is not None:
            self.root.signatures.update(other.root.signatures)
        return self

    def drop_void(self) -> None:
        """Drop signatures that are not of an officer's key, or not over what is proposed."""
        keys = {
            key_id: root.signed.keys[key_id]
            for root in (self.before, self.root)
            if root is not None
            for key_id in root.signed.roles["targets"].keyids
        }
        for metadata in (self.targets, self.root):
            if metadata is None:
                continue
            for key_id, signature in list(metadata.signatures.items()):
                try:
                    keys[key_id].verify_signature(signature, metadata.signed_bytes)
                except (KeyError, UnverifiedSignatureError, ValueError):
                    del metadata.signatures[key_id]

    def count(self) -> SignatureCount:
        """Return who has signed, and whether that is enough; a key counts once."""
        authority = self.authority
        check_keys(authority)
        result = authority.get_verification_result(
            "targets", self.targets.signed_bytes, self.targets.signatures
        )
        enough = result.verified
        signed = set(result.signed)
        lacking = [(result.missing, "of those who may sign")] if result.missing else []
        if self.root is not None:
            before = self.before.signed if self.before is not None else None
            roots = self.root.signed.get_root_verification_result(
                before, self.root.signed_bytes, self.root.signatures
            )
            enough = enough and roots.verified
            signed |= set(roots.signed)
            if before is not None:
                old, new = roots.first.missing, roots.second.missing
                parts = ((old, "of the old officers"), (new, "of the new officers"))
                lacking = [(missing, whose) for missing, whose in parts if missing]
        who = tuple(self.names.get(key, key[:12]) for key in sorted(signed))
        text = " and ".join(f"{number} more {whose}" for number, whose in lacking)
        return SignatureCount(tuple(sorted(who)), result.threshold, bool(enough), text)

    def text(self) -> str:
        """Return the proposal as the text of a file."""
        plain = {
            "format": FORMAT,
            "files": {p: base64.b64encode(d).decode() for p, d in sorted(self.files.items())},
            "targets": json.loads(self.targets.to_bytes()),
            "root": None if self.root is None else json.loads(self.root.to_bytes()),
            "before": None if self.before is None else json.loads(self.before.to_bytes()),
        }
        return json.dumps(plain, indent=1, sort_keys=True) + "\n"


def _metadata(plain: Any) -> Any:
    return None if plain is None else Metadata.from_bytes(json.dumps(plain).encode())


def read_proposal(path: Path) -> Proposal:
    """Read a proposal.

    Raises:
        RuleSetError: it is no proposal, or its files are not those that it lists.
    """
    try:
        plain = json.loads(read_limited(path, MAX_BYTES))
        if plain["format"] != FORMAT:
            raise ValueError("another format")
        proposal = Proposal(
            {str(p): base64.b64decode(d, validate=True) for p, d in plain["files"].items()},
            _metadata(plain["targets"]),
            _metadata(plain["root"]),
            _metadata(plain["before"]),
        )
        for name, data in proposal.files.items():
            proposal.targets.signed.targets[name].verify_length_and_hashes(data)
        check_keys(proposal.authority)
        proposal.drop_void()
        return proposal
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        wrong: Exception = error
    except RepositoryError as error:
        wrong = error
    fault = Fault(str(path), str(wrong) or type(wrong).__name__, "a proposal as it was prepared")
    raise RuleSetError(f"{path} cannot be used", [fault]) from None


def key_names(root: Root, role: str) -> list[str]:
    """Return the keys of a role, each by its owner's name and the beginning of its id."""
    return sorted(
        visible(f"{root.keys[key].unrecognized_fields.get(NAME_FIELD) or 'key'} ({key[:12]})")
        for key in root.roles[role].keyids
    )
