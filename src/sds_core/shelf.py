"""Which files a profile was made of, kept as they were read; and making it of kept files again.

A profile names its files by reference. While one is loaded, every file that a reference leads to is
noted here with its bytes. A decision can then be made again, years later, from those very bytes,
whatever is installed by then.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from attrs import define, field, frozen

__all__ = ["Kept", "Shelf", "find", "kept_notes", "note", "note_beside", "noting", "using"]


@define
class Kept:
    """A file, and those that it is read with.

    Attributes:
        kind: the folder in a data package: tables, documents, criteria or rulesets.
        reference: what led to it.
        name: what it is called in errors, and where its digest is listed.
        files: the bytes of each file, by its path beside the first; the first is the file itself.
        notes: what was known of it beside, such as how it was published.
    """

    kind: str
    reference: str
    name: str
    files: dict[str, bytes] = field(factory=dict, repr=False)
    notes: dict[str, Any] = field(factory=dict)


@frozen
class Shelf:
    """Kept files, laid out in a folder.

    Attributes:
        folder: the folder.
        kept: what is kept, by kind and reference.
    """

    folder: Path
    kept: Mapping[tuple[str, str], Kept]

    def lay_out(self) -> None:
        """Write every file into the folder."""
        for place, kept in enumerate(self.kept.values()):
            for name, data in kept.files.items():
                path = self.folder / str(place) / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)

    def find(self, kind: str, reference: str) -> tuple[Path, str] | None:
        """Return the file that a reference leads to, and what it is called."""
        for place, (key, kept) in enumerate(self.kept.items()):
            if key == (kind, reference):
                first = next(iter(kept.files))
                whole = self.folder / str(place)
                return whole / Path(first).parts[0], kept.name
        return None


_notes: ContextVar[dict[tuple[str, str], Kept] | None] = ContextVar("notes", default=None)
_shelf: ContextVar[Shelf | None] = ContextVar("shelf", default=None)


@contextmanager
def noting() -> Iterator[dict[tuple[str, str], Kept]]:
    """Note every file that a reference leads to from here on."""
    notes: dict[tuple[str, str], Kept] = {}
    token = _notes.set(notes)
    try:
        yield notes
    finally:
        _notes.reset(token)


@contextmanager
def using(shelf: Shelf) -> Iterator[None]:
    """Read kept files from here on, and no others."""
    token = _shelf.set(shelf)
    try:
        yield
    finally:
        _shelf.reset(token)


def _bytes(path: Path) -> Iterator[tuple[str, bytes]]:
    if path.is_dir():
        for file in sorted(p for p in path.rglob("*") if p.is_file()):
            yield str(file.relative_to(path.parent)), file.read_bytes()
    else:
        yield path.name, path.read_bytes()


def note(kind: str, reference: str, path: Path, name: str, **notes: Any) -> None:
    """Note a file that a reference leads to; nothing is done where nobody listens.

    Args:
        kind: the folder in a data package.
        reference: the reference.
        path: the file, or the folder of sheets.
        name: what it is called in errors.
        **notes: what is known of it beside.
    """
    found = _notes.get()
    if found is not None and (kind, reference) not in found:
        found[kind, reference] = Kept(kind, reference, name, dict(_bytes(path)), notes)


def note_beside(path: Path, other: Path, data: bytes) -> None:
    """Note a file that is read with another: a table's rows with its head."""
    for kept in (_notes.get() or {}).values():
        if next(iter(kept.files)) == path.name and kept.kind == "tables":
            kept.files.setdefault(other.name, data)


def find(kind: str, reference: str) -> tuple[Path, str] | None:
    """Return the kept file that a reference leads to, or `None` where no shelf is in use.

    Raises:
        LookupError: a shelf is in use, and does not hold it.
    """
    shelf = _shelf.get()
    if shelf is None:
        return None
    found = shelf.find(kind, reference)
    if found is None:
        raise LookupError(reference)
    return found


def kept_notes(kind: str, reference: str) -> Mapping[str, Any]:
    """Return what was known of a kept file beside its bytes."""
    shelf = _shelf.get()
    kept = shelf.kept.get((kind, reference)) if shelf else None
    return kept.notes if kept else {}
