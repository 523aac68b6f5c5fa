"""Whether one wording of a rule is stricter or looser than another, with a case that shows it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from enum import StrEnum

from attrs import frozen

from sds_core.conditions.cells import Cell
from sds_core.conditions.clauses import Clause
from sds_core.conditions.evaluate import CompiledGroup, Conditions
from sds_core.conditions.groups import Quantifier
from sds_core.conditions.solver import SatisfyingCase, SearchBudgetExceeded, Space
from sds_core.rulesets.questions import RuleQuestion
from sds_core.rulesets.rule import Rule, conditions_of

__all__ = ["RuleComparison", "StrictnessChange", "compare_rules"]


class StrictnessChange(StrEnum):
    """What a change of wording does."""

    SAME = "same"
    STRICTER = "stricter"
    LOOSER = "looser"
    BOTH = "both"
    UNPROVED = "not analysed"


@frozen
class RuleComparison:
    """How a rule differs from an earlier wording.

    Attributes:
        change: what the change does.
        stricter: a case in which the new wording answers more strictly.
        looser: a case in which it answers less strictly.
    """

    change: StrictnessChange
    stricter: SatisfyingCase | None = None
    looser: SatisfyingCase | None = None


def compare_rules(old: Rule, new: Rule, question: RuleQuestion, on: date) -> RuleComparison:
    """Return how a rule differs from an earlier wording.

    Exact where every fact that matters stands alone. A comparison that hangs on anything else is
    not analysed, unless no case at all tells the two apart.

    Args:
        old: the earlier wording.
        new: the later wording.
        question: the question that both answer.
        on: the day on which “within” is read.
    """
    if _hangs_on_time(old, new) or _other_tables(old, new):
        return RuleComparison(StrictnessChange.UNPROVED)
    lists = _one_list(old, new)
    if lists is not None:
        return _compare_lists(*lists, on)
    conditions, (before, after) = conditions_of([old, new])
    was, now = question.rank(old.answer), question.rank(new.answer)
    space = Space(conditions, on)

    def differs(stricter: bool) -> Callable[[int, int], bool | None]:
        """Tell whether the new wording's answer is stricter, or looser, in a case."""

        def holds(true: int, known: int) -> bool | None:
            old_fires, new_fires = before.holds(true, known), after.holds(true, known)
            ranks = [
                ((first and was) or 0, (second and now) or 0)
                for first in ((old_fires,) if old_fires is not None else (True, False))
                for second in ((new_fires,) if new_fires is not None else (True, False))
            ]
            found = {(b > a) if stricter else (b < a) for a, b in ranks}
            return found.pop() if len(found) == 1 else None

        return holds

    try:
        stricter, looser = space.find(differs(True)), space.find(differs(False))
    except SearchBudgetExceeded:
        return RuleComparison(StrictnessChange.UNPROVED)
    return _comparison(stricter, looser)


def _hangs_on_time(old: Rule, new: Rule) -> bool:
    """Tell whether the day could change which of the two wordings is stricter.

    “within” moves with the day. Two of them on one fact stay in their order where both count in
    years and months, or both in weeks and days; beside a fixed date they do not.
    """
    cells: dict[str, list[dict[str, Cell]]] = {}
    for place, rule in enumerate((old, new)):
        for clause in rule.clauses():
            if isinstance(clause, Clause) and clause.cell.text != "any":
                both = cells.setdefault(clause.fact.name, [{}, {}])
                both[place][clause.text] = clause.cell
    for before, after in cells.values():
        durations = [cell.duration for cell in (*before.values(), *after.values())]
        if not any(durations) or set(before) == set(after):
            continue
        units = {d.unit in ("year", "month") for d in durations if d is not None}
        if None in durations or len(units) > 1:
            return True
    return False


def _other_tables(old: Rule, new: Rule) -> bool:
    """Tell whether the two read facts of one name from different tables."""
    before = {fact.name: fact.version for fact in old.facts()}
    return any(before.get(fact.name, fact.version) != fact.version for fact in new.facts())


def _comparison(stricter: SatisfyingCase | None, looser: SatisfyingCase | None) -> RuleComparison:
    if any(example is not None and not example.exact for example in (stricter, looser)):
        return RuleComparison(StrictnessChange.UNPROVED, stricter, looser)
    if stricter and looser:
        return RuleComparison(StrictnessChange.BOTH, stricter, looser)
    if stricter:
        return RuleComparison(StrictnessChange.STRICTER, stricter)
    return (
        RuleComparison(StrictnessChange.LOOSER, None, looser)
        if looser
        else RuleComparison(StrictnessChange.SAME)
    )


def _one_list(old: Rule, new: Rule) -> tuple[Quantifier, Quantifier] | None:
    """Return the two quantifiers where the rules differ only in what an item must be."""
    if old.written.at_most is None and old.written.at_least == 0:
        return None  # it asks for nothing
    apart = ("when", "all", "any", "none", "some", "at_least", "at_most", "otherwise")
    if any(getattr(old.written, name) != getattr(new.written, name) for name in apart):
        return None
    if old.written.some is None or old.written.where == new.written.where:
        return None
    before = next(item for item in old.need.members if isinstance(item, Quantifier))
    after = next(item for item in new.need.members if isinstance(item, Quantifier))
    return (before, after) if before.at_most is None or before.at_least == 0 else None


def _compare_lists(old: Quantifier, new: Quantifier, on: date) -> RuleComparison:
    """Compare two wordings that differ only in what an item must be.

    An item that fits the one wording and not the other makes a case: a list of such items alone.
    """
    conditions = Conditions((old.where, new.where))
    before, after = conditions.formulas
    space = Space(conditions, on)

    def fits(one: CompiledGroup, other: CompiledGroup) -> Callable[[int, int], bool | None]:
        def holds(true: int, known: int) -> bool | None:
            first, second = one.holds(true, known), other.holds(true, known)
            if first is False or second is True:
                return False
            return True if first and second is False else None

        return holds

    try:
        only_old, only_new = space.find(fits(before, after)), space.find(fits(after, before))
    except SearchBudgetExceeded:
        return RuleComparison(StrictnessChange.UNPROVED)
    # Where items are asked for, fewer fitting is stricter; where they are ruled out, looser.
    if old.at_most is None:
        return _comparison(only_old, only_new)
    return _comparison(only_new, only_old)
