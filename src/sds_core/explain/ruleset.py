"""A rule set written out for the people who agree it, with what it asks of everybody."""

from __future__ import annotations

from datetime import date

from attrs import frozen

from sds_core.conditions.clauses import Clause
from sds_core.conditions.groups import Quantifier
from sds_core.explain.words import day, join
from sds_core.rulesets.analysis import Level, analyse
from sds_core.rulesets.english import Sentence, group_words
from sds_core.rulesets.layers import TIGHTEN_ONLY
from sds_core.rulesets.rule import Rule
from sds_core.rulesets.ruleset import RuleSet

__all__ = ["Burden", "RuleSetView", "RuleView", "burden_of", "view_of"]

REFRESH_DAYS = 90


@frozen
class RuleView:
    """A rule in plain English.

    Attributes:
        rule: the rule's id.
        title: the rule as it would be read out.
        layer: the set that it comes from.
        applies: when it applies; `None` for always.
        asks: what must be shown.
        otherwise: what follows where it is not.
        because: what the person is told then.
        source: where it comes from.
        evidence: how far what it rests on has been shown.
        notes: what else is said of it, warnings among them.
    """

    rule: str
    title: str
    layer: str
    applies: Sentence | None
    asks: Sentence
    otherwise: str
    because: str
    source: str
    evidence: str
    notes: tuple[str, ...]


@frozen
class Burden:
    """What a set asks of people: over-regulation is a stated fear in the sources.

    Attributes:
        rules: how many rules there are.
        documents: the papers that somebody must show.
        renewals: what must be shown again, and how often.
        committee: what the software itself asks of the committee.
    """

    rules: int
    documents: tuple[str, ...]
    renewals: tuple[str, ...]
    committee: tuple[str, ...]

    def line(self) -> str:
        """Return the burden on one line."""
        return (
            f"{_number(self.rules, 'rule')}; {_number(len(self.documents), 'document')} asked for"
            f"{': ' + join(self.documents) if self.documents else ''}; "
            f"{_number(len(self.renewals), 'thing')} to renew"
            f"{': ' + join(self.renewals) if self.renewals else ''}; "
            f"the software asks of the committee: {join(self.committee)}."
        )


def _number(count: int, word: str) -> str:
    return f"{count} {word}{'' if count == 1 else 's'}"


@frozen
class RuleSetView:
    """A rule set in plain English.

    Attributes:
        set: the set as “id@version”.
        title: the set's title.
        publisher: the body that publishes it.
        summary: what it stands for.
        question: the question that it answers, and the answers that it may give.
        in_force: the days on which it counts, in words.
        review: when it is looked at again, in words.
        minute: the minute that agreed it.
        ask: who is asked where a person must decide.
        tell: what the person is told.
        layers: the sets that it is made of, and how they are laid on one another.
        rules: the rules.
        dropped: rules of the baseline that are left out, and why.
        burden: what it asks of people.
        burden_line: the same on one line.
        warnings: what deserves a look before it is agreed.
        digest: SHA-256 of its file.
    """

    set: str
    title: str
    publisher: str
    summary: str
    question: str
    in_force: str
    review: str
    minute: str
    ask: str
    tell: str
    layers: tuple[str, ...]
    rules: tuple[RuleView, ...]
    dropped: tuple[str, ...]
    burden: Burden
    burden_line: str
    warnings: tuple[str, ...]
    digest: str


def _rule(rule: Rule, rules: RuleSet) -> RuleView:
    notes = [rule.written.note, rule.overruled]
    notes += [f"{fact.title}: {fact.caution}" for fact in rule.facts() if fact.caution]
    if rule.written.may_loosen:
        notes.append("An area's set may loosen or drop this rule.")
    criterion = f" (criterion “{rule.written.criterion}”)" if rule.written.criterion else ""
    return RuleView(
        rule.id,
        rule.written.title,
        rule.layer,
        None if rule.when is None else group_words(rule.when),
        group_words(rule.need),
        f"{rules.question.words[rule.answer]}{criterion}",
        rule.written.because,
        str(rule.reason.source),
        rule.written.evidence.value,
        tuple(note for note in notes if note),
    )


def _renewals(rules: RuleSet) -> list[str]:
    found: dict[str, None] = {}
    for rule in rules.rules:
        document = ""
        for item in rule.clauses():
            if isinstance(item, Quantifier):
                document = item.items.document or item.items.title
            elif isinstance(item, Clause) and item.cell.duration is not None:
                what = item.fact.document or document or item.fact.title
                found[f"{what} every {item.cell.duration}"] = None
    return list(found)


def _documents(rules: RuleSet) -> list[str]:
    found: dict[str, None] = {}
    for rule in rules.rules:
        for item in rule.clauses(inner=False):
            papers = (
                [item.items.document]
                if isinstance(item, Quantifier)
                else [fact.document for fact in (item.fact, *item.right.values())]
            )
            found.update((paper, None) for paper in papers if paper)
    return list(found)


def burden_of(rules: RuleSet) -> Burden:
    """Return what a set asks of helpers and of the committee."""
    examples = len(rules.head.example)
    committee = [
        f"to keep {_number(examples, 'example')} true",
        f"to review it by {day(rules.head.review.by)}",
        "to sign each version by as many officers as it decided",
        f"to refresh the publication every {REFRESH_DAYS} days",
    ]
    return Burden(
        len(rules.rules), tuple(_documents(rules)), tuple(_renewals(rules)), tuple(committee)
    )


def _in_force(start: date, until: date | None) -> str:
    return f"from {day(start)}" + (f" until {day(until)}" if until else "")


def _layers(rules: RuleSet) -> list[str]:
    found = []
    for upper, lower in zip(rules.layers(), list(rules.layers())[1:], strict=False):
        layering = lower.head.layering
        if layering is not None:
            how = (
                "may only make its rules stricter"
                if layering.how == TIGHTEN_ONLY
                else "decides which of its rules count there"
            )
            found.append(
                f"“{upper.head.title}” ({upper.name}) is laid on “{lower.head.title}” "
                f"({lower.name}) and {how}. {layering.because}".strip()
            )
    return found


def view_of(rules: RuleSet) -> RuleSetView:
    """Return a rule set in plain English.

    Args:
        rules: the set, with its baseline laid under it.
    """
    head, question = rules.head, rules.question
    answers = [question.words[answer] for answer in head.may_answer]
    burden = burden_of(rules)
    review = f"by {day(head.review.by)}"
    if head.review.when_listed_over is not None:
        review += f", or as soon as more than {head.review.when_listed_over} helpers are listed"
    dropped = [
        f"“{rule.written.title}” ({rule.layer}): {drop.because}"
        for layer in rules.layers()
        for drop in layer.head.drop
        for rule in layer.dropped
        if rule.id == drop.rule
    ]
    return RuleSetView(
        rules.name,
        head.title,
        head.publisher,
        head.summary,
        f"Where every rule that applies is met: {question.words[question.best]}. Otherwise the "
        f"strictest of: {'; '.join(answers)}.",
        _in_force(head.in_force.from_date, head.in_force.until),
        f"{review}. {head.review.because}".strip(),
        head.minute,
        head.ask,
        head.tell,
        tuple(_layers(rules)),
        tuple(_rule(rule, rules) for rule in rules.rules),
        tuple(dropped),
        burden,
        burden.line(),
        tuple(r.text for r in analyse(rules) if r.level is not Level.NOTE),
        rules.digest,
    )
