"""Combining opinions into a decision, in the way that each hook specifies."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from attrs import frozen

from sds_core import __version__
from sds_core.domain.prior_decisions import REFER
from sds_core.engine.dispatcher import HookDispatcher, failure
from sds_core.engine.sums import show_lines
from sds_core.errors import AnswerError
from sds_core.hookspecs import HOOKS, Combine
from sds_core.model.answers import (
    Accreditation,
    Approval,
    Conflict,
    Finding,
    Funding,
    ListingStatus,
    ModelFinding,
    Standing,
)
from sds_core.model.budgets import Adjustment, Allocation, Referral
from sds_core.model.case import Case
from sds_core.model.decisions import Decision, Opinion, Provenance, ShownLine, Status
from sds_core.model.money import Exact, Money
from sds_core.model.periods import Amount, Period
from sds_core.model.reasons import OrderedEnum, Undetermined
from sds_core.model.requests import AdjustRequest

__all__ = ["Combiner"]

OFFERED = "offered"


def _verdict(answer: Any) -> OrderedEnum | None:
    if isinstance(answer, Conflict):
        return answer.severity
    if isinstance(answer, Finding):
        return answer.result
    if isinstance(answer, (Approval, Standing)):
        return answer.verdict
    return answer.level if isinstance(answer, ModelFinding) else None


def _reasoned(opinion: Opinion) -> bool:
    return opinion.counts and any(getattr(a, "reasons", ()) for a in opinion.answers)


def _nothing(opinions: Sequence[Opinion]) -> str:
    return f"Asked, and nothing found: {', '.join(o.given_by.plugin for o in opinions)}"


@frozen(eq=False)
class Combiner:
    """Makes decisions for one profile.

    Attributes:
        dispatcher: asks the plugins of the profile.
        profile: the profile as “id@version”.
        profile_digest: SHA-256 of the effective profile.
        notices: returns the notices on the rules behind a question on a day.
    """

    dispatcher: HookDispatcher
    profile: str
    profile_digest: str
    notices: Callable[[str, date], tuple[str, ...]] = lambda hook, on: ()

    def decision(
        self,
        hook: str,
        case: Case,
        on: date,
        opinions: tuple[Opinion, ...] = (),
        *,
        status: Status = Status.ANSWERED,
        outcome: str = "",
        amount: Amount | None = None,
        lines: tuple[ShownLine, ...] = (),
        undetermined: tuple[Undetermined, ...] = (),
        why: str = "",
    ) -> Decision:
        """Return a decision with everything that shaped it."""
        if not (why or undetermined or any(_reasoned(o) for o in opinions)):
            raise AnswerError(f"the decision on {hook} for case {case.id} has no reason")
        stamps = self.dispatcher.stamps(hook) if opinions else ()
        provenance = Provenance(self.profile, self.profile_digest, case.digest, __version__, stamps)
        return Decision(
            hook,
            case.id,
            on,
            status,
            outcome or str(status),
            amount,
            lines,
            undetermined,
            opinions,
            provenance,
            why,
            self.notices(hook, on),
        )

    def not_asked(self, hook: str, case: Case, on: date, why: str) -> Decision:
        """Return the decision on a question that is not asked."""
        return self.decision(hook, case, on, status=Status.NOT_ASKED, why=why)

    def undetermined(
        self,
        hook: str,
        case: Case,
        on: date,
        undetermined: tuple[Undetermined, ...],
        opinions: tuple[Opinion, ...] = (),
    ) -> Decision:
        """Return a decision that is still open."""
        return self.decision(
            hook, case, on, opinions, status=Status.UNDETERMINED, undetermined=undetermined
        )

    def still_open(self, hook: str, opinions: Sequence[Opinion]) -> list[Undetermined]:
        """Return every answer that is missing among opinions that count."""
        found: list[Undetermined] = []
        for opinion in opinions:
            if not opinion.counts:
                continue
            if opinion.error is not None:
                found.append(failure(opinion, hook))
            found += [a for a in opinion.answers if isinstance(a, Undetermined)]
            found += [
                u for a in opinion.answers if isinstance(a, Accreditation) for u in a.undetermined
            ]
            if (
                not opinion.answers
                and opinion.error is None
                and (HOOKS[hook].combine is Combine.PROVIDER)
            ):
                cause = f"{opinion.given_by.plugin} has no answer for this case"
                found.append(Undetermined(cause, (), "care manager", f"hooks.{hook}"))
        return found

    def combine_provider(self, hook: str, case: Case, on: date, request: Any) -> Decision:
        """Ask a question of one plugin, and of advisers whose answers are only shown."""
        opinions = self.dispatcher.ask(hook, request)
        undetermined = tuple(self.still_open(hook, opinions))
        answer = opinions[0].answers[0] if opinions[0].answers else None
        if isinstance(answer, Accreditation):
            return self._listings(case, on, opinions, answer, undetermined)
        if undetermined:
            return self.undetermined(hook, case, on, undetermined, opinions)
        if isinstance(answer, Allocation):
            plugin = opinions[0].given_by.plugin
            lines, total = show_lines([(line, plugin) for line in answer.lines])
            amount = Amount(Money(total), answer.period)
            return self.decision(
                hook, case, on, opinions, outcome="allocated", amount=amount, lines=lines
            )
        if isinstance(answer, Funding):
            total = sum(share.money.pence for share in answer.shares)
            amount = Amount(Money(total), Period.ONCE)
            return self.decision(hook, case, on, opinions, outcome="funded", amount=amount)
        return self.decision(hook, case, on, opinions, outcome=str(_verdict(answer)))

    def _listings(
        self,
        case: Case,
        on: date,
        opinions: tuple[Opinion, ...],
        answer: Accreditation,
        undetermined: tuple[Undetermined, ...],
    ) -> Decision:
        """Return the decision on the helpers; “not listed” stands even if others are undecided."""
        worst = ListingStatus.strictest(listing.status for listing in answer.listings)
        if worst is ListingStatus.UNDECIDED:
            return self.undetermined("accredit", case, on, undetermined, opinions)
        return self.decision(
            "accredit", case, on, opinions, outcome=str(worst), undetermined=undetermined
        )

    def combine_all(
        self,
        hook: str,
        case: Case,
        on: date,
        request: Any,
        none: str | None,
        missing: Callable[[Sequence[Any]], tuple[Undetermined, ...]] = lambda answers: (),
    ) -> Decision:
        """Ask a question of every plugin named; the strictest verdict stands.

        *Undetermined* overrides every verdict except the strictest one possible.

        Args:
            hook: the question.
            case: the case.
            on: the day the decision is for.
            request: what is asked.
            none: the outcome where no plugin gives an answer; `None` where that makes the decision
                *undetermined*.
            missing: returns what the core itself finds missing in the answers that count.
        """
        opinions = self.dispatcher.ask(hook, request)
        counted = [a for opinion in opinions if opinion.counts for a in opinion.answers]
        undetermined = (*self.still_open(hook, opinions), *missing(counted))
        verdicts = [verdict for verdict in map(_verdict, counted) if verdict is not None]
        worst = type(verdicts[0]).strictest(verdicts) if verdicts else None
        final = worst is not None and worst is list(type(worst))[-1]
        if none is None and not counted and not undetermined:
            undetermined = (Undetermined(_nothing(opinions), (), "care manager", f"hooks.{hook}"),)
        if undetermined and not final:
            return self.undetermined(hook, case, on, undetermined, opinions)
        return self.decision(
            hook,
            case,
            on,
            opinions,
            outcome=str(worst or none or OFFERED),
            undetermined=undetermined,
            why="" if any(map(_reasoned, opinions)) else f"{_nothing(opinions)}.",
        )

    def combine_chain(self, case: Case, on: date, allocated: Decision) -> Decision:
        """Ask for adjustments one after another, each given the running sum."""
        hook = "adjust_budget"
        allocation: Allocation | None = next(allocated.answers(Allocation), None)
        if allocated.status is not Status.ANSWERED or allocation is None:
            cause = "There is no sum to adjust: the indicative budget is not decided"
            missing = tuple(name for u in allocated.undetermined for name in u.missing)
            ask = allocated.undetermined[0].ask if allocated.undetermined else "care manager"
            return self.undetermined(hook, case, on, (Undetermined(cause, missing, ask),))
        given = [(line, allocated.opinions[0].given_by.plugin) for line in allocation.lines]
        running: Exact = sum(line.pence for line, _ in given)
        opinions: list[Opinion] = []
        referral: Referral | None = None
        for asked in self.dispatcher.bound_hooks(hook):
            request = AdjustRequest(
                on,
                case,
                running,
                allocation.period,
                tuple([line for line, _ in given]),
                allocation.points,
            )
            opinion = self.dispatcher.ask_one(hook, asked, request)
            opinions.append(opinion)
            answer = opinion.answers[0] if opinion.answers else None
            if not isinstance(answer, Adjustment):
                # A later step on a sum that is not known would mislead, so the chain stops here.
                undetermined = tuple(self.still_open(hook, opinions))
                return self.undetermined(hook, case, on, undetermined, tuple(opinions))
            for line in answer.lines:
                given.append((line, asked.stamp.plugin))
                running += line.pence
            referral = referral or answer.referral
        lines, total = show_lines(given)
        return self.decision(
            hook,
            case,
            on,
            tuple(opinions),
            outcome=REFER if referral else "adjusted",
            amount=Amount(Money(total), allocation.period),
            lines=lines,
        )
