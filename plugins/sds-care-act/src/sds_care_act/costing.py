"""The council's price of each need, in words, and what of it is not recorded."""

from __future__ import annotations

from collections.abc import Iterable

from sds_care_act.law import unrecorded
from sds_core import Need, Price, PricedNeeds, Undetermined

__all__ = ["costed", "in_words", "not_priced"]


def costed(price: Price | None) -> bool:
    """Tell whether a price says which service it is for, how much of it, and at what rate."""
    if price is None or price.quantity is None or price.rate is None or price.unit is None:
        return False
    counted = price.rate.times(price.quantity.exact) > 0
    return bool(price.service.strip()) and counted


def _one(need: Need) -> str:
    price = need.priced_by_council
    called = f"{need.text} ({need.id})" if need.text else need.id
    if price is None:
        return f"{called}: not priced"
    words = f"{called}: {price.cost.words()}"
    if price.service:
        words += f", {price.service}"
    if price.quantity and price.rate and price.unit:
        many = "" if str(price.quantity) == "1" else "s"
        words += f", {price.quantity} {price.unit.value}{many} at £{price.rate}"
    return words


def in_words(needs: Iterable[Need]) -> str:
    """Return what each need is priced at by the council, on one line."""
    return "; ".join(map(_one, needs))


def not_priced(priced: PricedNeeds, rule: str) -> list[Undetermined]:
    """Return that the council has not priced a need, for each that has no price.

    Args:
        priced: the needs to be met.
        rule: the rule that stops at it, by its identifier.
    """
    return [
        unrecorded(
            rule,
            f"The council has not priced need {need.id}, so it is not shown that the sum is enough",
            f"assessment.needs.{need.id}.prices",
        )
        for need in priced.unpriced
    ]
