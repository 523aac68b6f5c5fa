"""The people of a case: their keys, and the pseudonyms that entries name them by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attrs import field, frozen

from sds_core import Case, Erased, Fault, Party, PartyKind
from sds_register.acts.other_acts import HowLinked
from sds_register.encryption.key_store import PersonKey
from sds_register.encryption.payloads import GONE, NamedPerson
from sds_register.entries.entry import Draft
from sds_register.entries.entry_store import EntryStore
from sds_register.entries.heads import LinkHead
from sds_register.entries.kinds import ACCOUNT_LINK

__all__ = ["CasePeople", "find_people", "give_keys", "link_between"]

Marked = Mapping[str, tuple[PersonKey, NamedPerson]]


@frozen
class CasePeople:
    """The people of a case, as a register knows them.

    Attributes:
        about: the person whom the case is about.
        keys: the keys under which the person's entries may be found; the first is `about`.
        me: the person by pseudonym.
        others: the other people by pseudonym.
        own: the person's names, which are not replaced.
        links: new entries that tie two identifiers of one human being.
    """

    about: PersonKey
    keys: tuple[PersonKey, ...] = field(repr=False)
    me: Marked = field(repr=False)
    others: Marked = field(repr=False)
    own: tuple[str, ...] = field(repr=False)
    links: tuple[Draft, ...] = ()


def _people(case: Case) -> list[Party]:
    return [
        party
        for party in case.parties
        if (party.id == case.person or party.kind is PartyKind.INDIVIDUAL)
        and not party.id.startswith(GONE)  # an erased person gets no new key
    ]


def _inside(case: Case, party: Party) -> str:
    """Return the identifier of somebody within their case."""
    return f"{case.id}/{party.id}"


def _found(register: EntryStore, case: Case) -> dict[str, PersonKey]:
    """Return the keys of the people of a case, by every identifier that has one."""
    people = _people(case)
    numbers = [party.council_id for party in people if party.council_id]
    return register.key_store.find([*(_inside(case, party) for party in people), *numbers])


def _as_person(case: Case, found: Mapping[str, PersonKey]) -> list[PersonKey]:
    """Return the keys that the person is found under, before any is added."""
    person = case.party(case.person)
    mine = (_inside(case, person), person.council_id or "")
    return [found[name] for name in mine if name in found]


def _named(
    register: EntryStore,
    case: Case,
    held: Mapping[str, PersonKey],
    as_person: Sequence[PersonKey],
    links: Sequence[Draft] = (),
) -> CasePeople:
    """Return the people of a case, from their keys by party id."""
    person = case.party(case.person)
    about = held[person.id]
    me = NamedPerson(person.id, person.name, person.council_id or "")
    others = {}
    for party in case.parties:
        if party.id in held and party.id != case.person:
            other = NamedPerson(party.id, party.name, party.council_id or "")
            others[register.mark(held[party.id], other)] = (held[party.id], other)
    return CasePeople(
        about,
        (about, *(key for key in as_person if key != about)),
        {register.mark(about, me): (about, me)},
        others,
        tuple(word for _, word in me.words()),
        tuple(links),
    )


def find_people(register: EntryStore, case: Case) -> CasePeople:
    """Return the people of a case that was recorded; nothing is written.

    Args:
        register: the register.
        case: the case.

    Raises:
        Erased: the register has no key of the person.
    """
    found = _found(register, case)
    held = {}
    for party in _people(case):
        key = found.get(case.known_as(party)) or found.get(_inside(case, party))
        if key is not None:
            held[party.id] = key
    if case.person not in held:
        fault = Fault(f"case {case.id}", "no key of the person", "")
        raise Erased("the person of the case can no longer be read", [fault])
    return _named(register, case, held, _as_person(case, found))


def give_keys(register: EntryStore, case: Case) -> CasePeople:
    """Return the people of a case; the key store learns all their identifiers, and makes new keys.

    Args:
        register: the register.
        case: the case.
    """
    key_store, people = register.key_store, _people(case)
    found = _found(register, case)
    as_person = _as_person(case, found)
    links: list[Draft] = []
    for party in people:
        known, numbered = found.get(_inside(case, party)), found.get(party.council_id or "")
        if party.council_id and numbered is None and known is not None:
            # The same person, who now has a number.
            key_store.also(known.subject, party.council_id)
            found[party.council_id] = known
        elif known is not None and numbered is not None and known != numbered:
            links += _one_person(register, known, numbered)
    missing = [case.known_as(party) for party in people if case.known_as(party) not in found]
    found.update(key_store.people(missing) if missing else {})
    for party in people:
        if _inside(case, party) not in found:
            key_store.also(found[case.known_as(party)].subject, _inside(case, party))
    held = {party.id: found[case.known_as(party)] for party in people}
    return _named(register, case, held, as_person, links)


def _one_person(register: EntryStore, one: PersonKey, other: PersonKey) -> list[Draft]:
    """Return a link between two identifiers of one human being, unless one exists already."""
    links = register.accounts(register.today())
    if other.subject in links.one_person([one.subject]):
        return []
    return [link_between(one, HowLinked.SAME_PERSON, other, one)]


def link_between(one: PersonKey, how: HowLinked, other: PersonKey, by: PersonKey) -> Draft:
    """Return the entry that ties two identifiers, where nobody recorded an act that does."""
    head = LinkHead(other.subject, how, by.subject)
    return Draft(ACCOUNT_LINK, b"{}", one, head=head)
