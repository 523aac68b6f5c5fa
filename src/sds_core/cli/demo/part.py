"""What an add-on shows in `sds demo`."""

from __future__ import annotations

from typing import Any

from attrs import frozen

__all__ = ["DemoPart"]


@frozen
class DemoPart:
    """An add-on's part of the demo.

    Attributes:
        record: what it did, as a record.
        text: the same for a terminal, line by line.
    """

    record: Any
    text: tuple[str, ...]
