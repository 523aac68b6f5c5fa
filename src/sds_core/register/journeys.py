"""A journey as entries: the case it was decided on, who is in it, and one entry a decision.

Where a plan has been put forward, one more entry says so: that is what a person signs off.
"""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen

from sds_core.errors import Fault, InputError
from sds_core.model.case import Case
from sds_core.model.decisions import Decision, Journey
from sds_core.model.parties import PartyKind
from sds_core.profiles.texts import Texts
from sds_core.register.book import Draft, Entry, Register, Request
from sds_core.register.plans import PlanState, state_of
from sds_core.register.sealing import Person
from sds_core.register.tables import ENTRIES
from sds_core.register.vault import Held
from sds_core.wire import canonical, from_plain, to_plain

__all__ = ["Recorded", "Recorder", "case_entry", "decisions_in"]


@frozen
class Recorded:
    """Where a journey stands in the register.

    Attributes:
        journey: the decisions.
        first: the number of the first entry recorded with it.
        decisions: the numbers of the decisions, in order.
        plan: the number of the entry to sign off; `None` where no plan was put forward, or the
            same plan was put forward before.
        size: the size of the register after it.
        root: the root after it, in hex.
        repeated: whether it was recorded before, and this was a retry.
    """

    journey: Journey
    first: int
    decisions: tuple[int, ...]
    plan: int | None
    size: int
    root: str
    repeated: bool = False


class Recorder:
    """Writes what concerns one person's case, with everybody else in it under marks.

    Args:
        register: the register.
        case: the case, as its reader made it.

    Raises:
        InputError: the case was put together by a program, so there is nothing to keep.
    """

    def __init__(self, register: Register, case: Case) -> None:
        if not case.source:
            fault = Fault(f"case {case.id}", "a case without its source", "one that was read")
            raise InputError("a case is recorded as it was read", [fault])
        self.register, self.case = register, case
        person = case.party(case.person)
        name = case.known_as(person)
        others = {
            case.known_as(party): Person(party.id, party.name, party.council_id or "")
            for party in case.parties
            if party.id != case.person and party.kind is PartyKind.INDIVIDUAL
        }
        held = register.vault.people([name, *others])
        self.about: Held = held[name]
        self.thread = register.thread(self.about, case.id)
        me = Person(person.id, person.name, person.council_id or "")
        self.own = tuple(word for _, word in me.words())
        marked = {
            register.mark(held[known], person): (held[known], person)
            for known, person in others.items()
        }
        threads = [self.thread, *marked]
        rows = register.store.select(ENTRIES.c.thread.in_(threads))
        here = [row for row in rows if row.thread == self.thread]
        self._cases = {entry.head["same"] for entry in register.heads(here) if entry.kind == "case"}
        acts = [row for row in here if row.after is not None]
        self.state: PlanState | None = state_of(register.heads(acts), self.thread)
        self.others, self.introductions = register.introduce(
            marked, {row.thread for row in rows if row.kind == "person"}
        )

    def draft(
        self,
        kind: str,
        payload: bytes,
        head: Mapping[str, object],
        *,
        after: int | None = None,
        in_thread: bool = True,
    ) -> Draft:
        """Return an entry about the person."""
        thread = self.thread if in_thread else None
        return Draft(kind, payload, self.about, thread, after, dict(head), self.others, self.own)

    def journey(self, journey: Journey, texts: Texts, key: str | None) -> Recorded:
        """Record a journey in one transaction.

        Args:
            journey: the decisions on the case.
            texts: the texts that shaped them.
            key: an idempotency key, where there is one.

        Raises:
            ActRefused: somebody acted on the plan in the meantime.
            InputError: the key was used for something else.
            RegisterError: nothing was recorded.
        """
        case, register = self.case, self.register
        same = register.vault.digest("case", self.about.subject, case.source).hex()[:32]
        on = journey.on.isoformat()
        drafts = list(self.introductions)
        if same not in self._cases:
            drafts.append(self.draft("case", case.source, {"same": same}))
        started = len(drafts)
        for decision in journey.decisions:
            head = {
                "question": decision.question,
                "on": on,
                "profile": decision.provenance.profile_digest,
                "texts": texts.digest,
                "input": same,
                "of": self.thread,
            }
            payload = canonical(to_plain(decision), checked=True)
            drafts.append(self.draft("decision", payload, head, in_thread=False))
        ended = len(drafts)
        submission = self._submission(journey, same)
        if submission is not None:
            drafts.append(submission)
        request = None
        if key is not None:
            request = Request(key, b"\n".join([case.source, on.encode(), journey.profile.encode()]))
        commit = register.append(drafts, texts=texts, request=request)
        if commit.repeated:
            return self._again(journey, commit.first, commit.size)
        first = commit.first
        return Recorded(
            journey,
            first,
            tuple(range(first + started, first + ended)),
            first + ended if submission is not None else None,
            commit.size,
            commit.root.hex(),
        )

    def _again(self, journey: Journey, first: int, size: int) -> Recorded:
        found = self.register.commit_entries(first)
        decisions = tuple(entry.index for entry in found if entry.kind == "decision")
        plan = next((entry.index for entry in found if entry.kind == "submission"), None)
        commit = self.register.store.commit_of(first)
        root = commit.root.hex() if commit else ""
        return Recorded(journey, first, decisions, plan, size, root, repeated=True)

    def _submission(self, journey: Journey, same: str) -> Draft | None:
        plan = self.case.plan
        if plan is None or plan.submitted_on is None or plan.submitted_on > journey.on:
            return None
        profile = journey.decisions[0].provenance.profile_digest
        state = self.state
        if state is not None and (state.input, state.profile) == (same, profile):
            return None
        after = -1 if state is None else state.tip
        head = {
            "on": plan.submitted_on.isoformat(),
            "input": same,
            "profile": profile,
            "open": True,
        }
        payload = canonical({"case": self.case.id, "on": journey.on.isoformat()})
        return self.draft("submission", payload, head, after=after)


def case_entry(register: Register, thread: str, same: str) -> Entry | None:
    """Return the entry that holds a case as it was decided on, or `None` if there is none."""
    rows = register.store.select(ENTRIES.c.thread == thread, ENTRIES.c.kind == "case")
    found = [
        row.index
        for row, head in zip(rows, register.heads(rows), strict=True)
        if head.head.get("same") == same
    ]
    return register.read(found[0]) if found else None


def decisions_in(register: Register, submission: int) -> tuple[dict[str, Decision], str]:
    """Return the decisions recorded with a plan put forward, and the list of their texts."""
    found, texts = {}, ""
    for entry in register.commit_entries(submission):
        if entry.kind == "decision":
            decision = from_plain(entry.data, Decision)
            found[decision.question] = decision
            texts = entry.head["texts"]
    return found, texts
