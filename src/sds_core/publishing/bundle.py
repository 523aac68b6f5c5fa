"""The files that make up a published set: its own, and the tables and baselines beside it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from sds_core.errors import ConfigurationError, Fault, RuleSetError
from sds_core.rulesets.load import MAX_BYTES, split_pin
from sds_core.toml import read_toml

__all__ = ["MAX_FILES", "PATH", "bundle", "files_of"]

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
        for name in sorted(files_of(main)):
            published = f"{set_id}.toml" if name == main.name else name
            files[published] = main.with_name(name).read_bytes()
    except (OSError, ConfigurationError) as error:
        fault = Fault(str(main), str(error), "files that can be read")
        raise RuleSetError(f"{main.name} cannot be published", [fault]) from None
    return files
