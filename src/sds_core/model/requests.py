"""What plugins are asked: one request class for each question.

A question grows by its request class: new fields have defaults, so a plugin written for an older
one goes on working. Every request carries `on`, the day the decision is for; a plugin reads no
clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from attrs import field, frozen

from sds_core.model.budgets import Line
from sds_core.model.case import Case
from sds_core.model.criteria import CriteriaSet, Tier
from sds_core.model.decisions import Decision
from sds_core.model.known import NOTHING_KNOWN, EventKind, Known
from sds_core.model.money import Exact, Money
from sds_core.model.parties import Party
from sds_core.model.periods import Amount, Period
from sds_core.model.plan import Help, Plan

__all__ = [
    "AccreditRequest",
    "AdjustRequest",
    "AllocateRequest",
    "ApproveRequest",
    "ConflictsRequest",
    "DecisionNotice",
    "EngagedHelp",
    "FundRequest",
    "ModelRequest",
    "ReviewRequest",
    "StandingRequest",
    "SupportRequest",
]

_NONE: Mapping[str, Decision] = MappingProxyType({})


@frozen
class AllocateRequest:
    """The request for `allocate_budget`.

    Attributes:
        on: the day the decision is for.
        case: the case.
        known: what the council's records say beside the case, as far as plugins here read it.
    """

    on: date
    case: Case
    known: Known = NOTHING_KNOWN


@frozen
class AdjustRequest:
    """The request for `adjust_budget`, one plugin after another.

    Attributes:
        on: the day the decision is for.
        case: the case.
        running: the exact sum so far, in pence.
        period: the period that the sum is for.
        lines: the lines so far, the allocation's first.
        points: the points scored, where the allocation goes by points.
        known: what the council's records say beside the case, as far as plugins here read it.
    """

    on: date
    case: Case
    running: Exact
    period: Period
    lines: tuple[Line, ...]
    points: int | None = None
    known: Known = NOTHING_KNOWN


@frozen
class SupportRequest:
    """The request for `suggest_support`.

    Attributes:
        on: the day the decision is for.
        case: the case.
        earlier: the decisions so far, by question.
        known: what the council's records say beside the case, as far as plugins here read it.
    """

    on: date
    case: Case
    earlier: Mapping[str, Decision] = _NONE
    known: Known = NOTHING_KNOWN


@frozen
class ConflictsRequest:
    """The request for `check_conflicts`.

    Attributes:
        on: the day the decision is for.
        case: the case.
        earlier: the decisions so far, by question.
        known: what the council's records say beside the case, as far as plugins here read it.
    """

    on: date
    case: Case
    earlier: Mapping[str, Decision] = _NONE
    known: Known = NOTHING_KNOWN


@frozen
class AccreditRequest:
    """The request for `accredit`.

    Attributes:
        on: the day the decision is for.
        case: the case.
        helpers: the helpers asked about.
        earlier: the decisions so far, by question.
        known: what the council's records say beside the case, as far as plugins here read it.
    """

    on: date
    case: Case
    helpers: tuple[Party, ...]
    earlier: Mapping[str, Decision] = _NONE
    known: Known = NOTHING_KNOWN


@frozen
class EngagedHelp:
    """Help with planning and the fee that the core worked out for it.

    Attributes:
        help: the help as the case has it.
        fee: the fee in pounds and pence; `None` where it cannot be worked out yet (then no plugin
            is asked `fund_help`).
        why: how the fee was worked out, or why it cannot be.
    """

    help: Help
    fee: Money | None
    why: str


@frozen
class FundRequest:
    """The request for `fund_help`.

    Attributes:
        on: the day the decision is for.
        case: the case.
        engaged: every helper and fee; empty where nobody is engaged yet, which a profile asks that
            is written for version 2 of the questions or a later one: on which terms is help paid?
        budget: the indicative budget, where it is decided.
        points: the points scored, where the budget goes by points.
        earlier: the decisions so far, by question.
        known: what the council's records say beside the case, as far as plugins here read it.
    """

    on: date
    case: Case
    engaged: tuple[EngagedHelp, ...]
    budget: Amount | None
    points: int | None = None
    earlier: Mapping[str, Decision] = _NONE
    known: Known = NOTHING_KNOWN

    @property
    def fee(self) -> Money | None:
        """The fees together, or `None` while one of them is not known."""
        total = 0
        for engaged in self.engaged:
            if engaged.fee is None:
                return None
            total += engaged.fee.pence
        return Money(total)


@frozen
class ReviewRequest:
    """The request for `review_plan`.

    Attributes:
        on: the day the decision is for.
        case: the case.
        plan: the plan put forward.
        criteria: the profile's published criteria; a finding must name one.
        budget: the indicative budget, where it is decided.
        earlier: the decisions so far, by question.
        barred: ids of those who may not judge the plan: they wrote it, help with it, provide
            support in it, or are close to somebody who does (see
            `sds_core.domain.who_may_not_judge`).
        known: what the council's records say beside the case, as far as plugins here read it.
    """

    on: date
    case: Case
    plan: Plan
    criteria: CriteriaSet
    budget: Amount | None = None
    earlier: Mapping[str, Decision] = _NONE
    barred: frozenset[str] = frozenset()
    known: Known = NOTHING_KNOWN


@frozen
class ApproveRequest:
    """The request for `approve_plan`.

    Attributes:
        on: the day the decision is for.
        case: the case.
        plan: the plan put forward.
        criteria: the profile's published criteria.
        tiers: the profile's approval tiers, from the nearest up.
        budget: the indicative budget, where it is decided.
        earlier: the decisions so far, by question.
        known: what the council's records say beside the case, as far as plugins here read it.
    """

    on: date
    case: Case
    plan: Plan
    criteria: CriteriaSet
    tiers: tuple[Tier, ...]
    budget: Amount | None = None
    earlier: Mapping[str, Decision] = _NONE
    known: Known = NOTHING_KNOWN


@frozen
class StandingRequest:
    """The request for `review_standing`.

    Attributes:
        on: the day the decision is for.
        case: the case that the complaint, lapse or finding arose in.
        helper: the helper asked about.
        event: what happened, in plain words.
        kind: what kind of event it is.
        known: what the council's records say beside the case, as far as plugins here read it.
    """

    on: date
    case: Case
    helper: Party
    event: str
    kind: EventKind = EventKind.OTHER
    known: Known = NOTHING_KNOWN


@frozen
class ModelRequest:
    """The request for `check_model`. Provisional.

    Attributes:
        on: the day the check is for.
        profile: the effective profile, as plain data that cannot be changed.
    """

    on: date
    profile: Mapping[str, Any] = field(repr=False)


@frozen
class DecisionNotice:
    """The notice that `after_decision` gets: a decision has been recorded.

    Attributes:
        on: the day the decision is for.
        decision: the decision.
    """

    on: date
    decision: Decision
