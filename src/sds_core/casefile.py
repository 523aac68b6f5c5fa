"""Reading a case: strict JSON, its schema, the plugins' own data, and names that must match."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from sds_core import schemas
from sds_core.characters import same_name
from sds_core.errors import Fault, InputError, nearest
from sds_core.model.case import Case
from sds_core.model.tasks import mistaken
from sds_core.parsing import parse_json
from sds_core.plugins import Found, discover, extension_schema
from sds_core.schemas import CompiledSchema
from sds_core.wire import canonical, digest, from_plain

__all__ = ["CaseReader"]

HOST = "host"


# Places are templates with their indices beside them: only a fault needs the text.
Place = tuple[str, tuple[int | str, ...]]


def _named(case: Mapping[str, Any]) -> Iterator[tuple[Place, Any]]:
    """Yield every place in a case that names a party, with the name."""
    yield ("$.person", ()), case["person"]
    for i, link in enumerate(case.get("links", ())):
        yield ("$.links[{}].party", (i,)), link["party"]
        yield ("$.links[{}].to", (i,)), link["to"]
    for i, interest in enumerate(case.get("interests", ())):
        yield ("$.interests[{}].party", (i,)), interest["party"]
        for j, about in enumerate(interest.get("about", ())):
            yield ("$.interests[{}].about[{}]", (i, j)), about
    for i, helped in enumerate(case.get("help", ())):
        yield ("$.help[{}].helper", (i,)), helped["helper"]
    assessment = case.get("assessment") or {}
    for i, carer in enumerate(assessment.get("carers") or ()):
        yield ("$.assessment.carers[{}].party", (i,)), carer["party"]
    for i, answer in enumerate(assessment.get("answers", ())):
        for whose in ("own", "assessor", "agreed"):
            given = answer.get(whose)
            if given:
                yield ("$.assessment.answers[{}].{}.by", (i, whose)), given["by"]
    plan = case.get("plan")
    if not plan:
        return
    for i, author in enumerate(plan.get("written_by", ())):
        yield ("$.plan.written_by[{}]", (i,)), author
    for i, line in enumerate(plan.get("lines", ())):
        yield ("$.plan.lines[{}].provider", (i,)), line.get("provider")
    for i, mark in enumerate(plan.get("marks", ())):
        yield ("$.plan.marks[{}].by", (i,)), mark["by"]
    for name in ("budget_holder", "if_it_goes_wrong"):
        yield ("$.plan.{}", (name,)), plan.get(name)


def _figures(case: Mapping[str, Any]) -> Iterator[tuple[Place, Any]]:
    """Yield every sum and number in a case that cannot be below nothing, with its place."""
    assessment, plan = case.get("assessment") or {}, case.get("plan") or {}
    for i, need in enumerate(assessment.get("needs") or ()):
        cost = need.get("priced_cost")
        if cost:
            yield ("$.assessment.needs[{}].priced_cost", (i,)), cost["money"]
    if assessment.get("previous_budget"):
        yield ("$.assessment.previous_budget", ()), assessment["previous_budget"]["money"]
    for name, points in (assessment.get("points") or {}).items():
        if name != "questionnaire":
            yield ("$.assessment.points.{}", (name,)), points
    for i, line in enumerate(plan.get("lines", ())):
        if line.get("cost"):
            yield ("$.plan.lines[{}].cost", (i,)), line["cost"]["money"]
    yield ("$.plan.options_considered", ()), plan.get("options_considered")
    for i, helped in enumerate(case.get("help", ())):
        for name in ("money", "hours", "percent"):
            yield ("$.help[{}].fee.{}", (i, name)), helped["fee"].get(name)


_FEE_FIELDS: dict[str, set[str]] = {
    "free": set(),
    "hourly": {"money", "hours"},
    "fixed": {"money"},
    "percentage": {"percent"},
}


def _beside_the_basis(fee: Mapping[str, Any]) -> list[str]:
    """Return the fields of a fee that its basis has no use for."""
    given = {name for name in ("money", "hours", "percent") if fee.get(name) is not None}
    return sorted(given - _FEE_FIELDS[fee["basis"]])


def _repeated(items: Any, key: str, path: str, name: str) -> Iterator[Fault]:
    seen: set[str] = set()
    for i, item in enumerate(items):
        if item[key] in seen:
            yield Fault(f"{name}: {path}[{i}].{key}", f"{item[key]!r} again", "each one once")
        seen.add(item[key])


def _links(case: Mapping[str, Any], name: str) -> Iterator[Fault]:
    """Yield links that would stand on no day, and so would vanish."""
    for i, link in enumerate(case.get("links", ())):
        since, until = link.get("since"), link.get("until")
        if since and until and until < since:
            place = f"{name}: $.links[{i}].until"
            yield Fault(place, f"{until}, before it began on {since}", f"{since} or later")


def _priced(plan: Mapping[str, Any], name: str) -> Iterator[Fault]:
    """Yield lines that are said to be unpaid, and have a price all the same."""
    for i, line in enumerate(plan.get("lines", ())):
        cost = line.get("cost")
        if line.get("source") == "unpaid" and cost and cost["money"].strip("-0."):
            place = f"{name}: $.plan.lines[{i}].cost"
            mend = "Say what pays for it in source, or leave the price out."
            yield Fault(place, f"a price, {cost['money']}, for unpaid support", "none", mend)


def _codes(case: Mapping[str, Any], name: str) -> Iterator[Fault]:
    """Yield codes of tasks and services that could be taken for one that rules read."""
    for (path, indices), code in _given_codes(case):
        meant = mistaken(code)
        if meant:
            place = f"{name}: {path.format(*indices)}"
            mend = "Write that, or a code of your own that cannot be taken for it."
            yield Fault(place, repr(code), f"“{meant}”, if that is meant", mend)


def _given_codes(case: Mapping[str, Any]) -> Iterator[tuple[Place, str]]:
    """Yield every code of a task or service in a case, with its place."""
    for i, party in enumerate(case["parties"]):
        for j, code in enumerate(party.get("services", ())):
            yield ("$.parties[{}].services[{}]", (i, j)), code
    for i, helped in enumerate(case.get("help", ())):
        for j, code in enumerate(helped["tasks"]):
            yield ("$.help[{}].tasks[{}]", (i, j)), code
    for i, line in enumerate((case.get("plan") or {}).get("lines", ())):
        yield ("$.plan.lines[{}].service", (i,)), line["service"]


def _known_twice(case: Mapping[str, Any], name: str) -> Iterator[Fault]:
    """Yield what cannot be said twice of a party that stands under two ids with one council_id."""
    parties = {party["id"]: party for party in case["parties"]}
    first: dict[str, str] = {}
    one: dict[str, str] = {}
    for i, party in enumerate(case["parties"]):
        number = party.get("council_id")
        key = same_name(number) if number else ""
        one[party["id"]] = mine = first.setdefault(key, party["id"]) if key else party["id"]
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


class CaseReader:
    """Reads cases; made once for a site, for it compiles the plugins' schemas.

    Args:
        found: the installed plugins; discovered if left out.
    """

    def __init__(self, found: Mapping[str, Found] | None = None) -> None:
        self._case = schemas.compile_schema("case-1")
        self._extensions: dict[str, CompiledSchema] = {}
        for plugin in (discover() if found is None else found).values():
            schema = extension_schema(plugin.manifest) if plugin.manifest else None
            if schema is not None:
                self._extensions[plugin.id] = CompiledSchema(schema)

    def read(self, data: bytes, name: str = "case") -> Case:
        """Read a case from bytes.

        Args:
            data: the case in JSON, UTF-8.
            name: what to call it in errors: usually the file's name.

        Raises:
            InputError: with every fault and its JSON path.
        """
        return self._from(parse_json(data, name), name, strict=True)

    def from_document(self, document: Any, name: str = "case") -> Case:
        """Read a case from plain data that strict JSON could hold.

        Raises:
            InputError: with every fault and its JSON path.
        """
        return self._from(document, name, strict=False)

    def _from(self, document: Any, name: str, *, strict: bool) -> Case:
        self._case.check(document, name)
        faults = list(islice(self._faults(document, name), schemas.MAX_FAULTS))
        if faults:
            raise InputError(f"{name} does not hold together", faults)
        try:
            case = from_plain(document, Case)
        except (ValueError, TypeError) as error:
            fault = Fault(name, str(error), "values that make sense")
            raise InputError(f"{name} cannot be used", [fault]) from None
        source = canonical(document, checked=strict)
        object.__setattr__(case, "source", source)
        object.__setattr__(case, "digest", digest(source))
        return case

    def _faults(self, case: Mapping[str, Any], name: str) -> Iterator[Fault]:
        parties = case["parties"]
        known = {party["id"] for party in parties}
        if len(known) < len(parties):
            yield from _repeated(parties, "id", "$.parties", name)
        for path, party in _named(case):
            if party is not None and party not in known:
                place = f"{name}: {path[0].format(*path[1])}"
                yield Fault(place, f"{party!r}", "a party's id", nearest(party, known))
        assessment, plan = case.get("assessment") or {}, case.get("plan") or {}
        yield from _repeated(
            assessment.get("answers", ()), "question", "$.assessment.answers", name
        )
        yield from _repeated(assessment.get("needs") or (), "id", "$.assessment.needs", name)
        yield from _repeated(plan.get("lines", ()), "id", "$.plan.lines", name)
        yield from _repeated(case.get("help", ()), "helper", "$.help", name)
        yield from _repeated(assessment.get("carers") or (), "party", "$.assessment.carers", name)
        bodies = {p["id"] for p in parties if p.get("kind") == "organisation"}
        for i, carer in enumerate(assessment.get("carers") or ()):
            if carer["party"] == case["person"] or carer["party"] in bodies:
                place = f"{name}: $.assessment.carers[{i}].party"
                yield Fault(place, repr(carer["party"]), "somebody unpaid who gives care")
        for i, helped in enumerate(case.get("help", ())):
            for field in _beside_the_basis(helped["fee"]):
                place = f"{name}: $.help[{i}].fee.{field}"
                found = f"{field} in a fee of the basis {helped['fee']['basis']}"
                yield Fault(place, found, "what belongs to the basis")
        for path, value in _figures(case):
            if value is not None and str(value).startswith("-"):
                place = f"{name}: {path[0].format(*path[1])}"
                yield Fault(place, repr(value), "a figure that is not below nothing")
        if (assessment.get("previous_budget") or {}).get("period") == "once":
            place = f"{name}: $.assessment.previous_budget.period"
            yield Fault(place, "once", "the period of a budget")
        for i, interest in enumerate(case.get("interests", ())):
            if interest["nothing_to_declare"] and interest.get("about"):
                place = f"{name}: $.interests[{i}]"
                mend = "Set nothing_to_declare to false."
                yield Fault(place, "nothing to declare, and parties it is about", "one", mend)
        yield from _links(case, name)
        yield from _priced(plan, name)
        yield from _codes(case, name)
        yield from _known_twice(case, name)
        needs = {need["id"] for need in assessment.get("needs") or ()}
        for i, line in enumerate(plan.get("lines", ())):
            for j, need in enumerate(line.get("needs", ())):
                if need not in needs:
                    place = f"{name}: $.plan.lines[{i}].needs[{j}]"
                    yield Fault(place, repr(need), "a need's id", nearest(need, needs))
        for plugin, value in case.get("extensions", {}).items():
            if plugin == HOST:
                continue
            schema = self._extensions.get(plugin)
            place = f"{name}: $.extensions.{plugin}"
            if schema is None:
                hint = nearest(plugin, [*self._extensions, HOST])
                yield Fault(place, "data for no installed plugin that takes any", HOST, hint)
            elif not schema.is_valid(value):
                yield from schema.faults(value, place)
