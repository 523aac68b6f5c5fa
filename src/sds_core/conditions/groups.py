"""Groups of clauses: all, any or none of them, groups within groups, and “some of a list”.

Written as arrays of texts, where an array within the array is a group: inside `all`, one of its
clauses must hold; inside `any` and `none`, it holds where all of its clauses hold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import StrEnum

from attrs import frozen

from sds_core.conditions.clauses import Clause, Fact, FactList, parse_clause

__all__ = ["MAX_DEPTH", "Group", "GroupKind", "Member", "Quantifier", "clauses_of", "parse_group"]

MAX_DEPTH = 4

Path = tuple[str | int, ...]
Report = Callable[[Path, str, str], None]


class GroupKind(StrEnum):
    """How the members of a group combine: all, any or none of them must hold."""

    ALL = "all"
    ANY = "any"
    NONE = "none"

    @property
    def inner(self) -> GroupKind:
        """The kind of a group that is nested directly in a group of this kind."""
        return GroupKind.ANY if self is GroupKind.ALL else GroupKind.ALL


@frozen(eq=False)
class Quantifier:
    """A condition on how many items of a list meet all the clauses given: at least, at most.

    Attributes:
        items: the list.
        where: what must hold of an item.
        at_least: how many items, at least.
        at_most: how many items, at most; any number if left out.
        text: the quantifier as it is shown.
    """

    items: FactList
    where: Group
    at_least: int
    at_most: int | None
    text: str


@frozen(eq=False)
class Group:
    """A group of clauses and of groups within it.

    Attributes:
        how: all, any or none.
        members: clauses, quantifiers and groups, in the order written.
    """

    how: GroupKind
    members: tuple[Member, ...]


Member = Clause | Quantifier | Group


def clauses_of(group: Group) -> Iterator[Clause | Quantifier]:
    """Yield the clauses and quantifiers of a group, groups within it included."""
    for member in group.members:
        if isinstance(member, Group):
            yield from clauses_of(member)
        else:
            yield member


def parse_group(
    how: GroupKind,
    written: Sequence[object],
    catalogue: Mapping[str, Fact],
    path: Path,
    report: Report,
    depth: int = 1,
) -> Group:
    """Read an array of clauses against a catalogue.

    Args:
        how: how the members make the group hold.
        written: texts, and arrays of such.
        catalogue: the facts that may be named.
        path: where it stands, for faults.
        report: takes each fault: its path, what was found, and what is wrong with it.
        depth: how many arrays it stands in, itself included.
    """
    members: list[Member] = []
    if not written:
        report(path, "an empty list", "at least one clause")
    if depth > MAX_DEPTH:
        report(path, "groups within groups without end", f"at most {MAX_DEPTH} levels")
        return Group(how, ())
    for index, item in enumerate(written):
        here = (*path, index)
        if isinstance(item, str):
            try:
                members.append(parse_clause(item, catalogue))
            except ValueError as error:
                report(here, repr(item), str(error))
        elif isinstance(item, (list, tuple)):
            members.append(parse_group(how.inner, item, catalogue, here, report, depth + 1))
        else:
            report(here, repr(item), "a clause in quotes, or a list of clauses")
    return Group(how, tuple(members))
