"""Checks that sums in a case agree: a rate times a quantity, and the parts that payers bear."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sds_core.errors import Fault
from sds_core.model.money import Money, Rate, round_half_up
from sds_core.model.quantities import Quantity

__all__ = ["sums_that_disagree"]


def sums_that_disagree(case: Mapping[str, Any], name: str) -> Iterator[Fault]:
    """Yield a fault for each sum that is not what its parts come to.

    Args:
        case: the case's plain data, sound by its schema.
        name: what to call it in errors.
    """
    for i, need in enumerate((case.get("assessment") or {}).get("needs") or ()):
        for j, price in enumerate(need.get("prices", ())):
            yield from _counted(price, f"{name}: $.assessment.needs[{i}].prices[{j}]")
    for i, line in enumerate((case.get("plan") or {}).get("lines", ())):
        place = f"{name}: $.plan.lines[{i}]"
        yield from _counted(line, place)
        yield from _borne(line, place)
        begins, ends = line.get("from_date"), line.get("until")
        if begins and ends and ends < begins:
            yield Fault(
                f"{place}.until", f"{ends}, before it begins on {begins}", f"{begins} or later"
            )
    charge = case.get("charge")
    if charge and charge["assessed"] is not bool(charge.get("amount")):
        found = "no amount" if charge["assessed"] else "an amount that nobody assessed"
        expected = "the amount where it is assessed, and none before"
        yield Fault(f"{name}: $.charge.amount", found, expected)


def _counted(item: Mapping[str, Any], place: str) -> Iterator[Fault]:
    """Hold a cost to its rate times its quantity, to the nearest penny."""
    quantity, rate, cost = item.get("quantity"), item.get("rate"), item.get("cost")
    if quantity is None and rate is None:
        return
    if item.get("unit") is None:
        yield Fault(f"{place}.unit", "none", "what the quantity and the rate are counted in")
    if quantity is None or rate is None or cost is None:
        return
    whole = Money(round_half_up(Rate.parse(rate).times(Quantity.parse(quantity).exact)))
    if Money.parse(cost["money"]) != whole:
        found = f"{cost['money']}, where {quantity} at {rate} come to {whole}"
        yield Fault(f"{place}.cost.money", found, str(whole))


def _borne(line: Mapping[str, Any], place: str) -> Iterator[Fault]:
    """Hold the parts of several payers to the cost, once every part is known."""
    payers, cost = line.get("payers", ()), line.get("cost")
    if not payers:
        return
    if payers[0]["source"] != line.get("source", "budget"):
        found = f"{payers[0]['source']}, where the line's source is {line.get('source', 'budget')}"
        yield Fault(f"{place}.payers[0].source", found, "the source of the line")
    parts = [payer.get("cost") for payer in payers]
    for i, part in enumerate(parts):
        if part and cost and part["period"] != cost["period"]:
            yield Fault(f"{place}.payers[{i}].cost.period", part["period"], cost["period"])
            return
    if cost is None or None in parts:
        return
    total = sum(Money.parse(part["money"]).pence for part in parts)
    if total != Money.parse(cost["money"]).pence:
        found = f"parts that make {Money(total)}"
        yield Fault(f"{place}.payers", found, f"parts that make the cost, {cost['money']}")
