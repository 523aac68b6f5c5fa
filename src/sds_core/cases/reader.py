"""Reading a case: strict JSON, its schema, the plugins' own data, and names that must match."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from sds_core.cases.arithmetic import sums_that_disagree
from sds_core.cases.consistency import (
    beside_the_basis,
    figures,
    links_that_vanish,
    mistaken_codes,
    named_parties,
    priced_though_unpaid,
    repeated,
    said_twice,
)
from sds_core.cases.versions import CASE
from sds_core.errors import Fault, InputError, nearest
from sds_core.formats.canonical import canonical, digest
from sds_core.formats.records import from_plain
from sds_core.formats.strict_json import parse_json
from sds_core.model.case import Case
from sds_core.model.marks import place_words
from sds_core.plugins.discovery import InstalledPlugin, discover
from sds_core.plugins.manifest import extension_schema
from sds_core.schemas.published import compile_schema
from sds_core.schemas.validate import MAX_FAULTS, CompiledSchema

__all__ = ["CaseReader"]

HOST = "host"


class CaseReader:
    """Reads cases; made once for a site, for it compiles the plugins' schemas.

    A plugin's own data is held to the plugin's schema whether or not a profile names the plugin, so
    that what is wrong is said when it is handed over, not when a profile begins to name it. The
    plugin is imported where a case has data for it.

    Args:
        found: the installed plugins; discovered if left out.
    """

    def __init__(self, found: Mapping[str, InstalledPlugin] | None = None) -> None:
        self._found = discover() if found is None else found
        self._extensions: dict[str, CompiledSchema | None] = {}

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
        version = CASE.version_of(document, name)
        compile_schema(f"case-{version}").check(document, name)
        present = CASE.upcast(document, version)
        faults = list(islice(self._faults(present, name), MAX_FAULTS))
        if faults:
            raise InputError(f"{name} does not hold together", faults)
        try:
            case = from_plain(present, Case)
        except (ValueError, TypeError) as error:
            fault = Fault(name, str(error), "values that make sense")
            raise InputError(f"{name} cannot be used", [fault]) from None
        source = canonical(document, checked=strict)
        object.__setattr__(case, "source", source)
        object.__setattr__(case, "digest", digest(source))
        return case

    def _extension(self, plugin: str) -> CompiledSchema | None:
        """Return what a plugin's own data is held to; `None` where it takes none."""
        if plugin not in self._extensions:
            found = self._found.get(plugin)
            manifest = found.manifest if found else None
            schema = extension_schema(manifest) if manifest else None
            self._extensions[plugin] = CompiledSchema(schema) if schema else None
        return self._extensions[plugin]

    def _faults(self, case: Mapping[str, Any], name: str) -> Iterator[Fault]:
        parties = case["parties"]
        known = {party["id"] for party in parties}
        if len(known) < len(parties):
            yield from repeated(parties, "id", "$.parties", name)
        for path, party in named_parties(case):
            if party is not None and party not in known:
                place = f"{name}: {place_words(path)}"
                yield Fault(place, f"{party!r}", "a party's id", nearest(party, known))
        assessment, plan = case.get("assessment") or {}, case.get("plan") or {}
        yield from repeated(assessment.get("answers", ()), "question", "$.assessment.answers", name)
        yield from repeated(assessment.get("needs") or (), "id", "$.assessment.needs", name)
        yield from repeated(plan.get("lines", ()), "id", "$.plan.lines", name)
        yield from repeated(case.get("help", ()), "helper", "$.help", name)
        yield from repeated(assessment.get("carers") or (), "party", "$.assessment.carers", name)
        bodies = {p["id"] for p in parties if p.get("kind") == "organisation"}
        for i, carer in enumerate(assessment.get("carers") or ()):
            if carer["party"] == case["person"] or carer["party"] in bodies:
                place = f"{name}: $.assessment.carers[{i}].party"
                yield Fault(place, repr(carer["party"]), "somebody unpaid who gives care")
        for i, helped in enumerate(case.get("help", ())):
            for field in beside_the_basis(helped["fee"]):
                place = f"{name}: $.help[{i}].fee.{field}"
                found = f"{field} in a fee of the basis {helped['fee']['basis']}"
                yield Fault(place, found, "what belongs to the basis")
        for path, value in figures(case):
            if value is not None and str(value).startswith("-"):
                place = f"{name}: {place_words(path)}"
                yield Fault(place, repr(value), "a figure that is not below nothing")
        if (assessment.get("previous_budget") or {}).get("period") == "once":
            place = f"{name}: $.assessment.previous_budget.period"
            yield Fault(place, "once", "the period of a budget")
        for i, interest in enumerate(case.get("interests", ())):
            if interest["nothing_to_declare"] and interest.get("about"):
                place = f"{name}: $.interests[{i}]"
                hint = "Set nothing_to_declare to false."
                yield Fault(place, "nothing to declare, and parties it is about", "one", hint)
        yield from links_that_vanish(case, name)
        yield from priced_though_unpaid(plan, name)
        yield from mistaken_codes(case, name)
        yield from said_twice(case, name)
        yield from sums_that_disagree(case, name)
        yield from repeated(case.get("advocacy") or (), "stage", "$.advocacy", name)
        needs = {need["id"] for need in assessment.get("needs") or ()}
        for i, line in enumerate(plan.get("lines", ())):
            for j, need in enumerate(line.get("needs", ())):
                if need not in needs:
                    place = f"{name}: $.plan.lines[{i}].needs[{j}]"
                    yield Fault(place, repr(need), "a need's id", nearest(need, needs))
        for i, carer in enumerate(assessment.get("carers") or ()):
            cared = carer.get("needs") or ()
            yield from repeated(cared, "need", f"$.assessment.carers[{i}].needs", name)
            for j, care in enumerate(cared):
                if care["need"] not in needs:
                    place = f"{name}: $.assessment.carers[{i}].needs[{j}].need"
                    found, hint = repr(care["need"]), nearest(care["need"], needs)
                    yield Fault(place, found, "a need's id", hint)
        for plugin, value in case.get("extensions", {}).items():
            if plugin == HOST:
                continue
            schema = self._extension(plugin)
            place = f"{name}: $.extensions.{plugin}"
            if schema is None:
                takers = [name for name in self._found if self._extension(name)]
                hint = nearest(plugin, [*takers, HOST])
                yield Fault(place, "data for no installed plugin that takes any", HOST, hint)
            elif not schema.is_valid(value):
                yield from schema.faults(value, place)
