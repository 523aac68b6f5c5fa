"""Rules in plain English: clauses and groups as sentences that can be read out."""

from __future__ import annotations

from attrs import frozen

from sds_core.conditions.cells import Operator
from sds_core.conditions.clauses import Clause, Fact
from sds_core.conditions.domains import Kind
from sds_core.conditions.groups import Group, GroupKind, Member, Quantifier

__all__ = ["Sentence", "clause_words", "group_words"]


@frozen
class Sentence:
    """A sentence, and the points under it.

    Attributes:
        text: the sentence.
        points: what is listed under it.
    """

    text: str
    points: tuple[Sentence, ...] = ()

    def lines(self, depth: int = 0) -> list[tuple[int, str]]:
        """Return the sentence and its points as lines with their depth."""
        return [(depth, self.text)] + [x for point in self.points for x in point.lines(depth + 1)]

    def line(self) -> str:
        """Return the sentence and its points on one line, points in brackets."""
        if not self.points:
            return self.text
        return f"{self.text} ({'; '.join(point.line() for point in self.points)})"


_HEADS = {
    GroupKind.ALL: "all of these:",
    GroupKind.ANY: "at least one of these:",
    GroupKind.NONE: "none of these:",
}
_COMPARE = {
    Operator.LESS: "less than",
    Operator.LESS_OR_EQUAL: "at most",
    Operator.MORE: "more than",
    Operator.MORE_OR_EQUAL: "at least",
}
_COMPARE_DATES = {
    Operator.LESS: "before",
    Operator.LESS_OR_EQUAL: "on or before",
    Operator.MORE: "after",
    Operator.MORE_OR_EQUAL: "on or after",
}


def clause_words(clause: Clause) -> str:
    """Return a clause as part of a sentence."""
    fact, cell = clause.fact, clause.cell
    if cell.operator is Operator.ANY:
        return f"{fact.title}: anything, known or not"
    if fact.domain.kind is Kind.YES_NO and not clause.right and cell.operator is Operator.EQUALS:
        return fact.title if cell.values[0] == "yes" else f"it is not so that {fact.title}"
    if cell.duration is not None:
        return f"{fact.title} within the last {cell.duration}"
    values = [_value(clause, i, fact) for i in range(len(cell.values))]
    if cell.operator in (Operator.EQUALS, Operator.IN):
        said = values[0] if len(values) == 1 else f"{', '.join(values[:-1])} or {values[-1]}"
    elif cell.operator is Operator.RANGE:
        low = f"more than {values[0]}" if cell.open_low else f"from {values[0]}"
        high = f"less than {values[1]}" if cell.open_high else f"to {values[1]}"
        said = f"{low} {'and ' if cell.open_low or cell.open_high else ''}{high}"
    else:
        words = _COMPARE_DATES if fact.domain.kind is Kind.DATE else _COMPARE
        said = f"{words[cell.operator]} {values[0]}"
    numbers = fact.domain.kind is Kind.INTEGER and not clause.right
    unit = f" {fact.unit}" if fact.unit and numbers and fact.unit not in fact.title else ""
    colon = " " if fact.domain.kind in (Kind.CODE, Kind.DATE) else ": "
    return f"{fact.title}{colon}{said}{unit}"


def _value(clause: Clause, index: int, fact: Fact) -> str:
    if index in clause.right:
        return f"what it is for “{clause.right[index].title}”"
    value = clause.cell.values[index]
    if fact.domain.kind is Kind.MONEY:
        return f"£{value}"
    return value.replace("_", " ") if fact.domain.kind is Kind.CHOICE else value


def _some_words(some: Quantifier) -> Sentence:
    title, least, most = some.items.title, some.at_least, some.at_most
    if most == 0:
        head = f"no {title} for which"
    elif most is None:
        head = f"at least {least} of the {title}, for which"
    elif least == most:
        head = f"exactly {least} of the {title}, for which"
    else:
        head = f"{least} to {most} of the {title}, for which"
    inner = group_words(some.where)
    if not inner.points:
        return Sentence(f"{head} {inner.text}")
    return Sentence(f"{head} {inner.text}", inner.points)


def _member(member: Member) -> Sentence:
    if isinstance(member, Clause):
        return Sentence(clause_words(member))
    return _some_words(member) if isinstance(member, Quantifier) else group_words(member)


def group_words(group: Group) -> Sentence:
    """Return a group as a sentence and its points; one clause alone is the sentence."""
    points = tuple(_member(member) for member in group.members)
    if len(points) == 1 and group.how is not GroupKind.NONE:
        return points[0]
    return Sentence(_HEADS[group.how], points)
