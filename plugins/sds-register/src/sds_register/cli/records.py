"""Results of commands that write files or erase people."""

from __future__ import annotations

from attrs import frozen

__all__ = ["ErasureDone", "Written"]


@frozen
class Written:
    """Files that were written.

    Attributes:
        files: the files.
    """

    files: tuple[str, ...]


@frozen
class ErasureDone:
    """What became of an erasure.

    Attributes:
        entry: the number of its entry; `None` where old erasures were made good again.
        keys: how many keys were destroyed.
    """

    entry: int | None
    keys: int
