"""The outcome of a decision without its reasons: the basis on which models are compared."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from attrs import frozen

from sds_core.explain.words import join
from sds_core.formats.records import to_plain
from sds_core.model.answers import Accreditation, Answer, Approval, Conflict, Funding
from sds_core.model.budgets import Adjustment
from sds_core.model.case import Case
from sds_core.model.decisions import Decision, Status
from sds_core.model.reasons import Undetermined
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
)

__all__ = ["WORDS", "AnswerWords", "essence", "outcome_words", "rules_of"]

# Fields that explain an answer, and are not part of its outcome.
_EXPLAINS = (
    "reasons", "rows", "rule", "contributions", "next_points", "next_amount", "strengths",
    "weaknesses", "lines", "points", "hint", "cause", "title", "cost", "seen", "met", "unmet",
    "terms", "tell", "undetermined",
)  # fmt: skip


def _comes_to(plain: object) -> object:
    if isinstance(plain, dict):
        return {k: _comes_to(v) for k, v in plain.items() if k not in _EXPLAINS}
    return [_comes_to(item) for item in plain] if isinstance(plain, list) else plain


def essence(decision: Decision) -> object:
    """Return what a decision comes to, as plain data that can be compared.

    Verdicts, sums, who pays, who is named and what is asked for count; the words, rows and points
    that explain them do not, nor do advisers' answers.
    """
    answers = [_comes_to(to_plain(answer, Answer)) for answer in decision.answers(object)]
    amount = decision.amount.words() if decision.amount else None
    open_ = sorted(u.missing for u in decision.undetermined)
    return (str(decision.status), decision.outcome, amount, open_, answers)


def _silent(answer: object, case: Case) -> str:
    return ""


def _listings(answer: Accreditation, case: Case) -> str:
    return "; ".join(
        f"{case.name(listing.helper)} {listing.status.replace('_', ' ')}"
        for listing in answer.listings
    )


def _funding(answer: Funding, case: Case) -> str:
    parts = [
        f"{share.money.pounds()} from {share.pot} for {case.name(share.helper)}"
        for share in answer.shares
    ]
    parts += [f"nothing payable here for {case.name(n.helper)}" for n in answer.not_payable]
    if not parts and answer.up_to is not None:
        return f"nobody is engaged; up to {answer.up_to.pounds()} for help"
    return join(parts) or "nothing to pay"


def _approval(answer: Approval, case: Case) -> str:
    asked = "".join(f"; a written reason is asked for: {why}" for why in answer.needs_reason)
    return f"{answer.tier} decides{asked}" if answer.tier else asked.removeprefix("; ")


def _adjustment(answer: Adjustment, case: Case) -> str:
    return answer.referral.cause if answer.referral else ""


def _amount(decision: Decision, texts: Sequence[str]) -> str:
    sum_ = f"{decision.outcome}, {decision.amount.words() if decision.amount else ''}"
    return f"{sum_}: {'; '.join(texts)}" if texts else sum_


def _outcome(decision: Decision, texts: Sequence[str]) -> str:
    detail = "; ".join(texts)
    return f"{decision.outcome}: {detail}" if detail else decision.outcome


def _ranked(decision: Decision, texts: Sequence[str]) -> str:
    return " → ".join(texts)


@frozen(eq=False)
class AnswerWords:
    """How the answers to a question are put on one line.

    Attributes:
        one: returns an answer in a few words, or nothing.
        so_far: returns an answer that is known while the question is open, or nothing.
        whole: returns the line, from the decision and its answers' words.
    """

    one: Callable[[Any, Case], str] = _silent
    so_far: Callable[[Any, Case], str] = _silent
    whole: Callable[[Decision, Sequence[str]], str] = _outcome


def _conflict(answer: Conflict, case: Case) -> str:
    return f"{answer.test} {answer.severity}"


# Every question that is answered has its words.
WORDS: Mapping[str, AnswerWords] = {
    ALLOCATE_BUDGET: AnswerWords(whole=_amount),
    ADJUST_BUDGET: AnswerWords(_adjustment, whole=_amount),
    SUGGEST_SUPPORT: AnswerWords(lambda answer, case: str(answer.tier), whole=_ranked),
    CHECK_CONFLICTS: AnswerWords(_conflict, so_far=_conflict),
    ACCREDIT: AnswerWords(_listings, so_far=_listings),
    FUND_HELP: AnswerWords(_funding),
    REVIEW_PLAN: AnswerWords(lambda a, case: f"{a.criterion} {a.result.replace('_', ' ')}"),
    APPROVE_PLAN: AnswerWords(
        _approval, so_far=lambda a, case: f"{a.verdict}, {_approval(a, case)}"
    ),
    REVIEW_STANDING: AnswerWords(),
    CHECK_MODEL: AnswerWords(),
}


def outcome_words(decision: Decision, case: Case) -> str:
    """Return what a decision comes to, on one line."""
    if decision.status is Status.NOT_ASKED:
        return f"not asked: {decision.why}"
    words = WORDS[decision.question]
    answers = [a for a in decision.answers(object) if not isinstance(a, Undetermined)]
    if decision.status is Status.UNDETERMINED:
        open_ = "; ".join(dict.fromkeys(u.cause for u in decision.undetermined))
        so_far = [text for answer in answers if (text := words.so_far(answer, case))]
        return f"not decided yet: {open_}" + (f"; so far: {'; '.join(so_far)}" if so_far else "")
    return words.whole(decision, [text for a in answers if (text := words.one(a, case))])


def rules_of(decision: Decision) -> tuple[str, ...]:
    """Return the table rows and settings that a decision rests on."""
    rules = dict.fromkeys(line.rule for line in decision.lines)
    rules.update(dict.fromkeys(given.reason.rule for given in decision.reasons))
    rules.update(dict.fromkeys(u.rule for u in decision.undetermined if u.rule))
    return tuple(rules)
