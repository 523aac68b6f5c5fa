"""Where listing is required: nobody is paid for help until the helper's place is settled.

Nobody needs permission to help, so this holds back payment only, and the answer says so.
"""

from __future__ import annotations

from collections.abc import Iterator

from sds_core.model.answers import Accreditation, ListingStatus
from sds_core.model.case import Case
from sds_core.model.decisions import Decision
from sds_core.model.reasons import Undetermined

__all__ = ["unlisted"]

_MAY_BE_PAID = (ListingStatus.NOT_NEEDED, ListingStatus.LISTED, ListingStatus.PROVISIONAL)
_WHO = "the person, who may choose somebody else"


def unlisted(accredited: Decision, case: Case) -> Iterator[Undetermined]:
    """Yield each helper for whom nothing is paid yet, and why.

    Args:
        accredited: the decision on `accredit`.
        case: the case.
    """
    answers: list[Accreditation] = list(accredited.answers(Accreditation))
    listings = {listing.helper: listing for answer in answers for listing in answer.listings}
    for help_ in case.help:
        listing = listings.get(help_.helper)
        if listing is not None and listing.status in _MAY_BE_PAID:
            continue
        name, missing = case.name(help_.helper), (f"parties.{help_.helper}.credentials",)
        if listing is None or listing.status is ListingStatus.UNDECIDED:
            said, tell = "It is not decided yet whether {name} is on the list here", ""
        else:
            said, tell = "{name} is not on the list here", listing.tell
        cause = f"{said.format(name=name)}, and whoever is paid for this help must be. {tell}"
        end = f"Nothing is paid until that is settled or somebody else is chosen than {name}"
        yield Undetermined(f"{cause} {end}".replace("  ", " "), missing, _WHO, "listing")
