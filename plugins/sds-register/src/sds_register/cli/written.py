"""Files that a command wrote."""

from __future__ import annotations

from attrs import frozen

__all__ = ["Written"]


@frozen
class Written:
    """Files that were written.

    Attributes:
        files: the files.
    """

    files: tuple[str, ...]
