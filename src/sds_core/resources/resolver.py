"""Finding the files that references lead to, and noting what is found."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from attrs import frozen

from sds_core.resources.references import resolve

__all__ = ["INSTALLED", "FoundFile", "Resolver"]


@frozen
class FoundFile:
    """A file that was found.

    Attributes:
        path: where it is.
        name: what it is called in errors.
        notes: what is known of it beside its bytes.
    """

    path: Path
    name: str
    notes: Mapping[str, Any]


class Resolver:
    """Finds files in installed data packages and beside the files that name them.

    Whoever loads a profile, a rule set or a table is given one. Other kinds of resolvers note what
    they find, or find only what was noted (see `sds_core.resources.snapshot`).
    """

    def find(self, reference: str, kind: str, beside: Path | None) -> tuple[Path, str]:
        """Return the file that a reference names, and what to call it in errors.

        Args:
            reference: “package:name”, or a path beside the file that names it.
            kind: the folder in a data package: tables, documents, criteria or rulesets.
            beside: the folder of the file that holds the reference; `None` refuses paths.

        Raises:
            ConfigurationError: there is no such package or file.
        """
        return resolve(reference, kind, beside)

    def kept(self, reference: str, kind: str, beside: Path | None) -> FoundFile | None:
        """Return the file that was kept for a reference, or `None` where nothing is read so.

        Args:
            reference: the reference.
            kind: the folder in a data package.
            beside: the folder of the file that holds the reference.

        Raises:
            LookupError: only kept files are read, and none was kept for it.
        """
        return None

    def note(self, reference: str, kind: str, found: FoundFile) -> None:
        """Note a file that was found in another way than by `find`.

        Args:
            reference: what led to it.
            kind: the folder in a data package.
            found: the file.
        """

    def note_rows(self, head: Path, rows: Path, data: bytes) -> None:
        """Note a file that is read with another: a table's rows with its head.

        Args:
            head: the file that names it.
            rows: the file.
            data: its bytes.
        """


INSTALLED = Resolver()
