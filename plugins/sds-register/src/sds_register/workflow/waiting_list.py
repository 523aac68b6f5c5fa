"""Who waits for a decision, and for how many days."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from statistics import median_high

from attrs import frozen

from sds_register.entries.entry import Entry
from sds_register.entries.entry_store import EntryStore
from sds_register.entries.kinds import APPEAL_OUTCOME, OWN_KINDS, SIGN_OFF
from sds_register.entries.plan_effects import state_of
from sds_register.entries.plan_state import PlanStage
from sds_register.ledger.look_ups import kinds_there, open_threads, threads_since
from sds_register.ledger.schema import ENTRIES

__all__ = ["Taken", "Waiting", "WaitingList", "waiting"]

_PAGE = 500
_OTHER_ZONES = timedelta(days=1)  # a council's day may begin before that of the clock in UTC


@frozen
class Waiting:
    """A plan that waits for somebody.

    Attributes:
        entry: the number of its latest entry: what the next act is based on.
        case: the case's id; “(erased)” where it can no longer be read.
        stage: waiting for a decision, or appealed.
        since: the day from which it waits.
        days: for how many days.
    """

    entry: int
    case: str
    stage: PlanStage
    since: date
    days: int


@frozen
class Taken:
    """How long decisions took.

    Attributes:
        decided: how many decisions, and outcomes of appeals, were made by the day.
        longest: the most days that one took; `None` where none was made.
        median: the days that half of them took or more; `None` where none was made.
    """

    decided: int
    longest: int | None
    median: int | None


@frozen
class WaitingList:
    """The plans that wait on a day.

    Attributes:
        on: the day.
        plans: the plans, the longest wait first.
        longest: the longest wait in days; `None` where nobody waits.
        median: the wait that half of them reach; `None` where nobody waits.
        taken: how long decisions took; `None` where that was not asked.
    """

    on: date
    plans: tuple[Waiting, ...]
    longest: int | None
    median: int | None
    taken: Taken | None = None


def _by_thread(register: EntryStore, *where: object) -> dict[str, list[Entry]]:
    """Return the acts on each plan, in order."""
    found: dict[str, list[Entry]] = {}
    for entry in register.headers(ENTRIES.c.after.is_not(None), *where):
        found.setdefault(entry.row.thread or "", []).append(entry)
    return found


def _of(register: EntryStore, threads: Iterable[str]) -> Iterator[tuple[str, list[Entry]]]:
    """Yield the acts on some plans, a page of plans at a time."""
    waiting = list(threads)
    for at in range(0, len(waiting), _PAGE):
        page = waiting[at : at + _PAGE]
        yield from _by_thread(register, ENTRIES.c.thread.in_(page)).items()


def _until(entries: Sequence[Entry], on: date) -> list[Entry]:
    """Return the entries up to a day."""
    return [entry for entry in entries if entry.on <= on]


def _case(register: EntryStore, submission: int) -> str:
    entry = register.read(submission)
    return "(erased)" if entry.payload is None else str(entry.data["case"])


def waiting(register: EntryStore, on: date, *, taken: bool = False) -> WaitingList:
    """Return the plans that were waiting on a day.

    The cost grows with the plans that wait and the acts since the day.

    Args:
        register: the register.
        on: the day.
        taken: whether to say how long decisions took, which reads every act there is.

    Raises:
        RegisterError: the register cannot be read.
    """
    engine = register.store.engine
    # No act is dated in the future: an act dated after the day was also recorded after it.
    later = min(on, register.today()) + timedelta(days=1)
    since = threads_since(engine, (later - _OTHER_ZONES).isoformat())
    # A kind that a distribution adds, or that is not installed, may follow without deciding.
    own = {kind.word for kind in OWN_KINDS}
    others = [word for word in kinds_there(engine) if word not in own]
    plans: list[Waiting] = []
    for _, entries in _of(register, dict.fromkeys([*open_threads(engine, others), *since])):
        state = state_of(_until(entries, on))
        if state is not None and state.stage in (PlanStage.WAITING, PlanStage.APPEALED):
            days = (on - state.since).days
            case = _case(register, state.submission)
            plans.append(Waiting(state.tip, case, state.stage, state.since, days))
    plans.sort(key=lambda plan: (-plan.days, plan.entry))
    waits = [plan.days for plan in plans]
    return WaitingList(
        on,
        tuple(plans),
        max(waits, default=None),
        median_high(waits) if waits else None,
        _taken(register, on) if taken else None,
    )


def _taken(register: EntryStore, on: date) -> Taken:
    took: list[int] = []
    for entries in _by_thread(register).values():
        by_then = _until(entries, on)
        for place, entry in enumerate(by_then):
            if entry.kind in (SIGN_OFF, APPEAL_OUTCOME):
                before = state_of(by_then[:place])
                if before is not None:
                    took.append((entry.on - before.since).days)
    return Taken(len(took), max(took, default=None), median_high(took) if took else None)
