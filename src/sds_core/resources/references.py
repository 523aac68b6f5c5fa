"""References in profiles: “package:name” or a path, and what they lead to."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from attrs import field, frozen

from sds_core.errors import ConfigurationError, Fault, nearest
from sds_core.formats.canonical import digest
from sds_core.formats.plain import freeze
from sds_core.formats.toml import read_toml
from sds_core.resources.packages import data_packages
from sds_core.resources.snapshot import find_kept, note_file

__all__ = ["Document", "load_document", "resolve"]


@frozen
class Document:
    """A TOML file of a plugin's own shape, named by a setting.

    Attributes:
        reference: how the profile names it.
        data: what it says, as data that nobody can change.
        digests: SHA-256 of the file, by its name.
    """

    reference: str
    data: Mapping[str, Any]
    digests: Mapping[str, str] = field(repr=False)


def resolve(reference: str, folder: str, beside: Path | None) -> tuple[Path, str]:
    """Return the file that a reference names, and what to call it in errors.

    Args:
        reference: “package:name”, or a path beside the file that names it.
        folder: the folder in a data package: profiles, tables or documents.
        beside: the folder of the file that holds the reference; `None` refuses paths.

    Raises:
        ConfigurationError: there is no such package or file; the message gives the nearest name.
    """
    kept = find_kept(folder, reference, beside)
    if kept is not None:
        return kept
    package_name, colon, stem = reference.partition(":")
    if not colon:
        if beside is None:
            fault = Fault(reference, "a path", "“package:name”")
            raise ConfigurationError(f"{reference} cannot be found", [fault])
        path = beside / reference
        try:
            there = path.is_file()
        except OSError:  # a name that no file can have
            there = False
        if not there:
            known = [p.name for p in sorted(path.parent.glob("*.toml"))]
            fault = Fault(str(path), "no such file", "a file", nearest(path.name, known))
            raise ConfigurationError(f"{reference} cannot be found", [fault])
        note_file(folder, reference, beside, path, str(path))
        return path, str(path)
    package = data_packages().get(package_name)
    if package is None or package.folder is None:
        why = package.broken if package else "no installed data package of that name"
        hint = nearest(package_name, data_packages()) if package is None else "Reinstall it."
        fault = Fault(reference, why, "an installed data package", hint)
        raise ConfigurationError(f"{reference} cannot be found", [fault])
    path = package.folder / folder / f"{stem}.toml"
    known = [p.stem for p in sorted((package.folder / folder).glob("*.toml"))]
    if stem not in known:
        fault = Fault(reference, f"no {stem!r} in {folder}", "a file there", nearest(stem, known))
        raise ConfigurationError(f"{reference} cannot be found", [fault])
    name = f"{package_name}/{folder}/{stem}.toml"
    note_file(folder, reference, None, path, name)
    return path, name


def load_document(reference: str, beside: Path | None, folder: str = "documents") -> Document:
    """Load a document by reference.

    Raises:
        ConfigurationError: it cannot be found or read.
    """
    path, name = resolve(reference, folder, beside)
    file = read_toml(path, name)
    return Document(reference, freeze(file.data), {path.name: digest(file.text.encode())})
