"""Opening a rule set that somebody names: a file they are writing, or an installed one."""

from __future__ import annotations

from pathlib import Path

from sds_core.resources.references import resolve
from sds_core.rulesets.fetched import PREFIX, find_fetched
from sds_core.rulesets.load import MAX_BYTES, load_ruleset, read_ruleset
from sds_core.rulesets.ruleset import RuleSet
from sds_core.spreadsheets.documents import read_document
from sds_core.spreadsheets.files import is_sheets

__all__ = ["examples_folder", "open_ruleset"]


def open_ruleset(reference: str) -> tuple[RuleSet, Path]:
    """Return a rule set and its file.

    Args:
        reference: the path of a file, a workbook or a folder of .csv files, “package:name”, or
            “fetched:publisher/name@version”.

    Raises:
        ConfigurationError: it cannot be found or used, with every fault.
    """
    name, _, pin = reference.rpartition("@")
    if name.startswith(PREFIX):
        return load_ruleset(reference, None), find_fetched(name, pin)[0]
    if name and not Path(reference).exists():
        path = Path(name) if is_sheets(Path(name)) else resolve(name, "rulesets", Path())[0]
        return load_ruleset(reference, Path()), path
    if is_sheets(Path(reference)):
        path, shown = Path(reference), reference
    else:
        path, shown = resolve(reference, "rulesets", Path())
    return read_ruleset(read_document(path, "ruleset", shown, MAX_BYTES), path.parent), path


def examples_folder(path: Path) -> Path:
    """Return the folder of examples beside a set's file: `NAME.examples`."""
    return path.with_suffix(".examples")
