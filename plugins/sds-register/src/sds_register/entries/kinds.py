"""The kinds of entries: those of the register, and those that installed distributions add.

A distribution adds a kind by an entry point in the group `sds_register.entry_kinds`, whose name is
the kind's word and whose value is an `EntryKind`. A register that holds entries of a kind that is
not installed opens, verifies, lists and exports them; they change nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from types import MappingProxyType

from attrs import evolve, frozen

from sds_core import Known, from_plain
from sds_core.formats.decisions import decision_from_plain
from sds_register.acts.act import WORDS, Act
from sds_register.acts.other_acts import (
    AccountLink,
    AccreditationAct,
    Activation,
    Complaint,
    Erasure,
    Hold,
    LinkEnd,
    PotChange,
    ProfileChange,
    Release,
)
from sds_register.acts.person_acts import Revision, UrgentHelp, WrittenReasons
from sds_register.acts.plain import act_from_plain
from sds_register.acts.plan_acts import (
    Appeal,
    AppealOutcome,
    Declaration,
    SignOff,
    Statement,
    Withdrawal,
)
from sds_register.acts.versions import ACT
from sds_register.encryption.payloads import NamedPerson
from sds_register.entries import plan_effects
from sds_register.entries.entry import EntryKind, PlanEffect, parsed
from sds_register.entries.heads import (
    ActHead,
    CaseHead,
    DecisionHead,
    DeclarationHead,
    ErasureHead,
    Head,
    HoldHead,
    KnownHead,
    LinkEndHead,
    LinkHead,
    PlanActHead,
    ReleaseHead,
    SubmissionHead,
)

__all__ = [
    "ACCOUNT_LINK",
    "ACCREDITATION",
    "ACT_KINDS",
    "ACT_REFUSED",
    "APPEAL_OUTCOME",
    "CASE",
    "COMPLAINT",
    "DECISION",
    "DECLARATION",
    "ERASURE",
    "GROUP",
    "HOLD",
    "KNOWN",
    "LINK_END",
    "OWN_KINDS",
    "PERSON",
    "POT_CHANGE",
    "RELEASE",
    "SIGN_OFF",
    "SUBMISSION",
    "BrokenKind",
    "EntryKinds",
    "installed_kinds",
]

GROUP = "sds_register.entry_kinds"


def act_in(payload: bytes) -> Act:
    """Return the act that an entry keeps."""
    return act_from_plain(ACT.read(parsed(payload), "the act")["act"])


CASE = EntryKind("case", "a case", CaseHead)
PERSON = EntryKind("person", "whom a pseudonym stands for", Head, read=NamedPerson.read)
DECISION = EntryKind(
    "decision",
    "a decision",
    DecisionHead,
    read=lambda payload: decision_from_plain(parsed(payload)),
)
KNOWN = EntryKind(
    "known",
    "what was known beside a case",
    KnownHead,
    read=lambda payload: from_plain(parsed(payload), Known),
)
SUBMISSION = EntryKind(
    "submission",
    "a plan put forward",
    SubmissionHead,
    begins_plan=plan_effects.put_forward,
)
ACT_REFUSED = EntryKind("act_refused", "an act that was refused", ActHead)


def _act(act: type, title: str, head: type[Head] = ActHead) -> EntryKind:
    """Return the kind of the entries that keep an act."""
    return EntryKind(WORDS[act], title, head, read=act_in)


def _on_plan(act: type, title: str, effect: PlanEffect, *, moves_pots: bool = False) -> EntryKind:
    """Return the kind of the entries that keep an act on a plan."""
    kind = _act(act, title, PlanActHead)
    return evolve(kind, on_plan=effect, moves_pots=moves_pots)


def _upsetting(kind: EntryKind, *, moves_pots: bool = False) -> EntryKind:
    """Return a kind whose entries make the check of an act out of date."""
    return evolve(kind, upsets_acts=True, moves_pots=moves_pots)


SIGN_OFF = _on_plan(SignOff, "a sign-off", plan_effects.decided, moves_pots=True)
STATEMENT = _on_plan(Statement, "a statement of the person", plan_effects.said)
WITHDRAWAL = _on_plan(Withdrawal, "a plan taken back", plan_effects.withdrawn, moves_pots=True)
APPEAL = _on_plan(Appeal, "an appeal", plan_effects.appealed)
APPEAL_OUTCOME = _on_plan(
    AppealOutcome, "the outcome of an appeal", plan_effects.outcome_of_appeal, moves_pots=True
)
ACCREDITATION = _act(AccreditationAct, "a decision on a helper's listing")
COMPLAINT = _act(Complaint, "a complaint")
ACTIVATION = _act(Activation, "a rule set put in force, or out of it")
PROFILE_CHANGE = _act(ProfileChange, "a change of profile")
DECLARATION = _upsetting(_act(Declaration, "a declaration of interest", DeclarationHead))
# Not every link is an act: the register records one where it sees two identifiers of one person.
ACCOUNT_LINK = _upsetting(EntryKind(WORDS[AccountLink], "a link between two identifiers", LinkHead))
LINK_END = _upsetting(_act(LinkEnd, "the end of a link", LinkEndHead))
HOLD = _upsetting(_act(Hold, "a hold", HoldHead))
RELEASE = _upsetting(_act(Release, "a release of a hold", ReleaseHead))
ERASURE = _upsetting(_act(Erasure, "an erasure", ErasureHead))
POT_CHANGE = _upsetting(_act(PotChange, "a change of a pot"), moves_pots=True)

URGENT_HELP = _act(UrgentHelp, "urgent help")
WRITTEN_REASONS = _act(WrittenReasons, "written reasons for needs that are not met")
REVISION = _act(Revision, "a revision begun")

ACT_KINDS: Mapping[type, EntryKind] = MappingProxyType(
    {
        SignOff: SIGN_OFF,
        Statement: STATEMENT,
        Withdrawal: WITHDRAWAL,
        Appeal: APPEAL,
        AppealOutcome: APPEAL_OUTCOME,
        Declaration: DECLARATION,
        AccreditationAct: ACCREDITATION,
        Complaint: COMPLAINT,
        Activation: ACTIVATION,
        ProfileChange: PROFILE_CHANGE,
        AccountLink: ACCOUNT_LINK,
        LinkEnd: LINK_END,
        Hold: HOLD,
        Release: RELEASE,
        Erasure: ERASURE,
        PotChange: POT_CHANGE,
        UrgentHelp: URGENT_HELP,
        WrittenReasons: WRITTEN_REASONS,
        Revision: REVISION,
    }
)
OWN_KINDS = (CASE, PERSON, DECISION, KNOWN, SUBMISSION, ACT_REFUSED, *ACT_KINDS.values())


@frozen
class BrokenKind:
    """A kind that a distribution adds, and that cannot be used.

    Attributes:
        word: its word.
        why: what is wrong with it.
    """

    word: str
    why: str


class EntryKinds:
    """The kinds of entries that are known.

    Args:
        more: kinds beside the register's own.
        broken: kinds that are installed and cannot be used.

    Raises:
        ValueError: two kinds have one word.
    """

    def __init__(self, more: Iterable[EntryKind] = (), broken: Iterable[BrokenKind] = ()) -> None:
        self._by_word: dict[str, EntryKind] = {}
        for kind in (*OWN_KINDS, *more):
            if kind.word in self._by_word:
                raise ValueError(f"two kinds of entries have the word {kind.word!r}")
            self._by_word[kind.word] = kind
        self.broken = tuple(broken)

    def __getitem__(self, word: str) -> EntryKind:
        """Return the kind of a stored word: one that changes nothing where it is not known."""
        known = self._by_word.get(word)
        title = "an entry of a kind that is not installed here"
        return known or EntryKind(word, title, Head, known=False)

    def known(self) -> tuple[EntryKind, ...]:
        """Return the kinds that are known, the register's own first."""
        return tuple(self._by_word.values())


def _load(point: EntryPoint) -> EntryKind:
    kind = point.load()
    if not isinstance(kind, EntryKind):
        raise TypeError(f"it gives {type(kind).__name__}, not an EntryKind")
    if kind.word != point.name:
        raise ValueError(f"its word is {kind.word!r}, the entry point's name is {point.name!r}")
    return kind


def kinds_of(points: Iterable[EntryPoint]) -> EntryKinds:
    """Return the register's kinds with those of some entry points.

    A kind that cannot be loaded, or that takes a word which is in use, is set aside: its entries
    are then of a kind that is not known, and change nothing.
    """
    taken = {kind.word for kind in OWN_KINDS}
    more: list[EntryKind] = []
    broken: list[BrokenKind] = []
    for point in sorted(points, key=lambda p: (p.name, p.value)):
        if point.name in taken:
            broken.append(BrokenKind(point.name, "another kind of entries has this word already"))
            continue
        try:
            more.append(_load(point))
            taken.add(point.name)
        except (Exception, SystemExit) as error:  # whatever a broken distribution does
            broken.append(BrokenKind(point.name, f"{type(error).__name__}: {error}"))
    return EntryKinds(more, broken)


@cache
def installed_kinds() -> EntryKinds:
    """Return the register's kinds with those of installed distributions, looked for once."""
    return kinds_of(entry_points(group=GROUP))
