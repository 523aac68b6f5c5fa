"""What a comparison of two models says, as records."""

from __future__ import annotations

from datetime import date

from attrs import frozen

from sds_core.model.money import Money
from sds_core.profiles.diff import Difference

__all__ = ["CaseChange", "Cause", "Change", "Comparison", "OpenCause", "PotTotal", "Totals"]


@frozen
class Cause:
    """Why a decision changes.

    Attributes:
        key: the profile's key path, such as “hooks.fund_help”.
        words: what the key was and is.
        place: the file and line that say so.
        consequence: whether it works through an earlier decision, not at this question itself.
        jointly: whether it takes other differences too.
    """

    key: str
    words: str
    place: str
    consequence: bool = False
    jointly: bool = False


@frozen
class Change:
    """A decision that the second model makes differently.

    Attributes:
        question: the question.
        before: what the first model decides, in words.
        after: what the second model decides, in words.
        rules_before: table rows and settings that the first decision rests on.
        rules_after: those that the second rests on.
        plugins_before: plugins that gave the first.
        plugins_after: plugins that gave the second.
        causes: the differences between the profiles that cause it.
    """

    question: str
    before: str
    after: str
    rules_before: tuple[str, ...]
    rules_after: tuple[str, ...]
    plugins_before: tuple[str, ...]
    plugins_after: tuple[str, ...]
    causes: tuple[Cause, ...] = ()


@frozen
class CaseChange:
    """What becomes of one case.

    Attributes:
        case: the case's id.
        person: the person's name.
        before: the indicative budget a year under the first model; `None` while not decided.
        after: the same under the second.
        changes: the decisions that differ.
    """

    case: str
    person: str
    before: Money | None
    after: Money | None
    changes: tuple[Change, ...]


@frozen
class PotTotal:
    """What help with planning takes from one pot.

    Attributes:
        pot: the pot's id.
        before: under the first model.
        after: under the second.
    """

    pot: str
    before: Money
    after: Money


@frozen
class OpenCause:
    """Why indicative budgets are left open.

    Attributes:
        cause: what is missing, in plain words.
        cases: in how many cases.
    """

    cause: str
    cases: int


@frozen
class Totals:
    """The comparison in figures.

    Attributes:
        cases: how many cases.
        changed: how many have a decision that differs.
        gain: how many have a larger indicative budget.
        lose: how many have a smaller one.
        newly_open: how many have a decision that only the second model leaves open.
        newly_decided: how many have a decision that only the first leaves open.
        budgets_before: the yearly indicative budgets that both models decide, under the first.
        budgets_after: the same budgets under the second.
        pots: what help with planning takes from each pot.
        undecided: how many have an indicative budget that one of the models leaves open.
        undecided_because: why, the most frequent causes first; at most ten.
    """

    cases: int
    changed: int
    gain: int
    lose: int
    newly_open: int
    newly_decided: int
    budgets_before: Money
    budgets_after: Money
    pots: tuple[PotTotal, ...]
    undecided: int = 0
    undecided_because: tuple[OpenCause, ...] = ()

    @property
    def mostly_undecided(self) -> bool:
        """Whether most budgets are not decided, so that the figures say little."""
        return 2 * self.undecided > self.cases


@frozen
class Comparison:
    """What swapping one model for another would change.

    Attributes:
        first: the first profile as “id@version”.
        second: the second.
        first_title: the first model in plain words.
        second_title: the second.
        first_digest: SHA-256 of the first effective profile.
        second_digest: SHA-256 of the second.
        on: the day that the decisions are for.
        differences: what the profiles hold differently.
        totals: the comparison in figures.
        cases: what becomes of each case with a decision that changes, by their ids.
    """

    first: str
    second: str
    first_title: str
    second_title: str
    first_digest: str
    second_digest: str
    on: date
    differences: tuple[Difference, ...]
    totals: Totals
    cases: tuple[CaseChange, ...]
