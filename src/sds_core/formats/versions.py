"""Versions of a format: which can be read, and how older data becomes data of the present one.

What a released version wrote stays readable. Data says its version in `format`, such as
“sds-case-2”. Its digest is that of its own bytes, whatever version they are of.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from attrs import field, frozen

from sds_core.errors import Fault, InputError, nearest
from sds_core.formats.plain import read_only

__all__ = ["Format"]


@frozen(eq=False)
class Format:
    """A format in which data is handed over or stored.

    Attributes:
        name: its name without a version, such as “sds-case”.
        present: the version that is written now.
        upcasts: for each older version that can be read: a function from plain data of that version
            to plain data of the next. It changes nothing that it is given.
        unmarked: the version of data that does not say one; `None` where all data does.
    """

    name: str
    present: int
    upcasts: Mapping[int, Callable[[Mapping[str, Any]], dict[str, Any]]] = field(
        converter=read_only, factory=dict
    )
    unmarked: int | None = None

    @property
    def mark(self) -> str:
        """What data of the present version says in `format`."""
        return f"{self.name}-{self.present}"

    @property
    def versions(self) -> tuple[int, ...]:
        """The versions that can be read, in order."""
        return (*sorted(self.upcasts), self.present)

    def version_of(self, plain: object, called: str) -> int:
        """Return the version that plain data says it is of.

        Args:
            plain: the data.
            called: what to call it in errors: usually the file's name.

        Raises:
            InputError: it says none that can be read.
        """
        said = plain.get("format") if isinstance(plain, Mapping) else None
        if said is None and self.unmarked is not None:
            return self.unmarked
        marks = {f"{self.name}-{version}": version for version in self.versions}
        if not isinstance(said, str) or said not in marks:
            found = "no object" if not isinstance(plain, Mapping) else repr(said)[:80]
            hint = nearest(said, marks) if isinstance(said, str) else ""
            place = f"{called}: $.format" if isinstance(plain, Mapping) else f"{called}: $"
            fault = Fault(place, found, f"one of {', '.join(marks)}", hint)
            raise InputError(f"{called} is of no format that can be read here", [fault])
        return marks[said]

    def upcast(self, plain: Mapping[str, Any], version: int) -> Mapping[str, Any]:
        """Return plain data of a version as data of the present one.

        Args:
            plain: the data, sound by the schema of its version.
            version: its version.
        """
        for older in range(version, self.present):
            plain = self.upcasts[older](plain)
        return plain

    def read(self, plain: Mapping[str, Any], called: str) -> Mapping[str, Any]:
        """Return stored plain data as data of the present version.

        Raises:
            InputError: it says no version that can be read.
        """
        return self.upcast(plain, self.version_of(plain, called))
