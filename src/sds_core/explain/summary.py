"""The outcome of a decision without its reasons: the basis on which models are compared."""

from __future__ import annotations

from typing import Any

from sds_core.explain.words import join
from sds_core.formats.records import to_plain
from sds_core.model.answers import (
    Accreditation,
    Answer,
    Approval,
    Conflict,
    Finding,
    Funding,
    SupportOption,
)
from sds_core.model.budgets import Adjustment, Allocation
from sds_core.model.case import Case
from sds_core.model.decisions import Decision, Status
from sds_core.model.reasons import Undetermined

__all__ = ["essence", "outcome_words", "rules_of"]

# Fields that explain an answer, and are not part of its outcome.
_EXPLAINS = (
    "reasons", "rows", "rule", "contributions", "next_points", "next_amount", "strengths",
    "weaknesses", "lines", "points", "mend", "cause", "title", "cost", "seen", "met", "unmet",
    "terms", "tell", "undetermined",
)  # fmt: skip


def _comes_to(plain: Any) -> Any:
    if isinstance(plain, dict):
        return {k: _comes_to(v) for k, v in plain.items() if k not in _EXPLAINS}
    return [_comes_to(item) for item in plain] if isinstance(plain, list) else plain


def essence(decision: Decision) -> Any:
    """Return what a decision comes to, as plain data that can be compared.

    Verdicts, sums, who pays, who is named and what is asked for count; the words, rows and points
    that explain them do not, nor do advisers' answers.
    """
    answers = [_comes_to(to_plain(answer, Answer)) for answer in decision.answers(object)]
    amount = decision.amount.words() if decision.amount else None
    open_ = sorted(u.missing for u in decision.undetermined)
    return (str(decision.status), decision.outcome, amount, open_, answers)


def _one(answer: Any, case: Case) -> str:
    if isinstance(answer, (Allocation, Adjustment, Undetermined)):
        return ""
    if isinstance(answer, Accreditation):
        return "; ".join(
            f"{case.name(listing.helper)} {listing.status.replace('_', ' ')}"
            for listing in answer.listings
        )
    if isinstance(answer, SupportOption):
        return answer.tier
    if isinstance(answer, Conflict):
        return f"{answer.test} {answer.severity}"
    if isinstance(answer, Funding):
        parts = [
            f"{share.money.pounds()} from {share.pot} for {case.name(share.helper)}"
            for share in answer.shares
        ]
        return join(parts) or "nothing to pay"
    if isinstance(answer, Finding):
        return f"{answer.criterion} {answer.result.replace('_', ' ')}"
    if isinstance(answer, Approval):
        asked = "".join(f"; a written reason is asked for: {why}" for why in answer.needs_reason)
        return f"{answer.tier} decides{asked}"
    return ""


def outcome_words(decision: Decision, case: Case) -> str:
    """Return what a decision comes to, on one line."""
    if decision.status is Status.NOT_ASKED:
        return f"not asked: {decision.why}"
    if decision.status is Status.UNDETERMINED:
        open_ = "; ".join(dict.fromkeys(u.cause for u in decision.undetermined))
        so_far = [
            f"{answer.verdict}, {text}" if isinstance(answer, Approval) else text
            for answer in decision.answers(Approval, Conflict, Accreditation)
            if (text := _one(answer, case))
        ]
        return f"not decided yet: {open_}" + (f"; so far: {'; '.join(so_far)}" if so_far else "")
    if decision.question == "suggest_support":
        return " → ".join(_one(answer, case) for answer in decision.answers(SupportOption))
    texts = [text for answer in decision.answers(object) if (text := _one(answer, case))]
    amount = decision.amount.words() if decision.amount else ""
    if decision.question in ("allocate_budget", "adjust_budget"):
        return f"{decision.outcome}, {amount}"
    detail = "; ".join(texts)
    return f"{decision.outcome}: {detail}" if detail else decision.outcome


def rules_of(decision: Decision) -> tuple[str, ...]:
    """Return the table rows and settings that a decision rests on."""
    rules = dict.fromkeys(line.rule for line in decision.lines)
    rules.update(dict.fromkeys(given.reason.rule for given in decision.reasons))
    rules.update(dict.fromkeys(u.rule for u in decision.undetermined if u.rule))
    return tuple(rules)
