"""Proposals for a folder: a set to be published, or other officers; nothing is published here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from securesystemslib.signer import Key
from tuf.api.metadata import Metadata, Root, TargetFile, Targets

from sds_authoring.publishing.bundle import check_new
from sds_authoring.publishing.folder import Folder
from sds_authoring.publishing.keys import NAME_FIELD, PublicKey, check_keys
from sds_authoring.publishing.proposal import MINUTE_FIELD, Proposal
from sds_core import Fault, RuleSetError

__all__ = ["OFFICER_DAYS", "propose_officers", "propose_set"]

OFFICER_DAYS = 3 * 365  # officers' own signatures last as long as the NDT's review period


def needs_minute() -> RuleSetError:
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
        minute: the minute that it was agreed by; required where one signature is enough.

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
        raise needs_minute()
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

    As many old officers as the old threshold, and as many new ones as the new one, must sign it.

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
        raise needs_minute()
    targets = Targets(
        version=folder.newest("targets") + 1, expires=now + timedelta(days=OFFICER_DAYS)
    )
    targets.targets.update(current.signed.targets)
    targets.unrecognized_fields[MINUTE_FIELD] = minute
    return Proposal({}, Metadata(targets), Metadata(root), before)
