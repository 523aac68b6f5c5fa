"""The running state of a register: ties between identifiers, recusals, holds and pots.

It is built from the heads of entries, then updated with new entries only: the cost of an act does
not grow with the register. Nothing here is stored.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from threading import RLock

from attrs import frozen

from sds_register.acts.other_acts import HowLinked
from sds_register.entries.entry import Entry, EntryKind
from sds_register.entries.heads import (
    DeclarationHead,
    HoldHead,
    LinkEndHead,
    LinkHead,
    ReleaseHead,
)
from sds_register.entries.kinds import ACCOUNT_LINK, DECLARATION, HOLD, LINK_END, RELEASE

__all__ = ["IdentityLinks", "RunningState", "is_counted"]


@frozen
class _Tie:
    """Two identifiers that belong together, by the entry that says so."""

    entry: int
    one: str
    other: str
    how: HowLinked
    until: date


class RunningState:
    """The state that follows from the entries, kept in memory.

    Args:
        count: returns how many entries there are.
        read: returns the entries that count, from one number up to another, with their heads; see
            `is_counted`.
    """

    def __init__(
        self, count: Callable[[], int], read: Callable[[int, int], Sequence[Entry]]
    ) -> None:
        self._count, self._read = count, read
        self._lock = RLock()
        self._clear()

    def _clear(self) -> None:
        self.size = 0
        self._ties: defaultdict[str, list[_Tie]] = defaultdict(list)
        self._ended: dict[int, date] = {}
        self._recused: defaultdict[str, set[str]] = defaultdict(set)
        self._holds: defaultdict[str, list[tuple[int, date]]] = defaultdict(list)
        self._released: set[int] = set()
        self._pots: Counter[str] = Counter()

    def _read_on(self) -> None:
        size = self._count()
        if size < self.size:  # entries were removed: read all again
            self._clear()
        if size > self.size:
            for entry in self._read(self.size, size):
                self._take(entry)
            self.size = size

    def _take(self, entry: Entry) -> None:
        take = _TAKES.get(entry.kind.word)
        if take is not None:
            take(self, entry)
        for pot, change in entry.head.get("moves", ()):
            self._pots[pot] += change

    def _link(self, entry: Entry) -> None:
        head = entry.head_as(LinkHead)
        until = head.until or date.max
        tie = _Tie(entry.index, entry.row.subject or "", head.other, head.how, until)
        self._ties[tie.one].append(tie)
        self._ties[tie.other].append(tie)

    def _link_end(self, entry: Entry) -> None:
        head = entry.head_as(LinkEndHead)
        self._ended[head.ends] = head.on

    def _declaration(self, entry: Entry) -> None:
        head = entry.head_as(DeclarationHead)
        if head.concerns is not None:
            self._recused[head.concerns].add(head.by)
        elif head.recused:
            self._recused[""].add(head.by)

    def _hold(self, entry: Entry) -> None:
        until = entry.head_as(HoldHead).until or date.max
        self._holds[entry.row.subject or ""].append((entry.index, until))

    def _release(self, entry: Entry) -> None:
        self._released.add(entry.head_as(ReleaseHead).hold)

    def accounts(self, on: date, today: date) -> IdentityLinks:
        """Return which identifiers belong together on a day, or do today."""
        with self._lock:
            self._read_on()
            return IdentityLinks(self, on, today)

    def ties_of(self, subject: str, on: date, today: date) -> list[_Tie]:
        """Return the ties of an identifier that stand on a day, or stand today.

        A tie that was ended later still counts on the days before its end. A day in the future
        avoids no tie that is in force today.
        """
        with self._lock:
            day = min(on, today)
            return [
                tie
                for tie in self._ties.get(subject, ())
                if tie.until >= day and self._ended.get(tie.entry, date.max) > on
            ]

    def is_ended(self, link: int) -> bool:
        """Tell whether an entry has ended a link."""
        with self._lock:
            self._read_on()
            return link in self._ended

    def recused(self, thread: str) -> set[str]:
        """Return who has declared an interest in a plan, or recused themselves from every plan."""
        with self._lock:
            self._read_on()
            return self._recused.get(thread, set()) | self._recused.get("", set())

    def holds(self, subjects: Iterable[str], day: date) -> list[int]:
        """Return the numbers of the holds on some subjects that stand on a day."""
        with self._lock:
            self._read_on()
            found = [hold for subject in subjects for hold in self._holds.get(subject, ())]
            stand = [i for i, until in found if i not in self._released and until >= day]
            return sorted(stand)

    def pots(self) -> tuple[int, dict[str, int]]:
        """Return the size that was read, and the pence that each pot holds by the entries."""
        with self._lock:
            self._read_on()
            return self.size, dict(self._pots)


_TAKES: Mapping[str, Callable[[RunningState, Entry], None]] = {
    ACCOUNT_LINK.word: RunningState._link,
    LINK_END.word: RunningState._link_end,
    DECLARATION.word: RunningState._declaration,
    HOLD.word: RunningState._hold,
    RELEASE.word: RunningState._release,
}


def is_counted(kind: EntryKind) -> bool:
    """Tell whether entries of a kind count: those that move pots, and those not known here, may."""
    return kind.word in _TAKES or kind.moves_pots or not kind.known


@frozen
class IdentityLinks:
    """Which identifiers belong to one human being, and who acts for whom, as was ever recorded.

    Attributes:
        state: what the register says.
        on: the day that is asked about.
        today: the register's day.
    """

    state: RunningState
    on: date
    today: date

    def _reached(self, start: Iterable[str], *, acting: bool) -> set[str]:
        found = set(start)
        waiting = list(found)
        while waiting:
            here = waiting.pop()
            for near in self._near(here, acting=acting):
                if near not in found:
                    found.add(near)
                    waiting.append(near)
        return found

    def _near(self, here: str, *, acting: bool) -> Iterator[str]:
        for tie in self.state.ties_of(here, self.on, self.today):
            if tie.how is HowLinked.SAME_PERSON:
                yield tie.other if tie.one == here else tie.one
            elif acting and tie.one == here:
                yield tie.other

    def one_person(self, subjects: Iterable[str]) -> set[str]:
        """Return every subject that is the same human being as one of these."""
        return self._reached(subjects, acting=False)

    def behind(self, subjects: Iterable[str]) -> set[str]:
        """Return every subject that one of these is, or acts for, directly or by others."""
        return self._reached(subjects, acting=True)

    def lasting(self, one: str, other: str) -> bool:
        """Tell whether the first is tied to the second by a tie that ends on no day."""
        ties = self.state.ties_of(one, self.on, self.today)
        return any((t.one, t.other, t.until) == (one, other, date.max) for t in ties)

    def accounts_of(self, subject: str) -> set[str]:
        """Return the accounts that were seen with this person and with nobody else."""
        return {one for one in self._seen_as(subject) if self._persons_of(one) == {subject}}

    def _same(self, subject: str) -> Iterator[_Tie]:
        for tie in self.state.ties_of(subject, self.on, self.today):
            if tie.how is HowLinked.SAME_PERSON:
                yield tie

    def _seen_as(self, person: str) -> set[str]:
        return {tie.one for tie in self._same(person) if tie.other == person}

    def _persons_of(self, account: str) -> set[str]:
        return {tie.other for tie in self._same(account) if tie.one == account}
