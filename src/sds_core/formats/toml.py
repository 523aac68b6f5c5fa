"""TOML read as plain data without floats, with the line number of each key."""

from __future__ import annotations

import errno
import re
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from functools import lru_cache
from pathlib import Path
from typing import Any, NoReturn

from attrs import field, frozen

from sds_core.errors import ConfigurationError, Fault
from sds_core.formats.files import read_limited
from sds_core.formats.plain import frozen_mapping, thaw
from sds_core.model.characters import forbidden

__all__ = ["MAX_FILE", "TomlFile", "line_of", "parse_toml", "read_toml"]

MAX_FILE = 1_048_576
MAX_PARTS = 32
MAX_NUMBER = 10**18
MAX_LINE = 400  # keys stand at the beginning of their lines
_PART = r"(?:[A-Za-z0-9_-]++|\"(?:[^\"\\\n]|\\.)*+\"|'[^'\n]*+')"
_DEEP_KEY = re.compile(
    rf"(?:^|[{{,])[ \t]*+\[{{0,2}}+[ \t]*+(?:{_PART}[ \t]*+\.[ \t]*+){{{MAX_PARTS}}}", re.MULTILINE
)
_KEY = re.compile(r'^\s*((?:[A-Za-z0-9_-]+|"[^"]*")(?:\s*\.\s*(?:[A-Za-z0-9_-]+|"[^"]*"))*)\s*=')
_HEADER = re.compile(r"^\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?$")


@frozen
class TomlFile:
    """A TOML file that was read.

    Attributes:
        name: the file's name, for errors.
        data: what it says, dates as texts, as data that nobody can change.
        text: the file as written; for a spreadsheet, the same in TOML.
        cells: for a spreadsheet: the cell that each part of it stands in.
    """

    name: str
    data: Mapping[str, Any] = field(converter=frozen_mapping)
    text: str
    cells: Mapping[tuple[str | int, ...], str] | None = None

    @property
    def plain(self) -> dict[str, Any]:
        """What it says, as plain data of the caller's own."""
        plain: dict[str, object] = thaw(self.data)
        return plain

    def place(self, path: Sequence[str | int]) -> str:
        """Return “file: key.path (line n)” for an error."""
        if self.cells is not None:
            near = (tuple(path[:length]) for length in range(len(path), 0, -1))
            cell = next((self.cells[key] for key in near if key in self.cells), "")
            return f"{self.name}: {cell}" if cell else self.name
        keys = "".join(f"[{k}]" if isinstance(k, int) else f".{k}" for k in path).lstrip(".")
        line = line_of(self.text, path)
        return f"{self.name}: {keys}" + (f" (line {line})" if line else "")

    def fault(self, fault: Fault) -> Fault:
        """Return a schema's fault with its key path and line in the place of its JSON path."""
        path = fault.place.removeprefix(f"{self.name}: $").lstrip(".")
        steps: list[str | int] = []
        for part in path.split("."):
            key, *indices = part.replace("]", "").split("[")
            steps += [key, *(int(i) for i in indices if i.isdigit())]
        return Fault(self.place(steps), fault.found, fault.expected, fault.hint)


class _Refused(Exception):
    pass


def _no_float(text: str) -> NoReturn:
    raise _Refused(text)


def _plain(value: Any, path: str, faults: list[Fault], name: str) -> Any:
    if isinstance(value, dict):
        return {k: _plain(v, f"{path}.{k}".lstrip("."), faults, name) for k, v in value.items()}
    if isinstance(value, list):
        return [_plain(item, f"{path}[{i}]", faults, name) for i, item in enumerate(value)]
    if isinstance(value, (datetime, time)):
        faults.append(Fault(f"{name}: {path}", f"a time of day ({value})", "a date"))
        return None
    if isinstance(value, str) and forbidden(value, tabs=True):
        found = f"the control character {forbidden(value, tabs=True)}"
        faults.append(Fault(f"{name}: {path}", found, "text that can be seen"))
    if type(value) is int and abs(value) > MAX_NUMBER:
        faults.append(Fault(f"{name}: {path}", "a number without end", "a number that counts"))
        return 0
    return value.isoformat() if isinstance(value, date) else value


def read_toml(path: Path, name: str | None = None, most: int = MAX_FILE) -> TomlFile:
    """Read a TOML file.

    Args:
        path: the file.
        name: what to call it in errors; its path if left out.
        most: the largest file read, in bytes.

    Raises:
        ConfigurationError: it is missing, too large, not TOML, or holds a float or a time of day.
    """
    name = name or str(path)
    try:
        text = read_limited(path, most).decode("utf-8")
    except OSError as error:
        if error.errno == errno.EFBIG:
            fault = Fault(name, str(error.strerror), f"at most {most:,}")
            raise ConfigurationError(f"{name} is too large", [fault]) from None
        fault = Fault(name, "no file that can be read", "a TOML file", str(error.strerror or ""))
        raise ConfigurationError(f"{name} cannot be read", [fault]) from None
    except UnicodeDecodeError as error:
        fault = Fault(f"{name}: byte {error.start}", "bytes that are not UTF-8", "UTF-8 text")
        raise ConfigurationError(f"{name} cannot be read", [fault]) from None
    return parse_toml(text, name)


def parse_toml(text: str, name: str) -> TomlFile:
    """Read TOML from a text.

    Args:
        text: the text.
        name: what to call it in errors.

    Raises:
        ConfigurationError: it is not TOML, or holds a float or a time of day.
    """
    if _DEEP_KEY.search(text):  # the parser's time grows with the square of a key's parts
        fault = Fault(name, f"a key of more than {MAX_PARTS} parts", "keys that people can read")
        raise ConfigurationError(f"{name} cannot be used", [fault])
    try:
        document = tomllib.loads(text.replace("\r\n", "\n"), parse_float=_no_float)
    except _Refused as error:
        fault = Fault(name, f"the number {error}", "a whole number, or a decimal in quotes")
        raise ConfigurationError(f"{name} holds a number with a fraction", [fault]) from None
    except (ValueError, RecursionError) as error:  # also numbers of thousands of digits
        fault = Fault(name, str(error) or "nesting without end", "TOML")
        raise ConfigurationError(f"{name} is not TOML", [fault]) from None
    faults: list[Fault] = []
    try:
        plain = _plain(document, "", faults, name)
    except RecursionError:  # keys of thousands of dots
        fault = Fault(name, "nesting without end", "TOML")
        raise ConfigurationError(f"{name} is not TOML", [fault]) from None
    if faults:
        raise ConfigurationError(f"{name} cannot be used", faults)
    return TomlFile(name, plain, text)


def _parts(key: str) -> list[str]:
    return [part.strip().strip('"') for part in re.findall(r'"[^"]*"|[^.\s]+', key)]


@lru_cache(maxsize=8)
def _keys_by_line(text: str) -> tuple[tuple[int, tuple[str | int, ...]], ...]:
    """Return the key path that each line of a file begins with, where it begins with one."""
    found = []
    prefix: list[str | int] = []
    counts: dict[tuple[str, ...], int] = {}
    for number, line in enumerate(text.splitlines(), 1):
        header = _HEADER.match(line) if len(line) <= MAX_LINE else None
        if header:
            keys = _parts(header[2])
            prefix = list(keys)
            if header[1] == "[[":
                index = counts.get(tuple(keys), -1) + 1
                counts[tuple(keys)] = index
                prefix.append(index)
            else:
                for depth in range(len(keys) - 1, 0, -1):
                    if tuple(keys[:depth]) in counts:
                        prefix.insert(depth, counts[tuple(keys[:depth])])
            found.append((number, tuple(prefix)))
        else:
            match = _KEY.match(line[:MAX_LINE])
            if match:
                found.append((number, (*prefix, *_parts(match[1]))))
    return tuple(found)


def line_of(text: str, path: Sequence[str | int]) -> int | None:
    """Return the line on which a key path stands, or the closest enclosing one; `None` if unknown.

    A simple scan, enough for ordinary files: keys of an inline table get the line of the table.
    """
    wanted = tuple(path)
    best: tuple[int, int] | None = None
    for number, here in _keys_by_line(text):
        if here[: len(wanted)] == wanted:
            return number
        if here == wanted[: len(here)] and (best is None or len(here) > best[0]):
            best = (len(here), number)
    return best[1] if best else None
