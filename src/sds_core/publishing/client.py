"""Fetching a publication: from a folder or an address, and never anything that is not signed.

All is done beside what is kept; only when everything has held is it put in its place. So a fetch
that is refused, or broken off, leaves the last good sets as they were.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from attrs import frozen
from tuf.api.exceptions import DownloadError, DownloadHTTPError, RepositoryError
from tuf.api.metadata import Metadata, Root, Targets, Timestamp
from tuf.ngclient import FetcherInterface, Updater, UpdaterConfig
from tuf.ngclient.urllib3_fetcher import Urllib3Fetcher
from urllib3.exceptions import HTTPError

from sds_core.errors import ConfigurationError, Fault, RuleSetError, SdsError
from sds_core.publishing.bundle import MAX_FILES, PATH, files_of
from sds_core.publishing.keys import check_keys
from sds_core.rulesets.load import MAX_BYTES, read_ruleset
from sds_core.rulesets.store import Fetched, home, load_fetched
from sds_core.toml import read_toml
from sds_core.wire import digest

__all__ = ["FetchResult", "fetch"]

MAX_SETS = 200
OLD = ".metadata.old"
NAME = re.compile(r"^[a-z][a-z0-9-]{0,40}\Z", re.ASCII)
TIMEOUT = 10  # seconds without an answer
_WRONG = (RepositoryError, DownloadError, HTTPError, OSError, RuntimeError, ValueError, KeyError)


@frozen
class FetchResult:
    """What a fetch brought.

    Attributes:
        fetched: the publisher as this machine now knows it.
        new: the sets that are new, as “id@version”.
        names: who may sign, and how many must.
    """

    fetched: Fetched
    new: tuple[str, ...]
    names: tuple[str, ...]


class FolderFetcher(FetcherInterface):
    """Reads a publication from a folder, and nothing outside it.

    Args:
        folder: the publisher's folder.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()

    def _fetch(self, url: str) -> Iterator[bytes]:
        path = (self.folder / url.removeprefix("folder:/").lstrip("/")).resolve()
        if not path.is_relative_to(self.folder) or not path.is_file():
            raise DownloadHTTPError(f"there is no {url}", 404)
        data = path.read_bytes()
        return iter([data])


def _fetcher(source: str) -> tuple[FetcherInterface, str]:
    parts = urlsplit(source)
    if parts.scheme in ("http", "https"):
        return Urllib3Fetcher(socket_timeout=TIMEOUT), source.rstrip("/")
    if parts.scheme and len(parts.scheme) > 1:
        fault = Fault(
            source, f"an address of the kind {parts.scheme}:", "https:, http: or a folder"
        )
        raise RuleSetError("the source cannot be read", [fault])
    if not Path(source).is_dir():
        fault = Fault(source, "no such folder", "a publisher's folder, or its address")
        raise RuleSetError("the source cannot be read", [fault])
    return FolderFetcher(Path(source)), "folder:"


def _trusted(trust: str | None, fetcher: FetcherInterface, base: str) -> bytes:
    """Return a publisher's first root, compared with what the caller was told of it."""
    if not trust:
        mend = (
            "Ask the publisher, by another way than this one, for the fingerprint that "
            "“sds ruleset publish” prints, and give it: --trust sha256:…"
        )
        fault = Fault("--trust", "nothing", "the publisher's fingerprint", mend)
        raise RuleSetError("a publisher is trusted once, by its fingerprint", [fault])
    data = fetcher.download_bytes(f"{base}/metadata/1.root.json", 512_000)
    found = digest(data)
    if not trust.startswith("sha256:"):
        try:
            trust = digest(Path(trust).read_bytes())
        except OSError as error:
            fault = Fault("--trust", f"{trust}: {error.strerror}", "a fingerprint, or a root file")
            raise RuleSetError("the fingerprint cannot be read", [fault]) from None
    if found != trust:
        fault = Fault("1.root.json", found, trust, "Ask the publisher; do not go on.")
        raise RuleSetError("this is not the publisher that you were told of", [fault])
    return data


def fetch(source: str | None, name: str, on: date, trust: str | None = None) -> FetchResult:
    """Fetch a publication and keep its sets.

    Args:
        source: a folder or an http address; where it came from before, if left out.
        name: what the publisher is called here.
        on: the day, to be kept.
        trust: for a first fetch: SHA-256 of the publisher's first root, or the path of a copy of
            it that came by another way.

    Raises:
        RuleSetError: it is refused, and why; the last good sets stay.
    """
    if not NAME.match(name):
        fault = Fault("--as", repr(name), "small letters, digits and hyphens")
        raise RuleSetError(f"{name!r} cannot be a publisher's name", [fault])
    known = load_fetched(name)
    if source is None and known is None:
        raise RuleSetError(f"nothing was fetched from {name} yet: say where from")
    where = source or (known.source if known else "")
    try:
        return _fetch(where, name, on, trust, known)
    except SdsError as error:
        why = "; ".join([error.message, *(str(fault) for fault in error.faults)])
        refused: Exception = error
    except _WRONG as error:
        why = _spoken(error)
        refused = RuleSetError(
            why, [Fault(where, type(error).__name__, "a whole, signed publication")]
        )
    if known is not None:
        known.refuse(_short(why), on)
    kept = "The last good sets stay in force." if known else "Nothing was installed."
    faults = refused.faults if isinstance(refused, SdsError) else ()
    message = refused.message if isinstance(refused, SdsError) else why
    raise RuleSetError(f"the fetch was refused: {message}. {kept}", faults) from None


def _short(why: str) -> str:
    text = " ".join(why.split())
    return text if len(text) <= 300 else text[:299] + "…"


def _spoken(error: Exception) -> str:
    """Return what went wrong in words that a council can act on."""
    kind = type(error).__name__
    words = {
        "ExpiredMetadataError": "the publication has expired, and vouches for nothing any more",
        "BadVersionNumberError": "it is older than what was seen before",
        "UnsignedMetadataError": "it is not signed by as many officers as must sign",
        "LengthOrHashMismatchError": "a file is not the one that was signed",
        "DownloadLengthMismatchError": "a file is longer than the one that was signed",
        "DeserializationError": "a signed list cannot be read",
        "DownloadHTTPError": "a file is missing",
        "SlowRetrievalError": "nobody answers there",
    }.get(kind, kind)
    detail = str(error) or str(error.__cause__ or "")
    return f"{words} ({detail})" if detail else words


def _fetch(
    source: str, name: str, on: date, trust: str | None, known: Fetched | None
) -> FetchResult:
    fetcher, base = _fetcher(source)
    folder = home() / "fetched" / name
    if known is None:
        root = _trusted(trust, fetcher, base)
    else:
        root = (folder / "trust.json").read_bytes()
        old = folder / OLD
        if old.exists() and not (folder / "metadata").exists():
            old.replace(folder / "metadata")  # a fetch was broken off between two moves
        if trust and trust.startswith("sha256:") and trust != known.fingerprint:
            fault = Fault("--trust", trust, known.fingerprint)
            raise RuleSetError(f"{name} is another publisher here", [fault])
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".fetching-") as work:
        beside = Path(work)
        memory = beside / "metadata"
        if known is not None:
            shutil.copytree(folder / "metadata", memory, symlinks=True)
        memory.mkdir(exist_ok=True)
        updater = Updater(
            str(memory),
            f"{base}/metadata",
            str(beside / "downloads"),
            f"{base}/targets",
            fetcher=fetcher,
            config=UpdaterConfig(),
            bootstrap=root,
        )
        (beside / "downloads").mkdir()
        updater.refresh()
        current: Metadata[Root] = Metadata.from_bytes((memory / "root.json").read_bytes())
        check_keys(current.signed)
        targets: Metadata[Targets] = Metadata.from_bytes((memory / "targets.json").read_bytes())
        stamp: Metadata[Timestamp] = Metadata.from_bytes((memory / "timestamp.json").read_bytes())
        seen = dict(known.seen) if known else {}
        new = _checked_paths(targets.signed, seen)
        for path in sorted(new):
            info = targets.signed.targets[path]
            target = beside / "sets" / path
            target.parent.mkdir(parents=True, exist_ok=True)
            updater.download_target(info, str(target))
            seen[path] = f"sha256:{info.hashes['sha256']}"
        sets = sorted({path.rpartition("/")[0] for path in new})
        for key in sets:
            _checked_set(beside / "sets" / key, key)
        expires = min(stamp.signed.expires, targets.signed.expires, current.signed.expires).date()
        result = Fetched(name, folder, source, digest(root), expires, seen, "", on)
        _put_in_place(beside, folder, sets, root, result)
    return FetchResult(result, tuple(key.replace("/", "@") for key in sets), _who(current.signed))


def _checked_paths(targets: Targets, seen: Mapping[str, str]) -> set[str]:
    """Return the paths that are new, or refuse the list."""
    new: set[str] = set()
    for path, info in targets.targets.items():
        here = f"targets.json: {path!r}"
        if not PATH.match(path) or ".." in path:
            raise RuleSetError("a path is refused", [Fault(here, path, "SET/VERSION/FILE")])
        if "sha256" not in info.hashes or info.length > MAX_BYTES:
            fault = Fault(here, f"{info.length:,} bytes", f"at most {MAX_BYTES:,}, and a SHA-256")
            raise RuleSetError("a file is refused", [fault])
        own = f"sha256:{info.hashes['sha256']}"
        if path not in seen:
            new.add(path)
        elif seen[path] != own:
            fault = Fault(here, own, seen[path], "A version once published never changes.")
            raise RuleSetError("a version that was seen before has other bytes", [fault])
    if len({path.rpartition("/")[0] for path in targets.targets}) > MAX_SETS:
        fault = Fault("targets.json", f"more than {MAX_SETS} sets", f"at most {MAX_SETS}")
        raise RuleSetError("the list is refused", [fault])
    return new


def _checked_set(folder: Path, key: str) -> None:
    """Refuse a set that cannot be used, is not what its path says, or has files beside it."""
    set_id, _, version = key.partition("/")
    main = folder / f"{set_id}.toml"
    names = {path.name for path in folder.iterdir()}
    if main.name not in names or len(names) > MAX_FILES:
        fault = Fault(key, ", ".join(sorted(names)), f"{main.name} and what it names")
        raise RuleSetError("a set is refused", [fault])
    try:
        extra = sorted(names ^ files_of(main))
        rules = read_ruleset(read_toml(main, f"{key}/{main.name}", MAX_BYTES), folder)
    except ConfigurationError as error:
        raise RuleSetError(f"the set {key} cannot be used: {error.message}", error.faults) from None
    if extra:
        fault = Fault(key, ", ".join(extra), "the files that the set names, and no others")
        raise RuleSetError("extra or missing files", [fault])
    if (rules.head.id, rules.head.version) != (set_id, version):
        raise RuleSetError(
            "a set is not where it says", [Fault(key, rules.name, f"{set_id}@{version}")]
        )


def _put_in_place(
    beside: Path, folder: Path, sets: list[str], root: bytes, result: Fetched
) -> None:
    """Put what was checked in its place; what is kept of it is written last."""
    folder.mkdir(parents=True, exist_ok=True)
    for key in sets:
        place = folder / "sets" / key
        place.parent.mkdir(parents=True, exist_ok=True)
        if place.exists():  # left by a fetch that was broken off before it was kept
            shutil.rmtree(place)
        (beside / "sets" / key).replace(place)
    (folder / "trust.json").write_bytes(root)
    old = folder / OLD
    shutil.rmtree(old, ignore_errors=True)
    if (folder / "metadata").exists():
        (folder / "metadata").replace(old)
    (beside / "metadata").replace(folder / "metadata")
    shutil.rmtree(old, ignore_errors=True)
    result.save()


def _who(root: Root) -> tuple[str, ...]:
    role = root.roles["targets"]
    names = [
        str(root.keys[key].unrecognized_fields.get("x-sds-name", key[:12])) for key in role.keyids
    ]
    return (f"{role.threshold} of {len(names)}", *sorted(names))
