"""A profile as texts that can be kept for ever, and the profile made of them again."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import orjson
from attrs import evolve

from sds_core.errors import ConfigurationError, Fault
from sds_core.formats.canonical import canonical, digest
from sds_core.formats.plain import thaw
from sds_core.formats.records import from_plain, to_plain
from sds_core.formats.toml import TomlFile
from sds_core.plugins.discovery import InstalledPlugin
from sds_core.profiles.assemble import assemble
from sds_core.profiles.effective import EffectiveProfile, Origin
from sds_core.profiles.file_cache import FileCache
from sds_core.profiles.profile import Profile
from sds_core.questions import QUESTIONS, Combine, Questions
from sds_core.resources.kept_texts import KeptTexts
from sds_core.resources.snapshot import SnapshotFile, SnapshotResolver
from sds_core.rulesets.overrule import Overruling

__all__ = ["profile_of", "texts_of"]

_FORMAT = "sds-profile-texts-1"


def _unchanged(profile: Profile) -> Iterator[Fault]:
    """Yield a fault for each file that changed between being read and being kept."""
    files: Mapping[str, Mapping[str, str]] = profile.effective["files"]
    for kept in profile.sources:
        for reference, digests in files.items():
            if kept.reference in (reference, reference.rpartition("@")[0]):
                for name, data in kept.files.items():
                    wanted = digests.get(kept.name if name == kept.first else name)
                    wanted = digests.get(name, wanted)
                    if wanted not in (None, digest(data)) and name.endswith((".toml", ".csv")):
                        yield Fault(kept.name, f"{name} changed while it was read", str(wanted))


def texts_of(profile: Profile) -> KeptTexts:
    """Return what a profile is made of, as it was read.

    Raises:
        ConfigurationError: a file changed while it was being read.
    """
    if profile.effective["files"] and not profile.sources:
        fault = Fault(
            profile.name, "no files as they were read", "a profile that load_profile made"
        )
        raise ConfigurationError(f"profile {profile.name} cannot be kept", [fault])
    faults = list(_unchanged(profile))
    if faults:
        raise ConfigurationError(f"profile {profile.name} must be loaded again", faults)
    bodies: dict[str, bytes] = {}

    def keep(data: bytes) -> str:
        own = digest(data)
        bodies[own] = data
        return own

    plain = {
        "format": _FORMAT,
        "profile": keep(canonical(thaw(profile.effective))),
        "files": [
            {
                "kind": kept.kind,
                "reference": kept.reference,
                "name": kept.name,
                "group": kept.group,
                "beside": kept.beside,
                "files": [[name, keep(data)] for name, data in kept.files.items()],
                "notes": thaw(kept.notes),
            }
            for kept in profile.sources
        ],
        "overrulings": to_plain(list(profile.overrulings)),
    }
    return KeptTexts(keep(canonical(plain)), bodies)


def _effective(data: Mapping[str, Any], folder: Path, questions: Questions) -> EffectiveProfile:
    lists = {n for n, q in questions.items() if q.combine is not Combine.PROVIDER}
    hooks = {
        name: dict(choice) if "not_asked" in choice else {**choice, "listed": name in lists}
        for name, choice in data["hooks"].items()
    }
    plain = {name: value for name, value in data.items() if name != "files"}
    origin = Origin(TomlFile("the register", plain, ""), folder)
    return EffectiveProfile({**plain, "hooks": hooks, "bases": []}, {(): origin})


def profile_of(
    name: str,
    text: Callable[[str], bytes | None],
    found: Mapping[str, InstalledPlugin] | None = None,
    questions: Questions = QUESTIONS,
) -> Profile:
    """Make a profile again of its kept texts and of the plugins that are installed.

    Args:
        name: SHA-256 of the list of its texts.
        text: returns a kept text by its SHA-256.
        found: the installed plugins; discovered if left out.
        questions: the questions that are asked.

    Raises:
        ConfigurationError: a text is missing or damaged, or a plugin does not take it any more.
    """

    def get(own: str) -> bytes:
        data = text(own)
        if data is None or digest(data) != own:
            what = "no text" if data is None else "another text"
            raise ConfigurationError("a text is missing", [Fault(own, what, "what was kept")])
        return data

    plain = orjson.loads(get(name))
    kept = tuple(
        SnapshotFile(
            item["kind"],
            item["reference"],
            item["name"],
            item["group"],
            {file: get(own) for file, own in item["files"]},
            item["beside"],
            item["notes"],
        )
        for item in plain["files"]
    )
    with tempfile.TemporaryDirectory(prefix="sds-") as place:
        snapshot = SnapshotResolver(Path(place), kept)
        snapshot.lay_out()
        effective = _effective(orjson.loads(get(plain["profile"])), Path(place), questions)
        try:
            profile = assemble(effective, found, FileCache(snapshot), questions)
        except LookupError as error:
            fault = Fault(str(error), "no kept text", "one for every reference")
            raise ConfigurationError("a text is missing", [fault]) from None
    overrulings = tuple(from_plain(item, Overruling) for item in plain["overrulings"])
    return evolve(profile, overrulings=overrulings, sources=kept)
