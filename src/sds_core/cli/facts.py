"""`sds facts`: what rules may ask about."""

from __future__ import annotations

import click
from attrs import frozen

from sds_core.cli.common.output import columns, emit, json_option
from sds_core.conditions.clauses import Fact
from sds_core.errors import Fault, InputError, nearest
from sds_core.facts.catalogue import CATALOGUES
from sds_core.rulesets.questions import RULE_QUESTIONS

__all__ = ["FactItem", "FactsView", "ListItem", "command"]


@frozen
class FactItem:
    """A fact that a rule may use.

    Attributes:
        fact: the fact's name.
        title: the fact in plain words.
        kind: what kind of value it is.
        values: every value it may take, in words.
        unit: what a number counts.
        document: the paper that somebody must show for it.
        caution: what a rule that uses it is flagged with.
    """

    fact: str
    title: str
    kind: str
    values: str
    unit: str
    document: str
    caution: str


@frozen
class ListItem:
    """A list that a rule may count in.

    Attributes:
        list: the list's name.
        title: what it lists.
        facts: what is known of each item.
    """

    list: str
    title: str
    facts: tuple[FactItem, ...]


@frozen
class FactsView:
    """The facts that rules on a question may use.

    Attributes:
        hook: the question.
        answers: what a rule set may answer it with, the mildest first; none where it may not.
        facts: the facts.
        lists: the lists.
    """

    hook: str
    answers: tuple[str, ...]
    facts: tuple[FactItem, ...]
    lists: tuple[ListItem, ...]


def _item(fact: Fact) -> FactItem:
    domain = fact.domain
    return FactItem(
        fact.name,
        fact.title,
        domain.kind.value,
        "yes or no" if domain.values == ("no", "yes") else domain.words(),
        fact.unit,
        fact.document,
        fact.caution,
    )


def _rows(items: tuple[FactItem, ...]) -> list[tuple[str, str, str]]:
    return [
        (item.fact, f"{item.values} {item.unit}".strip(), item.title + _flag(item))
        for item in items
    ]


def _flag(item: FactItem) -> str:
    return f" — flagged: {item.caution}" if item.caution else ""


def _text(view: FactsView) -> str:
    out = [click.style(f"What rules on {view.hook} may ask about", bold=True)]
    if view.answers:
        out.append(f"Rules may answer: {', '.join(view.answers)}")
    out += ["", columns(_rows(view.facts))]
    for listed in view.lists:
        out += ["", f'some = "{listed.list}": {listed.title}', columns(_rows(listed.facts))]
    return "\n".join(out)


@click.command(epilog="Example: sds facts accredit")
@click.argument("question")
@json_option
def command(question: str, as_json: bool) -> None:
    """List the facts that rules on QUESTION may use, with their values and units."""
    catalogue = CATALOGUES.get(question)
    if catalogue is None:
        hint = nearest(question, CATALOGUES)
        fault = Fault("QUESTION", repr(question), "a question with facts", hint)
        raise InputError(f"there are no facts for {question}", [fault])
    answered = RULE_QUESTIONS.get(question)
    view = FactsView(
        question,
        answered.answers if answered else (),
        tuple(_item(fact) for _, fact in sorted(catalogue.facts.items())),
        tuple(
            ListItem(items.name, items.title, tuple(_item(f) for f in items.facts.values()))
            for items in catalogue.lists.values()
        ),
    )
    emit(view, lambda: _text(view), as_json)
