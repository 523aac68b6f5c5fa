"""Combining opinions into a decision, in the way that each question declares."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from attrs import evolve, frozen

from sds_core import __version__
from sds_core.domain.prior_decisions import REFER
from sds_core.domain.set_sums import SET, set_sum
from sds_core.engine.dispatcher import Dispatcher, failure
from sds_core.engine.steps import Asking
from sds_core.engine.sums import NO_SUM, Sum, show_lines, with_set_sum
from sds_core.errors import AnswerError
from sds_core.model.answers import Answer
from sds_core.model.assessment import SetSum
from sds_core.model.budgets import Adjustment, Referral
from sds_core.model.decisions import Decision, Opinion, Provenance, Status
from sds_core.model.money import Exact, Money
from sds_core.model.periods import Amount
from sds_core.model.reasons import OrderedEnum, Undetermined
from sds_core.model.requests import AdjustRequest
from sds_core.questions import Combine, Question

__all__ = ["Combiner"]


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

    dispatcher: Dispatcher
    profile: str
    profile_digest: str
    notices: Callable[[str, date], tuple[str, ...]] = lambda question, on: ()

    def decision(
        self,
        question: Question,
        asking: Asking,
        opinions: tuple[Opinion, ...] = (),
        *,
        status: Status = Status.ANSWERED,
        outcome: str = "",
        sum_: Sum = NO_SUM,
        undetermined: tuple[Undetermined, ...] = (),
        why: str = "",
    ) -> Decision:
        """Return a decision with everything that shaped it."""
        name = question.name
        if not (why or undetermined or any(_reasoned(o) for o in opinions)):
            raise AnswerError(f"the decision on {name} for case {asking.case.id} has no reason")
        stamps = self.dispatcher.stamps(name) if opinions else ()
        case, on = asking.case, asking.on
        provenance = Provenance(
            self.profile,
            self.profile_digest,
            case.digest,
            __version__,
            stamps,
            asking.known_digest,
        )
        return Decision(
            name,
            case.id,
            on,
            status,
            outcome or str(status),
            sum_.amount,
            sum_.lines,
            undetermined,
            opinions,
            provenance,
            why,
            self.notices(name, on),
        )

    def not_asked(self, question: Question, asking: Asking, why: str) -> Decision:
        """Return the decision on a question that is not asked."""
        return self.decision(question, asking, status=Status.NOT_ASKED, why=why)

    def undetermined(
        self,
        question: Question,
        asking: Asking,
        undetermined: tuple[Undetermined, ...],
        opinions: tuple[Opinion, ...] = (),
    ) -> Decision:
        """Return a decision that is still open."""
        return self.decision(
            question, asking, opinions, status=Status.UNDETERMINED, undetermined=undetermined
        )

    def still_open(self, question: Question, opinions: Sequence[Opinion]) -> list[Undetermined]:
        """Return every answer that is missing among opinions that count."""
        found: list[Undetermined] = []
        for opinion in opinions:
            if not opinion.counts:
                continue
            if opinion.error is not None:
                found.append(failure(opinion, question.name))
            found += [a for a in opinion.answers if isinstance(a, Undetermined)]
            found += [u for a in opinion.answers for u in getattr(a, "undetermined", ())]
            if (
                not opinion.answers
                and opinion.error is None
                and question.combine is Combine.PROVIDER
            ):
                cause = f"{opinion.given_by.plugin} has no answer for this case"
                found.append(Undetermined(cause, (), "care manager", f"hooks.{question.name}"))
        return found

    def combine(
        self,
        question: Question,
        asking: Asking,
        request: object,
        unsaid: Callable[[Sequence[Answer]], tuple[Undetermined, ...]] = lambda answers: (),
        sum_of: Callable[[Sequence[Answer], str], Sum] = lambda answers, plugin: NO_SUM,
    ) -> Decision:
        """Ask a question of everybody named; the strictest verdict of those that count stands.

        *Undetermined* overrides every verdict except the strictest one possible. Advisers' answers
        are only shown.

        Args:
            question: the question.
            asking: what it is asked about.
            request: what is asked.
            unsaid: returns what the core itself finds missing in the answers that count.
            sum_of: returns the sum that the answers of one plugin come to.
        """
        opinions = self.dispatcher.ask(question.name, request)
        counted = [a for opinion in opinions if opinion.counts for a in opinion.answers]
        undetermined = (*self.still_open(question, opinions), *unsaid(counted))
        verdicts: list[OrderedEnum] = [
            getattr(answer, question.verdict)
            for answer in counted
            if question.verdict and not isinstance(answer, Undetermined)
        ]
        worst = type(verdicts[0]).strictest(verdicts) if verdicts else None
        final = worst is not None and worst is list(type(worst))[-1]
        if question.none is None and not counted and not undetermined:
            hint = f"hooks.{question.name}"
            undetermined = (Undetermined(_nothing(opinions), (), "care manager", hint),)
        if undetermined and not final:
            return self.undetermined(question, asking, undetermined, opinions)
        return self.decision(
            question,
            asking,
            opinions,
            outcome=str(worst or question.none or question.outcome),
            sum_=sum_of(counted, opinions[0].given_by.plugin),
            undetermined=undetermined,
            why="" if any(map(_reasoned, opinions)) else f"{_nothing(opinions)}.",
        )

    def combine_chain(
        self, question: Question, asking: Asking, first: AdjustRequest, started_by: str
    ) -> Decision:
        """Ask for adjustments one after another, each given the running sum.

        Args:
            question: the question.
            asking: what it is asked about.
            first: the request for the first plugin; those after it are told what came before.
            started_by: id of the plugin that gave the lines that the chain begins with.
        """
        given = [(line, started_by) for line in first.lines]
        running: Exact = first.running
        opinions: list[Opinion] = []
        referrals: list[Referral] = []
        least: list[Amount] = []
        for asked in self.dispatcher.asked(question.name):
            request = evolve(first, running=running, lines=tuple([line for line, _ in given]))
            opinion = self.dispatcher.ask_one(question.name, asked, request)
            opinions.append(opinion)
            answer = opinion.answers[0] if opinion.answers else None
            if not isinstance(answer, Adjustment):
                # A later step on a sum that is not known would mislead, so the chain stops here.
                undetermined = tuple(self.still_open(question, opinions))
                return self.undetermined(question, asking, undetermined, tuple(opinions))
            for line in answer.lines:
                given.append((line, asked.stamp.plugin))
                running += line.pence
            referrals += [answer.referral] if answer.referral else []
            least += [answer.least] if answer.least else []
        lines, total = show_lines(given)
        sum_, outcome = Sum(Amount(Money(total), first.period), lines), question.outcome
        open_: tuple[Undetermined, ...] = ()
        if referrals or least:
            more_than = () if referrals else (Amount(Money(total), first.period),)
            found = set_sum(asking.case, asking.on, (*least, *more_than))
            open_ = (found,) if isinstance(found, Undetermined) else ()
            outcome = REFER if referrals else question.outcome
            outcome = SET if isinstance(found, SetSum) else outcome
            sum_ = with_set_sum(sum_, found, asking.case) if isinstance(found, SetSum) else sum_
        return self.decision(
            question, asking, tuple(opinions), outcome=outcome, sum_=sum_, undetermined=open_
        )
