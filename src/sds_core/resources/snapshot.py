"""The files that a profile was loaded from, kept as read, and loading it again from them.

A profile names its files by reference. While one is loaded, every file that a reference leads to is
noted here with its bytes. A decision can then be made again, years later, from those very bytes,
whatever is installed by then.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from attrs import define, field, frozen

__all__ = [
    "Snapshot",
    "SnapshotFile",
    "SnapshotRecorder",
    "find_kept",
    "kept_notes",
    "note_beside",
    "note_file",
    "reading_from",
    "recording",
]


@define
class SnapshotFile:
    """A file, and those that it is read with.

    Attributes:
        kind: the folder in a data package: tables, documents, criteria or rulesets.
        reference: what led to it.
        name: what it is called in errors, and where its digest is listed.
        group: the number of the folder that it came from.
        beside: the number of the folder of the file that holds the reference; `None` where there is
            no such folder.
        files: the bytes of each file, by its path beside the first; the first is the file itself.
        notes: what was known of it beside, such as how it was published.
    """

    kind: str
    reference: str
    name: str
    group: int
    beside: int | None = None
    files: dict[str, bytes] = field(factory=dict, repr=False)
    notes: dict[str, Any] = field(factory=dict)


@define
class SnapshotRecorder:
    """What has been noted of a profile that is being loaded.

    Attributes:
        kept: the files.
        groups: the number of each folder that they came from, by the folder's path.
    """

    kept: list[SnapshotFile] = field(factory=list)
    groups: dict[str, int] = field(factory=dict)

    def group(self, folder: Path) -> int:
        """Return the number of a folder."""
        return self.groups.setdefault(str(folder.resolve()), len(self.groups))


@frozen
class Snapshot:
    """Kept files, laid out in a folder as they lay beside one another.

    Attributes:
        folder: the folder.
        kept: what is kept.
    """

    folder: Path
    kept: Sequence[SnapshotFile]

    def _place(self, group: int) -> Path:
        return self.folder / str(group)

    def lay_out(self) -> None:
        """Write every file into the folder."""
        for kept in self.kept:
            for name, data in kept.files.items():
                path = self._place(kept.group) / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)

    def find(self, kind: str, reference: str, beside: Path | None) -> SnapshotFile | None:
        """Return what a reference leads to from a folder.

        A profile's own reference leads to one file; the same one in two files may lead to two.
        """
        found = [k for k in self.kept if (k.kind, k.reference) == (kind, reference)]
        near = [k for k in found if k.beside is not None and beside == self._place(k.beside)]
        return next(iter(near or found), None)

    def path(self, kept: SnapshotFile) -> Path:
        """Return where a file is laid out."""
        return self._place(kept.group) / Path(next(iter(kept.files))).parts[0]


_notes: ContextVar[SnapshotRecorder | None] = ContextVar("notes", default=None)
_snapshot: ContextVar[Snapshot | None] = ContextVar("snapshot", default=None)


@contextmanager
def recording() -> Iterator[SnapshotRecorder]:
    """Note every file that a reference leads to from here on."""
    notes = SnapshotRecorder()
    token = _notes.set(notes)
    try:
        yield notes
    finally:
        _notes.reset(token)


@contextmanager
def reading_from(snapshot: Snapshot) -> Iterator[None]:
    """Read kept files from here on, and no others."""
    token = _snapshot.set(snapshot)
    try:
        yield
    finally:
        _snapshot.reset(token)


def _bytes(path: Path) -> Iterator[tuple[str, bytes]]:
    if path.is_dir():
        for file in sorted(p for p in path.rglob("*") if p.is_file()):
            yield str(file.relative_to(path.parent)), file.read_bytes()
    else:
        yield path.name, path.read_bytes()


def note_file(
    kind: str, reference: str, beside: Path | None, path: Path, name: str, **notes: Any
) -> None:
    """Note a file that a reference leads to; do nothing outside `recording`.

    Args:
        kind: the folder in a data package.
        reference: the reference.
        beside: the folder that holds the file with the reference.
        path: the file, or the folder of sheets.
        name: what it is called in errors.
        **notes: what is known of it beside.
    """
    found = _notes.get()
    if found is None:
        return
    group = found.group(path.parent)
    where = None if beside is None else found.group(beside)
    kept = SnapshotFile(kind, reference, name, group, where, dict(_bytes(path)), notes)
    if not any(
        (k.kind, k.reference, k.name, k.group, k.beside) == (kind, reference, name, group, where)
        for k in found.kept
    ):
        found.kept.append(kept)


def note_beside(path: Path, other: Path, data: bytes) -> None:
    """Note a file that is read with another: a table's rows with its head."""
    found = _notes.get()
    if found is None:
        return
    group = found.group(path.parent)
    for kept in found.kept:
        if kept.kind == "tables" and kept.group == group and next(iter(kept.files)) == path.name:
            kept.files.setdefault(other.name, data)


def find_kept(kind: str, reference: str, beside: Path | None) -> tuple[Path, str] | None:
    """Return the kept file that a reference leads to, or `None` where no snapshot is read from.

    Raises:
        LookupError: a snapshot is read from, and does not hold it.
    """
    snapshot = _snapshot.get()
    if snapshot is None:
        return None
    kept = snapshot.find(kind, reference, beside)
    if kept is None:
        raise LookupError(reference)
    return snapshot.path(kept), kept.name


def kept_notes(kind: str, reference: str, beside: Path | None) -> Mapping[str, Any]:
    """Return what was known of a kept file beside its bytes."""
    snapshot = _snapshot.get()
    kept = snapshot.find(kind, reference, beside) if snapshot else None
    return kept.notes if kept else {}
