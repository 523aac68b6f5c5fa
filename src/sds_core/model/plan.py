"""A support plan, the help that the person has with it, and how it is judged."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from attrs import field, frozen

from sds_core.model.money import Money
from sds_core.model.periods import Amount

__all__ = ["CareSetting", "Fee", "FeeBasis", "FundingSource", "Help", "Mark", "Plan", "PlanLine"]


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
    """

    id: str
    what: str
    service: str
    source: FundingSource = FundingSource.BUDGET
    cost: Amount | None = None
    provider: str | None = None
    needs: tuple[str, ...] = field(default=(), metadata={"most": 200})


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
    by: str
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
    """

    setting: CareSetting
    written_by: tuple[str, ...] = field(metadata={"most": 50})
    lines: tuple[PlanLine, ...] = field(default=(), metadata={"most": 300})
    document: Mapping[str, Any] | None = field(default=None, metadata={"schema": "pub05-plan"})
    submitted_on: date | None = None
    marks: tuple[Mark, ...] = field(default=(), metadata={"most": 500})
    stated: Mapping[str, bool] = MappingProxyType({})
    options_considered: int | None = None
    own_options_only: bool | None = None
    budget_holder: str | None = None
    if_it_goes_wrong: str | None = None


class FeeBasis(StrEnum):
    """How a helper charges."""

    FREE = "free"
    HOURLY = "hourly"
    FIXED = "fixed"
    PERCENTAGE = "percentage"


@frozen
class Fee:
    """What a helper charges for help with planning.

    Attributes:
        basis: free, by the hour, a fixed sum, or a percentage of the yearly budget.
        money: pounds an hour, or the fixed sum.
        hours: hours agreed, for a fee by the hour.
        percent: whole per cent of the yearly budget, for a percentage.
    """

    basis: FeeBasis
    money: Money | None = None
    hours: int | None = None
    percent: int | None = None


@frozen
class Help:
    """Help with planning that the person has chosen or is offered.

    Attributes:
        helper: id of the party who helps.
        tasks: what the helper does, by the task catalogue's codes.
        fee: what the helper charges.
        chosen_by_person: whether the person chose this helper; `None` while nobody has asked.
        both_told: whether person and helper were both told of the interests that stand between
            them; `None` while that is not recorded.
    """

    helper: str
    tasks: tuple[str, ...] = field(metadata={"most": 50})
    fee: Fee
    chosen_by_person: bool | None = None
    both_told: bool | None = None
