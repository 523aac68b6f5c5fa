"""Installed data: profiles, tables and documents, found without running any of their code."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.machinery import PathFinder
from importlib.metadata import entry_points
from pathlib import Path
from types import MappingProxyType
from typing import Any

from attrs import field, frozen

from sds_core import shelf
from sds_core.errors import ConfigurationError, Fault, nearest
from sds_core.toml import read_toml
from sds_core.wire import digest, freeze

__all__ = ["DATA_GROUP", "DataPackage", "Document", "data_packages", "load_document", "resolve"]

DATA_GROUP = "sds_core.data"


@frozen
class DataPackage:
    """An installed folder of profiles, tables and documents.

    Attributes:
        name: the name before the colon in references: the entry point's name.
        folder: where it is; `None` where it cannot be found.
        distribution: the distribution that it came in.
        version: the distribution's version.
        broken: why it cannot be used; empty where it can.
    """

    name: str
    folder: Path | None
    distribution: str
    version: str
    broken: str = ""


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


def _folder(dotted: str) -> Path | None:
    """Find a package's folder without importing it or its parents."""
    search: list[str] | None = None
    folder: Path | None = None
    for part in dotted.split("."):
        spec = PathFinder.find_spec(part, search)
        if folder is not None and spec is None:
            folder = folder / part
            if not folder.is_dir():
                return None
            search = [str(folder)]
            continue
        if spec is None or not spec.submodule_search_locations:
            return None
        search = list(spec.submodule_search_locations)
        folder = Path(search[0])
    return folder


@cache
def data_packages() -> Mapping[str, DataPackage]:
    """Return the installed data packages by name."""
    found: dict[str, DataPackage] = {}
    for point in sorted(entry_points(group=DATA_GROUP), key=lambda p: (p.name, p.value)):
        name = point.dist.name if point.dist else "?"
        version = point.dist.version if point.dist else "?"
        folder = _folder(point.value)
        broken = "" if folder else f"there is no folder for {point.value}"
        if point.name in found:
            other = found[point.name].distribution
            folder, broken = None, f"two data packages have this name, from {other} and {name}"
        found[point.name] = DataPackage(point.name, folder, name, version, broken)
    return MappingProxyType(found)


def resolve(reference: str, folder: str, beside: Path | None) -> tuple[Path, str]:
    """Return the file that a reference names, and what to call it in errors.

    Args:
        reference: “package:name”, or a path beside the file that names it.
        folder: the folder in a data package: profiles, tables or documents.
        beside: the folder of the file that holds the reference; `None` refuses paths.

    Raises:
        ConfigurationError: there is no such package or file; the message gives the nearest name.
    """
    kept = shelf.find(folder, reference, beside)
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
        shelf.note(folder, reference, beside, path, str(path))
        return path, str(path)
    package = data_packages().get(package_name)
    if package is None or package.folder is None:
        why = package.broken if package else "no installed data package of that name"
        mend = nearest(package_name, data_packages()) if package is None else "Reinstall it."
        fault = Fault(reference, why, "an installed data package", mend)
        raise ConfigurationError(f"{reference} cannot be found", [fault])
    path = package.folder / folder / f"{stem}.toml"
    known = [p.stem for p in sorted((package.folder / folder).glob("*.toml"))]
    if stem not in known:
        fault = Fault(reference, f"no {stem!r} in {folder}", "a file there", nearest(stem, known))
        raise ConfigurationError(f"{reference} cannot be found", [fault])
    name = f"{package_name}/{folder}/{stem}.toml"
    shelf.note(folder, reference, None, path, name)
    return path, name


def load_document(reference: str, beside: Path | None, folder: str = "documents") -> Document:
    """Load a document by reference.

    Raises:
        ConfigurationError: it cannot be found or read.
    """
    path, name = resolve(reference, folder, beside)
    file = read_toml(path, name)
    return Document(reference, freeze(file.data), {path.name: digest(file.text.encode())})
