"""A council's file: which profile it decides by, from which date."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from attrs import evolve, field, frozen

from sds_core.errors import ConfigurationError, Fault, InputError, ProfileError
from sds_core.formats.records import from_plain
from sds_core.formats.toml import read_toml
from sds_core.profiles.assemble import load_profile
from sds_core.profiles.profile import Profile
from sds_core.schemas.published import check_document

__all__ = ["Council", "CouncilFile", "ProfileInForce", "load_council"]


@frozen
class ProfileInForce:
    """A profile and the first day on which it is decided by.

    Attributes:
        profile: “id@version”, or the path of a file beside the council's.
        from_date: the first day.
    """

    profile: str
    from_date: date


@frozen
class CouncilFile:
    """A council's timeline.

    Attributes:
        council: the council's name.
        in_force: profiles by date, each in force until the next.
    """

    council: str
    in_force: tuple[ProfileInForce, ...]


@frozen(eq=False)
class Council:
    """A council's timeline, with each profile loaded.

    Attributes:
        name: the council's name.
        profiles: first days and profiles, earliest first.
    """

    name: str
    profiles: tuple[tuple[date, Profile], ...] = field(repr=False)

    def profile_on(self, on: date) -> Profile:
        """Return the profile in force on a day.

        Raises:
            ProfileError: none is in force yet.
        """
        current = [profile for start, profile in self.profiles if start <= on]
        if not current:
            first = self.profiles[0][0]
            fault = Fault("--on", str(on), f"{first} or later", "No profile is in force before.")
            raise ProfileError(f"{self.name} has no profile in force on {on}", [fault])
        return current[-1]


def load_council(path: Path) -> Council:
    """Load a council's timeline and every profile in it.

    Args:
        path: the council's file, in TOML.

    Raises:
        ProfileError: with every fault found in the file and in the profiles.
    """
    name = str(path)
    try:
        file = read_toml(path, name)
        check_document(file.plain, "council-1", name)
    except (ConfigurationError, InputError) as error:
        raise ProfileError(f"council file {name} cannot be used", error.faults) from None
    council = from_plain(file.plain, CouncilFile)
    faults: list[Fault] = []
    profiles: list[tuple[date, Profile]] = []
    previous: date | None = None
    for index, entry in enumerate(council.in_force):
        if previous is not None and entry.from_date <= previous:
            place = file.place(["in_force", index, "from_date"])
            faults.append(Fault(place, str(entry.from_date), f"a day after {previous}"))
        previous = entry.from_date
        place = file.place(["in_force", index, "profile"])
        exact = entry.profile.endswith(".toml") or "@" in entry.profile.strip("@")
        if not exact:
            faults.append(Fault(place, repr(entry.profile), "an exact version, “id@version”"))
            continue
        try:
            profiles.append((entry.from_date, load_profile(entry.profile, path.parent)))
        except ProfileError as error:
            faults += [evolve(fault, place=f"{place}: {fault.place}") for fault in error.faults]
    if not council.in_force:
        faults.append(Fault(name, "no [[in_force]]", "at least one profile and its first day"))
    if faults:
        raise ProfileError(f"council file {name} cannot be used", faults)
    return Council(council.council, tuple(profiles))
