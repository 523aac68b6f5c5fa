"""Checks that a case is consistent: names, figures, codes and identifiers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sds_core.errors import Fault
from sds_core.model.case import Case
from sds_core.model.identity import representatives
from sds_core.model.marks import FIGURE, PARTY, Steps, marked
from sds_core.model.tasks import mistaken

__all__ = [
    "beside_the_basis",
    "figures",
    "links_that_vanish",
    "mistaken_codes",
    "named_parties",
    "priced_though_unpaid",
    "repeated",
    "said_twice",
]


def named_parties(case: Mapping[str, Any]) -> Iterator[tuple[Steps, Any]]:
    """Yield every place in a case that names a party, with the name."""
    return marked(case, Case, PARTY)


def figures(case: Mapping[str, Any]) -> Iterator[tuple[Steps, object]]:
    """Yield every sum and number in a case that cannot be below nothing, with its place."""
    for place, value in marked(case, Case, FIGURE):
        yield place, value["money"] if isinstance(value, Mapping) else value


_FEE_FIELDS: dict[str, set[str]] = {
    "free": set(),
    "hourly": {"money", "hours"},
    "fixed": {"money"},
    "percentage": {"percent"},
}


def beside_the_basis(fee: Mapping[str, Any]) -> list[str]:
    """Return the fields of a fee that its basis has no use for."""
    given = {name for name in ("money", "hours", "percent") if fee.get(name) is not None}
    return sorted(given - _FEE_FIELDS[fee["basis"]])


def repeated(items: Any, key: str, path: str, name: str) -> Iterator[Fault]:
    """Yield items of a list that are there twice, by a key."""
    seen: set[str] = set()
    for i, item in enumerate(items):
        if item[key] in seen:
            yield Fault(f"{name}: {path}[{i}].{key}", f"{item[key]!r} again", "each one once")
        seen.add(item[key])


def links_that_vanish(case: Mapping[str, Any], name: str) -> Iterator[Fault]:
    """Yield a fault for each link that ends before it begins, and so would hold on no day."""
    for i, link in enumerate(case.get("links", ())):
        since, until = link.get("since"), link.get("until")
        if since and until and until < since:
            place = f"{name}: $.links[{i}].until"
            yield Fault(place, f"{until}, before it began on {since}", f"{since} or later")


def priced_though_unpaid(plan: Mapping[str, Any], name: str) -> Iterator[Fault]:
    """Yield lines that are said to be unpaid, and have a price all the same."""
    for i, line in enumerate(plan.get("lines", ())):
        cost = line.get("cost")
        if line.get("source") == "unpaid" and cost and cost["money"].strip("-0."):
            place = f"{name}: $.plan.lines[{i}].cost"
            hint = "Say what pays for it in source, or leave the price out."
            yield Fault(place, f"a price, {cost['money']}, for unpaid support", "none", hint)


def mistaken_codes(case: Mapping[str, Any], name: str) -> Iterator[Fault]:
    """Yield codes of services that could be taken for one that rules read."""
    for place, code in _given_codes(case):
        meant = mistaken(code)
        if meant:
            hint = "Write that, or a code of your own that cannot be taken for it."
            yield Fault(f"{name}: {place}", repr(code), f"“{meant}”, if that is meant", hint)


def _given_codes(case: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield every code of a service in a case, with its place."""
    for i, party in enumerate(case["parties"]):
        for j, code in enumerate(party.get("services", ())):
            yield f"$.parties[{i}].services[{j}]", code
    for i, line in enumerate((case.get("plan") or {}).get("lines", ())):
        yield f"$.plan.lines[{i}].service", line["service"]


def said_twice(case: Mapping[str, Any], name: str) -> Iterator[Fault]:
    """Yield a fault where ids with one council_id disagree, or repeat what may be given once."""
    parties = {party["id"]: party for party in case["parties"]}
    one = representatives((p["id"], p.get("council_id")) for p in case["parties"])
    for i, party in enumerate(case["parties"]):
        mine = one[party["id"]]
        other = parties[mine]
        for what in ("kind", "credentials"):
            said, before = party.get(what), other.get(what)
            if what == "kind":
                said, before = said or "individual", before or "individual"
            if said and before and said != before:
                place = f"{name}: $.parties[{i}].{what}"
                found = f"another {what} than that of {mine!r}, of the same council_id"
                yield Fault(place, found, "the same, or said once")
    assessment = case.get("assessment") or {}
    for path, key, items in (
        ("$.help", "helper", case.get("help", ())),
        ("$.assessment.carers", "party", assessment.get("carers") or ()),
    ):
        seen: dict[str, str] = {}
        for i, item in enumerate(items):
            mine = one.get(item[key], item[key])
            before = seen.setdefault(mine, item[key])
            if before != item[key]:
                place = f"{name}: {path}[{i}].{key}"
                yield Fault(place, f"{item[key]!r}, of the same council_id as {before!r}", "once")
