"""The files that make up a published set: its own, and the tables and baselines beside it."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping
from pathlib import Path

from sds_core import ConfigurationError, Fault, RuleSetError
from sds_core.formats.toml import read_toml
from sds_core.rulesets.load import MAX_BYTES, read_ruleset, split_pin
from sds_core.spreadsheets.documents import read_document
from sds_core.spreadsheets.files import is_sheets

__all__ = ["MAX_FILES", "PATH", "bundle", "check_new", "check_set", "files_of"]

MAX_FILES = 40
_PART = r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}"
# set id / version / file: nothing that could leave a folder, and nothing that a URL would change
PATH = re.compile(rf"^({_PART})/({_PART})/({_PART})\Z", re.ASCII)
_NAME = re.compile(rf"^{_PART}\Z", re.ASCII)


def files_of(main: Path) -> set[str]:
    """Return the names of the files that a set is made of, all in one folder.

    Args:
        main: the set's own file.

    Raises:
        RuleSetError: it names a file that is not beside it.
    """
    found: set[str] = set()
    waiting = [main.name]
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        if not _NAME.match(name) or len(found) >= MAX_FILES:
            expected = f"at most {MAX_FILES} files beside it, plainly named"
            fault = Fault(str(main), repr(name), expected)
            raise RuleSetError(f"{main.name} cannot be published", [fault])
        found.add(name)
        if name.endswith(".csv"):
            continue
        data = read_toml(main.with_name(name), name, MAX_BYTES).data
        tables = [table.get("file", "") for table in data.get("table", [])]
        waiting += [file for file in tables if ":" not in file]
        base = data.get("based_on")
        if isinstance(base, str) and ":" not in base:
            waiting.append(split_pin(base)[0])
        if isinstance(data.get("rows"), str):
            waiting.append(data["rows"])
    return found


def bundle(main: Path, set_id: str) -> Mapping[str, bytes]:
    """Return the files of a set by the names that they are published under.

    Args:
        main: the set's own file.
        set_id: the set's id; its own file is published as `ID.toml`.

    Raises:
        RuleSetError: a file cannot be read.
    """
    files: dict[str, bytes] = {}
    try:
        if is_sheets(main):  # councils read TOML; the spreadsheet stays with the committee
            return {f"{set_id}.toml": read_document(main, "ruleset").text.encode()}
        for name in sorted(files_of(main)):
            published = f"{set_id}.toml" if name == main.name else name
            files[published] = main.with_name(name).read_bytes()
    except (OSError, ConfigurationError) as error:
        fault = Fault(str(main), str(error), "files that can be read")
        raise RuleSetError(f"{main.name} cannot be published", [fault]) from None
    return files


def check_set(folder: Path, key: str) -> None:
    """Refuse a set that cannot be used, does not match its path, or has extra or missing files."""
    set_id, _, version = key.partition("/")
    main = folder / f"{set_id}.toml"
    names = {path.name for path in folder.iterdir()}
    if main.name not in names or len(names) > MAX_FILES:
        fault = Fault(key, ", ".join(sorted(names)), f"{main.name} and what it names")
        raise RuleSetError("a set is refused", [fault])
    try:
        rules = read_ruleset(read_toml(main, f"{key}/{main.name}", MAX_BYTES), folder)
        extra = sorted(names ^ files_of(main))
    except ConfigurationError as error:
        raise RuleSetError(f"the set {key} cannot be used: {error.message}", error.faults) from None
    if extra:
        fault = Fault(key, ", ".join(extra), "the files that the set names, and no others")
        raise RuleSetError("extra or missing files", [fault])
    if (rules.head.id, rules.head.version) != (set_id, version):
        raise RuleSetError(
            "a set is not where it says", [Fault(key, rules.name, f"{set_id}@{version}")]
        )


def check_new(files: Mapping[str, bytes]) -> None:
    """Refuse new files that every council would refuse.

    Args:
        files: the files by their published paths.

    Raises:
        RuleSetError: a path or a size is refused, or a set cannot be used as it would arrive.
    """
    with tempfile.TemporaryDirectory() as work:
        for path, data in files.items():
            if not PATH.match(path) or ".." in path or len(data) > MAX_BYTES:
                fault = Fault(
                    path, f"{len(data):,} bytes", f"SET/VERSION/FILE, at most {MAX_BYTES:,}"
                )
                raise RuleSetError("a file is refused", [fault])
            file = Path(work) / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
        for key in sorted({path.rpartition("/")[0] for path in files}):
            check_set(Path(work) / key, key)
