"""The files that a profile was loaded from, kept as read, and loading it again from them.

A profile names its files by reference. While one is loaded, every file that a reference leads to is
noted with its bytes. A decision can then be made again, years later, from those very bytes,
whatever is installed by then.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from attrs import evolve, field, frozen

from sds_core.formats.plain import frozen_mapping, read_only
from sds_core.resources.resolver import FoundFile, Resolver

__all__ = ["NotingResolver", "SnapshotFile", "SnapshotResolver"]


@frozen
class SnapshotFile:
    """A file, and those that it is read with.

    Attributes:
        kind: the folder in a data package: tables, documents, criteria or rulesets.
        reference: what led to it.
        name: what it is called in errors, and where its digest is listed.
        group: the number of the folder that it came from.
        files: the bytes of each file, by its path beside the first; the first is the file itself.
        beside: the number of the folder of the file that holds the reference; `None` where there is
            no such folder.
        notes: what was known of it beside, such as how it was published.
    """

    kind: str
    reference: str
    name: str
    group: int
    files: Mapping[str, bytes] = field(converter=read_only, repr=False)
    beside: int | None = None
    notes: Mapping[str, Any] = field(converter=frozen_mapping, factory=dict)

    @property
    def first(self) -> str:
        """The path of the file itself, beside the others."""
        return next(iter(self.files))


def _bytes(path: Path) -> Iterator[tuple[str, bytes]]:
    if path.is_dir():
        for file in sorted(p for p in path.rglob("*") if p.is_file()):
            yield str(file.relative_to(path.parent)), file.read_bytes()
    else:
        yield path.name, path.read_bytes()


class NotingResolver(Resolver):
    """Finds files as any resolver does, and notes each with its bytes."""

    def __init__(self) -> None:
        self._noted: list[SnapshotFile] = []
        self._groups: dict[str, int] = {}

    @property
    def noted(self) -> tuple[SnapshotFile, ...]:
        """What has been found so far."""
        return tuple(self._noted)

    def _group(self, folder: Path) -> int:
        return self._groups.setdefault(str(folder.resolve()), len(self._groups))

    def find(self, reference: str, kind: str, beside: Path | None) -> tuple[Path, str]:
        """Return the file that a reference names, and note it; see `Resolver.find`."""
        path, name = super().find(reference, kind, beside)
        where = None if ":" in reference else beside
        self._note(reference, kind, where, FoundFile(path, name, {}))
        return path, name

    def note(self, reference: str, kind: str, found: FoundFile) -> None:
        """Note a file that was found in another way than by `find`."""
        self._note(reference, kind, None, found)

    def _note(self, reference: str, kind: str, beside: Path | None, found: FoundFile) -> None:
        group = self._group(found.path.parent)
        where = None if beside is None else self._group(beside)
        key = (kind, reference, found.name, group, where)
        if all((k.kind, k.reference, k.name, k.group, k.beside) != key for k in self._noted):
            files = dict(_bytes(found.path))
            kept = SnapshotFile(kind, reference, found.name, group, files, where, found.notes)
            self._noted.append(kept)

    def note_rows(self, head: Path, rows: Path, data: bytes) -> None:
        """Note a file that is read with another."""
        group = self._group(head.parent)
        for place, kept in enumerate(self._noted):
            if (kept.kind, kept.group, kept.first) == ("tables", group, head.name):
                files = {**kept.files, rows.name: kept.files.get(rows.name, data)}
                self._noted[place] = evolve(kept, files=files)


class SnapshotResolver(Resolver):
    """Finds kept files, and no others: they are laid out as they lay beside one another.

    Args:
        folder: an empty folder to lay them out in.
        kept: what is kept.
    """

    def __init__(self, folder: Path, kept: Sequence[SnapshotFile]) -> None:
        self._folder, self._kept = folder, tuple(kept)

    def lay_out(self) -> None:
        """Write every file into the folder."""
        for kept in self._kept:
            for name, data in kept.files.items():
                path = self._place(kept.group) / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)

    def _place(self, group: int) -> Path:
        return self._folder / str(group)

    def find(self, reference: str, kind: str, beside: Path | None) -> tuple[Path, str]:
        """Return the kept file that a reference leads to.

        Raises:
            LookupError: there is none.
        """
        found = self.kept(reference, kind, beside)
        return found.path, found.name

    def kept(self, reference: str, kind: str, beside: Path | None) -> FoundFile:
        """Return the kept file that a reference leads to, with what was known of it.

        A profile's own reference leads to one file; the same one in two files may lead to two.

        Raises:
            LookupError: there is none.
        """
        found = [k for k in self._kept if (k.kind, k.reference) == (kind, reference)]
        near = [k for k in found if k.beside is not None and beside == self._place(k.beside)]
        kept = next(iter(near or found), None)
        if kept is None:
            raise LookupError(reference)
        path = self._place(kept.group) / Path(kept.first).parts[0]
        return FoundFile(path, kept.name, kept.notes)
