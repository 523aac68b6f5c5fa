"""Reading what is known beside a case, and holding it to the case."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterator

from attrs import evolve

from sds_core.errors import Fault, InputError, nearest
from sds_core.formats.records import from_plain
from sds_core.formats.strict_json import parse_json
from sds_core.model.case import Case
from sds_core.model.known import NOTHING_KNOWN, Known, KnownStanding, ListedAs
from sds_core.schemas.published import check_document

__all__ = ["known_from_document", "known_of_case", "read_known"]

_STRICTER = tuple(ListedAs)  # from the mildest to the strictest


def read_known(data: bytes, name: str = "known") -> Known:
    """Read what is known beside a case, from JSON that fits the schema known-1.

    Args:
        data: JSON in UTF-8.
        name: what to call it in errors: usually the file's name.

    Raises:
        InputError: with every fault and its JSON path.
    """
    return known_from_document(parse_json(data, name), name)


def known_from_document(document: object, name: str = "known") -> Known:
    """Return what is known from plain data that strict JSON could hold.

    Raises:
        InputError: with every fault and its JSON path.
    """
    check_document(document, "known-1", name)
    return from_plain(document, Known)


def known_of_case(known: Known, case: Case, questions: Container[str]) -> Known:
    """Return what is known, of the people of a case as every question sees them.

    Parties of one human being or body are one (`Case.as_one`); where two of them have a place on
    the list, the stricter one counts.

    What names nobody in the case, no question, or one thing twice is refused: a name that is
    misspelled would otherwise be passed over, and a helper's suspension with it.

    Args:
        known: what is known, by the ids of the case.
        case: the case, as it was read.
        questions: the questions that are asked.

    Raises:
        InputError: with every fault and its JSON path.
    """
    if known == NOTHING_KNOWN:
        return known
    faults = list(_faults(known, case, questions))
    if faults:
        raise InputError(f"what is known does not belong to case {case.id}", faults)
    strictest: dict[str, KnownStanding] = {}
    for item in known.standing or ():
        party = case.one(item.party)
        before = strictest.get(party)
        if before is None or _STRICTER.index(item.stands) > _STRICTER.index(before.stands):
            strictest[party] = evolve(item, party=party)
    concerns = known.concerns
    return evolve(
        known,
        standing=None if known.standing is None else tuple(strictest.values()),
        concerns=concerns and tuple(evolve(c, party=case.one(c.party)) for c in concerns),
    )


def _faults(known: Known, case: Case, questions: Container[str]) -> Iterator[Fault]:
    parties = {party.id for party in case.parties}
    for part in ("standing", "concerns"):
        for place, item in enumerate(getattr(known, part) or ()):
            if item.party not in parties:
                where = f"known: $.{part}[{place}].party"
                hint = nearest(item.party, parties)
                yield Fault(where, repr(item.party), "a party of the case", hint)
    for place, decision in enumerate(known.decisions or ()):
        if decision.question not in questions:
            where = f"known: $.decisions[{place}].question"
            yield Fault(where, repr(decision.question), "a question")
    for part, names in (
        ("pots", [pot.pot for pot in known.pots or ()]),
        ("standing", [standing.party for standing in known.standing or ()]),
        ("decisions", [decision.question for decision in known.decisions or ()]),
    ):
        for name, count in Counter(names).items():
            if count > 1:
                yield Fault(f"known: $.{part}", f"{name!r} {count} times", "once")
