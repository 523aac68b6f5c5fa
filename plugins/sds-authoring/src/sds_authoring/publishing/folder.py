"""The publisher's folder, which any static web host can serve: reading it and publishing into it.

::

    site/
      metadata/   1.root.json 2.root.json …   who may sign; every one stays
                  N.targets.json              the signed list of files
                  N.snapshot.json  timestamp.json   what is newest, and until when it vouches
      targets/    ID/VERSION/<sha256>.FILE    the files

Officers sign the root and the list of files, as many as the threshold says. A key of the web
folder's own signs what is newest, so that the publication can be refreshed without the officers.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from attrs import frozen
from securesystemslib.signer import CryptoSigner
from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import Metadata, MetaFile, Root, Snapshot, Targets, Timestamp

from sds_authoring.publishing.keys import chain
from sds_authoring.publishing.proposal import Proposal
from sds_core import Fault, RuleSetError, digest
from sds_core.formats.files import write_whole

__all__ = ["EXPIRY_DAYS", "Folder"]

EXPIRY_DAYS = 90


@frozen
class Folder:
    """A publisher's folder.

    Attributes:
        path: the folder.
    """

    path: Path

    @property
    def metadata(self) -> Path:
        """Where the signed lists are."""
        return self.path / "metadata"

    def newest(self, role: str) -> int:
        """Return the newest version of a role's list; 0 where there is none."""
        found = [
            int(file.name.partition(".")[0])
            for file in self.metadata.glob(f"*.{role}.json")
            if file.name.partition(".")[0].isdigit()
        ]
        return max(found, default=0)

    @property
    def trust_file(self) -> Path:
        """Where the fingerprint of the first root is kept: beside the folder, never in it."""
        return self.path.with_name(f"{self.path.name}.trust")

    def root(self) -> Metadata[Root] | None:
        """Return the newest root, or `None` before the first publication.

        Whoever serves the folder may have changed it, so the whole line of roots is checked, back
        to the fingerprint that is kept beside it.

        Raises:
            RuleSetError: the folder is not as the officers left it.
        """
        newest = self.newest("root")
        if not newest:
            return None
        roots = [self._read(f"{version}.root.json") for version in range(1, newest + 1)]
        chain(roots)
        known = self.trust_file.read_text("utf-8").strip() if self.trust_file.is_file() else ""
        if known and known != self.fingerprint():
            fault = Fault(str(self.metadata / "1.root.json"), self.fingerprint(), known)
            raise RuleSetError(f"{self.path} is not the folder that was published", [fault])
        return roots[-1]

    def targets(self) -> Metadata[Targets] | None:
        """Return the newest list of files, signed by enough officers; `None` before there is one.

        Raises:
            RuleSetError: it is not signed by enough of them.
        """
        version, root = self.newest("targets"), self.root()
        if not version or root is None:
            return None
        found: Metadata[Targets] = self._read(f"{version}.targets.json")
        result = root.signed.get_verification_result(
            "targets", found.signed_bytes, found.signatures
        )
        if found.signed.version != version or not result.verified:
            fault = Fault(
                str(self.metadata / f"{version}.targets.json"),
                f"{len(result.signed)} signatures that count",
                f"{result.threshold}",
                "Somebody changed the folder. Restore it from where you keep a copy.",
            )
            raise RuleSetError(f"{self.path} is not the folder that was published", [fault])
        return found

    def fingerprint(self) -> str:
        """Return SHA-256 of the first root: what people compare before they trust a publisher."""
        return digest((self.metadata / "1.root.json").read_bytes())

    def expires(self) -> datetime:
        """Return when the publication expires."""
        root, targets = self.root(), self.targets()
        stamp: Metadata[Timestamp] = self._read("timestamp.json")
        signed = [found.signed.expires for found in (root, targets) if found is not None]
        return min([stamp.signed.expires, *signed])

    def _read(self, name: str) -> Metadata[Any]:
        try:
            return Metadata.from_bytes((self.metadata / name).read_bytes())
        except (OSError, RepositoryError) as error:
            fault = Fault(str(self.metadata / name), str(error), "a signed list")
            raise RuleSetError(f"{self.path} is no publisher's folder", [fault]) from None

    def publish(
        self, proposal: Proposal, web_key: CryptoSigner, now: datetime, days: int = EXPIRY_DAYS
    ) -> None:
        """Put a proposal that enough officers have signed into the folder.

        Args:
            proposal: the proposal.
            web_key: signs the snapshot and the timestamp.
            now: the time.
            days: for how many days the publication vouches for itself.

        Raises:
            RuleSetError: too few have signed, or the folder has moved on since it was prepared.
        """
        count = proposal.count()
        if not count.enough:
            fault = Fault(
                "signatures",
                f"{len(count.signed)} ({', '.join(count.signed) or 'nobody'})",
                count.lacking or f"{count.threshold} of those who may sign",
                "Have another officer sign: sds ruleset sign PROPOSAL --key THEIRS.key",
            )
            raise RuleSetError("too few officers have signed", [fault])
        current, before = self.root(), proposal.before
        placed = proposal.root is not None and same_root(current, proposal.root)
        expected = self.newest("targets") + 1
        version = proposal.targets.signed.version
        listed = self.metadata / f"{version}.targets.json"
        again = listed.is_file() and listed.read_bytes() == proposal.targets.to_bytes()
        if not (placed or same_root(current, before)) or not (version == expected or again):
            found = f"list {version}, where {expected} comes next"
            hint = "Prepare it anew from the folder as it is now, and have it signed again."
            raise RuleSetError("the folder has moved on", [Fault(str(self.path), found, "", hint)])
        self._check_web_key(proposal.authority, web_key)
        for name, data in proposal.files.items():
            target = proposal.targets.signed.targets[name]
            write_file(self.path / "targets" / target.get_prefixed_paths()[0], data)
        write_file(listed, proposal.targets.to_bytes())
        if proposal.root is not None:
            number = proposal.root.signed.version
            write_file(self.metadata / f"{number}.root.json", proposal.root.to_bytes())
            if number == 1:
                write_file(self.trust_file, f"{self.fingerprint()}\n".encode())
        self.refresh(web_key, now, days)

    @staticmethod
    def _check_web_key(root: Root, web_key: CryptoSigner) -> None:
        if web_key.public_key.keyid not in root.roles["timestamp"].keyids:
            hint = "If it is lost, give the folder a new one: sds ruleset rotate --web-key"
            fault = Fault("--web-key", "a key that is not this folder's", "the folder's own", hint)
            raise RuleSetError("this is not the folder's key", [fault])

    def refresh(self, web_key: CryptoSigner, now: datetime, days: int = EXPIRY_DAYS) -> None:
        """Sign the snapshot and the timestamp again, so that the publication stays valid.

        Args:
            web_key: the folder's key.
            now: the time.
            days: for how many days.

        Raises:
            RuleSetError: nothing is published yet, or the key is not the folder's.
        """
        root = self.root()
        if root is None:
            fault = Fault(str(self.path), "no publication", "one", "Publish a set first.")
            raise RuleSetError("nothing is published yet", [fault])
        self._check_web_key(root.signed, web_key)
        targets = self.targets()
        lasting = [("who may sign", root.signed.expires)]
        lasting += [("the list of files", targets.signed.expires)] if targets else []
        for what, until in lasting:
            if until <= now:
                hint = "The officers renew it: sds ruleset rotate --renew --to FOLDER"
                fault = Fault(
                    what, f"signatures that ran out on {until.date()}", "current ones", hint
                )
                raise RuleSetError("the officers' own signatures have run out", [fault])
        expires = now + timedelta(days=days)
        snapshot = Metadata(
            Snapshot(
                version=self.newest("snapshot") + 1,
                expires=expires,
                meta={"targets.json": MetaFile(version=self.newest("targets"))},
            )
        )
        snapshot.sign(web_key)
        version = snapshot.signed.version
        write_file(self.metadata / f"{version}.snapshot.json", snapshot.to_bytes())
        stamp = Metadata(
            Timestamp(version=version, expires=expires, snapshot_meta=MetaFile(version=version))
        )
        stamp.sign(web_key)
        write_file(self.metadata / "timestamp.json", stamp.to_bytes())


def same_root(one: Metadata[Root] | None, other: Metadata[Root] | None) -> bool:
    return (one.to_bytes() if one else b"") == (other.to_bytes() if other else b"")


def write_file(path: Path, data: bytes) -> None:
    """Write a file whole or not at all."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, data)
    except OSError as error:
        fault = Fault(str(path), str(error.strerror), "a place that can be written")
        raise RuleSetError(f"{path} cannot be written", [fault]) from None
