"""A plan as it was put forward, and the result of a sign-off of it."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen

from sds_core import Amount, Case, CriteriaSet, Decision, KnownNeed, Tier
from sds_core.model.criteria import AlsoDecides
from sds_register.entries.plan_state import PlanState

__all__ = ["SignOffResult", "SubmittedPlan"]


@frozen
class SignOffResult:
    """The result of a sign-off that passed every check.

    Attributes:
        agreed: what is agreed a year; `None` for a return or refusal.
        tier: id of the tier that decided.
        reasons_asked: why a written reason was asked for; empty where none was.
        takes: what the act takes from each pot, in pence.
        advised: what the rules advised, in one word; empty where it was not decided.
        departs: whether the decision goes against that advice.
        other_ground: whether it rests on a ground outside the published criteria.
        findings: what is to be noted of how it was decided.
        needs: the needs that the sum is for, and what each is priced at as the plan is agreed.
        put: the number of the entry with the decisions that were put before the decider.
        support: what of the agreed sum is for support a year; help with planning is paid once.
    """

    agreed: Amount | None
    tier: str
    reasons_asked: tuple[str, ...]
    takes: Mapping[str, int]
    advised: str = ""
    departs: bool = False
    other_ground: bool = False
    findings: tuple[str, ...] = ()
    needs: tuple[KnownNeed, ...] = ()
    put: int | None = None
    support: Amount | None = None


@frozen
class SubmittedPlan:
    """A submitted plan, with the decisions on it and the rules for signing it off.

    Attributes:
        state: where it stands.
        case: the case.
        whole: whether nobody in the case has been erased.
        decisions: the decisions by question.
        criteria: the published criteria.
        tiers: the tiers, from the lowest up.
        profile: SHA-256 of the profile whose criteria and tiers apply now.
        budget: the indicative budget, where it is decided.
        may_also_decide: who of those that had a part in the plan may also decide about it.
        other_ground: roles that may decide by a ground outside the criteria.
    """

    state: PlanState
    case: Case
    whole: bool
    decisions: Mapping[str, Decision]
    criteria: CriteriaSet
    tiers: tuple[Tier, ...]
    profile: str
    budget: Amount | None
    may_also_decide: frozenset[AlsoDecides]
    other_ground: tuple[str, ...] = ()
