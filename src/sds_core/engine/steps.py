"""What the core does at each question of a journey before and after plugins are asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cached_property

from attrs import frozen

from sds_core.domain.costs import engage
from sds_core.domain.needs_found import NOTHING_TO_MEET, nothing_to_meet, unrecorded
from sds_core.domain.payment_conditions import unlisted
from sds_core.domain.prior_decisions import Earlier, indicative, points
from sds_core.domain.who_may_not_judge import may_not_judge
from sds_core.engine.sums import NO_SUM, Sum, of_allocation, of_funding
from sds_core.formats.canonical import canonical, digest
from sds_core.formats.records import to_plain
from sds_core.model.answers import Answer, Approval, Finding
from sds_core.model.budgets import Allocation
from sds_core.model.case import Case
from sds_core.model.criteria import EligibilityNeed, ListingNeed
from sds_core.model.decisions import Status
from sds_core.model.known import NOTHING_KNOWN, Known
from sds_core.model.periods import Amount
from sds_core.model.plan import Plan
from sds_core.model.reasons import Undetermined
from sds_core.model.requests import (
    AccreditRequest,
    AdjustRequest,
    AllocateRequest,
    ApproveRequest,
    ConflictsRequest,
    FundRequest,
    ReviewRequest,
    SupportRequest,
)
from sds_core.profiles.profile import Profile
from sds_core.questions import (
    ACCREDIT,
    ADJUST_BUDGET,
    ALLOCATE_BUDGET,
    APPROVE_PLAN,
    CHECK_CONFLICTS,
    FUND_HELP,
    REVIEW_PLAN,
    SUGGEST_SUPPORT,
)

__all__ = ["STEPS", "Asking", "HeldBack", "NoNeedToAsk", "Step"]


@frozen(eq=False, slots=False)
class Asking:
    """What a question is asked about.

    Attributes:
        profile: the profile that decides.
        case: the case.
        on: the day the decision is for.
        earlier: the decisions before it, by question.
        known: what the council's records say beside the case, as far as plugins read it.
    """

    profile: Profile
    case: Case
    on: date
    earlier: Earlier
    known: Known = NOTHING_KNOWN

    @cached_property
    def known_digest(self) -> str:
        """SHA-256 of what is known; empty where no plugin reads any of it."""
        return digest(canonical(to_plain(self.known))) if self.known != NOTHING_KNOWN else ""

    @cached_property
    def budget(self) -> Amount | None:
        """The indicative budget, where it is decided."""
        return indicative(self.earlier)

    @property
    def plan(self) -> Plan:
        """The plan put forward; its questions are not asked of a case without one."""
        if self.case.plan is None:
            raise ValueError(f"case {self.case.id} has no plan")
        return self.case.plan


@frozen
class HeldBack:
    """Why nobody can be asked yet.

    Attributes:
        undetermined: what is missing.
    """

    undetermined: tuple[Undetermined, ...]


@frozen
class NoNeedToAsk:
    """Why a question is not asked of this case.

    Attributes:
        why: the reason, in plain words.
    """

    why: str


def _nothing_unsaid(asking: Asking, answers: Sequence[Answer]) -> tuple[Undetermined, ...]:
    return ()


def _no_sum(answers: Sequence[Answer], plugin: str) -> Sum:
    return NO_SUM


@frozen(eq=False)
class Step:
    """What the core does at one question.

    Attributes:
        request: returns what plugins are asked, or why nobody can be asked yet, or at all.
        unsaid: returns what the core itself finds missing in the answers that count.
        sum: returns the sum that the answers of one plugin come to, where they come to one.
    """

    request: Callable[[Asking], object]
    unsaid: Callable[[Asking, Sequence[Answer]], tuple[Undetermined, ...]] = _nothing_unsaid
    sum: Callable[[Sequence[Answer], str], Sum] = _no_sum


def _no_budget(asking: Asking) -> bool:
    """Tell whether there is no budget, because no need is to be met."""
    recorded = asking.profile.eligibility is EligibilityNeed.RECORDED
    return recorded and nothing_to_meet(asking.case)


def _allocate(asking: Asking) -> AllocateRequest | HeldBack | NoNeedToAsk:
    if asking.profile.eligibility is EligibilityNeed.RECORDED:
        open_ = unrecorded(asking.case, asking.on)
        if open_:
            return HeldBack(open_)
    if _no_budget(asking):
        return NoNeedToAsk(NOTHING_TO_MEET)
    return AllocateRequest(asking.on, asking.case, asking.known)


def _adjust(asking: Asking) -> AdjustRequest | HeldBack | NoNeedToAsk:
    allocated = asking.earlier[ALLOCATE_BUDGET]
    if allocated.status is Status.NOT_ASKED and _no_budget(asking):
        return NoNeedToAsk(NOTHING_TO_MEET)
    answer: Allocation | None = next(allocated.answers(Allocation), None)
    if allocated.status is not Status.ANSWERED or answer is None:
        cause = "There is no sum to adjust: the indicative budget is not decided"
        missing = tuple(name for u in allocated.undetermined for name in u.missing)
        ask = allocated.undetermined[0].ask if allocated.undetermined else "care manager"
        return HeldBack((Undetermined(cause, missing, ask),))
    running = sum(line.pence for line in answer.lines)
    return AdjustRequest(
        asking.on, asking.case, running, answer.period, answer.lines, answer.points, asking.known
    )


def _suggest(asking: Asking) -> SupportRequest:
    return SupportRequest(asking.on, asking.case, asking.earlier, asking.known)


def _conflicts(asking: Asking) -> ConflictsRequest:
    return ConflictsRequest(asking.on, asking.case, asking.earlier, asking.known)


def _accredit(asking: Asking) -> AccreditRequest:
    helpers = tuple(asking.case.party(engaged.helper) for engaged in asking.case.help)
    return AccreditRequest(asking.on, asking.case, helpers, asking.earlier, asking.known)


def _fund(asking: Asking) -> FundRequest | HeldBack:
    case, budget = asking.case, asking.budget
    if asking.profile.listing is ListingNeed.REQUIRED:
        barred = tuple(unlisted(asking.earlier[ACCREDIT], case))
        if barred:
            return HeldBack(barred)
    engaged = tuple(engage(help_, budget) for help_ in case.help)
    unknown = next((each for each in engaged if each.fee is None), None)
    if unknown is not None:
        name = case.name(unknown.help.helper)
        cause = f"What {name} charges cannot be worked out: {unknown.why}"
        return HeldBack((Undetermined(cause, (f"help.{unknown.help.helper}.fee",)),))
    earlier = asking.earlier
    return FundRequest(asking.on, case, engaged, budget, points(earlier), earlier, asking.known)


def _review(asking: Asking) -> ReviewRequest:
    case, on = asking.case, asking.on
    barred = frozenset(may_not_judge(case, on))
    criteria = asking.profile.criteria
    return ReviewRequest(
        on, case, asking.plan, criteria, asking.budget, asking.earlier, barred, asking.known
    )


def _unreviewed(asking: Asking, answers: Sequence[Answer]) -> tuple[Undetermined, ...]:
    """Return the marks that name no criterion, and the criteria of which nothing was said."""
    criteria = asking.profile.criteria.criteria
    known = {criterion.id for criterion in criteria}
    lost = tuple(
        Undetermined(
            f"A mark names {mark.criterion!r}, which is no published criterion here",
            (f"plan.marks[{place}].criterion",),
            "the reviewer",
            mark.criterion,
        )
        for place, mark in enumerate(asking.plan.marks)
        if mark.criterion not in known
    )
    said = {a.criterion for a in answers if isinstance(a, Finding)}
    said |= {a.rule for a in answers if isinstance(a, Undetermined)}
    return lost + tuple(
        Undetermined(
            f"Nobody has said whether the plan meets “{criterion.title}”",
            (f"plan.marks.{criterion.id}",),
            "the reviewer",
            criterion.id,
        )
        for criterion in criteria
        if criterion.id not in said
    )


def _no_tier(asking: Asking, answers: Sequence[Answer]) -> tuple[Undetermined, ...]:
    """Return that nobody has said who decides, where no answer names a tier or what it misses."""
    said = (isinstance(a, Undetermined) or (isinstance(a, Approval) and a.tier) for a in answers)
    if not answers or any(said):
        return ()
    cause = "No rule says who decides on the plan"
    return (Undetermined(cause, (), "care manager", f"hooks.{APPROVE_PLAN}"),)


def _approve(asking: Asking) -> ApproveRequest:
    profile = asking.profile
    return ApproveRequest(
        asking.on,
        asking.case,
        asking.plan,
        profile.criteria,
        profile.tiers,
        asking.budget,
        asking.earlier,
        asking.known,
    )


# Every question of a journey has one.
STEPS: Mapping[str, Step] = {
    ALLOCATE_BUDGET: Step(_allocate, sum=of_allocation),
    ADJUST_BUDGET: Step(_adjust),
    SUGGEST_SUPPORT: Step(_suggest),
    CHECK_CONFLICTS: Step(_conflicts),
    ACCREDIT: Step(_accredit),
    FUND_HELP: Step(_fund, sum=of_funding),
    REVIEW_PLAN: Step(_review, unsaid=_unreviewed),
    APPROVE_PLAN: Step(_approve, unsaid=_no_tier),
}
