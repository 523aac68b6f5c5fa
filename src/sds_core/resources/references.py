"""References in profiles: “package:name” or a path, and what they lead to."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from attrs import field, frozen

from sds_core.errors import ConfigurationError, Fault, nearest
from sds_core.formats.plain import read_only
from sds_core.resources.packages import data_packages

__all__ = ["Document", "resolve"]


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
    digests: Mapping[str, str] = field(converter=read_only, repr=False)


def resolve(reference: str, folder: str, beside: Path | None) -> tuple[Path, str]:
    """Return the file that a reference names, and what to call it in errors.

    Args:
        reference: “package:name”, or a path beside the file that names it.
        folder: the folder in a data package: profiles, tables or documents.
        beside: the folder of the file that holds the reference; `None` refuses paths.

    Raises:
        ConfigurationError: there is no such package or file; the message gives the nearest name.
    """
    package_name, colon, stem = reference.partition(":")
    if not colon:
        if beside is None:
            hint = "Nothing here says which folder a path is in; check_plugin takes it as `beside`."
            fault = Fault(reference, "a path", "“package:name”", hint)
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
    return path, f"{package_name}/{folder}/{stem}.toml"
