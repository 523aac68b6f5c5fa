"""Changes that spreadsheets make to cells by themselves; each is refused with a hint.

A date that was turned round, a sum with a pound sign or a formula would otherwise be read as
something else, or as nothing at all.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time

from sds_core.model.characters import forbidden

__all__ = ["Formula", "column_letter", "habit", "text_of"]

_AS_TEXT = "Format the cell as text, then write it again"
_MONTHS = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
_HABITS = (
    (
        re.compile(r"^#(NAME\?|REF!|VALUE!|DIV/0!|N/A|NUM!|NULL!)"),
        "an error of the spreadsheet",
        "",
    ),
    (
        re.compile(r"\b[0-9]{1,2}[/.][0-9]{1,2}[/.]([0-9]{4}|[0-9]{2})\b"),
        "a date that was rewritten",
        f"{_AS_TEXT} as year-month-day, like 2026-04-01.",
    ),
    (
        re.compile(
            r"\b[0-9]{1,2}[- ](Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*[- ]", re.I
        ),
        "a date that was rewritten",
        f"{_AS_TEXT} as year-month-day, like 2026-04-01.",
    ),
    (
        re.compile(rf"^(?:[0-9]{{1,2}}-(?:{_MONTHS})|(?:{_MONTHS})-[0-9]{{2,4}})\Z"),
        "a date that was made of it",
        f"{_AS_TEXT}.",
    ),
    (re.compile(r"[£$€]"), "a sign of money", "Write the sum alone, like 82.91."),
    (
        re.compile(r"(?<![A-Za-z0-9_.-])[0-9]{1,3}(,[0-9]{3})+(?![0-9])"),
        "a comma in a number",
        "Write the number without commas, like 35000.",
    ),
    (re.compile(r";"), "a semicolon", "Write commas between values: in {a, b}."),
    (re.compile(r"[≥≤≠]"), "a sign that was put in for two", "Write >= or <=."),
    (re.compile(r"[“”‘’„]"), "a curly quotation mark", "Leave quotation marks out."),
    (
        re.compile(r"[\u00a0\u2007\u202f]"),
        "a space that is not a space",
        "Write an ordinary space.",
    ),
    (
        re.compile(r"[–—−]"),
        "a dash that was put in",
        "Write a plain hyphen, or two dots in a range.",
    ),
    (re.compile(r"…"), "three dots in one", "Write two dots in a range: [5..9]."),
)


class Formula(str):
    """A cell that the spreadsheet works out: a formula, or an error."""

    __slots__ = ()


def column_letter(column: int) -> str:
    """Return a column's letters: A for 0, AA for 26."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def text_of(value: object) -> tuple[str, str, str]:
    """Return a cell as text, what is wrong with it, and the hint; nothing wrong where all is well.

    Args:
        value: what the spreadsheet holds: text, a number, a date, yes or no, or nothing.
    """
    if value is None:
        return "", "", ""
    if isinstance(value, bool):
        return "yes" if value else "no", "", ""
    if isinstance(value, int):
        return str(value), "", ""
    if isinstance(value, (datetime, date, time)):
        hint = f"{_AS_TEXT} as year-month-day, like 2026-04-01."
        return str(value), f"a date that the spreadsheet made ({value})", hint
    if isinstance(value, float):
        return str(value), f"a number with a fraction ({value})", f"{_AS_TEXT}."
    if not isinstance(value, str):
        return "", f"{type(value).__name__}", f"{_AS_TEXT}."
    if isinstance(value, Formula):
        return value, f"what the spreadsheet works out ({value[:40]})", "Write the value itself."
    if forbidden(value, tabs=True):
        return value, f"the control character {forbidden(value, tabs=True)}", "Write it again."
    return value.replace("\r\n", "\n"), "", ""


def habit(text: str) -> tuple[str, str]:
    """Return how a spreadsheet changed a cell's text, and a hint; both empty if it did not.

    Args:
        text: a cell that holds conditions, dates or sums; not free text.
    """
    outside = re.sub(r"\{[^}]*\}", "{}", text)  # commas belong between the values of a list
    for pattern, found, hint in _HABITS:
        match = pattern.search(outside if "comma" in found else text)
        if match:
            return f"{found} ({match[0].strip() or 'a space'!r})", hint
    return "", ""
