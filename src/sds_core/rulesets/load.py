"""Loading rule sets by reference: found, pinned to a version or digest, read with their bases."""

from __future__ import annotations

from pathlib import Path

from attrs import evolve

from sds_core.errors import ConfigurationError, Fault, RuleSetError
from sds_core.formats.records import from_plain, to_plain
from sds_core.formats.toml import TomlFile
from sds_core.resources.resolver import INSTALLED, FoundFile, Resolver
from sds_core.rulesets.fetched import PREFIX, find_fetched
from sds_core.rulesets.layers import lay
from sds_core.rulesets.reader import RuleSetReader
from sds_core.rulesets.ruleset import Published, RuleSet
from sds_core.spreadsheets.documents import read_document

__all__ = ["MAX_BYTES", "load_ruleset", "locate", "read_ruleset", "split_pin"]

MAX_BYTES = 262_144


def split_pin(reference: str) -> tuple[str, str]:
    """Return a reference and what it is pinned to: an exact version or a digest.

    Raises:
        ConfigurationError: it is pinned to neither.
    """
    name, at, pin = reference.rpartition("@")
    if not at or not name or not pin:
        expected = "an exact version or digest, like “package:name@1.0”"
        raise ConfigurationError(
            f"{reference} is not exact", [Fault(repr(reference), "no version", expected)]
        )
    return name, pin


def read_ruleset(
    file: TomlFile, folder: Path | None, depth: int = 0, files: Resolver = INSTALLED
) -> RuleSet:
    """Make a rule set of a TOML file already read.

    Args:
        file: the file.
        folder: the folder that tables and baselines beside it are in; `None` refuses such.
        depth: how many sets are laid on this one.
        files: finds the files that it names.

    Raises:
        RuleSetError: with every fault and its place.
    """
    own = RuleSetReader(file, folder, files).load()
    if own.head.based_on is None:
        return own
    place = file.place(["based_on"])
    if depth >= 4:
        fault = Fault(place, "baselines without end", "at most four layers")
        raise RuleSetError(f"rule set {file.name} cannot be used", [fault])
    named = own.head.based_on.rpartition("@")[0]
    if ":" not in named and Path(named).name != named:
        fault = Fault(place, repr(own.head.based_on), "“package:name@version”, or a file beside it")
        raise RuleSetError(f"rule set {file.name} cannot be used", [fault])
    try:
        base = load_ruleset(own.head.based_on, folder, depth + 1, files)
    except ConfigurationError as error:
        faults = error.faults or (Fault(place, error.message, "a baseline that can be used"),)
        raise RuleSetError(f"the baseline of {file.name}: {error.message}", faults) from None
    return lay(own, base)


def locate(
    reference: str, beside: Path | None, files: Resolver = INSTALLED
) -> tuple[Path, str, Published | None]:
    """Return the file of a rule set, what to call it, and how it was published.

    Where a profile is made again of kept texts, it is found among those alone.

    Args:
        reference: the set, by an exact reference.
        beside: the folder that paths are relative to.
        files: finds files.

    Raises:
        ConfigurationError: it cannot be found.
    """
    name, pin = split_pin(reference)
    if not name.startswith(PREFIX):
        return *files.find(name, "rulesets", beside), None
    kept = files.kept(reference, "rulesets", beside)
    if kept is not None:
        return kept.path, kept.name, from_plain(dict(kept.notes), Published)
    path, fetched = find_fetched(name, pin)
    shown, published = f"{name}@{pin}", fetched.published
    files.note(reference, "rulesets", FoundFile(path, shown, to_plain(published)))
    return path, shown, published


def load_ruleset(
    reference: str, beside: Path | None, depth: int = 0, files: Resolver = INSTALLED
) -> RuleSet:
    """Load a rule set by an exact reference.

    Args:
        reference: “package:name@version”, “fetched:publisher/name@version”, “file.toml@version”,
            or any of them with “@sha256:…”.
        beside: the folder that paths are relative to.
        depth: how many sets are laid on this one.
        files: finds files.

    Raises:
        ConfigurationError: it cannot be found, is not the version or digest named, or is wrong.
    """
    pin = split_pin(reference)[1]
    path, shown, published = locate(reference, beside, files)
    file = read_document(path, "ruleset", shown, MAX_BYTES)
    rules = evolve(read_ruleset(file, path.parent, depth, files), published=published)
    if pin not in (rules.head.version, rules.digest):
        found = f"version {rules.head.version}, {rules.digest}"
        fault = Fault(shown, found, pin, "Name the version that you mean to use.")
        raise RuleSetError(f"{reference} is not what it was pinned to", [fault])
    return rules
