"""A proposal: what is to be published, in one file that goes round until enough have signed it.

Each officer signs on their own machine; copies signed apart are put together when it is published.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from attrs import frozen
from securesystemslib.signer import CryptoSigner
from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import Metadata, Root, Targets

from sds_core.errors import Fault, RuleSetError
from sds_core.publishing.keys import check_keys

__all__ = ["Proposal", "SignatureCount", "read_proposal"]

FORMAT = "sds-proposal-1"
MAX_BYTES = 8_388_608


@frozen
class SignatureCount:
    """How many of those who may sign have.

    Attributes:
        signed: names of those who have, in the order of their keys.
        threshold: how many must.
        enough: whether they have, by the old officers and by the new.
    """

    signed: tuple[str, ...]
    threshold: int
    enough: bool


@frozen
class Proposal:
    """What is to be published.

    Attributes:
        names: names of the officers, by their keys' ids.
        files: the new files, by their published paths.
        targets: the signed list of all files.
        root: the signed list of who may sign, where that changes; else `None`.
        before: the root that it follows; `None` for a first publication.
        minute: the minute that it was agreed by.
    """

    names: Mapping[str, str]
    files: Mapping[str, bytes]
    targets: Metadata[Targets]
    root: Metadata[Root] | None
    before: Metadata[Root] | None
    minute: str

    @property
    def authority(self) -> Root:
        """The root by which the list of files is judged."""
        root = self.root or self.before
        if root is None:
            raise RuleSetError("the proposal names nobody who may sign")
        return root.signed

    def signed_by(self, signer: CryptoSigner) -> Proposal:
        """Return the proposal with one more signature.

        Raises:
            RuleSetError: the key is nobody's who may sign it, or has signed already.
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
        mine, theirs = self.targets.signed_bytes, other.targets.signed_bytes
        roots = [p.root.signed_bytes if p.root else b"" for p in (self, other)]
        if mine != theirs or roots[0] != roots[1]:
            fault = Fault("PROPOSAL", "two proposals that differ", "copies of one")
            raise RuleSetError("only copies of one proposal can be put together", [fault])
        self.targets.signatures.update(other.targets.signatures)
        if self.root is not None and other.root is not None:
            self.root.signatures.update(other.root.signatures)
        return self

    def count(self) -> SignatureCount:
        """Return who has signed, and whether that is enough; a key counts once."""
        authority = self.authority
        check_keys(authority)
        result = authority.get_verification_result(
            "targets", self.targets.signed_bytes, self.targets.signatures
        )
        enough = result.verified
        signed = set(result.signed)
        if self.root is not None:
            before = self.before.signed if self.before is not None else None
            roots = self.root.signed.get_root_verification_result(
                before, self.root.signed_bytes, self.root.signatures
            )
            enough = enough and roots.verified
            signed |= set(roots.signed)
        who = tuple(self.names.get(key, key[:12]) for key in sorted(signed))
        return SignatureCount(tuple(sorted(who)), result.threshold, bool(enough))

    def text(self) -> str:
        """Return the proposal as the text of a file."""
        plain = {
            "format": FORMAT,
            "names": dict(self.names),
            "minute": self.minute,
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
        if path.stat().st_size > MAX_BYTES:
            raise ValueError(f"more than {MAX_BYTES:,} bytes")
        plain = json.loads(path.read_text("utf-8"))
        if plain["format"] != FORMAT:
            raise ValueError("another format")
        proposal = Proposal(
            {str(k): str(v) for k, v in plain["names"].items()},
            {str(p): base64.b64decode(d, validate=True) for p, d in plain["files"].items()},
            _metadata(plain["targets"]),
            _metadata(plain["root"]),
            _metadata(plain["before"]),
            str(plain["minute"]),
        )
        for name, data in proposal.files.items():
            proposal.targets.signed.targets[name].verify_length_and_hashes(data)
        check_keys(proposal.authority)
        return proposal
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        wrong: Exception = error
    except RepositoryError as error:
        wrong = error
    fault = Fault(str(path), str(wrong) or type(wrong).__name__, "a proposal as it was prepared")
    raise RuleSetError(f"{path} cannot be used", [fault]) from None
