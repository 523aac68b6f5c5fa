"""A decision, every opinion behind it, and the journey that decisions make together."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import TypeVar

from attrs import field, frozen

from sds_core.model.answers import Answer
from sds_core.model.budgets import LineKind
from sds_core.model.money import Money
from sds_core.model.periods import Amount
from sds_core.model.reasons import Reason, Undetermined

__all__ = [
    "DECISION_FORMAT",
    "JOURNEY_FORMAT",
    "Decision",
    "GivenReason",
    "Journey",
    "Opinion",
    "PluginVersion",
    "Provenance",
    "ShownLine",
    "Status",
]


DECISION_FORMAT, JOURNEY_FORMAT = "sds-decision-2", "sds-journey-2"

T = TypeVar("T")


class Status(StrEnum):
    """Whether a question has an answer."""

    ANSWERED = "answered"
    UNDETERMINED = "undetermined"
    NOT_ASKED = "not_asked"


@frozen
class PluginVersion:
    """A plugin and the installed distribution that it came in.

    Attributes:
        plugin: the plugin's id.
        distribution: the distribution's name.
        version: the distribution's version.
    """

    plugin: str
    distribution: str
    version: str


@frozen
class Opinion:
    """What one plugin answered, kept in full even where it failed or does not count.

    Attributes:
        given_by: the plugin that was asked.
        counts: whether the answer counts; an adviser's is only shown.
        answers: the answers as given; empty where the plugin failed or had nothing to say.
        error: what went wrong, where it failed.
    """

    given_by: PluginVersion
    counts: bool
    answers: tuple[Answer, ...]
    error: str | None = None


@frozen
class ShownLine:
    """A line of a sum as it is shown: lines add up to the total to the penny.

    Attributes:
        label: what it is, in plain words.
        kind: what kind of line it is.
        money: the difference that the line makes between rounded running totals.
        exact_pence: the exact pence, where that is not whole, as a fraction such as “1243/2”.
        rule: the table row or setting behind it.
        plugin: id of the plugin that gave it; empty where a person set the sum.
    """

    label: str
    kind: LineKind
    money: Money
    exact_pence: str | None
    rule: str
    plugin: str


@frozen
class GivenReason:
    """A reason and the plugin that gave it.

    Attributes:
        reason: the reason.
        plugin: id of the plugin.
    """

    reason: Reason
    plugin: str


@frozen
class Provenance:
    """Everything that shaped a decision, by digest and version.

    Attributes:
        profile: the profile as “id@version”.
        profile_digest: SHA-256 of the effective profile, every file that it names included.
        case_digest: SHA-256 of the case's canonical JSON.
        core: version of the core.
        plugins: every plugin asked this question or one before it, with its version, in the
            order of their ids.
        known: SHA-256 of what the council's records said beside the case; empty where no plugin
            reads any of it.
    """

    profile: str
    profile_digest: str
    case_digest: str
    core: str
    plugins: tuple[PluginVersion, ...]
    known: str = ""


@frozen
class Decision:
    """The decision on one question: answered, undetermined or not asked, with all behind it.

    Attributes:
        question: the question that was asked.
        case: the case's id.
        on: the day that the decision is for.
        status: answered, undetermined or not asked.
        outcome: the answer in one word of the question's own list.
        amount: the sum decided, where the question has one.
        lines: the lines that add up to the sum.
        undetermined: every answer still missing; shown also where a verdict stands.
        opinions: every opinion consulted, in the profile's order.
        why: where no plugin gave a reason: why the question was not asked, or that the plugins
            asked had nothing to say.
        provenance: what shaped it.
        notices: what must be known of the rules behind it: that the council overruled a body's
            rule, that a review is overdue, that a publication has expired.
        format: the version of this format: “sds-decision-2”.
    """

    question: str
    case: str
    on: date
    status: Status
    outcome: str
    amount: Amount | None
    lines: tuple[ShownLine, ...]
    undetermined: tuple[Undetermined, ...]
    opinions: tuple[Opinion, ...]
    provenance: Provenance
    why: str = ""
    notices: tuple[str, ...] = ()
    format: str = field(default=DECISION_FORMAT, metadata={"shape": {"const": DECISION_FORMAT}})

    @property
    def reasons(self) -> tuple[GivenReason, ...]:
        """The reasons of every opinion that counts, in order, each once."""
        seen: dict[GivenReason, None] = {}
        for opinion in self.opinions:
            if opinion.counts:
                for answer in opinion.answers:
                    for reason in getattr(answer, "reasons", ()):
                        seen[GivenReason(reason, opinion.given_by.plugin)] = None
        return tuple(seen)

    def answers(self, *types: type[T]) -> Iterator[T]:
        """Yield the answers of these types from the opinions that count.

        Args:
            types: such as `Funding`: `(funding,) = journey[FUND_HELP].answers(Funding)`.
        """
        for opinion in self.opinions:
            if opinion.counts:
                for answer in opinion.answers:
                    if isinstance(answer, types):
                        yield answer


@frozen
class Journey:
    """One decision for each question, in the order that the questions are asked.

    Attributes:
        case: the case's id.
        on: the day that the decisions are for.
        profile: the profile as “id@version”.
        decisions: the decisions.
        format: the version of this format: “sds-journey-2”.
    """

    case: str
    on: date
    profile: str
    decisions: tuple[Decision, ...]
    format: str = field(default=JOURNEY_FORMAT, metadata={"shape": {"const": JOURNEY_FORMAT}})

    def __getitem__(self, question: str) -> Decision:
        """Return the decision on a question: `journey[FUND_HELP]`.

        Raises:
            KeyError: the journey has none.
        """
        for decision in self.decisions:
            if decision.question == question:
                return decision
        raise KeyError(question)

    @property
    def undetermined(self) -> tuple[Decision, ...]:
        """The decisions that are still open."""
        return tuple(d for d in self.decisions if d.status is Status.UNDETERMINED)
