"""A clause as a form: the controls that a fact's values call for, and the clause that they make."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attrs import frozen

from sds_core.conditions.cells import Cell, Operator, parse_cell
from sds_core.conditions.clauses import Fact
from sds_core.conditions.domains import Kind

__all__ = ["ClauseForm", "clause_from_form", "form_of"]

_NUMBERS = {
    ">=": "at least",
    "<=": "at most",
    "=": "exactly",
    ">": "more than",
    "<": "less than",
    "range": "from … to …",
}
_DATES = {
    "within": "within the last …",
    ">=": "on or after",
    "<=": "on or before",
    "range": "from … to …",
}
UNITS = ("years", "months", "weeks", "days")


@frozen
class ClauseForm:
    """What a form for a clause shows.

    Attributes:
        fact: the fact.
        kind: which controls: yes_no, choice, number, date or code.
        operators: what may be chosen, with its words.
        values: for a choice: the closed list.
        chosen: what is chosen now: operator, first, second, unit, listed.
        free: whether the clause fits only a text field, such as a comparison of facts.
        text: the condition as written.
    """

    fact: Fact
    kind: str
    operators: Mapping[str, str]
    values: tuple[str, ...]
    chosen: Mapping[str, str | tuple[str, ...]]
    free: bool
    text: str


def form_of(fact: Fact, condition: str = "") -> ClauseForm:
    """Return the form for a fact, filled in from a condition where there is one.

    Args:
        fact: the fact.
        condition: the cell as written; nothing for a new clause.
    """
    kind = fact.domain.kind
    controls = {Kind.YES_NO: "yes_no", Kind.CHOICE: "choice", Kind.DATE: "date", Kind.CODE: "code"}
    name = controls.get(kind, "number")
    operators = _DATES if name == "date" else _NUMBERS if name == "number" else {}
    chosen: dict[str, str | tuple[str, ...]] = {
        "operator": next(iter(operators), "="),
        "first": "",
        "second": "",
        "unit": UNITS[0],
        "listed": (),
    }
    free = False
    if condition:
        try:
            free = not _fill(chosen, parse_cell(condition), fact, operators)
        except ValueError:
            free = True
    return ClauseForm(fact, name, operators, fact.domain.values, chosen, free, condition)


def _fill(
    chosen: dict[str, str | tuple[str, ...]], cell: Cell, fact: Fact, operators: Mapping[str, str]
) -> bool:
    """Fill the controls from a cell; return whether they can hold it."""
    if fact.domain.kind in (Kind.YES_NO, Kind.CHOICE, Kind.CODE):
        chosen["listed"] = cell.values
        return cell.operator in (Operator.EQUALS, Operator.IN) and not any(
            "." in value and fact.domain.kind is not Kind.CODE for value in cell.values
        )
    operator = "range" if cell.operator is Operator.RANGE else cell.operator.value
    if operator not in operators or cell.open_low or cell.open_high:
        return False
    chosen["operator"] = operator
    if cell.duration is not None:
        unit = cell.duration.unit
        chosen["first"], chosen["unit"] = str(cell.duration.count), f"{unit}s"
        return True
    for name, value in zip(("first", "second"), cell.values, strict=False):
        chosen[name] = value
    return True


def clause_from_form(fact: Fact, fields: Mapping[str, Sequence[str]]) -> str:
    """Return the clause that a form's fields make.

    Args:
        fact: the fact.
        fields: the fields as they were sent.

    Raises:
        ValueError: something is not filled in; the message says what.
    """
    free = _one(fields, "text")
    if free:
        return f"{fact.name} {free}"
    listed = [value.strip() for value in fields.get("listed", ()) if value.strip()]
    kind = fact.domain.kind
    if kind is Kind.CODE:
        listed = [code.strip() for code in _one(fields, "first").split(",") if code.strip()]
    if kind in (Kind.YES_NO, Kind.CHOICE, Kind.CODE):
        if not listed:
            raise ValueError("choose at least one value")
        if len(listed) == 1:
            return f"{fact.name} = {listed[0]}"
        return f"{fact.name} in {{{', '.join(listed)}}}"
    operator, first = _one(fields, "operator"), _one(fields, "first")
    if not first:
        raise ValueError("fill in a value")
    if operator == "within":
        unit = _one(fields, "unit")
        if unit not in UNITS or not first.isdecimal():
            raise ValueError("write a whole number, and choose years, months, weeks or days")
        return f"{fact.name} within {first} {unit[:-1] if first == '1' else unit}"
    if operator == "range":
        second = _one(fields, "second")
        if not second:
            raise ValueError("fill in both ends")
        return f"{fact.name} [{first}..{second}]"
    if operator not in _NUMBERS:
        raise ValueError("choose how the value is compared")
    return f"{fact.name} {operator} {first}"


def _one(fields: Mapping[str, Sequence[str]], name: str) -> str:
    values = fields.get(name) or ("",)
    return values[0].strip()
