"""The publisher's folder: what any static web host can serve, and how proposals for it are made.

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

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from attrs import frozen
from securesystemslib.signer import CryptoSigner, Key
from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import Metadata, MetaFile, Root, Snapshot, TargetFile, Targets, Timestamp

from sds_authoring.publishing.bundle import check_new
from sds_authoring.publishing.keys import NAME_FIELD, PublicKey, chain, check_keys
from sds_authoring.publishing.proposal import MINUTE_FIELD, Proposal
from sds_core.errors import Fault, RuleSetError
from sds_core.formats.canonical import digest
from sds_core.formats.files import write_whole

__all__ = ["EXPIRY_DAYS", "OFFICER_DAYS", "Folder", "propose_officers", "propose_set"]

EXPIRY_DAYS = 90
OFFICER_DAYS = 3 * 365  # officers' own signatures last as long as the NDT's review period


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
        """Return when the publication stops vouching for itself."""
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
            web_key: signs what is newest.
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
        placed = proposal.root is not None and _same(current, proposal.root)
        expected = self.newest("targets") + 1
        version = proposal.targets.signed.version
        listed = self.metadata / f"{version}.targets.json"
        again = listed.is_file() and listed.read_bytes() == proposal.targets.to_bytes()
        if not (placed or _same(current, before)) or not (version == expected or again):
            found = f"list {version}, where {expected} comes next"
            hint = "Prepare it anew from the folder as it is now, and have it signed again."
            raise RuleSetError("the folder has moved on", [Fault(str(self.path), found, "", hint)])
        self._check_web_key(proposal.authority, web_key)
        for name, data in proposal.files.items():
            target = proposal.targets.signed.targets[name]
            _write(self.path / "targets" / target.get_prefixed_paths()[0], data)
        _write(listed, proposal.targets.to_bytes())
        if proposal.root is not None:
            number = proposal.root.signed.version
            _write(self.metadata / f"{number}.root.json", proposal.root.to_bytes())
            if number == 1:
                _write(self.trust_file, f"{self.fingerprint()}\n".encode())
        self.refresh(web_key, now, days)

    @staticmethod
    def _check_web_key(root: Root, web_key: CryptoSigner) -> None:
        if web_key.public_key.keyid not in root.roles["timestamp"].keyids:
            hint = "If it is lost, give the folder a new one: sds ruleset rotate --web-key"
            fault = Fault("--web-key", "a key that is not this folder's", "the folder's own", hint)
            raise RuleSetError("this is not the folder's key", [fault])

    def refresh(self, web_key: CryptoSigner, now: datetime, days: int = EXPIRY_DAYS) -> None:
        """Sign anew what is newest, so that the publication goes on vouching for itself.

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
        _write(self.metadata / f"{version}.snapshot.json", snapshot.to_bytes())
        stamp = Metadata(
            Timestamp(version=version, expires=expires, snapshot_meta=MetaFile(version=version))
        )
        stamp.sign(web_key)
        _write(self.metadata / "timestamp.json", stamp.to_bytes())


def _same(one: Metadata[Root] | None, other: Metadata[Root] | None) -> bool:
    return (one.to_bytes() if one else b"") == (other.to_bytes() if other else b"")


def _write(path: Path, data: bytes) -> None:
    """Write a file whole or not at all."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, data)
    except OSError as error:
        fault = Fault(str(path), str(error.strerror), "a place that can be written")
        raise RuleSetError(f"{path} cannot be written", [fault]) from None


def _needs_minute() -> RuleSetError:
    hint = 'Name it: --minute "minute 4 of 3 March 2026"'
    fault = Fault("--minute", "nothing", "the minute that agreed it", hint)
    return RuleSetError("one signature alone counts against a recorded minute only", [fault])


def _named(owner: PublicKey) -> Key:
    """Return a key with its owner's name beside it, which the root then signs too."""
    owner.key.unrecognized_fields[NAME_FIELD] = owner.name
    return owner.key


def _first_root(
    officers: Sequence[PublicKey], threshold: int, web_key: PublicKey, now: datetime
) -> Metadata[Root]:
    root = Root(version=1, expires=now + timedelta(days=OFFICER_DAYS), consistent_snapshot=True)
    for role in ("root", "targets"):
        for officer in officers:
            root.add_key(_named(officer), role)
        root.roles[role].threshold = threshold
    for role in ("snapshot", "timestamp"):
        root.add_key(_named(web_key), role)
    check_keys(root)
    return Metadata(root)


def propose_set(
    folder: Folder,
    files: Sequence[tuple[str, bytes, dict[str, str]]],
    now: datetime,
    officers: Sequence[PublicKey] = (),
    threshold: int = 0,
    web_key: PublicKey | None = None,
    minute: str = "",
) -> Proposal:
    """Return a proposal to publish new files.

    Args:
        folder: the publisher's folder.
        files: the new files: path, bytes, and what is said of each.
        now: the time.
        officers: for a first publication: who may sign.
        threshold: for a first publication: how many must.
        web_key: for a first publication: the folder's own key.
        minute: the minute that it was agreed by; it must stand where one signature is enough.

    Raises:
        RuleSetError: a file is published already with other bytes, or nobody may sign.
    """
    before, current = folder.root(), folder.targets()
    root = None
    if before is None:
        if not officers or web_key is None:
            hint = "Name the officers: --officer ann.pub --officer ben.pub --threshold 2"
            fault = Fault("--officer", "nobody", "who may sign", hint)
            raise RuleSetError("a first publication names its officers", [fault])
        root = _first_root(officers, threshold, web_key, now)
        authority = root.signed
    elif officers or threshold:
        hint = "To change who may sign: sds ruleset rotate"
        fault = Fault("--officer", "officers for a folder that has some", "none", hint)
        raise RuleSetError("the officers are set already", [fault])
    else:
        authority = before.signed
    if authority.roles["targets"].threshold == 1 and not minute.strip():
        raise _needs_minute()
    targets = Targets(
        version=folder.newest("targets") + 1, expires=now + timedelta(days=OFFICER_DAYS)
    )
    if current is not None:
        targets.targets.update(current.signed.targets)
    for path, data, said in files:
        target = TargetFile.from_data(path, data, ["sha256"])
        known = targets.targets.get(path)
        if known is not None and known.hashes != target.hashes:
            hint = "Give the set a new version; a version once published never changes."
            fault = Fault(path, "a file published already, with other bytes", "a new version", hint)
            raise RuleSetError("this version is published already", [fault])
        target.unrecognized_fields["custom"] = dict(said)
        targets.targets[path] = target
    new = {path: data for path, data, _ in files}
    check_new(new)
    targets.unrecognized_fields[MINUTE_FIELD] = minute
    return Proposal(new, Metadata(targets), root, before)


def propose_officers(
    folder: Folder,
    now: datetime,
    add: Sequence[PublicKey] = (),
    remove: Sequence[PublicKey] = (),
    threshold: int | None = None,
    web_key: PublicKey | None = None,
    minute: str = "",
) -> Proposal:
    """Return a proposal to change who may sign, how many must, or the folder's own key.

    As many of the old officers must sign it as had to before, and as many of the new.

    Raises:
        RuleSetError: nothing is published yet, somebody to be removed may not sign anyway, or the
            threshold could not be reached.
    """
    before, current = folder.root(), folder.targets()
    if before is None or current is None:
        fault = Fault(str(folder.path), "no publication", "one", "Publish a set first.")
        raise RuleSetError("nothing is published yet", [fault])
    root = Root.from_dict(Metadata.from_bytes(before.to_bytes()).signed.to_dict())
    root.version += 1
    root.expires = now + timedelta(days=OFFICER_DAYS)
    for officer in remove:
        if officer.id not in root.roles["root"].keyids:
            fault = Fault("--remove", f"the key of {officer.name}", "one of those who may sign")
            raise RuleSetError("nobody to remove", [fault])
    for role in ("root", "targets"):
        for officer in remove:
            root.revoke_key(officer.id, role)
        for officer in add:
            root.add_key(_named(officer), role)
        if threshold is not None:
            root.roles[role].threshold = threshold
    if web_key is not None:
        for role in ("snapshot", "timestamp"):
            for key_id in list(root.roles[role].keyids):
                root.revoke_key(key_id, role)
            root.add_key(_named(web_key), role)
    check_keys(root)
    if root.roles["targets"].threshold == 1 and not minute.strip():
        raise _needs_minute()
    targets = Targets(
        version=folder.newest("targets") + 1, expires=now + timedelta(days=OFFICER_DAYS)
    )
    targets.targets.update(current.signed.targets)
    targets.unrecognized_fields[MINUTE_FIELD] = minute
    return Proposal({}, Metadata(targets), Metadata(root), before)
