"""Where fetched sets are kept: by publisher, version by version, with what has been seen of each.

::

    HOME/fetched/NAME/
      state.json            its source, its last valid day, the files accepted, the last refusal
      trust.json            the publisher's first root, which everything is checked back to
      metadata/             the update framework's metadata, by which it refuses older files
      sets/ID/VERSION/      the files

HOME is the folder that the variable SDS_HOME names, or the user's own data folder.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from attrs import evolve, field, frozen
from platformdirs import user_data_path

from sds_core.errors import ConfigurationError, Fault, RuleSetError, nearest
from sds_core.formats.canonical import digest
from sds_core.formats.files import write_whole
from sds_core.model.dates import parse_date
from sds_core.rulesets.ruleset import Published

__all__ = ["PREFIX", "Fetched", "find_fetched", "home", "load_fetched", "publishers"]

PREFIX = "fetched:"
_FORMAT = "sds-fetched-1"


@frozen
class Fetched:
    """A publisher as this machine knows it.

    Attributes:
        name: what it is called here.
        folder: where it is kept.
        source: the folder or address that it is fetched from.
        fingerprint: SHA-256 of its first root.
        expires: the last day on which the publication is valid.
        seen: SHA-256 of every file ever accepted, by its published path.
        refused: why the last fetch was refused; empty where it was not.
        checked: the day of the last fetch.
        versions: the newest version seen of each signed list.
    """

    name: str
    folder: Path
    source: str = ""
    fingerprint: str = ""
    expires: date = date.max
    seen: Mapping[str, str] = field(factory=dict)
    refused: str = ""
    checked: date = date.min
    versions: Mapping[str, int] = field(factory=dict)

    @property
    def published(self) -> Published:
        """What decisions by its sets must say."""
        return Published(self.name, self.expires, self.refused)

    def save(self) -> None:
        """Write what is known, whole or not at all."""
        plain = {
            "format": _FORMAT,
            "source": self.source,
            "fingerprint": self.fingerprint,
            "expires": self.expires.isoformat(),
            "seen": dict(sorted(self.seen.items())),
            "refused": self.refused,
            "checked": self.checked.isoformat(),
            "versions": dict(self.versions),
        }
        self.folder.mkdir(parents=True, exist_ok=True)
        data = (json.dumps(plain, indent=1) + "\n").encode()
        write_whole(self.folder / "state.json", data)

    def sets(self) -> Iterator[tuple[str, str, Path]]:
        """Yield each set kept: its id, its version, its file."""
        for path in sorted((self.folder / "sets").glob("*/*")):
            yield path.parent.name, path.name, path / f"{path.parent.name}.toml"

    def damaged(self) -> list[str]:
        """Return the files that are not as they were accepted, by their published paths."""
        found = []
        for path, wanted in self.seen.items():
            file = self.folder / "sets" / path
            if not file.is_file() or digest(file.read_bytes()) != wanted:
                found.append(path)
        kept = (self.folder / "sets").rglob("*")
        names = {str(p.relative_to(self.folder / "sets")) for p in kept if p.is_file()}
        return found + sorted(names - set(self.seen))

    def refuse(self, why: str, on: date) -> Fetched:
        """Record that a fetch was refused; what was accepted before stays in use."""
        refused = evolve(self, refused=why, checked=on)
        refused.save()
        return refused


def home() -> Path:
    """Return the folder for what this machine keeps."""
    named = os.environ.get("SDS_HOME")
    return Path(named) if named else user_data_path("sds-core")


def load_fetched(name: str) -> Fetched | None:
    """Return a publisher by the name that it has here, or `None` if nothing was accepted yet.

    Raises:
        RuleSetError: what is kept of it cannot be read.
    """
    folder = home() / "fetched" / name
    try:
        plain: Any = json.loads((folder / "state.json").read_text("utf-8"))
        if plain["format"] != _FORMAT:
            raise ValueError("another format")
        for mapping, kind in ((plain["seen"], str), (plain["versions"], int)):
            if not all(type(key) is str and type(value) is kind for key, value in mapping.items()):
                raise ValueError("something that was not written here")
        return Fetched(
            name,
            folder,
            plain["source"],
            plain["fingerprint"],
            parse_date(plain["expires"]),
            plain["seen"],
            plain["refused"],
            parse_date(plain["checked"]),
            plain["versions"],
        )
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        fault = Fault(
            str(folder / "state.json"), str(error), "what was written when it was fetched"
        )
        hint = "Move the folder away and fetch it again, comparing its fingerprint."
        raise RuleSetError(f"{name} cannot be read", [evolve(fault, hint=hint)]) from None


def publishers() -> tuple[str, ...]:
    """Return the names of the publishers that something is kept of."""
    return tuple(sorted(p.name for p in (home() / "fetched").glob("[a-z]*") if p.is_dir()))


def find_fetched(reference: str, pin: str) -> tuple[Path, Fetched]:
    """Return the file of a fetched set.

    Args:
        reference: “fetched:NAME/ID”.
        pin: the exact version, or the digest of its file.

    Raises:
        ConfigurationError: there is none, or it is not as it was accepted.
    """
    name, _, set_id = reference.removeprefix(PREFIX).partition("/")
    fetched = load_fetched(name) if name in publishers() else None
    if fetched is None:
        fault = Fault(reference, "nothing fetched", "a publisher", nearest(name, publishers()))
        raise ConfigurationError(f"nothing was fetched from {name}", [fault])
    known = [f"{i}@{v}" for i, v, _ in fetched.sets()]
    for found, version, path in fetched.sets():
        own = fetched.seen.get(f"{found}/{version}/{found}.toml")
        if found == set_id and pin in (version, own):
            changed = [p for p in fetched.damaged() if p.startswith(f"{found}/{version}/")]
            if changed:
                hint = "Fetch it again."
                place = f"{reference}@{pin}: {changed[0]}"
                fault = Fault(place, "a file changed since it was accepted", "the same", hint)
                raise RuleSetError(f"{reference}@{pin} has been changed", [fault])
            return path, fetched
    wanted = f"{set_id}@{pin}"
    fault = Fault(reference, f"no {wanted}", "a set fetched", nearest(wanted, known))
    raise ConfigurationError(f"{wanted} was not fetched from {name}", [fault])
