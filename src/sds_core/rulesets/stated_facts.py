"""Facts stated outright: in examples, on the command line, on a page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from sds_core.conditions.clauses import Fact, StatedFacts
from sds_core.conditions.domains import Kind
from sds_core.errors import Fault, InputError, nearest
from sds_core.facts.catalogue import Catalogue
from sds_core.formats.plain import flatten

__all__ = ["given_from_data", "given_from_words", "value_of"]

_ITEM = re.compile(r"^([a-z][a-z0-9_]*)\[([0-9]{1,3})\]\.([a-z][a-z0-9_.]*)\Z", re.ASCII)

Report = Callable[[str, str, str, str], None]


def value_of(fact: Fact, written: object) -> object:
    """Return a fact's value as programs hold it.

    Args:
        fact: the fact.
        written: a text, a whole number, or true or false, as TOML has it.

    Raises:
        ValueError: it is no value of the fact.
    """
    if isinstance(written, bool):
        if fact.domain.kind is not Kind.YES_NO:
            raise ValueError(f"{written} is not {fact.domain.words()}")
        return written
    if not isinstance(written, (str, int)):
        raise ValueError(f"{written!r} is not one value")
    return fact.domain.value(str(written))


def given_from_data(
    data: Mapping[str, object], catalogue: Catalogue, report: Report
) -> StatedFacts:
    """Return facts given as plain data: `helper = { paid = "yes" }`, `courses = [{ days = 5 }]`.

    Args:
        data: values by the fact's name, dots as tables; items of lists by their own facts.
        catalogue: the facts that may be named.
        report: takes each fault: the name, what was found, what was expected, what to do.
    """
    values: dict[str, object] = {}
    items: dict[str, list[StatedFacts]] = {}
    known = [*catalogue.facts, *catalogue.lists]
    for name, written in flatten(data):
        if name in catalogue.lists:
            if not isinstance(written, (list, tuple)) or not all(
                isinstance(i, Mapping) for i in written
            ):
                report(name, repr(written), "a list of items in braces", "")
                continue
            facts = catalogue.lists[name].facts
            items[name] = [
                _item(item, facts, f"{name}[{n}]", report) for n, item in enumerate(written)
            ]
            continue
        fact = catalogue.facts.get(name)
        if fact is None:
            report(name, f"the fact {name!r}", "one that can be given", nearest(name, known))
            continue
        _put(values, fact, written, name, report)
    return StatedFacts(values, items)


def _item(
    item: Mapping[str, object], facts: Mapping[str, Fact], place: str, report: Report
) -> StatedFacts:
    short = {name.partition(".")[2]: fact for name, fact in facts.items()}
    values: dict[str, object] = {}
    for name, written in flatten(item):
        fact = facts.get(name) or short.get(name)
        if fact is None:
            report(f"{place}.{name}", f"the fact {name!r}", "one of an item", nearest(name, short))
            continue
        _put(values, fact, written, f"{place}.{name}", report)
    return StatedFacts(values)


def _put(
    values: dict[str, object], fact: Fact, written: object, place: str, report: Report
) -> None:
    try:
        values[fact.name] = value_of(fact, written)
    except ValueError as error:
        report(place, repr(written), str(error), "")


def given_from_words(words: Iterable[str], catalogue: Catalogue) -> StatedFacts:
    """Return facts given on a command line: `dbs.issued=2023-01-01`, `courses[0].days=5`.

    An empty list is given as `courses=none`.

    Raises:
        InputError: with every fault.
    """
    faults: list[Fault] = []

    def report(place: str, found: str, expected: str, hint: str) -> None:
        faults.append(Fault(f"--fact {place}", found, expected, hint))

    data: dict[str, object] = {}
    lists: dict[str, dict[int, dict[str, object]]] = {}
    for word in words:
        name, equals, written = word.partition("=")
        item = _ITEM.match(name)
        if not equals:
            report(word, "no value", "NAME=VALUE", "")
        elif item:
            lists.setdefault(item[1], {}).setdefault(int(item[2]), {})[item[3]] = written
        elif name in data:
            report(word, "a fact given twice", "each once", "")
        else:
            data[name] = [] if name in catalogue.lists and written == "none" else written
    for name, found in lists.items():
        data[name] = [found[place] for place in sorted(found)]
    given = given_from_data(data, catalogue, report)
    if faults:
        raise InputError("a fact cannot be read", faults)
    return given
