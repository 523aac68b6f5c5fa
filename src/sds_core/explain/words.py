"""The words that letters, tables and reports share."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from datetime import date

from sds_core.model.answers import Severity, Verdict

__all__ = ["conflict_words", "day", "fill", "join", "points_words", "verdict_words"]

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip

_CONFLICT = {
    Severity.ALLOW: "It is allowed.",
    Severity.DECLARE: "It must be declared.",
    Severity.SAFEGUARD: "It needs a safeguard.",
    Severity.BLOCK: "It stands in the way until it is settled.",
}


def conflict_words(severity: Severity) -> str:
    """Return what a conflict's severity asks for."""
    return _CONFLICT[severity]


def verdict_words(verdict: Verdict, decider: str) -> str:
    """Return what is advised about a plan, and who decides."""
    advice = {
        Verdict.AGREE: "The rules see nothing against your plan.",
        Verdict.REFER: "The rules send your plan on to somebody who can decide it.",
        Verdict.RETURN: "The rules advise that your plan comes back to you to be mended.",
        Verdict.REFUSE: "The rules advise against your plan.",
    }[verdict]
    return f"{advice} A person decides: {decider}."


def fill(text: str, width: int, indent: str = "", first: str | None = None) -> str:
    """Return text in lines that break between words only.

    Args:
        text: the text.
        width: most columns of a line.
        indent: what each line begins with.
        first: what the first line begins with, where that differs.
    """
    return textwrap.fill(
        text,
        width,
        initial_indent=indent if first is None else first,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def day(on: date) -> str:
    """Return a day as people write it: “1 October 2026”."""
    return f"{on.day} {_MONTHS[on.month - 1]} {on.year}"


def join(items: Sequence[str]) -> str:
    """Return items as a list in a sentence: “a, b and c”."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


def points_words(points: int) -> str:
    """Return a number of points in words: “1 point”, “20 points”."""
    return f"{points} point{'' if points == 1 else 's'}"
