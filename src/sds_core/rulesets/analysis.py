"""What can be known of a rule set before any case arrives.

Clauses that never hold, rules that never fire, sets that no case satisfies, days that no version
covers. Exact for facts that stand alone; what is not analysed is said.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise

from attrs import frozen

from sds_core.conditions.clauses import Clause
from sds_core.conditions.domains import Kind
from sds_core.conditions.evaluate import CompiledGroup, Conditions
from sds_core.conditions.groups import Quantifier, clauses_of
from sds_core.conditions.solver import SearchBudgetExceeded, Space
from sds_core.rulesets.rule import Rule, RuleFormula, conditions_of
from sds_core.rulesets.ruleset import RuleSet

__all__ = ["Diagnostic", "Level", "analyse", "uncovered"]


class Level(StrEnum):
    """How grave a remark is."""

    FAULT = "fault"
    WARNING = "warning"
    NOTE = "note"


@frozen
class Diagnostic:
    """Something found in a rule set.

    Attributes:
        level: a fault breaks the set, a warning deserves a look, a note says what is not known.
        place: the file, key path and line.
        text: what was found, and what to do.
    """

    level: Level
    place: str
    text: str


def _never(space: Space, formula: CompiledGroup | RuleFormula, wanted: bool) -> bool | None:
    """Tell whether a formula is never what is wanted; `None` where that is not settled."""
    try:
        if wanted:
            return space.find(formula.holds) is None

        def fails(true: int, known: int) -> bool | None:
            holds = formula.holds(true, known)
            return None if holds is None else not holds

        return space.find(fails) is None
    except SearchBudgetExceeded:
        return None


def _clauses(rule: Rule, place: str, on: date) -> Iterator[Diagnostic]:
    for item in rule.clauses(inner=False):
        parts = [(item, "")] if isinstance(item, Clause) else _of_items(item)
        for clause, prefix in parts:
            if clause.right:
                continue
            spans = clause.spans(on)
            domain = clause.fact.domain
            if not spans:
                text = f"{prefix}“{clause.text}” can never hold: {clause.fact.name} is "
                yield Diagnostic(Level.FAULT, place, f"{text}{domain.words()}.")
            elif spans == ((domain.low, domain.high),) and clause.cell.text != "any":
                text = f"{prefix}“{clause.text}” always holds: {clause.fact.name} is "
                yield Diagnostic(Level.WARNING, place, f"{text}{domain.words()}.")
        if isinstance(item, Quantifier):
            inner = Conditions((item.where,))
            if _never(Space(inner, on), inner.formulas[0], True):
                text = f"no item can meet “{item.text}”: its clauses contradict one another."
                yield Diagnostic(Level.FAULT, place, text)


def _of_items(some: Quantifier) -> list[tuple[Clause, str]]:
    return [
        (clause, f"in “some {some.items.name}”: ")
        for clause in clauses_of(some.where)
        if isinstance(clause, Clause)
    ]


def _not_analysed(rule: Rule, twice: set[str]) -> list[str]:
    return [
        item.text
        for item in rule.clauses(inner=False)
        if (
            item.items.name in twice
            if isinstance(item, Quantifier)
            else item.right or item.fact.derived
        )
    ]


def _counted_twice(rules: RuleSet) -> set[str]:
    """Return the lists in which items are counted by more than one measure."""
    measures: dict[str, set[str]] = {}
    for rule in rules.rules:
        for item in rule.clauses(inner=False):
            if isinstance(item, Quantifier):
                measures.setdefault(item.items.name, set()).add(item.text.rpartition("]")[0])
    return {name for name, texts in measures.items() if len(texts) > 1}


def _moves(rules: Sequence[Rule]) -> bool:
    """Tell whether “within” and fixed dates bear on one fact, so that the day matters."""
    kinds: dict[str, set[bool]] = {}
    for rule in rules:
        for clause in rule.clauses():
            if not isinstance(clause, Clause) or clause.right or clause.cell.text == "any":
                continue
            if clause.fact.domain.kind is Kind.DATE:
                moving = clause.cell.duration is not None
                kinds.setdefault(clause.fact.name, set()).add(moving)
    return any(len(found) > 1 for found in kinds.values())


def _rule(rules: RuleSet, index: int, place: str, on: date) -> Iterator[Diagnostic]:
    rule = rules.rules[index]
    yield from _clauses(rule, place, on)
    for fact in rule.facts():
        if fact.caution:
            yield Diagnostic(Level.WARNING, place, f"{fact.name}: {fact.caution}")
    if _moves([rule]):
        return  # what holds on one day need not on another
    conditions, (fires,) = conditions_of([rule])
    space = Space(conditions, on)
    when, need = fires.when, fires.need
    if when is not None and _never(space, when, True):
        text = "it never applies: its “when” contradicts itself, so the rule can never fire."
        yield Diagnostic(Level.FAULT, place, text)
    elif _never(space, need, False):
        text = "what it asks for always holds, so the rule can never fire."
        yield Diagnostic(Level.FAULT, place, text)
    elif _never(space, need, True):
        text = "what it asks for can never be shown: its clauses contradict one another."
        yield Diagnostic(Level.FAULT, place, text)
    elif _never(space, fires, True):
        text = "wherever it applies, what it asks for holds, so the rule can never fire."
        yield Diagnostic(Level.FAULT, place, text)


def analyse(rules: RuleSet) -> tuple[Diagnostic, ...]:
    """Return what is found in a rule set, faults first.

    Args:
        rules: the set, with its baseline laid under it.
    """
    on = rules.head.in_force.from_date
    places = {rule.id: i for i, rule in enumerate(rules.head.rule)}
    found: list[Diagnostic] = []
    loose: list[str] = []
    twice = _counted_twice(rules)
    for index, rule in enumerate(rules.rules):
        if rule.id in places:
            place = f"{rules.file.place(('rule', places[rule.id]))}: rule {rule.id!r}"
        else:
            place = f"{rules.file.name}: rule {rule.id!r} of {rule.layer}"
        found += _rule(rules, index, place, on)
        loose += [rule.id] if _not_analysed(rule, twice) else []
    broken = any(remark.level is Level.FAULT for remark in found)
    formulas = rules.formulas

    def all_met(true: int, known: int) -> bool | None:
        held = [formula.holds(true, known) for formula in formulas]
        return False if True in held else None if None in held else True

    if _moves(rules.rules):
        text = "“within” stands beside fixed dates: what depends on both was not analysed."
        found.append(Diagnostic(Level.NOTE, rules.file.name, text))
    elif not broken:
        try:
            if Space(rules.conditions, on).find(all_met) is None:
                text = f"no case can meet every rule: nobody would ever be “{rules.question.best}”."
                found.append(Diagnostic(Level.FAULT, rules.file.name, text))
        except SearchBudgetExceeded:
            text = "whether any case can meet every rule was not settled: too many to search."
            found.append(Diagnostic(Level.NOTE, rules.file.name, text))
    if loose:
        text = (
            "not analysed, and taken as able to hold or not: comparisons of two facts, what tables "
            "give, and lists counted in several ways, in the rules " + ", ".join(loose) + "."
        )
        found.append(Diagnostic(Level.NOTE, rules.file.name, text))
    clauses = (clause for rule in rules.rules for clause in rule.clauses())
    if any(isinstance(clause, Clause) and clause.cell.duration for clause in clauses):
        text = f"“within” was read as on {on}, the first day in force."
        found.append(Diagnostic(Level.NOTE, rules.file.name, text))
    order = list(Level)
    return tuple(sorted(found, key=lambda remark: order.index(remark.level)))


def uncovered(versions: Sequence[RuleSet]) -> tuple[Diagnostic, ...]:
    """Return days that no version of a set covers, and days that two of them do.

    Args:
        versions: versions of sets; those with one id belong together.
    """
    found = []
    by_id: dict[str, list[RuleSet]] = {}
    for version in versions:
        by_id.setdefault(version.head.id, []).append(version)
    for same in by_id.values():
        ordered = sorted(same, key=lambda rules: rules.head.in_force.from_date)
        for first, second in pairwise(ordered):
            until, start = first.head.in_force.until, second.head.in_force.from_date
            place = f"{first.name} and {second.name}"
            if until is None or until >= start:
                last = "without end" if until is None else f"until {until}"
                text = f"both count on {start}: {first.name} is in force {last}."
                found.append(Diagnostic(Level.FAULT, place, text))
            elif until + timedelta(days=1) < start:
                days = f"{until + timedelta(days=1)} to {start - timedelta(days=1)}"
                found.append(Diagnostic(Level.FAULT, place, f"no version counts on {days}."))
    return tuple(found)
