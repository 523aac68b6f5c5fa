"""Every act of a person goes through here: held to its rules and recorded, or refused on record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from attrs import frozen

from sds_core.casefile import CaseReader
from sds_core.earlier import indicative
from sds_core.errors import ActRefused, Erased, Fault, InputError
from sds_core.model.acts import (
    AccountLink,
    AccreditationAct,
    Act,
    Actor,
    Appeal,
    AppealOutcome,
    Complaint,
    Declaration,
    Erasure,
    Hold,
    HowLinked,
    PlanAct,
    PotChange,
    Release,
    SignOff,
    Statement,
    Withdrawal,
)
from sds_core.model.case import Case
from sds_core.profiles.load import Profile
from sds_core.profiles.texts import profile_of
from sds_core.register.bars import Accounts
from sds_core.register.book import Draft, Register, Request
from sds_core.register.journeys import Recorder, case_entry, decisions_in
from sds_core.register.plans import PlanState, Stage, latest_state
from sds_core.register.sealing import Person
from sds_core.register.signoff import Judged, Plan, judge, judge_appeal
from sds_core.register.store import Move
from sds_core.register.tables import ENTRIES
from sds_core.register.vault import Held
from sds_core.wire import canonical, tag_of, to_plain

__all__ = ["Acted", "Desk", "case_of", "holds"]


@frozen
class Acted:
    """An act that was recorded.

    Attributes:
        entry: its number.
        kind: what it is.
        judged: for a sign-off: what it came to.
        size: the size of the register after it.
        root: the root after it, in hex.
        repeated: whether it was recorded before, and this was a retry.
    """

    entry: int
    kind: str
    judged: Judged | None
    size: int
    root: str
    repeated: bool = False


@frozen
class _Ready:
    """An act that may be recorded: its entry, and what it moves."""

    draft: Draft
    introductions: Sequence[Draft] = ()
    moves: Sequence[tuple[str, int]] = ()
    judged: Judged | None = None
    erases: str | None = None


def case_of(register: Register, reader: CaseReader, state: PlanState) -> Case:
    """Return the case that a plan was decided on.

    Raises:
        Erased: it can no longer be read whole.
        RegisterDamaged: it is not what was recorded.
    """
    entry = case_entry(register, state.thread, state.input)
    if entry is None or entry.payload is None or entry.hides:
        fault = Fault(f"entry {state.submission}", "a case of which a key was destroyed", "")
        raise Erased("the case can no longer be read whole", [fault])
    return reader.read(entry.payload, f"the case of entry {entry.index}")


class Desk:
    """Where acts are taken.

    Args:
        register: the register.
        reader: reads cases.
        profile: the profile that asks; each plan's own, as the register keeps it, if left out.
    """

    def __init__(
        self, register: Register, reader: CaseReader, profile: Profile | None = None
    ) -> None:
        self.register, self.reader, self.profile = register, reader, profile

    def perform(self, act: Act, key: str | None = None) -> Acted:
        """Take an act.

        Args:
            act: the act.
            key: an idempotency key, where there is one.

        Raises:
            ActRefused: it may not stand; the refusal is on record.
            InputError: what it refers to is not there, or the key was used for something else.
            RegisterError: nothing was recorded.
        """
        register, kind = self.register, tag_of(type(act))
        plain = canonical(to_plain(act, Act))
        request = None if key is None else Request(key, plain)
        before = register.asked(request) if request else None
        if before is not None:
            return Acted(before.size - 1, kind, None, before.size, before.root.hex(), True)
        for name in ("account", "person", "name", "role"):
            if not getattr(act.by, name).strip():
                fault = Fault(f"by.{name}", "nothing", f"the {name} of whoever acts")
                raise InputError("an act needs a named person", [fault])
        marks, introductions, by = self._actor(act.by)
        head: dict[str, Any] = {"on": act.on.isoformat(), "by": by.subject}
        try:
            if isinstance(act, PlanAct):
                ready = self._plan_act(act, kind, head, marks)
            else:
                ready = self._other_act(act, kind, head, marks, by)
            drafts = [*introductions, *ready.introductions, ready.draft]
            moves = [Move(pot, pence, len(drafts) - 1) for pot, pence in ready.moves]
            commit = register.append(drafts, moves=moves, request=request)
            if ready.erases is not None:
                register.vault.destroy(ready.erases)
        except ActRefused as refused:
            self._refuse(act, refused, head, marks, introductions)
            raise
        root, entry = commit.root.hex(), commit.size - 1
        return Acted(entry, kind, ready.judged, commit.size, root, commit.repeated)

    def _actor(self, actor: Actor) -> tuple[dict[str, Person], list[Draft], Held]:
        register = self.register
        person = Person(actor.account, actor.name, actor.person)
        held = register.vault.people([actor.person, actor.account, *actor.acts_for])
        by, account = held[actor.person], held[actor.account]
        marks, drafts = register.introduce({register.mark(by, person): (by, person)})
        known = Accounts.recorded(register, register.today())
        links = [(account, HowLinked.SAME_PERSON, by)]
        links += [(by, HowLinked.ACTS_FOR, held[other]) for other in actor.acts_for]
        for one, how, other in links:
            pairs = known.same if how is HowLinked.SAME_PERSON else known.acts_for
            if one.subject != other.subject and (one.subject, other.subject) not in pairs:
                # Said once, it counts from then on, whatever a later call leaves out.
                head = {"other": other.subject, "how": str(how), "by": by.subject}
                drafts.append(Draft("account_link", b"{}", one, head=head))
        return marks, drafts, by

    def _refuse(
        self,
        act: Act,
        refused: ActRefused,
        head: Mapping[str, Any],
        marks: Mapping[str, Person],
        introductions: Sequence[Draft],
    ) -> None:
        plain = {"act": to_plain(act, Act), "faults": to_plain(list(refused.faults))}
        about, thread, others = None, None, dict(marks)
        if isinstance(act, (Hold, Release, Erasure)):
            about = self.known(act.person)
        if isinstance(act, PlanAct):
            state = latest_state(self.register, act.plan)
            recorder = Recorder(self.register, case_of(self.register, self.reader, state))
            about, thread = recorder.about, state.thread
            others.update(recorder.others)
            introductions = [*introductions, *recorder.introductions]
        draft = Draft("act_refused", canonical(plain), about, thread, None, head, others)
        self.register.append([*introductions, draft])

    def plan(self, entry: int) -> Plan:
        """Return the plan that an entry belongs to, with what was decided of it.

        Raises:
            InputError: the entry belongs to no plan.
            Erased: it can no longer be read.
        """
        return self._plan(latest_state(self.register, entry))

    def _plan(self, state: PlanState) -> Plan:
        decisions, texts = decisions_in(self.register, state.submission)
        profile = self.profile or profile_of(texts, self.register.store.text)
        return Plan(
            state,
            case_of(self.register, self.reader, state),
            decisions,
            profile.criteria,
            profile.tiers,
            profile.digest,
            indicative(decisions),
            bool(state.statements),
        )

    def _plan_act(
        self, act: PlanAct, kind: str, head: Mapping[str, Any], marks: Mapping[str, Person]
    ) -> _Ready:
        plan = self._plan(latest_state(self.register, act.plan))
        state, judged, open_ = plan.state, None, state_open(plan.state)
        takes: Mapping[str, int] | None = None
        if isinstance(act, SignOff):
            judged, open_ = judge(self.register, plan, act), False
            takes = judged.takes
        elif isinstance(act, AppealOutcome):
            judge_appeal(self.register, plan, act)
            open_, takes = act.upheld, {} if act.upheld else None
        else:
            _steps(act, state)
            if isinstance(act, Appeal):
                open_ = True
            elif isinstance(act, Withdrawal):
                open_, takes = False, {}
        recorder = Recorder(self.register, plan.case)
        payload = canonical(
            {"act": to_plain(act, Act), "judged": to_plain(judged) if judged else None}
        )
        draft = Draft(
            kind,
            payload,
            recorder.about,
            state.thread,
            act.plan,
            {**head, "open": open_},
            {**recorder.others, **marks},
            recorder.own,
        )
        moves = [] if takes is None else self._moves(state, takes)
        return _Ready(draft, recorder.introductions, moves, judged)

    def _moves(self, state: PlanState, takes: Mapping[str, int]) -> list[tuple[str, int]]:
        """Return what must move so that a plan takes this much from each pot, and no more."""
        rows = self.register.store.select(
            ENTRIES.c.thread == state.thread, ENTRIES.c.after.is_not(None)
        )
        held: dict[str, int] = {}
        for pot, change in self.register.store.moved([row.index for row in rows]):
            held[pot] = held.get(pot, 0) - change
        pots = sorted({*held, *takes})
        changes = {pot: held.get(pot, 0) - takes.get(pot, 0) for pot in pots}
        return [(pot, change) for pot, change in changes.items() if change]

    def _other_act(
        self,
        act: Act,
        kind: str,
        head: dict[str, Any],
        marks: Mapping[str, Person],
        by: Held,
    ) -> _Ready:
        register, about = self.register, None
        moves: list[tuple[str, int]] = []
        if isinstance(act, Declaration):
            about, head["recused"] = by, act.recused
            if act.plan is not None:
                head["concerns"] = latest_state(register, act.plan).thread
        elif isinstance(act, (AccreditationAct, Complaint)):
            name = act.helper if isinstance(act, AccreditationAct) else act.about
            about = register.vault.people([name])[name]
        elif isinstance(act, AccountLink):
            held = register.vault.people([act.account, act.other])
            about = held[act.account]
            head |= {"other": held[act.other].subject, "how": str(act.how)}
            head |= {"until": act.until.isoformat()} if act.until else {}
        elif isinstance(act, Erasure):
            return self._erasure(act, kind, head, marks)
        elif isinstance(act, (Hold, Release)):
            about = self.known(act.person)
            if isinstance(act, Release):
                self._held(act, about)
                head["hold"] = act.hold
            elif act.until is not None:
                head["until"] = act.until.isoformat()
        elif isinstance(act, PotChange):
            if act.change.pence == 0:
                raise ActRefused("nothing moves", [Fault("change", "0.00", "a sum")])
            moves = [(act.pot, act.change.pence)]
        for name in ("reason", "text"):
            if not getattr(act, name, "x").strip():
                raise ActRefused("an act is explained", [Fault(name, "nothing", "words")])
        payload = canonical({"act": to_plain(act, Act), "judged": None})
        own = (
            ()
            if about is None or about is not by
            else tuple(word for person in marks.values() for _, word in person.words())
        )
        return _Ready(Draft(kind, payload, about, None, None, head, marks, own), moves=moves)

    def known(self, person: str) -> Held:
        """Return somebody whom the register knows.

        Raises:
            InputError: there is nobody of that identifier.
        """
        found = self.register.vault.find([person])
        if person not in found:
            fault = Fault("person", "an identifier", "that of somebody whom the register knows")
            raise InputError("there is nobody of that identifier", [fault])
        return found[person]

    def _erasure(
        self, act: Erasure, kind: str, head: Mapping[str, Any], marks: Mapping[str, Person]
    ) -> _Ready:
        about = self.known(act.person)
        if not act.reason.strip():
            raise ActRefused("an act is explained", [Fault("reason", "nothing", "words")])
        held = holds(self.register, about.subject, act.on)
        if held:
            mend = "Release it first: sds register record with a release."
            faults = [Fault(f"entry {i}", "a hold", "none that stands", mend) for i in held]
            raise ActRefused("what is recorded of this person must be kept", faults)
        plain = {"act": {**to_plain(act, Act), "person": about.subject}, "judged": None}
        head = {**head, "erases": about.subject}
        draft = Draft(kind, canonical(plain), None, None, None, head, marks)
        return _Ready(draft, erases=about.subject)

    def _held(self, act: Release, about: Held) -> None:
        row = self.register.read(act.hold).row
        if row.kind != "hold" or row.subject != about.subject:
            fault = Fault("hold", f"entry {act.hold}, of kind {row.kind}", "a hold on this person")
            raise ActRefused("there is no such hold", [fault])


def holds(register: Register, subject: str, on: date) -> list[int]:
    """Return the numbers of the holds on somebody that stand on a day."""
    kinds = ENTRIES.c.kind.in_(("hold", "release"))
    entries = register.heads(register.store.select(ENTRIES.c.subject == subject, kinds))
    released = {entry.head["hold"] for entry in entries if entry.kind == "release"}
    return [
        entry.index
        for entry in entries
        if entry.kind == "hold"
        and entry.index not in released
        and not (entry.head.get("until") and date.fromisoformat(entry.head["until"]) < on)
    ]


def state_open(state: PlanState) -> bool:
    """Tell whether somebody has yet to decide about a plan."""
    return state.stage in (Stage.WAITING, Stage.APPEALED)


def _steps(act: Statement | Withdrawal | Appeal, state: PlanState) -> None:
    """Hold a statement, withdrawal or appeal to where the plan stands.

    Raises:
        ActRefused: it does not follow from there.
    """
    faults = []
    if act.plan != state.tip:
        found = f"entry {act.plan}, and the plan's latest is {state.tip}"
        mend = "Look at it again: sds register show."
        faults.append(Fault("plan", found, "the latest entry", mend))
    if isinstance(act, Appeal):
        wanted, words = state.stage is Stage.DECIDED, act.grounds
    elif isinstance(act, Statement):
        wanted, words = state_open(state), act.text
    else:
        wanted, words = state.stage is not Stage.WITHDRAWN, "taken back"
    if not wanted:
        faults.append(Fault("plan", f"a plan that is {state.stage}", "one that this can follow"))
    if not words.strip():
        faults.append(Fault("text", "nothing", "the person's words, or the grounds"))
    if faults:
        raise ActRefused(f"this {tag_of(type(act)).replace('_', ' ')} cannot stand", faults)
