"""One thing that `sds doctor` looked at."""

from __future__ import annotations

from attrs import frozen

__all__ = ["Check"]


@frozen
class Check:
    """One thing that was looked at.

    Attributes:
        name: what.
        works: whether it works.
        detail: what was found.
    """

    name: str
    works: bool
    detail: str
