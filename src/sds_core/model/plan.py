"""A support plan, the help that the person has with it, and how it is judged."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from attrs import field, frozen

from sds_core.model.marks import FIGURE, PARTY
from sds_core.model.money import Money, Rate
from sds_core.model.needs import Unit
from sds_core.model.periods import Amount
from sds_core.model.quantities import Quantity
from sds_core.model.tasks import Task

__all__ = [
    "Award",
    "CareSetting",
    "Fee",
    "FeeBasis",
    "FundingSource",
    "Help",
    "Mark",
    "Payer",
    "Plan",
    "PlanLine",
]


class CareSetting(StrEnum):
    """Where the person lives with their support; approval limits may depend on it."""

    COMMUNITY = "community"
    RESIDENTIAL = "residential"
    NURSING = "nursing"


class FundingSource(StrEnum):
    """Who or what pays for a line of the plan."""

    BUDGET = "budget"
    OWN_MONEY = "own_money"
    NHS = "nhs"
    COMMUNITY = "community"
    UNPAID = "unpaid"
    OTHER = "other"


class Award(StrEnum):
    """How money that is not paid period by period is given."""

    ONCE = "once"
    UP_TO = "up_to"


@frozen
class Payer:
    """One of several who pay for a line of the plan.

    Attributes:
        source: what pays.
        cost: this payer's part; `None` while it is not settled.
        party: id of the party who pays, where one does.
    """

    source: FundingSource
    cost: Amount | None = field(default=None, metadata=FIGURE)
    party: str | None = field(default=None, metadata=PARTY)


@frozen
class PlanLine:
    """One thing that the plan arranges.

    Attributes:
        id: the line's identifier in the plan.
        what: the support, in plain words.
        service: its code in the task catalogue (for example support_delivery, payroll).
        source: who or what pays; support given in kind is `unpaid`.
        cost: what it costs; `None` while it is not priced.
        provider: id of the party that provides it.
        needs: ids of the needs that it meets.
        quantity: how many units in each period of the cost; `None` while it is not counted.
        unit: what it is counted in.
        rate: pounds a unit.
        from_date: the first day of it; the plan's own if left out.
        until: the last day of it; it goes on if left out.
        payers: each payer and their part, where several pay; `source` is then the first of them.
        award: how money that is not paid period by period is given: once, or as it is needed, up to
            the cost.
    """

    id: str
    what: str
    service: str
    source: FundingSource = FundingSource.BUDGET
    cost: Amount | None = field(default=None, metadata=FIGURE)
    provider: str | None = field(default=None, metadata=PARTY)
    needs: tuple[str, ...] = field(default=(), metadata={"most": 200})
    quantity: Quantity | None = None
    unit: Unit | None = None
    rate: Rate | None = None
    from_date: date | None = None
    until: date | None = None
    payers: tuple[Payer, ...] = field(default=(), metadata={"most": 20})
    award: Award | None = None


@frozen
class Mark:
    """A named reviewer's mark against one published criterion.

    Attributes:
        criterion: the criterion's id in the profile's published set.
        met: whether the reviewer finds it met.
        by: id of the party who judged.
        on: the day.
        why: the reviewer's reason.
    """

    criterion: str
    met: bool
    by: str = field(metadata=PARTY)
    on: date
    why: str = ""


@frozen
class Plan:
    """A support plan put forward for agreement.

    Attributes:
        setting: where the person lives with the support.
        written_by: ids of the parties who wrote it.
        lines: what it arranges.
        document: a PUB05 CarePlan, kept as it came.
        submitted_on: the day it was put forward; a draft has none.
        marks: reviewers' marks against the published criteria.
        stated: facts stated about the plan, by the names that the criteria use.
        options_considered: how many providers were considered for the main support.
        own_options_only: whether every provider considered belonged to the helper's organisation.
        budget_holder: id of the party who would hold the money.
        if_it_goes_wrong: id of the party who helps when something goes wrong.
        team: the council's team that looks after the plan.
        review_on: the day by which it is reviewed next.
    """

    setting: CareSetting
    written_by: tuple[str, ...] = field(metadata={**PARTY, "most": 50})
    lines: tuple[PlanLine, ...] = field(default=(), metadata={"most": 300})
    document: Mapping[str, Any] | None = field(default=None, metadata={"schema": "pub05-plan"})
    submitted_on: date | None = None
    marks: tuple[Mark, ...] = field(default=(), metadata={"most": 500})
    stated: Mapping[str, bool] = MappingProxyType({})
    options_considered: int | None = field(default=None, metadata=FIGURE)
    own_options_only: bool | None = None
    budget_holder: str | None = field(default=None, metadata=PARTY)
    if_it_goes_wrong: str | None = field(default=None, metadata=PARTY)
    team: str = ""
    review_on: date | None = None


class FeeBasis(StrEnum):
    """How a helper charges."""

    FREE = "free"
    HOURLY = "hourly"
    FIXED = "fixed"
    PERCENTAGE = "percentage"


# A case of version 1 could say more; nothing was refused then.
_PER_CENT = {"anyOf": [{"type": "integer", "minimum": 0, "maximum": 100}, {"type": "null"}]}


@frozen
class Fee:
    """What a helper charges for help with planning.

    Attributes:
        basis: free, by the hour, a fixed sum, or a percentage of the yearly budget.
        money: pounds an hour, or the fixed sum.
        hours: hours agreed, for a fee by the hour; a part of an hour is a fraction, 7.5.
        percent: whole per cent of the yearly budget, for a percentage; at most 100.
    """

    basis: FeeBasis
    money: Money | None = field(default=None, metadata=FIGURE)
    hours: Quantity | None = None
    percent: int | None = field(default=None, metadata={**FIGURE, "shape": _PER_CENT})


@frozen
class Help:
    """Help with planning that the person has chosen or is offered.

    Attributes:
        helper: id of the party who helps.
        tasks: what the helper does.
        fee: what the helper charges.
        chosen_by_person: whether the person chose this helper; `None` while nobody has asked.
        both_told: whether person and helper were both told of the interests that stand between
            them; `None` while that is not recorded.
        necessity: why paid help is necessary, where somebody has recorded so.
        done_on: the day that the help was finished, where it is.
    """

    helper: str = field(metadata=PARTY)
    tasks: tuple[Task, ...] = field(metadata={"most": 50})
    fee: Fee
    chosen_by_person: bool | None = None
    both_told: bool | None = None
    necessity: str = ""
    done_on: date | None = None
