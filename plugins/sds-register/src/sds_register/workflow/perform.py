"""The act service: checks each act of a person and records it, or records its refusal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attrs import evolve, frozen

from sds_core import ActRefused, Fault, Profile, canonical, from_plain, to_plain
from sds_core.cases.reader import CaseReader
from sds_register.acts.act import Act
from sds_register.acts.other_acts import (
    AccountLink,
    Erasure,
    Hold,
    HowLinked,
    LinkEnd,
    PotChange,
    ProfileChange,
    Release,
)
from sds_register.acts.plain import act_to_plain, stored_faults
from sds_register.acts.plan_acts import (
    Actor,
    Appeal,
    AppealOutcome,
    Declaration,
    PlanAct,
    SignOff,
    Withdrawal,
)
from sds_register.acts.versions import ACT
from sds_register.encryption.key_store import PersonKey
from sds_register.entries.entry import Draft, Entry, EntryKind, IdempotencyKey
from sds_register.entries.entry_store import EntryStore
from sds_register.entries.heads import (
    ActHead,
    DeclarationHead,
    ErasureHead,
    Head,
    HoldHead,
    LinkEndHead,
    LinkHead,
    PlanActHead,
    ReleaseHead,
)
from sds_register.entries.kinds import (
    ACCOUNT_LINK,
    ACT_KINDS,
    ACT_REFUSED,
    ERASURE,
    HOLD,
)
from sds_register.entries.plan_state import PlanStage, PlanState
from sds_register.ledger.records import Commit, StaleRead
from sds_register.ledger.schema import ENTRIES
from sds_register.workflow.act_rules import hold_to_steps, hold_to_words, is_open
from sds_register.workflow.case_people import link_between
from sds_register.workflow.context import ActContext, load_context
from sds_register.workflow.holds import holds
from sds_register.workflow.plans import latest_state
from sds_register.workflow.recorder import TRIES, busy
from sds_register.workflow.sign_off import judge, judge_appeal, not_in_future, refuse_own_appeal
from sds_register.workflow.submitted_plan import SignOffResult, SubmittedPlan
from sds_register.workflow.well_formed import hold_to_record

__all__ = ["ActService", "Acted"]


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
    judged: SignOffResult | None
    size: int
    root: str
    repeated: bool = False


class ActService:
    """Checks the acts of people and records them.

    Args:
        register: the register.
        reader: reads cases.
        profile: the profile that asks; each plan's own, as the register keeps it, if left out.
    """

    def __init__(
        self, register: EntryStore, reader: CaseReader, profile: Profile | None = None
    ) -> None:
        self.register, self.reader, self.profile = register, reader, profile

    def perform(self, act: Act, key: str | None = None) -> Acted:
        """Take an act.

        Args:
            act: the act.
            key: an idempotency key, where there is one.

        Raises:
            ActRefused: it may not stand; the refusal is on record.
            InputError: it is not what its record says, what it refers to is not there, or the key
                was used for something else.
            RegisterError: nothing was recorded.
        """
        hold_to_record(act)
        plain = canonical(act_to_plain(act))
        request = None if key is None else IdempotencyKey(key, plain)
        for _ in range(TRIES):
            before = self.register.asked(request) if request else None
            if before is not None:
                return self._again(before)
            try:
                return self._once(act, plain, request)
            except StaleRead:
                continue
        raise busy()

    def _again(self, before: Commit) -> Acted:
        """Return the result of an act that was recorded before, or raise its refusal again."""
        entry = self.register.read(before.size - 1)
        if entry.kind is ACT_REFUSED:
            raise ActRefused("this act was refused before", stored_faults(entry.data["faults"]))
        said = entry.data["judged"]
        judged = None if said is None else from_plain(said, SignOffResult)
        return Acted(entry.index, entry.kind.word, judged, before.size, before.root.hex(), True)

    def _once(self, act: Act, plain: bytes, request: IdempotencyKey | None) -> Acted:
        register, kind = self.register, ACT_KINDS[type(act)]
        seen = register.store.count()
        by, links = self._actor(act.by)
        head = ActHead(act.on, by.subject)
        setting = load_context(register, self.reader, self.profile, act)
        try:
            faults = list(not_in_future(register, act.on))
            if faults:
                raise ActRefused("an act is of a day that has come", faults)
            draft, judged = self._draft(act, kind, head, setting)
            drafts = [*links, *setting.drafts, draft]
            upsets = [known for known in register.kinds.known() if known.upsets_acts]
            commit = register.append(drafts, request=request, seen=seen, upsets=upsets)
        except ActRefused as refused:
            before = register.asked(request) if request else None
            if before is not None:  # a concurrent request recorded it first
                return self._again(before)
            self._refuse(refused, plain, head, setting, links, request, seen)
            raise
        if isinstance(draft.head, ErasureHead):
            for subject in draft.head.erases:
                register.key_store.destroy(subject)
        if commit.repeated:
            return self._again(commit)
        return Acted(commit.size - 1, kind.word, judged, commit.size, commit.root.hex())

    def _actor(self, actor: Actor) -> tuple[PersonKey, list[Draft]]:
        """Return the actor's key, and entries for links that are not in the register yet."""
        register, drafts = self.register, []
        held = register.key_store.people([actor.person, actor.account, *actor.acts_for])
        by, account = held[actor.person], held[actor.account]
        known = register.accounts(register.today())
        links = [(account, HowLinked.SAME_PERSON, by)]
        links += [(by, HowLinked.ACTS_FOR, held[other]) for other in actor.acts_for]
        for one, how, other in links:
            if one.subject != other.subject and not known.lasting(one.subject, other.subject):
                drafts.append(link_between(one, how, other, by))
        return by, drafts

    def _refuse(
        self,
        refused: ActRefused,
        plain: bytes,
        head: ActHead,
        setting: ActContext,
        links: Sequence[Draft],
        request: IdempotencyKey | None,
        seen: int,
    ) -> None:
        faults = canonical(to_plain(list(refused.faults)))
        mark = canonical(ACT.mark)
        payload = b'{"act":' + plain + b',"faults":' + faults + b',"format":' + mark + b"}"
        draft = Draft(
            ACT_REFUSED,
            payload,
            setting.about,
            setting.thread,
            None,
            head,
            setting.marks,
            setting.own,
        )
        drafts = [*links, *setting.drafts, draft]
        self.register.append(drafts, request=request, seen=seen, upsets=(ERASURE,))

    def _draft(
        self, act: Act, kind: EntryKind, head: ActHead, setting: ActContext
    ) -> tuple[Draft, SignOffResult | None]:
        """Return the entry of an act that may stand.

        Raises:
            ActRefused: it may not.
        """
        judged: SignOffResult | None = None
        moves: tuple[tuple[str, int], ...] = ()
        plan, after = setting.plan, None
        full: Head
        if plan is not None and isinstance(act, PlanAct):
            judged, open_, takes = self._on_plan(act, plan)
            full = PlanActHead(head.on, head.by, open_)
            moves = () if takes is None else self._moves(plan.state, takes)
            after = act.plan
        else:
            full = self._elsewhere(act, head, setting)
        if isinstance(act, PotChange):
            self.register.balances(act.pot)
            moves = ((act.pot, act.change.pence),)
        said = act
        if isinstance(act, Erasure) and setting.about is not None:
            # This entry is not encrypted under the destroyed key, so it must not name the person.
            subject = setting.about.subject
            said = evolve(act, person=subject)
            accounts = self.register.accounts(act.on).accounts_of(subject)
            full = ErasureHead(head.on, head.by, (subject, *sorted(accounts)))
        payload = canonical(
            {
                "act": act_to_plain(said),
                "format": ACT.mark,
                "judged": to_plain(judged) if judged else None,
            }
        )
        gone = isinstance(act, Erasure)
        about, own = (None, ()) if gone else (setting.about, setting.own)
        marks, thread = setting.marks, setting.thread
        return Draft(kind, payload, about, thread, after, full, marks, own, moves), judged

    def _on_plan(
        self, act: PlanAct, plan: SubmittedPlan
    ) -> tuple[SignOffResult | None, bool, Mapping[str, int] | None]:
        """Return what an act on a plan comes to, whether it stays open, and what it takes."""
        if isinstance(act, SignOff):
            judged = judge(self.register, plan, act)
            return judged, False, None if judged.agreed is None else judged.takes
        if isinstance(act, AppealOutcome):
            judge_appeal(self.register, plan, act, self._tier_of(plan.state))
            gives_back = act.upheld and self._agreed(plan.state)
            return None, act.upheld, {} if gives_back else None
        hold_to_steps(act, plan.state)
        if isinstance(act, Withdrawal):
            if plan.state.stage is PlanStage.APPEALED:
                refuse_own_appeal(self.register, plan.state, act.by, act.on)
            return None, False, {} if self._agreed(plan.state) else None
        return None, isinstance(act, Appeal) or is_open(plan.state), None

    def _tier_of(self, state: PlanState) -> str:
        """Return the tier that made the decision which is appealed."""
        if not state.decided:
            return ""
        return str(self.register.read(state.decided[-1]).data["judged"]["tier"])

    def _agreed(self, state: PlanState) -> bool:
        """Tell whether this very plan was agreed, and so may have taken from pots."""
        found = (self.register.read(index).data["judged"] for index in state.decided)
        return any(judged["agreed"] is not None for judged in found)

    def _moves(self, state: PlanState, takes: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
        """Return what must move so that a plan takes this much from each pot, and no more."""
        acts = self.register.headers(ENTRIES.c.thread == state.thread, ENTRIES.c.after.is_not(None))
        held: dict[str, int] = {}
        for entry in acts:
            for pot, change in entry.head.get("moves", ()):
                held[pot] = held.get(pot, 0) - change
        changes = {pot: held.get(pot, 0) - takes.get(pot, 0) for pot in sorted({*held, *takes})}
        return tuple((pot, change) for pot, change in changes.items() if change)

    def _elsewhere(self, act: Act, head: ActHead, setting: ActContext) -> Head:
        """Check an act that is on no plan, and return a head with what is found without a key."""
        on, by = head.on, head.by
        hold_to_words(act)
        if isinstance(act, ProfileChange) and not act.before.strip():
            kind = ACT_KINDS[ProfileChange].word
            if self.register.headers(ENTRIES.c.kind == kind):
                fault = Fault("before", "nothing", "the profile that is in force until then")
                raise ActRefused("a profile is in force here already", [fault])
        if isinstance(act, Declaration):
            concerns = None if act.plan is None else latest_state(self.register, act.plan).thread
            return DeclarationHead(on, by, act.recused, concerns)
        if isinstance(act, AccountLink):
            other = self.register.key_store.people([act.other])[act.other]
            if other.subject == (setting.about and setting.about.subject):
                raise ActRefused("a link is between two", [Fault("other", "the same", "another")])
            return LinkHead(other.subject, act.how, by, on, act.until)
        if isinstance(act, LinkEnd):
            return LinkEndHead(on, by, self._ends(act))
        if isinstance(act, Hold):
            if act.until is not None and act.until < act.on:
                fault = Fault("until", str(act.until), f"{act.on} or later")
                raise ActRefused("a hold begins before it ends", [fault])
            return HoldHead(on, by, act.until)
        if isinstance(act, Release):
            entry = self._kind_of(act.hold, HOLD)
            if setting.about is None or entry.row.subject != setting.about.subject:
                fault = Fault("hold", f"entry {act.hold}, on somebody else", "one on this person")
                raise ActRefused("there is no such hold", [fault])
            return ReleaseHead(on, by, act.hold)
        if isinstance(act, Erasure) and setting.about is not None:
            found = holds(self.register, setting.about.subject, act.on)
            if found:
                hint = "Release it first: sds register record with a release."
                faults = [Fault(f"entry {i}", "a hold", "none that stands", hint) for i in found]
                raise ActRefused("what is recorded of this person must be kept", faults)
        if isinstance(act, PotChange) and act.change.pence == 0:
            raise ActRefused("nothing moves", [Fault("change", "0.00", "a sum")])
        return head

    def _ends(self, act: LinkEnd) -> int:
        """Return the number of a link that may be ended: by nobody whom it ties."""
        link = self._kind_of(act.link, ACCOUNT_LINK)
        faults = []
        if self.register.state.is_ended(link.index):
            faults.append(Fault("link", f"entry {link.index}, ended already", "one that stands"))
        names = (act.by.person, act.by.account, *act.by.acts_for)
        mine = {held.subject for held in self.register.key_store.people(names).values()}
        tied = self.register.accounts(act.on).behind(mine)
        if tied & {link.row.subject, link.head_as(LinkHead).other}:
            faults.append(Fault("by", "somebody whom the link ties", "somebody else"))
        if faults:
            raise ActRefused("this link cannot be ended so", faults)
        return link.index

    def _kind_of(self, index: int, kind: EntryKind) -> Entry:
        entry = self.register.read(index)
        if entry.kind is not kind:
            fault = Fault(f"entry {index}", entry.kind.title, kind.title)
            raise ActRefused(f"entry {index} is not {kind.title}", [fault])
        return entry
