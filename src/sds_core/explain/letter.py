"""The letter: what was decided, how, by which rule, who decides, and how to ask for another look.

It is addressed to the person and made from the journey alone: it holds every decision, and nothing
that was not decided. What the council itself says (whom to ask, how to ask for the decision to be
reconsidered) comes from the profile.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from attrs import frozen

from sds_core.domain.prior_decisions import REFER
from sds_core.explain.needs_section import advice_told, charge_told, needs_told
from sds_core.explain.words import conflict_words, day, join, points_words, verdict_words
from sds_core.model.answers import (
    Accreditation,
    Approval,
    Conflict,
    Finding,
    FindingResult,
    Funding,
    ListingStatus,
    Severity,
    SupportOption,
    Verdict,
)
from sds_core.model.budgets import Adjustment, Allocation, Referral
from sds_core.model.case import Case
from sds_core.model.criteria import EligibilityNeed, ListingNeed
from sds_core.model.decisions import GivenReason, Journey, Status
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

__all__ = ["DecisionLetter", "Section", "SumLine", "write_letter"]


@frozen
class SumLine:
    """A line of a sum.

    Attributes:
        label: what it is.
        sum: pounds and pence, as people write them.
    """

    label: str
    sum: str


@frozen
class Section:
    """A part of the letter.

    Attributes:
        title: its heading.
        paragraphs: its text.
        lines: lines of a sum, the total last; none in most sections.
        points: a list; none in most sections.
    """

    title: str
    paragraphs: tuple[str, ...] = ()
    lines: tuple[SumLine, ...] = ()
    points: tuple[str, ...] = ()


@frozen
class DecisionLetter:
    """A letter about the decisions on a case.

    Attributes:
        case: the case's id.
        profile: the profile as “id@version”.
        on: the day that the decisions are for.
        council: who writes.
        to: the person's name.
        communication: how the person asked to be written or spoken to.
        sections: the letter's parts, in order.
    """

    case: str
    profile: str
    on: date
    council: str
    to: str
    communication: tuple[str, ...]
    sections: tuple[Section, ...]


def _because(reasons: tuple[GivenReason, ...]) -> tuple[str, ...]:
    return tuple(f"{r.reason.text} ({r.reason.source}; {r.reason.evidence})" for r in reasons)


def _needs(case: Case, profile: Profile) -> Iterator[Section]:
    """Yield the findings on needs, where the profile has a budget wait for them."""
    told = needs_told(case)
    if told and profile.eligibility is EligibilityNeed.RECORDED:
        yield Section("Your needs", (*advice_told(case), *charge_told(case)), points=told)


def _budget(journey: Journey) -> Iterator[Section]:
    allocated, adjusted = journey[ALLOCATE_BUDGET], journey[ADJUST_BUDGET]
    told = adjusted if adjusted.status is not Status.NOT_ASKED else allocated
    answer: Allocation | None = next(allocated.answers(Allocation), None)
    total: SumLine
    if told.status is Status.NOT_ASKED and told.why:
        yield Section("Your budget", (f"There is no budget: {told.why}",))
        return
    if told.amount is None:
        paragraphs = ["Your indicative budget is not decided yet."]
        if allocated.amount is not None:
            paragraphs.append(
                f"What is known so far: {allocated.amount.words()} before anything is added or "
                "taken away."
            )
        yield Section("Your budget", tuple(paragraphs), points=_because(allocated.reasons))
        return
    referrals = (adjustment.referral for adjustment in adjusted.answers(Adjustment))
    referral: Referral | None = next((r for r in referrals if r is not None), None)
    if referral is not None and adjusted.outcome == REFER:
        opening = f"{referral.cause}. So a person must decide; nothing has been taken away."
        total = SumLine("The sum that a person must decide on", told.amount.words())
    else:
        opening = (
            f"Your indicative budget is {told.amount.words()}. It is the starting point for your "
            "plan, not the final sum; it may go up or down. The final sum must be enough to meet "
            "your eligible needs."
        )
        total = SumLine("Your indicative budget", told.amount.words())
    lines = [SumLine(line.label, line.money.pounds()) for line in told.lines]
    lines.append(total)
    reasons = {r: None for d in (allocated, adjusted) for r in d.reasons}
    yield Section("Your budget", (opening,), tuple(lines), _because(tuple(reasons)))
    if answer is not None:
        mattered = _mattered(answer)
        if mattered:
            yield Section("What mattered most", mattered)


def _mattered(answer: Allocation) -> tuple[str, ...]:
    texts = []
    top = sorted(answer.contributions, key=lambda c: (-c[2], c[0]))[:3]
    named = [
        f"{question.replace('_', ' ')} ({choice}: {points_words(points)})"
        for question, choice, points in top
        if points
    ]
    if named:
        texts.append(f"The answers that counted most were {join(named)}.")
    following, amount = answer.next_points, answer.next_amount
    if following is not None and amount is not None and answer.points is not None:
        more = following - answer.points
        texts.append(
            f"The next band begins at {points_words(following)}, {more} more than yours. It "
            f"gives {amount.pounds()} {answer.period.words} before anything "
            "is added or taken away. If an answer does not describe your life, say so."
        )
    return tuple(texts)


def _support(journey: Journey, case: Case, profile: Profile) -> Section:
    options = sorted(journey[SUGGEST_SUPPORT].answers(SupportOption), key=lambda o: o.rank)
    conflicted = {
        party
        for conflict in journey[CHECK_CONFLICTS].answers(Conflict)
        if conflict.severity in (Severity.SAFEGUARD, Severity.BLOCK)
        for party in conflict.parties
    }
    points = []
    for option in options:
        people = f": {join([case.name(p) for p in option.people])}" if option.people else ""
        good = join(list(option.strengths))
        less = join(list(option.weaknesses))
        text = (
            f"{option.title}{people}. Cost to you: {option.cost}. What it is good at: {good}. "
            f"Keep in mind: {less}."
        )
        tied = [case.name(p) for p in option.people if p in conflicted]
        if tied:
            text += f" This may not be so of {join(tied)}: see the interests below."
        points.append(text)
    intro = (
        "You may plan alone, or with any of these, in any order you like; nobody has to be used."
    )
    paragraphs = [intro] if points else []
    if profile.letter.help_deciding:
        paragraphs.append(profile.letter.help_deciding)
    return Section("Who could help you plan", tuple(paragraphs), points=tuple(points))


def _helped(journey: Journey, case: Case) -> Section:
    decision = journey[FUND_HELP]
    if not case.help:
        told = ["Nobody is paid to help you plan."]
        for funding in decision.answers(Funding):
            if funding.up_to is not None:
                told.append(
                    f"If you choose somebody who charges: up to {funding.up_to.pounds()} can be "
                    "paid for that help before anybody is asked."
                )
        points = _because(decision.reasons)
        return Section("Who helped, and who pays", tuple(told), points=points)
    texts = []
    for help_ in case.help:
        party = case.party(help_.helper)
        roles = join([role.words for role in party.roles])
        tasks = join([task.replace("_", " ") for task in help_.tasks])
        with_ = f"helps with: {tasks}." if tasks else "helps you; with what is not recorded."
        texts.append(f"{party.name} ({roles}) {with_}")
    if decision.status is Status.NOT_ASKED:
        texts.append(f"Who pays was not asked: {decision.why}")
    elif decision.status is Status.UNDETERMINED:
        texts.append("Who pays for this help is not decided yet.")
    for funding in decision.answers(Funding):
        for share in funding.shares:
            texts.append(
                f"{case.name(share.helper)}: {share.money.pounds()}, paid by {share.payer}."
            )
        texts += [
            f"{case.name(each.helper)}: not payable here. {each.why}"
            for each in funding.not_payable
        ]
    return Section("Who helped, and who pays", tuple(texts), points=_because(decision.reasons))


_LISTED = {
    ListingStatus.NOT_NEEDED: "needs no listing",
    ListingStatus.LISTED: "is on the list",
    ListingStatus.PROVISIONAL: "is on the list provisionally",
    ListingStatus.UNDECIDED: "is not decided on yet",
    ListingStatus.NOT_LISTED: "is not on the list",
}


def _listings(journey: Journey, case: Case, profile: Profile) -> Iterator[Section]:
    decision = journey[ACCREDIT]
    points = []
    required = "Whoever is paid for this help must be on the list here."
    paragraphs = [required] if profile.listing is ListingNeed.REQUIRED else []
    for accreditation in decision.answers(Accreditation):
        reasons = {reason.rule: reason for reason in accreditation.reasons}
        for listing in accreditation.listings:
            said = f"{case.name(listing.helper)} {_LISTED[listing.status]}."
            points.append(" ".join([said, *listing.terms, listing.tell]).strip())
            unmet = [reasons[rule] for rule in listing.unmet if rule in reasons]
            points += [f"{why.text} ({why.source}; {why.evidence})" for why in unmet]
    if points:
        title = "Whether your helper is on the list here"
        yield Section(title, (*paragraphs, *decision.notices), points=tuple(points))


def _interests(journey: Journey) -> Iterator[Section]:
    found: list[Conflict] = list(journey[CHECK_CONFLICTS].answers(Conflict))
    points = []
    for conflict in sorted(found, key=lambda c: -c.severity.rank):
        if conflict.severity is Severity.ALLOW:
            continue
        text = " ".join(reason.text for reason in conflict.reasons)
        source = conflict.reasons[0].source
        points.append(
            f"{text} {conflict_words(conflict.severity)} {conflict.hint} "
            f"({conflict.test}: {source}; {conflict.reasons[0].evidence})"
        )
    if points:
        yield Section("Interests that you should know of", points=tuple(points))


def _plan(journey: Journey, profile: Profile) -> Iterator[Section]:
    review, approve = journey[REVIEW_PLAN], journey[APPROVE_PLAN]
    if review.status is Status.NOT_ASKED and approve.status is Status.NOT_ASKED:
        yield Section("Your plan", (review.why,))
        return
    findings: list[Finding] = list(review.answers(Finding))
    unmet = [f for f in findings if f.result is FindingResult.NOT_MET]
    met = len(findings) - len(unmet)
    opening = (
        f"Your plan was looked at by “{profile.criteria.title}”: {met} of "
        f"{len(profile.criteria.criteria)} met, {len(unmet)} not met."
    )
    points = tuple(" ".join(reason.text for reason in finding.reasons) for finding in unmet)
    yield Section("Your plan", (opening,), points=points)
    approvals: list[Approval] = list(approve.answers(Approval))
    order = [tier.id for tier in profile.tiers]
    deciding = max((order.index(a.tier) for a in approvals if a.tier), default=None)
    if deciding is None:
        return
    title = profile.tiers[deciding].title
    if approve.status is Status.UNDETERMINED:
        texts = [f"Nothing is advised on your plan yet: see below. A person decides: {title}."]
    else:
        texts = [verdict_words(Verdict(approve.outcome), title)]
    texts += dict.fromkeys(reason.text for a in approvals for reason in a.reasons)
    asked = tuple(dict.fromkeys(why for a in approvals for why in a.needs_reason))
    if asked:
        texts.append("Whoever decides must give you a reason in writing on each of these:")
    yield Section("Who decides on your plan", tuple(texts), points=asked)


def _open(journey: Journey, profile: Profile) -> Iterator[Section]:
    points: dict[str, None] = {}
    for decision in journey.decisions:
        for missing in decision.undetermined:
            text = (
                f"{profile.questions.words(decision.question)} Not decided yet: {missing.cause}. "
                f"Who is asked: {missing.ask}. By when: {profile.letter.open_within}."
            )
            points.setdefault(text)
    if points:
        yield Section("What is not decided yet", points=tuple(points))


def write_letter(journey: Journey, case: Case, profile: Profile) -> DecisionLetter:
    """Return the letter about a journey.

    Args:
        journey: the decisions.
        case: the case that they are on.
        profile: the profile that they were made by.
    """
    again = [profile.letter.look_again, f"Whom to ask: {profile.letter.contact}."]
    if profile.letter.refused_by:
        again.append(f"If you are refused anything here: {profile.letter.refused_by}.")
    rests = [
        f"Decided by the rules “{profile.title}” ({profile.name}), for {day(journey.on)}.",
        f"Fingerprint of the rules: {profile.digest}",
        f"Fingerprint of what is recorded of you: {journey.decisions[0].provenance.case_digest}",
    ]
    asked = [d for d in journey.decisions if d.status is Status.NOT_ASKED]
    rests += [f"{profile.questions.words(d.question)} Not asked: {d.why}" for d in asked]
    rests += dict.fromkeys(text for d in journey.decisions for text in d.notices)
    sections = (
        *_needs(case, profile),
        *_budget(journey),
        _support(journey, case, profile),
        _helped(journey, case),
        *_listings(journey, case, profile),
        *_interests(journey),
        *_plan(journey, profile),
        *_open(journey, profile),
        Section("If you want this to be looked at again", tuple(again)),
        Section("What this letter rests on", points=tuple(rests)),
    )
    return DecisionLetter(
        journey.case,
        profile.name,
        journey.on,
        profile.letter.council,
        case.name(case.person),
        case.communication,
        sections,
    )
