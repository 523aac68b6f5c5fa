"""How a document lies on sheets: one for its head, one for each list of parts in it.

What was in the document comes back as it was; comments do not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from attrs import frozen

from sds_core.errors import ConfigurationError, Fault, nearest
from sds_core.formats.plain import flatten
from sds_core.spreadsheets.cells import column_letter, habit
from sds_core.spreadsheets.files import Sheets
from sds_core.spreadsheets.values import (
    clause_lines,
    pair_lines,
    read_clauses,
    read_pairs,
    whole_number,
)

__all__ = ["LAYOUTS", "Layout", "from_sheets", "to_sheets"]

Path = tuple[str | int, ...]


@frozen
class Layout:
    """Which parts of a document lie on which sheet.

    Attributes:
        head: the sheet of the head: a name and a value on each row.
        lists: for each list of parts: its sheet and its columns.
        clauses: columns and names that hold clauses.
        texts: those that hold a list of texts.
        pairs: those that hold “name = value” lines.
        numbers: those that hold whole numbers.
        switches: those that hold yes or no.
        exact: those that hold dates, sums or conditions, where spreadsheets' habits are refused.
    """

    head: str
    lists: Mapping[str, tuple[str, tuple[str, ...]]]
    clauses: frozenset[str] = frozenset()
    texts: frozenset[str] = frozenset()
    pairs: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()
    switches: frozenset[str] = frozenset()
    exact: frozenset[str] = frozenset()


_RULE = (
    "id", "title", "when", "all", "any", "none", "some", "where", "at_least", "at_most",
    "otherwise", "because", "source", "place", "evidence", "criterion", "may_loosen", "note",
)  # fmt: skip

LAYOUTS = {
    "ruleset": Layout(
        "Set",
        {
            "rule": ("Rules", _RULE),
            "example": ("Examples", ("name", "on", "expect", "unmet", "missing", "facts")),
            "drop": ("Drop", ("rule", "because")),
            "table": ("Tables", ("id", "file", "inputs")),
        },
        clauses=frozenset({"when", "all", "any", "none", "where"}),
        texts=frozenset({"may_answer", "roles", "unmet", "missing"}),
        pairs=frozenset({"facts", "inputs"}),
        numbers=frozenset({"at_least", "at_most", "review.when_listed_over"}),
        switches=frozenset({"may_loosen"}),
        exact=frozenset({
            "id", "rule", "when", "all", "any", "none", "where", "on", "facts",
            "in_force.from_date", "in_force.until", "review.by",
        }),
    ),
    "table": Layout(
        "Table",
        {
            "input": ("Inputs", ("name", "type", "title", "min", "max", "values")),
            "output": ("Outputs", ("name", "type", "title", "period", "values")),
            "unpublished": ("Unpublished", ("because", "where")),
        },
        texts=frozenset({"values"}),
        pairs=frozenset({"where"}),
        numbers=frozenset({"min", "max"}),
        switches=frozenset({"illustrative"}),
        exact=frozenset({"min", "max", "where"}),
    ),
}  # fmt: skip


def _cell(name: str, value: Any, layout: Layout) -> str:
    if name in layout.clauses:
        return "\n".join(clause_lines(value))
    if name in layout.texts:
        return "\n".join(f'"{v}"' if v == "none" else v for v in value) or "none"
    if name in layout.pairs:
        return "\n".join(pair_lines(value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def to_sheets(data: Mapping[str, Any], layout: Layout) -> dict[str, list[list[str]]]:
    """Return a document as sheets.

    Args:
        data: the document, as TOML has it, dates as texts.
        layout: which parts lie on which sheet.
    """
    head = [["name", "value"]]
    for name, value in flatten({k: v for k, v in data.items() if k not in layout.lists}):
        head.append([name, _cell(name, value, layout)])
    sheets = {layout.head: head}
    for key, (sheet, columns) in layout.lists.items():
        if key not in data:
            continue
        rows = [list(columns)]
        for part in data[key]:
            known = {c: _cell(c, part[c], layout) for c in columns if c in part}
            if "where" in columns and key == "unpublished":
                known["where"] = "\n".join(f"{k} = {v}" for k, v in part.items() if k != "because")
            rows.append([known.get(column, "") for column in columns])
        sheets[sheet] = rows
    return sheets


class _Reader:
    def __init__(self, name: str, layout: Layout) -> None:
        self.name, self.layout = name, layout
        self.faults: list[Fault] = []
        self.cells: dict[Path, str] = {}

    def fault(self, cell: str, found: str, expected: str, hint: str = "") -> None:
        self.faults.append(Fault(f"{self.name}: {cell}", found, expected, hint))

    def value(self, name: str, text: str, cell: str) -> object:
        """Return what a cell says, by what its column holds."""
        layout = self.layout
        text = text.strip()
        if name in layout.exact:
            found, hint = habit(text)
            if found:
                self.fault(cell, found, "a condition or a value as it is written by hand", hint)
                return None
        if name in layout.clauses:
            return read_clauses(text, lambda found, expected: self.fault(cell, found, expected))
        if name in layout.texts:
            lines = [line.strip() for line in text.split("\n") if line.strip()]
            return [] if text == "none" else ["none" if v == '"none"' else v for v in lines]
        if name in layout.pairs:
            return read_pairs(text, lambda found, expected: self.fault(cell, found, expected))
        if name in layout.numbers:
            if whole_number(text):
                return int(text)
            if name not in ("min", "max"):
                self.fault(cell, repr(text), "a whole number")
            return text
        if name in layout.switches:
            if text not in ("yes", "no"):
                self.fault(cell, repr(text), "yes or no")
            return text == "yes"
        return text

    def head(self, rows: Sequence[Sequence[str]]) -> dict[str, Any]:
        sheet = self.layout.head
        out: dict[str, Any] = {}
        if not rows or [cell.strip() for cell in rows[0]] != ["name", "value"]:
            self.fault(f"{sheet}!A1", ", ".join(rows[0]) if rows else "nothing", "name, value")
            return out
        for number, row in enumerate(rows[1:], 2):
            name, value = (*[cell.strip() for cell in row], "", "")[:2]
            if not name and not value:
                continue
            cell = f"{sheet}!B{number}"
            steps = name.split(".")
            target: Any = out
            for step in steps[:-1]:
                target = target.setdefault(step, {})
            if not name or not isinstance(target, dict) or steps[-1] in target:
                self.fault(f"{sheet}!A{number}", repr(name), "a name, once")
                continue
            target[steps[-1]] = self.value(name, value, cell)
            self.cells[tuple(steps)] = cell
        return out

    def parts(
        self, key: str, sheet: str, columns: Sequence[str], rows: Sequence[Sequence[str]]
    ) -> list[dict[str, object]]:
        header = [cell.strip() for cell in rows[0]] if rows else []
        for place, name in enumerate(header):
            if name not in columns or header.count(name) > 1:
                hint = nearest(name, columns)
                self.fault(f"{sheet}!{column_letter(place)}1", repr(name), "a column, once", hint)
        if not header:
            self.fault(f"{sheet}!A1", "no columns", ", ".join(columns))
        out: list[dict[str, object]] = []
        for number, row in enumerate(rows[1:], 2):
            if not any(cell.strip() for cell in row):
                continue
            part: dict[str, Any] = {}
            here = (key, len(out))
            self.cells[here] = f"{sheet}!A{number}"
            for place, text in enumerate(row):
                cell = f"{sheet}!{column_letter(place)}{number}"
                if place >= len(header):
                    self.fault(cell, repr(text), "nothing beside the columns")
                elif text.strip() and header[place] in columns:
                    part[header[place]] = self.value(header[place], text, cell)
                    self.cells[(*here, header[place])] = cell
            if key == "unpublished" and isinstance(part.get("where"), dict):
                part.update({k: str(v) for k, v in part.pop("where").items()})
            out.append(part)
        return out


def from_sheets(
    name: str, sheets: Sheets, layout: Layout
) -> tuple[dict[str, Any], dict[Path, str]]:
    """Return a document from its sheets, and the cell that each part of it stands in.

    Args:
        name: what to call the workbook in errors.
        sheets: the sheets, every cell as text.
        layout: which parts lie on which sheet.

    Raises:
        ConfigurationError: with every fault by sheet and cell.
    """
    reader = _Reader(name, layout)
    known = [layout.head, *(sheet for sheet, _ in layout.lists.values())]
    for sheet in sheets:
        if sheet not in known and not (sheet == "Rows" and layout.head == "Table"):
            hint = nearest(sheet, known)
            reader.fault(f"{sheet}!A1", f"the sheet {sheet!r}", "a known sheet", hint)
    if layout.head not in sheets:
        reader.fault(f"{layout.head}!A1", "no such sheet", f"the sheet {layout.head!r}")
    data = reader.head(sheets.get(layout.head, [["name", "value"]]))
    for key, (sheet, columns) in layout.lists.items():
        if sheet in sheets:
            data[key] = reader.parts(key, sheet, columns, sheets[sheet])
    if reader.faults:
        raise ConfigurationError(f"{name} cannot be used", reader.faults)
    return data, reader.cells
