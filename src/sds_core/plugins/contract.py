"""Checks that the core makes on every answer, whichever plugin gave it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sds_core.domain.priced_needs import priced_needs
from sds_core.errors import AnswerError
from sds_core.model.answers import (
    Accreditation,
    Answer,
    Approval,
    Conflict,
    Finding,
    FindingResult,
    Funding,
    ListingStatus,
    Standing,
    SupportOption,
    Verdict,
)
from sds_core.model.budgets import Adjustment, Allocation, Line, LineKind
from sds_core.model.criteria import CriterionKind
from sds_core.model.money import Money, round_half_up
from sds_core.model.periods import Period
from sds_core.model.reasons import Undetermined
from sds_core.model.requests import (
    AccreditRequest,
    AdjustRequest,
    ApproveRequest,
    ConflictsRequest,
    FundRequest,
    ReviewRequest,
    StandingRequest,
    SupportRequest,
)
from sds_core.plugins.typecheck import type_mismatch
from sds_core.questions import (
    ACCREDIT,
    ADJUST_BUDGET,
    ALLOCATE_BUDGET,
    APPROVE_PLAN,
    CHECK_CONFLICTS,
    CHECK_MODEL,
    FUND_HELP,
    REVIEW_PLAN,
    REVIEW_STANDING,
    SUGGEST_SUPPORT,
    Combine,
    Question,
)

__all__ = ["CHECKS", "LAST_STEPS", "validate_answers"]

# Rounding, floor and cap are the last steps of a sum, in this order.
LAST_STEPS = {LineKind.ROUNDING: 1, LineKind.FLOOR: 2, LineKind.CAP: 3}
_MOST_ROUNDING = 1_000  # pence: a line larger than this is not a rounding but a change
_MOST = 10**15  # pence; and no line needs a finer part of a penny than a trillionth
_FINEST = 10**12


def _need(holds: bool, otherwise: str) -> None:
    if not holds:
        raise AnswerError(otherwise)


def _lines(lines: Sequence[Line], before: Sequence[Line] = ()) -> bool:
    """Check lines one by one, and return whether any of them takes away."""
    step, takes_away = 0, False
    for line in before:
        if line.kind in LAST_STEPS:
            step = max(step, LAST_STEPS[line.kind])
    for line in lines:
        kind, top = line.kind, line.pence.numerator
        if abs(top) > _MOST * line.pence.denominator or line.pence.denominator > _FINEST:
            raise AnswerError(f"the line “{line.label}” is too large, or too fine, to be money")
        if kind is LineKind.SET:
            raise AnswerError(f"the line “{line.label}” sets a sum: only a person does")
        here = LAST_STEPS.get(kind, 0)
        if here < step:
            raise AnswerError(
                f"the line “{line.label}” ({kind.value}) comes too late: rounding, floor and cap "
                "come last, in that order"
            )
        if kind is LineKind.REDUCE and top > 0:
            raise AnswerError(f"the line “{line.label}” is a reduction that adds")
        if kind in (LineKind.ADD, LineKind.FLOOR) and top < 0:
            raise AnswerError(f"the line “{line.label}” is an addition that takes away")
        if kind is LineKind.CAP and top != 0:
            raise AnswerError(f"the line “{line.label}” cuts: a cap takes nothing away, it refers")
        if kind is LineKind.ROUNDING and abs(top) > _MOST_ROUNDING * line.pence.denominator:
            raise AnswerError(f"the line “{line.label}” is too large to be a rounding")
        step = here
        takes_away = takes_away or top < 0
    return takes_away


def _allocation(answer: Allocation, request: object) -> None:
    _need(
        bool(answer.lines) and all(line.kind is LineKind.BASE for line in answer.lines),
        "an allocation is made of base lines, at least one",
    )
    _need(answer.period is not Period.ONCE, "a budget is for a period, not paid once")
    if _lines(answer.lines):
        total = sum(line.pence for line in answer.lines)
        _need(total >= 0, "its lines add up to less than nothing")


def _adjustment(answer: Adjustment, request: AdjustRequest) -> None:
    takes_away = _lines(answer.lines, request.lines)
    _need(
        not any(line.kind is LineKind.BASE for line in answer.lines),
        "an adjustment has no base lines",
    )
    if takes_away:
        total = request.running + sum(line.pence for line in answer.lines)
        _need(total >= 0, "it takes the sum below nothing")
    capped = any(line.kind is LineKind.CAP for line in answer.lines)
    _need(not capped or answer.referral is not None, "a cap line comes without a referral")
    if answer.referral is not None:
        total = request.running + sum(line.pence for line in answer.lines)
        found, held_to = answer.referral.found, answer.referral.held_to
        _need(
            found.period is request.period
            and held_to.period is request.period
            and found.money.pence == round_half_up(total)
            and (found.money > held_to.money if capped else found.money != held_to.money),
            "it refers a sum that is not the running one, or that is as it should be",
        )


def _funding(answer: Funding, request: FundRequest) -> None:
    shares: dict[str, int] = {}
    for share in answer.shares:
        _need(share.money.pence >= 0, "a share is negative")
        shares[share.helper] = shares.get(share.helper, 0) + share.money.pence
    unpaid = {each.helper for each in answer.not_payable}
    unknown = unpaid - {engaged.help.helper for engaged in request.engaged}
    _need(not unknown, f"it does not pay {', '.join(sorted(unknown))}, who does not help here")
    _need(
        all(each.why.strip() for each in answer.not_payable),
        "it does not say why a fee is not paid here",
    )
    for engaged in request.engaged:
        if engaged.help.helper in unpaid:
            continue
        paid, fee = shares.pop(engaged.help.helper, 0), engaged.fee
        if fee is None:
            raise AnswerError(f"it pays a fee that is not known: {engaged.why}")
        _need(
            paid == fee.pence,
            f"the shares for {engaged.help.helper} make {Money(paid)}, the fee is {fee}",
        )
    _need(not shares, f"it pays {', '.join(sorted(shares))}, who charges nothing here")


def _finding(answer: Finding, request: ReviewRequest) -> None:
    criterion = request.criteria.get(answer.criterion)
    if criterion is None:
        raise AnswerError(
            f"the finding names {answer.criterion!r}, which is no published criterion here: "
            f"{', '.join(c.id for c in request.criteria.criteria)}"
        )
    if criterion.kind is CriterionKind.JUDGEMENT:
        _need(
            any(
                mark.by == answer.judged_by
                and mark.criterion == criterion.id
                and mark.met is (answer.result is FindingResult.MET)
                and mark.on <= request.on
                and mark.by not in request.barred
                for mark in request.plan.marks
            ),
            f"{criterion.id!r} needs the judgement of a person who may judge this plan, and no "
            "such mark says so",
        )


def _approval(answer: Approval, request: ApproveRequest) -> None:
    known = {tier.id for tier in request.tiers}
    if answer.tier and answer.tier not in known:
        raise AnswerError(
            f"it names the tier {answer.tier!r}, which is not one: {', '.join(sorted(known))}"
        )
    found = [(name, request.criteria.get(name)) for name in answer.criteria]
    for name, criterion in found:
        if criterion is None:
            raise AnswerError(
                f"it names the criterion {name!r}, which is not published: "
                f"{', '.join(c.id for c in request.criteria.criteria)}"
            )
    if answer.verdict in (Verdict.RETURN, Verdict.REFUSE):
        _need(
            any(criterion and request.criteria.carries(criterion) for _, criterion in found),
            f"a plan is not to {answer.verdict} without a published criterion that can carry it",
        )
    needs = {need.id: need for need in priced_needs(request.case).needs}
    unknown = [each.need for each in answer.held_to if each.need not in needs]
    _need(not unknown, f"it holds the sum to needs that nobody must meet: {', '.join(unknown)}")


def _conflict(answer: Conflict, request: ConflictsRequest) -> None:
    _known_parties(answer.parties, request)


def _option(answer: SupportOption, request: SupportRequest) -> None:
    _known_parties(answer.people, request)


def _known_parties(parties: Sequence[str], request: ConflictsRequest | SupportRequest) -> None:
    there = {party.id for party in request.case.parties}
    unknown = set(parties) - there
    if unknown:
        raise AnswerError(
            f"it names parties who are not in the case: {sorted(unknown)}; in it are "
            f"{sorted(there)}"
        )


def _accreditation(answer: Accreditation, request: AccreditRequest) -> None:
    asked = sorted(helper.id for helper in request.helpers)
    listed = sorted(listing.helper for listing in answer.listings)
    _need(listed == asked, f"it lists {listed}, and was asked about {asked}")
    undecided = any(x.status is ListingStatus.UNDECIDED for x in answer.listings)
    _need(undecided == bool(answer.undetermined), "what is undecided and what is missing disagree")
    _need(all(u.cause.strip() for u in answer.undetermined), "an open listing has no cause")


def _standing(answer: Standing, request: StandingRequest) -> None:
    _need(
        answer.helper == request.helper.id, f"it speaks of {answer.helper!r}, who was not asked of"
    )


def _nothing_more(answer: object, request: object) -> None:
    """Hold an answer to nothing beyond its type and its reasons."""


# What an answer to each question is held to, beside its type and its reasons.
CHECKS: Mapping[str, Callable[[Any, Any], None]] = {
    ALLOCATE_BUDGET: _allocation,
    ADJUST_BUDGET: _adjustment,
    SUGGEST_SUPPORT: _option,
    CHECK_CONFLICTS: _conflict,
    ACCREDIT: _accreditation,
    FUND_HELP: _funding,
    REVIEW_PLAN: _finding,
    APPROVE_PLAN: _approval,
    REVIEW_STANDING: _standing,
    CHECK_MODEL: _nothing_more,
}


def _one(answer: Any, request: object, check: Callable[[object, object], None]) -> None:
    problem = type_mismatch(answer)
    if problem:
        raise AnswerError(problem)
    if type(answer) is Undetermined:
        _need(bool(answer.cause.strip()), "an undetermined answer has no cause")
        return
    _need(len(answer.reasons) > 0, "the answer has no reason")
    for reason in answer.reasons:
        if not reason.source.title.strip():
            raise AnswerError(f"the reason “{reason.text}” names no source: who says so?")
    check(answer, request)


def validate_answers(question: Question, request: object, given: object) -> tuple[Answer, ...]:
    """Return a plugin's answers as a tuple, or refuse them.

    Args:
        question: the question.
        request: what was asked.
        given: what the plugin returned.

    Raises:
        AnswerError: an answer is of the wrong type, does not add up, or has no reason.
    """
    if question.combine is Combine.ALL:
        if not isinstance(given, (list, tuple)):
            raise AnswerError(f"it gave {type(given).__name__}, not a list of answers")
        answers = tuple(given)
    elif given is None:
        _need(question.combine is Combine.PROVIDER, "it gave no answer")
        return ()
    else:
        answers = (given,)
    for answer in answers:
        if type(answer) not in question.answers and type(answer) is not Undetermined:
            raise AnswerError(
                f"it gave {type(answer).__name__}, not {question.answers[0].__name__}"
            )
        _one(answer, request, CHECKS[question.name])
    return answers
