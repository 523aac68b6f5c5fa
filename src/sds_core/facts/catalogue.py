"""Which facts conditions may use at which question."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from attrs import frozen

from sds_core.conditions.clauses import Fact, FactList
from sds_core.conditions.domains import Domain
from sds_core.facts.credentials import CREDENTIALS, RECORDS
from sds_core.facts.helpers import EVENT, HELPER
from sds_core.facts.people import PERSON_FACTS
from sds_core.facts.plans import PLAN, PLAN_LINES
from sds_core.questions import (
    ACCREDIT,
    CHECK_CONFLICTS,
    REVIEW_PLAN,
    REVIEW_STANDING,
    SUGGEST_SUPPORT,
)

__all__ = ["CATALOGUES", "Catalogue"]


@frozen(eq=False)
class Catalogue:
    """The facts and lists of one question.

    Attributes:
        question: the question.
        facts: facts by name; each list's length stands among them as “list.count”.
        lists: lists by name.
    """

    question: str
    facts: Mapping[str, Fact]
    lists: Mapping[str, FactList]


def _counter(items: FactList) -> Callable[[object], int | None]:
    def read(subject: object) -> int | None:
        found = items.of(subject)
        return None if found is None else len(found)

    return read


def _catalogue(
    question: str, *groups: Mapping[str, Fact], lists: Mapping[str, FactList] | None = None
) -> Catalogue:
    lists = lists or {}
    facts = {name: fact for group in groups for name, fact in group.items()}
    for name, items in lists.items():
        facts[f"{name}.count"] = Fact(
            f"{name}.count",
            f"how many {items.title} there are",
            Domain.numbers(0, 100_000),
            _counter(items),
            unit=items.title,
            document=items.document,
            derived=True,
        )
    return Catalogue(question, MappingProxyType(facts), MappingProxyType(dict(lists)))


def _without_budget(facts: Mapping[str, Fact]) -> Mapping[str, Fact]:
    """Return the facts that are known before the budget is."""
    return {name: fact for name, fact in facts.items() if not name.startswith("budget.")}


_ALL = (
    _catalogue(SUGGEST_SUPPORT, PERSON_FACTS),
    _catalogue(CHECK_CONFLICTS, HELPER, _without_budget(PLAN), PERSON_FACTS),
    _catalogue(ACCREDIT, HELPER, CREDENTIALS, lists=RECORDS),
    _catalogue(REVIEW_PLAN, PLAN, PERSON_FACTS, lists=PLAN_LINES),
    _catalogue(REVIEW_STANDING, HELPER, CREDENTIALS, EVENT, lists=RECORDS),
)
CATALOGUES: Mapping[str, Catalogue] = MappingProxyType({c.question: c for c in _ALL})
