"""A rule set as people write it: a TOML file, one record here for each part of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from attrs import Factory, field, frozen

from sds_core.conditions.groups import MAX_DEPTH
from sds_core.formats.plain import freeze
from sds_core.model.reasons import Evidence

__all__ = [
    "Drop",
    "ExampleFile",
    "InForce",
    "Layering",
    "Review",
    "RuleFile",
    "RuleSetFile",
    "TableUse",
]

MAX_CLAUSES = 200
MAX_RULES = 500


def _clauses() -> dict[str, object]:
    """Return the schema of clauses as texts, and arrays of such as groups, four levels deep."""
    item: dict[str, object] = {"type": "string", "minLength": 1, "maxLength": 2_000}
    inner = item
    array: dict[str, object] = {}
    for _ in range(MAX_DEPTH):
        array = {"type": "array", "items": inner, "minItems": 1, "maxItems": MAX_CLAUSES}
        inner = {"anyOf": [item, array]}
    return array


_CLAUSES = _clauses()


def _read_only(clauses: Iterable[object] | None) -> tuple[object, ...] | None:
    return None if clauses is None else tuple(freeze(list(clauses)))


def _clause_list() -> Any:
    return field(default=None, converter=_read_only, metadata={"shape": _CLAUSES})


@frozen
class InForce:
    """The days on which a version counts.

    Attributes:
        from_date: the first day.
        until: the last day; it goes on if left out.
    """

    from_date: date
    until: date | None = None


@frozen
class Review:
    """When the publisher looks at the set again.

    Attributes:
        by: the day by which it is reviewed.
        when_listed_over: the number of helpers on the list above which it is reviewed earlier.
        because: why then.
    """

    by: date
    when_listed_over: int | None = None
    because: str = ""


@frozen
class Layering:
    """What an area's set may do to this one.

    Attributes:
        how: “local-decides”: the area may add, change and drop rules; “tighten-only”: it may make
            them stricter, and looser only where a rule gives leave by name.
        because: why.
    """

    how: str
    because: str = ""


@frozen
class Drop:
    """A rule of the baseline that an area's set leaves out.

    Attributes:
        rule: the rule's id.
        because: why.
    """

    rule: str = field(metadata={"id": True})
    because: str


@frozen
class TableUse:
    """A decision table whose answers rules may use as facts, called “id.output”.

    Attributes:
        id: what the facts begin with.
        file: the table's head: the name of a TOML file beside this one, or “package:name”.
        inputs: for each input of the table: the fact that it is given.
    """

    id: str = field(metadata={"id": True})
    file: str
    inputs: Mapping[str, str]


@frozen
class RuleFile:
    """One rule: what must be shown, and what follows where it is not.

    What must be shown stands in `all`, `any`, `none` and `some`; all that are given must hold.

    Attributes:
        id: the rule's id in the set.
        title: the rule in plain English, as the committee would read it out.
        otherwise: the answer where it is not met.
        because: what the person is told then.
        source: the document that it comes from.
        evidence: the kind of evidence or authority behind the rule.
        place: the paragraph, page or minute in the source.
        when: clauses that must hold for the rule to apply; it always applies if left out.
        all: clauses of which every one must hold.
        any: clauses of which one must hold.
        none: clauses of which none may hold.
        some: a list in which items are counted.
        where: for “some”: clauses that must hold of an item.
        at_least: for “some”: how many items, at least: 1, if neither is given.
        at_most: for “some”: how many items, at most.
        criterion: for plans: the published criterion that is not met.
        may_loosen: whether an area's set may loosen or drop it, where it otherwise may not.
        note: what else is said of the rule.
    """

    id: str = field(metadata={"id": True})
    title: str
    otherwise: str
    because: str
    source: str
    evidence: Evidence
    place: str = ""
    when: tuple[Any, ...] | None = _clause_list()
    all: tuple[Any, ...] | None = _clause_list()
    any: tuple[Any, ...] | None = _clause_list()
    none: tuple[Any, ...] | None = _clause_list()
    some: str | None = None
    where: tuple[Any, ...] | None = _clause_list()
    at_least: int | None = None
    at_most: int | None = None
    criterion: str = ""
    may_loosen: bool = False
    note: str = ""


@frozen
class ExampleFile:
    """A case that the set is tested by.

    Attributes:
        name: who or what it shows, in plain words; an invented case.
        on: the day.
        expect: the answer expected; “undetermined” where a fact is missing.
        facts: facts by name, and lists of such; what is left out is not known.
        unmet: exactly the rules that are not met, where that is checked too.
        missing: exactly the facts that are missing, where that is checked too.
    """

    name: str
    on: date
    expect: str
    facts: Mapping[str, Any] = Factory(dict)
    unmet: tuple[str, ...] | None = None
    missing: tuple[str, ...] | None = None


@frozen
class RuleSetFile:
    """A rule set.

    Attributes:
        id: the set's id.
        title: the set in plain words.
        publisher: the body that publishes it.
        version: the set's version.
        hook: the question that it answers: accredit, review_standing, review_plan or
            check_conflicts.
        in_force: the days on which this version counts.
        review: when the publisher looks at it again.
        may_answer: the answers that its rules may give.
        roles: the roles that it is about, for sets about helpers; all if left out.
        ask: who is asked where a person must decide.
        tell: what the person is told of a helper who does not meet it.
        summary: what it stands for, in a sentence or two.
        based_on: the baseline that this set is laid on: “package:name@version” or
            “file.toml@version”.
        layering: what an area's set may do to this one.
        drop: rules of the baseline that are left out.
        table: decision tables whose answers rules use.
        rule: the rules.
        example: the cases that it is tested by.
        minute: the minute of the meeting that agreed it.
    """

    id: str = field(metadata={"id": True})
    title: str
    publisher: str
    version: str = field(metadata={"id": True})
    hook: str
    in_force: InForce
    review: Review
    may_answer: tuple[str, ...]
    roles: tuple[str, ...] = ()
    ask: str = "the oversight committee"
    tell: str = ""
    summary: str = ""
    based_on: str | None = None
    layering: Layering | None = None
    drop: tuple[Drop, ...] = ()
    table: tuple[TableUse, ...] = ()
    rule: tuple[RuleFile, ...] = ()
    example: tuple[ExampleFile, ...] = ()
    minute: str = ""
