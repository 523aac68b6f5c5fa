"""Fetching a publication: from a folder or an address, and never anything that is not signed.

A fetch works in a temporary folder, and replaces what is kept only after its checks have passed.
A set that is signed but cannot be used is refused, and the others are kept. If a whole fetch is
refused or interrupted, the last good sets stay.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from attrs import frozen
from filelock import FileLock, Timeout
from tuf.api.exceptions import DownloadError, DownloadHTTPError
from tuf.api.metadata import Metadata, Root, TargetFile, Targets, Timestamp
from tuf.ngclient import FetcherInterface, Updater, UpdaterConfig
from tuf.ngclient.urllib3_fetcher import Urllib3Fetcher

from sds_authoring.publishing.bundle import PATH, check_set
from sds_authoring.publishing.keys import chain, names_of
from sds_authoring.publishing.transports import DEADLINE, FolderFetcher, InTime
from sds_core import Fault, RuleSetError, SdsError, digest
from sds_core.formats.files import read_limited
from sds_core.rulesets.fetched import Fetched, home, load_fetched
from sds_core.rulesets.load import MAX_BYTES

__all__ = ["FetchResult", "fetch"]

MAX_SETS = 200
_PIECE = 4_096  # so that a reader that was given up on ends soon
OLD = ".metadata.old"
NAME = re.compile(r"^[a-z][a-z0-9-]{0,40}\Z", re.ASCII)
TIMEOUT = 10  # seconds without an answer


@frozen
class FetchResult:
    """The result of a fetch.

    Attributes:
        fetched: the publisher as this machine now knows it.
        new: the sets that are new, as “id@version”.
        threshold: how many must sign.
        signed_by: who did sign the list of sets, by the names in the publisher's root.
        may_sign: who may.
        refused: sets that are signed and cannot be used, each with why.
    """

    fetched: Fetched
    new: tuple[str, ...]
    threshold: int
    signed_by: tuple[str, ...]
    may_sign: tuple[str, ...]
    refused: Mapping[str, Sequence[Fault]]


class _Unusable(Exception):
    """The request itself is not valid; this says nothing about the publication."""


def _source(source: str) -> tuple[FetcherInterface, str, str]:
    """Return a fetcher, what its addresses begin with, and the source as it is kept."""
    parts = urlsplit(source)
    if parts.scheme in ("http", "https"):
        if parts.username or parts.password:
            raise _unusable(parts.hostname or "", "an address with a password", "one without")
        address = source.rstrip("/")
        inner = Urllib3Fetcher(socket_timeout=TIMEOUT)
        inner.chunk_size = _PIECE
        return InTime(inner), address, address
    if parts.scheme and len(parts.scheme) > 1:
        raise _unusable(source, f"a {parts.scheme}: address", "https:, http: or a folder")
    folder = Path(source).resolve()
    if not folder.is_dir():
        raise _unusable(source, "no such folder", "a publisher's folder, or its address")
    return InTime(FolderFetcher(folder)), "folder:", str(folder)


def _unusable(place: str, found: str, expected: str, hint: str = "") -> _Unusable:
    return _Unusable(RuleSetError("nothing was fetched", [Fault(place, found, expected, hint)]))


def _trusted(trust: str | None, fetcher: FetcherInterface, base: str) -> bytes:
    """Return a publisher's first root, checked against the fingerprint that the caller gave."""
    if not trust:
        hint = (
            "Ask the publisher, by another way than this one, for the fingerprint that "
            "“sds ruleset publish” prints, and give it: --trust sha256:…"
        )
        raise _unusable("--trust", "nothing", "the publisher's fingerprint", hint)
    wanted = _fingerprint(trust)
    data = fetcher.download_bytes(f"{base}/metadata/1.root.json", 512_000)
    if digest(data) != wanted:
        hint = "This is not the publisher that you were told of. Ask; do not go on."
        raise _unusable("1.root.json", digest(data), wanted, hint)
    return data


def _fingerprint(trust: str) -> str:
    if trust.startswith("sha256:"):
        return trust
    try:
        return digest(read_limited(Path(trust), MAX_BYTES))
    except OSError as error:
        expected = "a fingerprint, or a copy of the first root"
        raise _unusable("--trust", f"{trust}: {error.strerror}", expected) from None


def fetch(source: str | None, name: str, on: date, trust: str | None = None) -> FetchResult:
    """Fetch a publication and keep its sets.

    Args:
        source: a folder or an http address; where it came from before, if left out.
        name: what the publisher is called here.
        on: the day, to be kept.
        trust: for a first fetch: SHA-256 of the publisher's first root, or the path of a copy of
            it that came by another way.

    Raises:
        RuleSetError: it, or a set in it, is refused, and why; the last good sets stay.
    """
    if not NAME.match(name):
        fault = Fault("--as", repr(name), "small letters, digits and hyphens")
        raise RuleSetError(f"{name!r} cannot be a publisher's name", [fault])
    folder = home() / "fetched" / name
    folder.parent.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(folder.parent / f".{name}.lock", timeout=DEADLINE):
            return _locked(source, name, on, trust)
    except Timeout:
        raise RuleSetError(f"another fetch of {name} is under way") from None


def _locked(source: str | None, name: str, on: date, trust: str | None) -> FetchResult:
    known = load_fetched(name)
    if source is None and known is None:
        raise RuleSetError(f"nothing was fetched from {name} yet: say where from")
    try:
        result = _fetch(source or (known.source if known else ""), name, on, trust, known)
    except _Unusable as error:
        raise error.args[0] from None
    except Exception as error:  # whatever a hostile publication does
        why, faults = _spoken(error)
        reached = not isinstance(error, DownloadError) or isinstance(error, DownloadHTTPError)
        if known is not None and reached:
            known.refuse(why, on)
        kept = "The last good sets stay in force." if known else "Nothing was installed."
        how = "refused" if reached else "not possible"
        raise RuleSetError(f"the fetch was {how}: {why}. {kept}", faults) from None
    if result.refused:
        count = len(result.refused)
        how = "1 set was refused" if count == 1 else f"{count} sets were refused"
        every = [fault for found in result.refused.values() for fault in found]
        raise RuleSetError(f"{how}. The last good sets stay in force.", every)
    return result


_WORDS = {
    "ExpiredMetadataError": "the publication has expired, and vouches for nothing any more",
    "BadVersionNumberError": "it is older than what was seen before",
    "UnsignedMetadataError": "it is not signed by as many officers as must sign",
    "LengthOrHashMismatchError": "a file is not the one that was signed",
    "DownloadLengthMismatchError": "a file is longer than the one that was signed",
    "DeserializationError": "a signed list cannot be read",
    "DownloadHTTPError": "a file is missing",
    "SlowRetrievalError": "nobody answers there in time",
    "DownloadError": "nobody answers there",
}


def _spoken(error: Exception) -> tuple[str, tuple[Fault, ...]]:
    """Return what went wrong in words that a decision may carry, and the detail."""
    if isinstance(error, SdsError):
        return error.message, error.faults
    kind = type(error).__name__
    words = _WORDS.get(kind, "it is not a publication that can be read")
    detail = " ".join(str(error or error.__cause__ or kind).split())[:300]
    return words, (Fault("the publication", detail or kind, "a whole, signed publication"),)


def _fetch(
    source: str, name: str, on: date, trust: str | None, known: Fetched | None
) -> FetchResult:
    fetcher, base, kept = _source(source)
    folder = home() / "fetched" / name
    root = _first_root(folder, known, trust, fetcher, base)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".fetching-") as work:
        beside = Path(work)
        memory = beside / "metadata"
        if known is not None and (folder / "metadata").is_dir():
            shutil.copytree(folder / "metadata", memory, symlinks=True)
        memory.mkdir(exist_ok=True)
        (beside / "downloads").mkdir()
        updater = Updater(
            str(memory),
            f"{base}/metadata",
            str(beside / "downloads"),
            f"{base}/targets",
            fetcher=fetcher,
            config=UpdaterConfig(),
            bootstrap=root,
        )
        before = _last_root(memory)
        updater.refresh()
        current = _whole_line(memory)
        targets: Metadata[Targets] = Metadata.from_bytes((memory / "targets.json").read_bytes())
        stamp: Metadata[Timestamp] = Metadata.from_bytes((memory / "timestamp.json").read_bytes())
        versions = {
            "root": current.version,
            "targets": targets.signed.version,
            "timestamp": stamp.signed.version,
        }
        _not_older(versions, known, _rotated(before, current))
        seen = dict(known.seen) if known else {}
        wanted, refused = _sort_out(targets.signed, known)
        new = []
        for key, paths in wanted.items():
            try:
                _download(updater, targets.signed.targets, paths, beside / "sets")
                check_set(beside / "sets" / key, key)
            except SdsError as error:
                refused[key] = error.faults or [Fault(key, error.message, "a set of use")]
                shutil.rmtree(beside / "sets" / key, ignore_errors=True)
                continue
            if any(path not in seen for path in paths):
                new.append(key)
            hashes = targets.signed.targets
            seen.update((path, f"sha256:{hashes[path].hashes['sha256']}") for path in paths)
        expires = min(stamp.signed.expires, targets.signed.expires, current.expires).date()
        why = f"{len(refused)} of its sets cannot be used" if refused else ""
        fingerprint = digest(root)
        result = Fetched(name, folder, kept, fingerprint, expires, seen, why, on, versions)
        _put_in_place(beside, folder, root, result)
    sets = tuple(key.replace("/", "@") for key in sorted(new))
    names = names_of(current)
    signed = current.get_verification_result("targets", targets.signed_bytes, targets.signatures)
    return FetchResult(
        result,
        sets,
        current.roles["targets"].threshold,
        tuple(sorted(names[keyid] for keyid in signed.signed)),
        tuple(sorted(names.values())),
        refused,
    )


def _first_root(
    folder: Path, known: Fetched | None, trust: str | None, fetcher: FetcherInterface, base: str
) -> bytes:
    """Return the first root, from which the whole chain of signatures is checked."""
    if known is None:
        return _trusted(trust, fetcher, base)
    if trust and _fingerprint(trust) != known.fingerprint:
        hint = "Fetch another publisher under another name."
        raise _unusable("--trust", "another publisher's", known.fingerprint, hint)
    root = (folder / "trust.json").read_bytes()
    if digest(root) != known.fingerprint:
        fault = Fault(str(folder / "trust.json"), digest(root), known.fingerprint)
        raise RuleSetError("the root that was trusted has been changed on this machine", [fault])
    old = folder / OLD
    if old.exists() and not (folder / "metadata").exists():
        old.replace(folder / "metadata")  # a fetch was broken off between two moves
    return root


def _whole_line(memory: Path) -> Root:
    """Return the newest root, with every root before it checked; in none may a key count twice."""
    files = sorted((memory / "root_history").glob("*.root.json"), key=lambda p: int(p.name[:-10]))
    return chain([Metadata.from_bytes(file.read_bytes()) for file in files])


def _last_root(memory: Path) -> Root | None:
    """Return the newest root that this machine has accepted, or `None` where none is kept."""
    return _whole_line(memory) if any((memory / "root_history").glob("*.root.json")) else None


def _rotated(before: Root | None, now: Root) -> frozenset[str]:
    """Return the roles whose keys a new root has changed.

    The versions seen of them were signed by a key that no longer counts, and must be forgotten: a
    thief of the key who signed a huge version number would block every later version (TUF
    specification, 5.3.11). The officers' list is not included: the folder's key cannot sign it.
    """
    roles = ("timestamp", "snapshot")
    if before is None:
        return frozenset()
    return frozenset(r for r in roles if set(before.roles[r].keyids) != set(now.roles[r].keyids))


def _not_older(versions: Mapping[str, int], known: Fetched | None, rotated: frozenset[str]) -> None:
    """Refuse lists older than the newest seen, even if the framework's own metadata is lost."""
    for role, version in versions.items():
        before = known.versions.get(role, 0) if known and role not in rotated else 0
        if version < before:
            fault = Fault(f"{role}.json", f"version {version}", f"at least {before}")
            raise RuleSetError("it is older than what was seen before", [fault])


def _sort_out(
    targets: Targets, known: Fetched | None
) -> tuple[dict[str, list[str]], dict[str, Sequence[Fault]]]:
    """Return the paths to download, set by set, and what is refused of the list, set by set."""
    refused: defaultdict[str, list[Fault]] = defaultdict(list)
    sets: dict[str, list[str]] = {}
    seen = known.seen if known else {}
    for path, info in targets.targets.items():
        here, key = f"targets.json: {path!r}", path.rpartition("/")[0]
        own = f"sha256:{info.hashes.get('sha256')}"
        if not PATH.match(path) or ".." in path:
            refused[key].append(Fault(here, "a path that is refused", "SET/VERSION/FILE"))
        elif "sha256" not in info.hashes or info.length > MAX_BYTES:
            expected = f"at most {MAX_BYTES:,}, and a SHA-256"
            refused[key].append(Fault(here, f"{info.length:,} bytes", expected))
        elif seen.get(path, own) != own:
            hint = "A version once published never changes."
            found = "a version that was seen before, with other bytes"
            refused[key].append(Fault(here, found, seen[path], hint))
        else:
            sets.setdefault(key, []).append(path)
    if len(sets) > MAX_SETS:
        fault = Fault("targets.json", f"{len(sets):,} sets", f"at most {MAX_SETS}")
        raise RuleSetError("the list is refused", [fault])
    damaged = set(known.damaged()) if known else set()
    wanted = {
        key: paths
        for key, paths in sorted(sets.items())
        if key not in refused and any(path not in seen or path in damaged for path in paths)
    }
    return wanted, dict(refused)


def _download(
    updater: Updater, listed: Mapping[str, TargetFile], paths: list[str], folder: Path
) -> None:
    for path in paths:
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        updater.download_target(listed[path], str(target))


def _put_in_place(beside: Path, folder: Path, root: bytes, result: Fetched) -> None:
    """Move the checked files into place; the record of the fetch is written last."""
    folder.mkdir(parents=True, exist_ok=True)
    for made in sorted((beside / "sets").glob("*/*")):
        place = folder / "sets" / made.parent.name / made.name
        place.parent.mkdir(parents=True, exist_ok=True)
        if place.exists():  # damaged, or left by a fetch that was broken off
            shutil.rmtree(place)
        made.replace(place)
    (folder / "trust.json").write_bytes(root)
    old = folder / OLD
    shutil.rmtree(old, ignore_errors=True)
    if (folder / "metadata").exists():
        (folder / "metadata").replace(old)
    (beside / "metadata").replace(folder / "metadata")
    shutil.rmtree(old, ignore_errors=True)
    result.save()
