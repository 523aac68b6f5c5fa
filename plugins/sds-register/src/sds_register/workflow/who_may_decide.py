"""Who may not decide about a plan: whoever has a part in it, or is close to somebody who has.

The register checks this for every caller: no plugin and no profile can turn it off.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from sds_core import Case, Fault, PartyKind
from sds_core.domain.who_may_not_judge import BODY, may_not_decide
from sds_core.model.characters import look_alike, same_name
from sds_core.model.criteria import AlsoDecides
from sds_register.acts.plan_acts import Actor
from sds_register.entries.entry_store import EntryStore

__all__ = ["is_actor", "who_may_not_decide"]

_ELSE = "Somebody else must decide."
_DECLARE = "Put the party's id into not_any_of, or give the party a council_id."


def _words(name: str) -> list[str]:
    return "".join(c if c.isalnum() else " " for c in same_name(name)).split()


def _alike(one: str, other: str) -> bool:
    """Tell whether two names could be taken for one another, in whichever order of their words."""

    def drawn(name: str) -> list[str]:
        return sorted(map(look_alike, _words(name)))

    return drawn(one) == drawn(other) or look_alike(one) == look_alike(other)


def is_actor(register: EntryStore, case: Case, actor: Actor, party_id: str, on: date) -> bool:
    """Tell whether a party of a case is who acts, by identifier, account or name.

    Args:
        register: the register, which remembers accounts that belong together.
        case: the case.
        actor: who acts.
        party_id: id of the party.
        on: the day of the act.
    """
    party = case.party(party_id)
    names = {case.known_as(party), f"{case.id}/{party.id}"}
    held = register.key_store.find([actor.account, actor.person, *actor.acts_for, *names])
    subjects = {name: found.subject for name, found in held.items()}
    mine = {subject for name, subject in subjects.items() if name not in names}
    theirs = {subject for name, subject in subjects.items() if name in names}
    return bool(register.accounts(on).behind(mine) & theirs) or _alike(party.name, actor.name)


def who_may_not_decide(
    register: EntryStore,
    case: Case,
    actor: Actor,
    on: date,
    not_any_of: Sequence[str],
    may_also: frozenset[AlsoDecides],
    recused: Iterable[str] = (),
    also: Iterable[tuple[str, str]] = (),
) -> Iterator[Fault]:
    """Yield why somebody may not decide about a plan; nothing where they may.

    Parties are named by their place in the case: an error holds nobody's name.

    Args:
        register: the register, which remembers accounts that belong together.
        case: the case.
        actor: who would decide.
        on: the day of the decision.
        not_any_of: ids of parties whom the actor declares not to be.
        may_also: who of those that had a part in the plan may also decide, by the profile.
        recused: subjects who have said that they will not decide this.
        also: other subjects who may not decide this, each with why.
    """
    accounts = register.accounts(on)
    names = {p.id: {case.known_as(p), f"{case.id}/{p.id}"} for p in case.parties}
    parties = [name for known in names.values() for name in known]
    own = (actor.account, actor.person)
    held = register.key_store.find([*own, *actor.acts_for, *parties])
    subjects = {name: found.subject for name, found in held.items()}
    me = {subjects[name] for name in (*own, *actor.acts_for) if name in subjects}
    behind = accounts.behind(me)
    alone = accounts.one_person(subjects[name] for name in own if name in subjects)
    # Both on that day and today: backdating does not help somebody who got involved since.
    why: dict[str, str] = {}
    for day in dict.fromkeys((on, register.today())):
        for party_id, because in may_not_decide(case, day, may_also).items():
            if why.get(party_id, BODY) == BODY:  # any other reason says more
                why[party_id] = because
    for place, party in enumerate(case.parties):
        if party.id not in why:
            continue
        because = why[party.id]
        known = {subjects[name] for name in names[party.id] if name in subjects}
        reached, direct = bool(known & behind), bool(known & alone)
        if because == BODY:  # somebody may act for a body; it cannot decide itself
            reached = direct
        individual = party.kind is PartyKind.INDIVIDUAL
        same = individual and _words(party.name) == _words(actor.name)
        alike = individual and _alike(party.name, actor.name)
        if reached or (same and party.council_id is None):
            how = "is" if direct or not reached else "acts for, or is another account of,"
            found = f"somebody who {how} parties[{place}] of the case"
            yield Fault("by", found, f"nobody who {because}", _ELSE)
        elif (alike or (individual and party.council_id is None)) and party.id not in not_any_of:
            what = "no council_id of"
            if alike:
                what = "the same name as" if same else "a name that reads like that of"
            found = f"{what} parties[{place}] of the case, who {because}"
            yield Fault("not_any_of", found, "a declaration not to be them", _DECLARE)
    if behind & set(recused):
        yield Fault("by", "somebody who has declared an interest in it", "nobody recused", _ELSE)
    for subject, because in also:
        if subject in behind:
            yield Fault("by", f"somebody who {because}", f"nobody who {because}", _ELSE)
