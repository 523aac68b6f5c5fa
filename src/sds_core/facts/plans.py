"""Facts on a support plan."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from sds_core.conditions.clauses import Fact, FactList
from sds_core.conditions.domains import Domain, Kind
from sds_core.domain.costs import yearly_total
from sds_core.facts.kinds import COUNT, YES_NO, Read, choice, facts_by_name
from sds_core.facts.subjects import Subject
from sds_core.model.money import Money, round_half_up
from sds_core.model.plan import CareSetting, FundingSource

__all__ = ["PLAN", "PLAN_LINES"]

_MONEY = Domain(Kind.MONEY, 0, 10**12)


def _plan(name: str) -> Read:
    return lambda s: getattr(s.case.plan, name) if s.case.plan else None


def _yearly(s: Subject) -> Money | None:
    total = yearly_total(s.case.plan) if s.case.plan else ()
    return None if isinstance(total, tuple) else Money(round_half_up(total))


def _names(name: str) -> Read:
    return lambda s: getattr(s.case.plan, name) is not None if s.case.plan else None


def _written_by(s: Subject, helpers: bool) -> bool | None:
    if s.case.plan is None:
        return None
    ids = {h.helper for h in s.case.help} if helpers else {s.case.person}
    return bool(ids & set(s.case.plan.written_by))


_FACTS = (
    Fact(
        "plan.setting",
        "where the person lives with the support",
        choice(CareSetting),
        lambda s: s.case.plan.setting.value if s.case.plan else None,
    ),
    Fact("plan.yearly_cost", "what the plan takes from the budget in a year", _MONEY, _yearly),
    Fact("budget.yearly", "the indicative budget for a year", _MONEY, lambda s: s.budget),
    Fact(
        "plan.written_by_person",
        "the person is among those who wrote the plan",
        YES_NO,
        lambda s: _written_by(s, helpers=False),
    ),
    Fact(
        "plan.written_by_helper",
        "somebody engaged to help is among those who wrote the plan",
        YES_NO,
        lambda s: _written_by(s, helpers=True),
    ),
    Fact(
        "plan.providers",
        "parties whom the plan pays",
        COUNT,
        lambda s: (
            len(s.links.plan_providers)
            if s.case.plan and not s.links.lines_without_provider
            else None
        ),
        unit="providers",
    ),
    Fact(
        "plan.options_considered",
        "providers considered for the main support",
        COUNT,
        _plan("options_considered"),
        unit="providers",
    ),
    Fact(
        "plan.own_options_only",
        "every option belonged to the helper's own body",
        YES_NO,
        _plan("own_options_only"),
    ),
    Fact(
        "plan.budget_holder_named",
        "the plan says who holds the money",
        YES_NO,
        _names("budget_holder"),
    ),
    Fact(
        "plan.says_who_if_wrong",
        "the plan says who helps when something goes wrong",
        YES_NO,
        _names("if_it_goes_wrong"),
    ),
)
PLAN = facts_by_name(*_FACTS)

_LINE_FACTS = (
    Fact("line.service", "the service is", Domain.codes(), lambda line: line.service),
    Fact(
        "line.source",
        "what pays for it",
        choice(FundingSource),
        lambda line: line.source.value,
    ),
    Fact("line.priced", "it has a price", YES_NO, lambda line: line.cost is not None),
    Fact("line.provider_named", "it names who provides", YES_NO, lambda line: bool(line.provider)),
    Fact("line.needs", "needs that it meets", COUNT, lambda line: len(line.needs), unit="needs"),
)
PLAN_LINES: Mapping[str, FactList] = MappingProxyType(
    {
        "lines": FactList(
            "lines",
            "lines of the plan",
            lambda s: s.case.plan.lines if s.case.plan else None,
            facts_by_name(*_LINE_FACTS),
        )
    }
)
