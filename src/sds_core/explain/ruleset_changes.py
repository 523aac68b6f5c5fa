"""What changed between two versions of a set, and how several sets differ, rule by rule."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from attrs import frozen

from sds_core.explain.ruleset import burden_of
from sds_core.rulesets.english import group_words
from sds_core.rulesets.examples import read_examples
from sds_core.rulesets.rule import Rule
from sds_core.rulesets.ruleset import RuleSet
from sds_core.rulesets.strictness import RuleComparison, StrictnessChange, compare_rules

__all__ = [
    "ComparedRule",
    "ComparedSet",
    "RuleChange",
    "RuleSetComparison",
    "RuleSetDiff",
    "VerdictChange",
    "compare_sets",
    "diff_sets",
]


@frozen
class RuleChange:
    """What became of one rule.

    Attributes:
        rule: the rule's id.
        title: the rule in plain words, the later wording.
        change: new, gone, stricter, looser, both, same answer, other words, or not analysed.
        text: what changed, in plain words.
    """

    rule: str
    title: str
    change: str
    text: str


@frozen
class VerdictChange:
    """An example for which the answer changed.

    Attributes:
        name: the example's name.
        before: the answer by the first set.
        after: the answer by the second.
    """

    name: str
    before: str
    after: str


@frozen
class RuleSetDiff:
    """What changed between two versions of a set.

    Attributes:
        first: the first as “id@version”.
        second: the second.
        rules: every rule that is not the same.
        examples: the examples for which the answer changed.
        examples_tried: how many were judged by both.
        head: what changed beside the rules.
    """

    first: str
    second: str
    rules: tuple[RuleChange, ...]
    examples: tuple[VerdictChange, ...]
    examples_tried: int
    head: tuple[str, ...]


def _witness(comparison: RuleComparison) -> str:
    parts = []
    if comparison.stricter is not None:
        parts.append(f"stricter where {comparison.stricter.words()}")
    if comparison.looser is not None:
        parts.append(f"looser where {comparison.looser.words()}")
    return "; ".join(parts)


def _changed(old: Rule, new: Rule, first: RuleSet, second: RuleSet, on: date) -> RuleChange | None:
    title = new.written.title
    comparison = compare_rules(old, new, second.question, on)
    before, after = _meaning(old), _meaning(new)
    words = second.question.words
    answers = ""
    if old.answer != new.answer:
        answers = f"if not met: “{words[old.answer]}” became “{words[new.answer]}”. "
    if comparison.change is StrictnessChange.SAME:
        if before != after:
            text = f"{answers}put otherwise; no case is answered differently"
            return RuleChange(new.id, title, "same answer", text)
        if old.written != new.written:
            return RuleChange(new.id, title, "other words", "title, reason, source or note")
        return None
    text = _witness(comparison) or "too many cases to search"
    if comparison.change is StrictnessChange.UNPROVED:
        text = f"now: {group_words(new.need).line()}"
        if before == after and _tables(old) != _tables(new):
            text = "it reads another table"
        elif before == after and not answers:
            if old.written == new.written:
                return None
            return RuleChange(new.id, title, "other words", "title, reason or source")
    return RuleChange(new.id, title, comparison.change.value, f"{answers}{text}")


def _meaning(rule: Rule) -> tuple[object, ...]:
    """Return what decides in a rule, as it is written."""
    names = ("when", "all", "any", "none", "some", "where", "at_least", "at_most")
    return tuple(getattr(rule.written, name) for name in names)


def _tables(rule: Rule) -> set[str]:
    return {fact.version for fact in rule.facts()} - {""}


def _head(rules: RuleSet) -> dict[str, str]:
    """Return what a set says beside its rules, in words."""
    head = rules.head
    until = f" until {head.in_force.until}" if head.in_force.until else ""
    over = head.review.when_listed_over
    return {
        "title": head.title,
        "publisher": head.publisher,
        "in force": f"from {head.in_force.from_date}{until}",
        "review": f"by {head.review.by}" + (f", or over {over} listed" if over else ""),
        "may answer": ", ".join(head.may_answer),
        "roles": ", ".join(head.roles) or "all",
        "ask": head.ask,
        "tell": head.tell or "nothing",
        "based on": head.based_on or "nothing",
        "leaves out": ", ".join(drop.rule for drop in head.drop) or "nothing",
        "sets laid on it": head.layering.how if head.layering else "none",
        "tables": ", ".join(
            f"{name} {own[:19]}…" for t in rules.tables.values() for name, own in t.digests.items()
        )
        or "none",
    }


def diff_sets(
    first: RuleSet, second: RuleSet, folders: tuple[Path | None, Path | None] = (None, None)
) -> RuleSetDiff:
    """Return what became stricter, looser, new or gone, and which examples are answered otherwise.

    Args:
        first: the earlier set.
        second: the later set, on the same question.
        folders: the folders of examples beside them.
    """
    on = second.head.in_force.from_date
    before = {rule.id: rule for rule in first.rules}
    after = {rule.id: rule for rule in second.rules}
    changes = []
    for rule in second.rules:
        old = before.get(rule.id)
        if old is None:
            words = second.question.words[rule.answer]
            changes.append(RuleChange(rule.id, rule.written.title, "new", f"if not met: {words}"))
        else:
            change = _changed(old, rule, first, second, on)
            changes += [change] if change else []
    for rule in first.rules:
        if rule.id not in after:
            words = first.question.words[rule.answer]
            changes.append(RuleChange(rule.id, rule.written.title, "gone", f"it gave: {words}"))
    examples = {
        (example.name, example.on): given
        for rules, folder in zip((first, second), folders, strict=True)
        for example, given, _ in read_examples(rules, folder)
    }
    verdicts = []
    for (name, day), given in examples.items():
        old_answer, new_answer = first.judge(given, day).verdict, second.judge(given, day).verdict
        if old_answer != new_answer:
            verdicts.append(VerdictChange(name, old_answer, new_answer))
    was, now = _head(first), _head(second)
    head = [f"{name}: {was[name]} → {now[name]}" for name in was if was[name] != now[name]]
    return RuleSetDiff(
        first.name, second.name, tuple(changes), tuple(verdicts), len(examples), tuple(head)
    )


@frozen
class ComparedSet:
    """One of the sets laid side by side.

    Attributes:
        set: the set as “id@version”.
        title: its title.
        publisher: the body that publishes it.
        burden: what it asks of people, on one line.
    """

    set: str
    title: str
    publisher: str
    burden: str


@frozen
class ComparedRule:
    """One rule across the sets.

    Attributes:
        rule: the rule's id.
        title: the rule in plain words, as the first set that has it says it.
        cells: for each set: what it says, and how that compares with the first set that has it;
            empty where it has no such rule.
    """

    rule: str
    title: str
    cells: tuple[str, ...]


@frozen
class RuleSetComparison:
    """Several sets side by side.

    Attributes:
        hook: the question that they answer.
        sets: the sets.
        rules: every rule of any of them.
    """

    hook: str
    sets: tuple[ComparedSet, ...]
    rules: tuple[ComparedRule, ...]


def compare_sets(sets: Sequence[RuleSet]) -> RuleSetComparison:
    """Lay sets side by side, rule by rule.

    Args:
        sets: the sets, all on the same question.
    """
    ids = dict.fromkeys(rule.id for rules in sets for rule in rules.rules)
    rows = []
    for rule_id in ids:
        first: Rule | None = None
        cells = []
        for rules in sets:
            rule = rules.get(rule_id)
            if rule is None:
                cells.append("")
                continue
            words = (
                f"{group_words(rule.need).line()} — otherwise {rules.question.words[rule.answer]}"
            )
            if first is None:
                first = rule
            elif _meaning(first) == _meaning(rule) and first.answer == rule.answer:
                words = f"the same: {words}"
            else:
                on = rules.head.in_force.from_date
                change = compare_rules(first, rule, rules.question, on).change
                words = f"{change.value}: {words}"
            cells.append(words)
        title = first.written.title if first else ""
        rows.append(ComparedRule(rule_id, title, tuple(cells)))
    compared = [
        ComparedSet(r.name, r.head.title, r.head.publisher, burden_of(r).line()) for r in sets
    ]
    return RuleSetComparison(sets[0].head.hook, tuple(compared), tuple(rows))
