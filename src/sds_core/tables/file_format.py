"""The head of a table: what it declares of its inputs and outputs, and how values are read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import field, frozen

from sds_core.conditions.domains import Domain, Kind
from sds_core.model.money import Money, Rate
from sds_core.model.periods import Period
from sds_core.model.reasons import Evidence
from sds_core.tables.rows import HitPolicy

__all__ = ["OUTPUT_KINDS", "InputHead", "OutputHead", "TableHead", "domain_of", "output_value"]

OUTPUT_KINDS = ("money", "rate", "integer", "percent", "choice", "yes_no", "text")


@frozen
class InputHead:
    """An input as the head declares it.

    Attributes:
        name: the column's name.
        type: integer, money, date, choice or yes_no; free text is no input.
        title: the input in plain words; the name if left out.
        min: the lowest value: a whole number, or a sum or a date in quotes.
        max: the highest value, likewise.
        values: for a choice: the closed list.
    """

    name: str
    type: Kind
    title: str = ""
    min: int | str | None = None
    max: int | str | None = None
    values: tuple[str, ...] = ()


@frozen
class OutputHead:
    """An output as the head declares it.

    Attributes:
        name: the column's name.
        type: money, rate, integer, percent, choice, yes_no or text.
        title: the output in plain words; the name if left out.
        period: for money: the period it is for.
        values: for a choice: the closed list.
    """

    name: str
    type: str
    title: str = ""
    period: Period | None = None
    values: tuple[str, ...] = ()


@frozen
class TableHead:
    """The head of a decision table.

    Attributes:
        id: the table's id.
        version: the table's version.
        title: the table in plain words.
        source: where it is published.
        evidence: the kind of evidence or authority behind the table.
        rows: the CSV file with the rows, beside the head.
        input: what the table asks for.
        output: what the table gives.
        hit_policy: what it means when several rows match: unique, any, first or collect.
        illustrative: whether it is an example that no council has published.
        unpublished: parts for which the publisher gives no row: a condition for an input by its
            name (any, if left out), and “because”.
        note: what else is said of the table.
    """

    id: str = field(metadata={"id": True})
    version: str = field(metadata={"id": True})
    title: str
    source: str
    evidence: Evidence
    rows: str
    input: tuple[InputHead, ...]
    output: tuple[OutputHead, ...]
    hit_policy: HitPolicy = HitPolicy.UNIQUE
    illustrative: bool = False
    unpublished: tuple[Mapping[str, Any], ...] = field(default=())
    note: str = ""


def domain_of(head: InputHead) -> Domain:
    """Return every value that an input may take.

    Raises:
        ValueError: the head does not say, or not soundly; the message says what is missing.
    """
    if head.type is Kind.YES_NO:
        return Domain.yes_no()
    if head.type is Kind.CODE:
        raise ValueError("a table must know every value: make it a choice and list them")
    if head.type is Kind.CHOICE:
        if not head.values or len(set(head.values)) < len(head.values):
            raise ValueError("a choice needs “values”: a list with no value twice")
        if "any" in head.values:
            raise ValueError("“any” stands for every value, so it cannot be one of them")
        return Domain.closed_list(head.values)
    if head.min is None or head.max is None:
        raise ValueError(f"an input of type {head.type} needs “min” and “max”")
    whole = head.type is Kind.INTEGER
    if isinstance(head.min, int) is not whole or isinstance(head.max, int) is not whole:
        raise ValueError(f"“min” and “max” must be values of type {head.type}")
    unbounded = Domain(head.type, 0, 0)
    low, high = unbounded.read_any(str(head.min)), unbounded.read_any(str(head.max))
    if low > high:
        raise ValueError("“min” is above “max”")
    return Domain(head.type, low, high)


def output_value(head: OutputHead, text: str) -> object:
    """Return what a cell of an output gives.

    Args:
        head: the output.
        text: the cell as written.

    Raises:
        ValueError: it is no value of that type; the message says what is.
    """
    value = text.strip()
    if head.type == "text":
        return value
    if not value:
        raise ValueError("the cell is empty; write a value")
    if head.type == "money":
        return Money.parse(value)
    if head.type == "rate":
        return Rate.parse(value)
    if head.type == "yes_no":
        return bool(Domain.yes_no().read(value))
    if head.type == "choice":
        return head.values[Domain.closed_list(head.values).read(value)]
    number = Domain(Kind.INTEGER, 0, 0).read_any(value)
    if head.type == "percent" and not 0 <= number <= 1000:
        raise ValueError(f"{value} is not a whole per cent from 0 to 1000")
    return number
