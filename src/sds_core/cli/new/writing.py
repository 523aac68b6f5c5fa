"""What `sds new` shares: names that may be given, and files that are written."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from keyword import iskeyword
from pathlib import Path

from sds_core.cli.common.output import write_file
from sds_core.errors import Fault, InputError
from sds_core.questions import ADJUST_BUDGET, Combine, Question

__all__ = ["check_name", "choice_of", "write_files"]

_TAKEN = {"sds_core", "test", "tests", *sys.stdlib_module_names}
_NAME = re.compile(r"^[a-z][a-z0-9]*(-[a-z0-9]+)*\Z")


def check_name(name: str, what: str) -> None:
    """Refuse a name that no distribution can have.

    Raises:
        InputError: with what a name is made of.
    """
    package = name.replace("-", "_")
    if not _NAME.match(name) or len(name) > 40 or iskeyword(package) or package in _TAKEN:
        fault = Fault(
            "NAME",
            repr(name),
            "small letters, digits and single hyphens, like flat-sum, and no name of Python's",
        )
        raise InputError(f"{name!r} cannot be a {what}'s name", [fault])


def write_files(folder: Path, files: Mapping[str, str]) -> Path:
    """Write files into a new folder, and return it.

    Raises:
        InputError: there is something already, or it cannot be made.
    """
    if folder.exists():
        fault = Fault(str(folder), "something there already", "a new folder", "Choose a new name.")
        raise InputError(f"{folder} is not overwritten", [fault])
    try:
        for path, text in files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            write_file(folder / path, text)
    except OSError as error:
        fault = Fault(str(folder), str(error.strerror), "a folder that can be made")
        raise InputError(f"{folder} cannot be made", [fault]) from None
    return folder


def choice_of(name: str, question: Question) -> str:
    """Return a profile's TOML value for a question: the plugin, or its addition to a list."""
    if question.combine is Combine.PROVIDER:
        return f'"{name}"'
    before = ', before = "limits"' if question.name == ADJUST_BUDGET else ""
    return f'{{ add = ["{name}"]{before} }}'
