"""Decisions made again from what the register holds: the same bytes, or what differs, by whom."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import orjson
from attrs import define, evolve, field, frozen

from sds_core import (
    ADJUST_BUDGET,
    NOTHING_KNOWN,
    ConfigurationError,
    Decision,
    Erased,
    Fault,
    InputError,
    Known,
    SdsError,
    Site,
    __version__,
    canonical,
    to_plain,
)
from sds_core.formats.decisions import DECISION as DECISIONS
from sds_core.plugins.ambient_reads import watch_ambient_reads
from sds_core.plugins.discovery import InstalledPlugin, discover
from sds_core.profiles.archive import profile_of
from sds_register.entries.entry import Entry
from sds_register.entries.heads import DecisionHead
from sds_register.entries.kinds import DECISION
from sds_register.ledger.schema import ENTRIES
from sds_register.register import Register
from sds_register.workflow.recorder import case_entry, known_entry

__all__ = ["ReplayDifference", "Replayed", "replay", "site_of"]

_MOST = 50


@frozen
class ReplayDifference:
    """A place where a decision made again differs from the recorded one.

    Attributes:
        path: the place, as a JSON path.
        recorded: what the register holds, as JSON; empty where it holds nothing there.
        again: what came of it now, as JSON; empty where nothing did.
        plugin: id of the plugin that gave it; “the core” where none did.
    """

    path: str
    recorded: str
    again: str
    plugin: str


@frozen
class Replayed:
    """The result of making a recorded decision again.

    Attributes:
        entry: its number.
        question: the question.
        same: whether it came to the very same bytes (of a decision of an older format: to the same
            decision in the present one); `None` where it could not be made again.
        why: why it could not: what is missing; empty where it could.
        differences: where it differs; at most fifty, the first ones.
        reads: what was read from outside while it was made again, such as the clock, and where.
        versions: the versions recorded, and those that it was made again with, where they are
            others; only asked to try with what is installed, and left out of the comparison.
    """

    entry: int
    question: str
    same: bool | None
    why: str
    differences: tuple[ReplayDifference, ...]
    reads: tuple[str, ...] = ()
    versions: tuple[str, ...] = ()


def _shown(value: object) -> str:
    return orjson.dumps(value).decode()[:400]


def _differences(before: object, after: object, path: str) -> Iterator[tuple[str, object, object]]:
    if isinstance(before, dict) and isinstance(after, dict):
        for name in sorted({*before, *after}):
            yield from _differences(
                before.get(name, _GONE), after.get(name, _GONE), f"{path}.{name}"
            )
    elif isinstance(before, list) and isinstance(after, list):
        for i in range(max(len(before), len(after))):
            one = before[i] if i < len(before) else _GONE
            other = after[i] if i < len(after) else _GONE
            yield from _differences(one, other, f"{path}[{i}]")
    elif before != after:
        yield path, before, after


_GONE = object()


def _blame(path: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    """Return the plugin that gave the value at a path.

    In a chain, each plugin gets the result of those before it, so the first that differs is named.
    """
    differing = [
        int(found.removeprefix("$.opinions[").partition("]")[0])
        for found, _, _ in _differences(before, after, "$")
        if found.startswith("$.opinions[")
    ]
    sides = (before["opinions"], after["opinions"])
    chained = before["question"] == ADJUST_BUDGET

    def plugin(place: int) -> str:
        side = next(side for side in sides if place < len(side))
        return str(side[place]["given_by"]["plugin"])

    if path.startswith("$.opinions[") and not chained:
        return plugin(int(path.removeprefix("$.opinions[").partition("]")[0]))
    guilty = differing[:1] if chained else sorted(set(differing))
    return ", ".join(dict.fromkeys(plugin(place) for place in guilty)) or "the core"


def without_versions(decision: Mapping[str, Any]) -> dict[str, object]:
    """Return a decision's plain data without the versions that it was made with."""

    def stamp(plain: Mapping[str, object]) -> dict[str, object]:
        return {**plain, "version": ""}

    provenance = decision["provenance"]
    plugins = [stamp(plain) for plain in provenance["plugins"]]
    opinions = [{**given, "given_by": stamp(given["given_by"])} for given in decision["opinions"]]
    return {
        **decision,
        "opinions": opinions,
        "provenance": {**provenance, "core": "", "plugins": plugins},
    }


def compared(entry: Entry, again: Decision, *, versions: bool = True) -> Replayed:
    """Compare a decision that was made again with the recorded one.

    Args:
        entry: the decision as it was recorded.
        again: the decision as it was made again.
        versions: whether the versions that it was made with must be the same.
    """
    question = entry.head_as(DecisionHead).question
    made = canonical(to_plain(again), checked=True)
    if made == entry.payload:
        return Replayed(entry.index, question, True, "", ())
    # What an older version wrote is compared as a decision of the present one.
    before: Mapping[str, Any] = DECISIONS.read(entry.data, f"entry {entry.index}")
    after: Mapping[str, Any] = orjson.loads(made)
    if not versions:
        before, after = without_versions(before), without_versions(after)
    if before == after:
        return Replayed(entry.index, question, True, "", ())
    found = [
        ReplayDifference(
            path,
            "" if one is _GONE else _shown(one),
            "" if other is _GONE else _shown(other),
            _blame(path, before, after),
        )
        for path, one, other in _differences(before, after, "$")
    ]
    return Replayed(entry.index, question, False, "", tuple(found[:_MOST]))


def site_of(
    register: Register, texts: str, found: Mapping[str, InstalledPlugin] | None = None
) -> Site:
    """Return a site that decides by the very texts that a decision names.

    Raises:
        ConfigurationError: a text is missing, or a plugin is.
    """
    return Site(profile_of(texts, register.store.text, found))


@define
class _Replayer:
    register: Register
    found: Mapping[str, InstalledPlugin]
    installed: bool
    sites: dict[str, Site | str] = field(factory=dict)

    def site(self, texts: str) -> Site | str:
        """Return the site for a decision, or why there is none."""
        if texts not in self.sites:
            try:
                self.sites[texts] = site_of(self.register, texts, self.found)
            except ConfigurationError as error:
                faults = "; ".join(str(fault) for fault in error.faults)
                self.sites[texts] = f"{error.message}: {faults}"
        return self.sites[texts]

    def others(self, decision: Decision) -> Iterator[str]:
        """Yield the versions that a decision names and that are not those installed."""
        if decision.provenance.core != __version__:
            yield f"sds-core {decision.provenance.core} (here is {__version__})"
        for stamp in decision.provenance.plugins:
            here = self.found.get(stamp.plugin)
            if here and (here.distribution, here.version) != (stamp.distribution, stamp.version):
                yield (
                    f"plugin {stamp.plugin} of {stamp.distribution} {stamp.version} (here is "
                    f"{here.distribution} {here.version})"
                )

    def missing(self, decision: Decision) -> Iterator[str]:
        """Yield what a decision names and cannot be made again without."""
        for stamp in decision.provenance.plugins:
            if stamp.plugin not in self.found:
                yield f"plugin {stamp.plugin} of {stamp.distribution} {stamp.version}"
        if not self.installed:
            yield from self.others(decision)

    def known(self, head: DecisionHead) -> Known:
        """Return what was known beside the case when its decisions were made.

        Raises:
            Erased: it can no longer be read.
        """
        if head.known is None:
            return NOTHING_KNOWN
        entry = known_entry(self.register, head.of, head.known)
        if entry is None:
            raise Erased("what was known beside the case can no longer be read")
        known: Known = entry.content
        return known

    def journey(self, entries: Sequence[Entry], wanted: set[int] | None) -> Iterator[Replayed]:
        """Make the decisions of one journey again."""
        chosen = [e for e in entries if wanted is None or e.index in wanted]

        def all_of(why: str) -> Iterator[Replayed]:
            heads = ((entry.index, entry.head_as(DecisionHead)) for entry in chosen)
            return (Replayed(index, head.question, None, why, ()) for index, head in heads)

        first = entries[0]
        head = first.head_as(DecisionHead)
        try:
            decisions = {e.index: e.content for e in entries}
            case_at = case_entry(self.register, head.of, head.input)
            source = case_at.payload if case_at else None
            if source is None or (case_at and case_at.hides):
                raise Erased("the case can no longer be read whole")
            known = self.known(head)
        except Erased as error:
            yield from all_of(error.message)
            return
        gone = {text for decision in decisions.values() for text in self.missing(decision)}
        if gone:
            yield from all_of(f"not installed: {'; '.join(sorted(gone))}")
            return
        site = self.site(head.texts)
        if isinstance(site, str):
            yield from all_of(site)
            return
        by_question = {d.question: d for d in decisions.values()}
        try:
            case = site.read_case(source, f"the case of entry {first.index}")
            for entry in chosen:
                reads: list[str] = []
                with watch_ambient_reads(reads.append):
                    again = site.ask(
                        entry.head_as(DecisionHead).question, case, first.on, by_question, known
                    )
                made = compared(entry, again, versions=not self.installed)
                others = tuple(self.others(decisions[entry.index])) if self.installed else ()
                yield evolve(made, reads=tuple(dict.fromkeys(reads)), versions=others)
        except SdsError as error:
            yield from all_of(str(error))


def replay(
    register: Register,
    wanted: Sequence[int] | None = None,
    tick: Callable[[], None] = lambda: None,
    found: Mapping[str, InstalledPlugin] | None = None,
    *,
    installed: bool = False,
) -> Iterator[Replayed]:
    """Make decisions again, journey by journey.

    Args:
        register: the register.
        wanted: the numbers of decisions; every one if left out.
        tick: called after each journey.
        found: the installed plugins; discovered if left out.
        installed: whether to make decisions of other versions again with the installed ones, and
            not compare the versions; such decisions are not made again if left out.

    Raises:
        InputError: a number is not a decision's.
        RegisterError: the register cannot be read.
    """
    player = _Replayer(register, discover() if found is None else found, installed)
    for first in starts(register, wanted):
        entries = [e for e in register.commit_entries(first) if e.kind is DECISION]
        yield from player.journey(entries, None if wanted is None else set(wanted))
        tick()


def starts(register: Register, wanted: Sequence[int] | None) -> list[int]:
    """Return an entry of each journey that holds some decisions; every journey's if left out."""
    if wanted is None:
        rows = register.store.numbers(ENTRIES.c.kind == DECISION.word)
        found: dict[int, int] = {}
        sizes = iter(register.store.commits())
        commit = next(sizes, None)
        for index in rows:
            while commit is not None and commit.size <= index:
                commit = next(sizes, None)
            if commit is not None:
                found.setdefault(commit.first, index)
        return list(found.values())
    firsts: dict[int, int] = {}
    for index in wanted:
        entry = register.read(index)
        if entry.kind is not DECISION:
            fault = Fault("the number", f"{index}, {entry.kind.title}", "a decision's number")
            raise InputError(f"entry {index} is no decision", [fault])
        commit = register.store.commit_of(index)
        firsts.setdefault(commit.first if commit else index, index)
    return list(firsts.values())
