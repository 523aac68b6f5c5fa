"""Who may not decide about a plan: whoever wrote it, helps with it, sells in it or stands near.

The core holds this, for every door: no plugin and no profile can turn it off.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from attrs import frozen

from sds_core.errors import Fault
from sds_core.links import BELONGING, Links
from sds_core.model.acts import Actor, HowLinked
from sds_core.model.case import Case
from sds_core.model.parties import LinkKind, Party, PartyKind, Role
from sds_core.register.book import Register
from sds_core.register.tables import ENTRIES

__all__ = ["Accounts", "barred", "bars"]

_STANDS_FOR = frozenset({LinkKind.MAKES_DECISIONS_FOR, LinkKind.FINANCIALLY_RESPONSIBLE_FOR})
_PAID = frozenset({LinkKind.PAID_COMMISSION_BY})
_ELSE = "Somebody else must decide."
_DECLARE = "Put the party's id into not_any_of, or give the party a council_id."


@frozen
class Accounts:
    """Which identifiers belong to one human being, and who acts for whom, as was ever recorded.

    Attributes:
        same: pairs of subjects that are one human being.
        acts_for: pairs of subjects: the first acts for the second.
        lasting: the pairs that end on no day.
    """

    same: tuple[tuple[str, str], ...]
    acts_for: tuple[tuple[str, str], ...]
    lasting: frozenset[tuple[str, str]] = frozenset()

    @classmethod
    def recorded(cls, register: Register, on: date) -> Accounts:
        """Return what the register holds on a day, or holds today: the clock opens no door."""
        entries = register.headers(ENTRIES.c.kind.in_(("account_link", "link_end")))
        # A link that was ended on a day still counts for acts of the days before it.
        ended = {e.head["ends"] for e in entries if e.kind == "link_end" and e.on <= on}
        today = register.today()
        same: list[tuple[str, str]] = []
        acts_for: list[tuple[str, str]] = []
        lasting: set[tuple[str, str]] = set()
        for entry in entries:
            head = entry.head
            if entry.kind == "link_end" or entry.index in ended:
                continue
            until = date.fromisoformat(head["until"]) if head.get("until") else date.max
            if until >= min(on, today):
                pair = (head["subject"], head["other"])
                (same if head["how"] == HowLinked.SAME_PERSON else acts_for).append(pair)
                if until == date.max:
                    lasting.add(pair)
        return cls(tuple(same), tuple(acts_for), frozenset(lasting))

    def _reached(self, start: Iterable[str], pairs: Sequence[tuple[str, str]]) -> set[str]:
        found, waiting = set(start), list(start)
        while waiting:
            here = waiting.pop()
            for near in {b for a, b in pairs if a == here} - found:
                found.add(near)
                waiting.append(near)
        return found

    def one_person(self, subjects: Iterable[str]) -> set[str]:
        """Return every subject that is the same human being as one of these."""
        return self._reached(set(subjects), [*self.same, *((b, a) for a, b in self.same)])

    def accounts_of(self, subject: str) -> set[str]:
        """Return the accounts that were seen with this person and with nobody else."""
        mine = {one for one, other in self.same if other == subject}
        return {one for one in mine if {b for a, b in self.same if a == one} == {subject}}

    def behind(self, subjects: Iterable[str]) -> set[str]:
        """Return every subject that one of these is, or acts for, directly or by others."""
        both_ways = [*self.same, *((b, a) for a, b in self.same), *self.acts_for]
        return self._reached(set(subjects), both_ways)


def _near(links: Links, party: Party) -> Iterator[Party]:
    yield from links.relatives(party.id)
    yield from (links.case.party(other) for other in links.household(party.id))


def _tied_to(links: Links, bodies: frozenset[str]) -> Iterator[tuple[Party, str]]:
    """Yield who belongs to, owns, or is paid by one of some parties, however far up the chain."""
    for party in links.case.parties:
        through = list(links.tied(party.id, BELONGING))
        if party.id in bodies or (through and all(p.holds(Role.COUNCIL) for p in through)):
            continue  # whom the council employs does not sell what the council's company sells
        if bodies & {other.id for other in links.organisations(party.id)}:
            yield party, "belongs to somebody who {}"
        if bodies & {other.id for other in links.tied(party.id, _PAID)}:
            yield party, "is paid commission by somebody who {}"


def barred(case: Case, on: date) -> dict[str, str]:
    """Return who in a case may not decide about its plan, each with why, by id.

    Bodies are among them: nobody decides on their behalf.

    Args:
        case: the case.
        on: the day of the decision.
    """
    links = Links(case, on)
    found: dict[str, str] = {}

    def bar(party: Party, why: str) -> None:
        # A council's own service in a plan does not bar the council.
        if party.kind is PartyKind.INDIVIDUAL or not party.holds(Role.COUNCIL):
            found.setdefault(party.id, why)

    person, plan = case.party(case.person), case.plan
    bar(person, "is the person themselves")
    hands = [(party_id, "wrote the plan") for party_id in (plan.written_by if plan else ())]
    hands += [(help_.helper, "helps with the plan") for help_ in case.help]
    for line in plan.lines if plan else ():
        if line.provider:
            hands.append((line.provider, "provides support in the plan"))
    hands += [(party.id, "is a broker in the case") for party in case.holding(Role.BROKER)]
    concerned = {party_id: why for party_id, why in reversed(hands) if party_id != person.id}
    for party_id, why in hands:
        bar(case.party(party_id), why)
    for party in case.parties:
        if party.id in links.family or party.id in links.household(person.id):
            bar(party, "is near the person")
        if any(other.id == person.id for other in links.tied(party.id, _STANDS_FOR)):
            bar(party, "stands for the person")
        if party.holds(Role.REPRESENTATIVE, Role.ADVOCATE):
            bar(party, "stands for the person")
    for party_id, why in concerned.items():
        party = case.party(party_id)
        for near in _near(links, party):
            bar(near, f"is near somebody who {why}")
        in_house = party.kind is not PartyKind.INDIVIDUAL and party.holds(Role.COUNCIL)
        for tied, how in () if in_house else _tied_to(links, frozenset({party_id})):
            bar(tied, how.format(why))
    everybody = {*concerned, person.id}
    for interest in case.interests:
        made = interest.declared_on <= on and not interest.nothing_to_declare
        # An interest that names nobody may be in anybody.
        if made and (not interest.about or everybody.intersection(interest.about)):
            bar(case.party(interest.party), "has declared an interest in somebody concerned")
    return found


def _name(text: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in text.casefold()).split())


def bars(
    register: Register,
    case: Case,
    actor: Actor,
    on: date,
    not_any_of: Sequence[str],
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
        recused: subjects who have said that they will not decide this.
        also: other subjects who may not decide this, each with why.
    """
    accounts = Accounts.recorded(register, on)
    names = {p.id: {case.known_as(p), f"{case.id}/{p.id}"} for p in case.parties}
    parties = [name for known in names.values() for name in known]
    own = (actor.account, actor.person)
    held = register.vault.find([*own, *actor.acts_for, *parties])
    subjects = {name: found.subject for name, found in held.items()}
    me = {subjects[name] for name in (*own, *actor.acts_for) if name in subjects}
    behind = accounts.behind(me)
    alone = accounts.one_person(subjects[name] for name in own if name in subjects)
    # On that day, or today: who came near since then is near, and an older day dodges nothing.
    why = {**barred(case, register.today()), **barred(case, on)}
    for place, party in enumerate(case.parties):
        if party.id not in why:
            continue
        because = why[party.id]
        known = {subjects[name] for name in names[party.id] if name in subjects}
        reached, direct = bool(known & behind), bool(known & alone)
        individual = party.kind is PartyKind.INDIVIDUAL
        alike = individual and _name(party.name) == _name(actor.name)
        if reached or (alike and party.council_id is None):
            how = "is" if direct or not reached else "acts for, or is another account of,"
            found = f"somebody who {how} parties[{place}] of the case"
            yield Fault("by", found, f"nobody who {because}", _ELSE)
        elif (alike or (individual and party.council_id is None)) and party.id not in not_any_of:
            what = "the same name as" if alike else "no council_id of"
            found = f"{what} parties[{place}] of the case, who {because}"
            yield Fault("not_any_of", found, "a declaration not to be them", _DECLARE)
    if behind & set(recused):
        yield Fault("by", "somebody who has declared an interest in it", "nobody recused", _ELSE)
    for subject, because in also:
        if subject in behind:
            yield Fault("by", f"somebody who {because}", f"nobody who {because}", _ELSE)
