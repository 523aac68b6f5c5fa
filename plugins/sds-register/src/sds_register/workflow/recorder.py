"""The recorder: writes a journey as entries for the case, its people and each decision.

Where a plan was submitted, one more entry says so: a person signs that entry off.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Self

from attrs import frozen

from sds_core import (
    NOTHING_KNOWN,
    Case,
    Decision,
    Fault,
    InputError,
    Journey,
    Known,
    StoreFailed,
    canonical,
    to_plain,
)
from sds_core.resources.kept_texts import KeptTexts
from sds_register.encryption.key_store import KeyStore, PersonKey
from sds_register.entries.entry import Draft, Entry, EntryKind, IdempotencyKey
from sds_register.entries.entry_store import EntryStore
from sds_register.entries.heads import CaseHead, DecisionHead, Head, KnownHead, SubmissionHead
from sds_register.entries.kinds import (
    CASE,
    DECISION,
    ERASURE,
    KNOWN,
    PERSON,
    SUBMISSION,
)
from sds_register.entries.plan_effects import state_of
from sds_register.entries.plan_state import PlanStage, PlanState
from sds_register.ledger.records import Commit, StaleRead
from sds_register.ledger.schema import ENTRIES
from sds_register.workflow.case_people import CasePeople, give_keys
from sds_register.workflow.plans import plan_state

__all__ = [
    "Recorded",
    "Recorder",
    "busy",
    "case_entry",
    "decisions_in",
    "known_entry",
    "record_journey",
]

TRIES = 5


@frozen
class Recorded:
    """A journey that was recorded: its decisions, and the numbers of its entries.

    Attributes:
        journey: the decisions.
        first: the number of the first entry recorded with it.
        decisions: the numbers of the decisions, in order.
        plan: the number of the entry to sign off; `None` where no plan waits.
        why: why this put no plan forward; empty where it did.
        size: the size of the register after it.
        root: the root after it, in hex.
        repeated: whether it was recorded before, and this was a retry.
    """

    journey: Journey
    first: int
    decisions: tuple[int, ...]
    plan: int | None
    why: str
    size: int
    root: str
    repeated: bool = False


class Recorder:
    """Records one person's case, with pseudonyms for everybody else in it.

    Args:
        register: the register.
        case: the case, as its reader made it.
        people: the people of the case, who have their keys.
        seen: the size of the register before their keys were read.
    """

    def __init__(self, register: EntryStore, case: Case, people: CasePeople, seen: int) -> None:
        self.register, self.case, self.people, self.seen = register, case, people, seen
        # Digests for look-up are made with the person's own key: once that is destroyed, nobody can
        # find an entry by the case's number, or by a guess of what the case said.
        threads = self._digests("thread", case.id)
        entries = register.headers(ENTRIES.c.thread.in_([*threads, *people.others]))
        self.thread = _first_of(threads, {entry.row.thread for entry in entries})
        here = [entry for entry in entries if entry.row.thread == self.thread]
        mine = [entry for entry in here if entry.row.subject == people.about.subject]
        self._cases = {entry.head_as(CaseHead).same for entry in mine if entry.kind is CASE}
        self._knowns = {entry.head_as(KnownHead).same for entry in mine if entry.kind is KNOWN}
        acts = [entry for entry in here if entry.row.after is not None]
        self.state: PlanState | None = state_of(acts)
        known = {entry.row.thread for entry in entries if entry.kind is PERSON}
        self.others, self.introductions = register.introduce(people.others, known)
        if self.introductions:
            # In a case recorded before, somebody without an entry was erased since: the recorded
            # case can no longer be read whole, so it is recorded again.
            self._cases = set()

    @classmethod
    def prepare(cls, register: EntryStore, case: Case) -> Self:
        """Give the people of a case their keys, and return its recorder.

        Args:
            register: the register.
            case: the case, as its reader made it.

        Raises:
            InputError: the case was put together by a program, so there is nothing to keep.
        """
        if not case.source:
            fault = Fault(f"case {case.id}", "a case without its source", "one that was read")
            raise InputError("a case is recorded as it was read", [fault])
        seen = register.store.seen or register.store.count()  # before any key is read
        return cls(register, case, give_keys(register, case), seen)

    def _digests(self, what: str, data: str | bytes) -> list[str]:
        """Return the digests under which something may be kept; the first is the one to use now.

        The last is the one that earlier versions used, made with the key store's common secret.
        """
        keys: list[PersonKey | KeyStore] = [*self.people.keys, self.register.key_store]
        return [by.digest(what, data).hex()[:32] for by in keys]

    def draft(
        self,
        kind: EntryKind,
        payload: bytes,
        head: Head,
        *,
        after: int | None = None,
        in_thread: bool = True,
    ) -> Draft:
        """Return an entry about the person."""
        thread = self.thread if in_thread else None
        people = self.people
        return Draft(kind, payload, people.about, thread, after, head, self.others, people.own)

    def journey(
        self, journey: Journey, texts: KeptTexts, key: str | None, known: Known = NOTHING_KNOWN
    ) -> Recorded:
        """Record a journey in one transaction.

        Args:
            journey: the decisions on the case.
            texts: the texts that shaped them.
            key: an idempotency key, where there is one.
            known: what was known beside the case, as far as plugins read it.

        Raises:
            ActRefused: somebody acted on the plan in the meantime.
            InputError: the key was used for something else.
            RegisterError: nothing was recorded.
            StaleRead: somebody was erased in the meantime.
        """
        case, register = self.case, self.register
        same = _first_of(self._digests("case", case.source), self._cases)
        drafts = list(self.introductions)
        drafts += self.people.links
        kept = same in self._cases
        if not kept:
            drafts.append(self.draft(CASE, case.source, CaseHead(same)))
        told = None
        if known != NOTHING_KNOWN:
            payload = canonical(to_plain(known))
            told = _first_of(self._digests("known", payload), self._knowns)
            if told not in self._knowns:
                drafts.append(self.draft(KNOWN, payload, KnownHead(told)))
        started = len(drafts)
        for decision in journey.decisions:
            head = DecisionHead(
                decision.question,
                journey.on,
                decision.provenance.profile_digest,
                texts.digest,
                same,
                self.thread,
                told,
            )
            payload = canonical(to_plain(decision), checked=True)
            drafts.append(self.draft(DECISION, payload, head, in_thread=False))
        ended = len(drafts)
        submission, why, waits = self._submission(journey, same, kept)
        if submission is not None:
            drafts.append(submission)
        request = None
        if key is not None:
            asked = b"\n".join(
                [case.source, journey.on.isoformat().encode(), texts.digest.encode()]
            )
            request = IdempotencyKey(key, asked, self.people.about)
            before = register.asked(request)
            if before is not None:
                return recorded_before(register, before)
        commit = register.append(
            drafts, texts=texts, request=request, seen=self.seen, upsets=(ERASURE,)
        )
        if commit.repeated:
            return recorded_before(register, commit)
        first = commit.first
        return Recorded(
            journey,
            first,
            tuple(range(first + started, first + ended)),
            first + ended if submission is not None else waits,
            why,
            commit.size,
            commit.root.hex(),
        )

    def _submission(
        self, journey: Journey, same: str, kept: bool
    ) -> tuple[Draft | None, str, int | None]:
        """Return the entry that puts the plan forward; or why there is none, and what waits."""
        plan, state = self.case.plan, self.state
        if plan is None or plan.submitted_on is None or plan.submitted_on > journey.on:
            return None, "no plan has been put forward", None
        profile = journey.decisions[0].provenance.profile_digest
        written = canonical(to_plain(plan), checked=True)
        mark = _first_of(self._digests("plan", written), {state.plan} if state else set())
        again = None
        if state is not None:
            if state.stage is PlanStage.APPEALED:
                return None, "an appeal about this plan is pending: it is decided first", None
            if state.plan == mark:
                if state.stage is not PlanStage.WAITING:
                    return None, f"this very plan is {state.stage}", None
                if kept and (state.input, state.profile) == (same, profile):
                    return None, f"it waits already, at entry {state.tip}", state.tip
                again = True  # what is known, or the rules, changed while it waits
        after = -1 if state is None else state.tip
        payload = canonical({"case": self.case.id, "on": journey.on.isoformat()})
        head = SubmissionHead(plan.submitted_on, mark, same, profile, again=again)
        return self.draft(SUBMISSION, payload, head, after=after), "", None


def _first_of(digests: Sequence[str], there: Collection[str | None]) -> str:
    """Return the digest that is in use already, or else the one to use from now on."""
    return next((digest for digest in digests if digest in there), digests[0])


def record_journey(
    register: EntryStore,
    case: Case,
    journey: Journey,
    texts: KeptTexts,
    key: str | None,
    known: Known = NOTHING_KNOWN,
) -> Recorded:
    """Record a journey; see `Recorder.journey`."""
    for _ in range(TRIES):
        try:
            return Recorder.prepare(register, case).journey(journey, texts, key, known)
        except StaleRead:
            register.store.count()
    raise busy()


def busy() -> StoreFailed:
    """Return the error for a register that changes faster than it can be looked at."""
    fault = Fault("the register", "acts that keep coming in between", "", "Try again.")
    return StoreFailed("the register is too busy, and nothing was recorded", [fault])


def recorded_before(register: EntryStore, commit: Commit) -> Recorded:
    """Return a journey that was recorded before, as it was recorded."""
    entries = register.commit_entries(commit.first)
    made = {entry.index: entry for entry in entries if entry.kind is DECISION}
    decisions = tuple(entry.content for entry in made.values())
    first = decisions[0]
    journey = Journey(first.case, first.on, first.provenance.profile, decisions)
    plan = next((entry.index for entry in entries if entry.kind is SUBMISSION), None)
    why = ""
    if plan is None:
        why = "it was recorded before, and put no plan forward then"
        state = plan_state(register, entries[-1].head_as(DecisionHead).of)
        plan = state.tip if state is not None and state.stage is PlanStage.WAITING else None
    return Recorded(
        journey, commit.first, tuple(made), plan, why, commit.size, commit.root.hex(), True
    )


def case_entry(register: EntryStore, thread: str, same: str) -> Entry | None:
    """Return the entry that holds a case as it was decided on, or `None` if there is none."""
    entries = register.headers(ENTRIES.c.thread == thread)
    cases = (entry for entry in entries if entry.kind is CASE)
    found = [entry.index for entry in cases if entry.head_as(CaseHead).same == same]
    return register.read(found[-1]) if found else None  # the newest can be read if any can


def known_entry(register: EntryStore, thread: str, same: str) -> Entry | None:
    """Return the entry that holds what was known beside a case, or `None` if there is none."""
    entries = register.headers(ENTRIES.c.thread == thread, ENTRIES.c.kind == KNOWN.word)
    found = [entry.index for entry in entries if entry.head_as(KnownHead).same == same]
    return register.read(found[-1]) if found else None


def decisions_in(register: EntryStore, submission: int) -> tuple[dict[str, Decision], str]:
    """Return the decisions recorded with a submission, and the digest of their list of texts."""
    found, texts = {}, ""
    for entry in register.commit_entries(submission):
        if entry.kind is DECISION:
            decision: Decision = entry.content
            found[decision.question] = decision
            texts = entry.head_as(DecisionHead).texts
    return found, texts
