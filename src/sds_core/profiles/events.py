"""What a body is told when a council overrules a rule set that it publishes."""

from __future__ import annotations

from attrs import frozen

from sds_core.profiles.profile import Profile
from sds_core.rulesets.overrule import Overruling

__all__ = ["OverrulingEvent", "overruling_events"]


@frozen
class OverrulingEvent:
    """A notice to a publisher that a profile overrules one of its rule sets.

    Attributes:
        publisher: the body that publishes the set.
        set: the set as “id@version”.
        council: the council, as its letters name it.
        profile: the profile as “id@version”.
        profile_digest: SHA-256 of the effective profile.
        overrulings: everything that the council changed in the set, or did with it.
    """

    publisher: str
    set: str
    council: str
    profile: str
    profile_digest: str
    overrulings: tuple[Overruling, ...]


def overruling_events(profile: Profile) -> tuple[OverrulingEvent, ...]:
    """Return one notice for each rule set that a profile overrules, in the order of the sets.

    A host sends them to the publishers when it puts the profile in force.

    Args:
        profile: the profile.
    """
    by_set: dict[tuple[str, str], list[Overruling]] = {}
    for item in profile.overrulings:
        by_set.setdefault((item.set, item.publisher), []).append(item)
    return tuple(
        OverrulingEvent(
            publisher, name, profile.letter.council, profile.name, profile.digest, tuple(items)
        )
        for (name, publisher), items in sorted(by_set.items())
    )
