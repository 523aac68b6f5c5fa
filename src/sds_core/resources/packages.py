"""Installed packages of data: profiles, tables, documents and rule sets."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.machinery import PathFinder
from importlib.metadata import entry_points
from pathlib import Path
from types import MappingProxyType

from attrs import frozen

__all__ = ["DATA_GROUP", "DataPackage", "data_packages"]

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
