"""The slow reading of JSON that finds every fault and says where; used only on failure."""

from __future__ import annotations

import json
import re

from sds_core.errors import Fault
from sds_core.model.characters import forbidden

__all__ = ["find_faults"]

MAX_FAULTS = 20  # enough to put a file right by; finding more would take long

_WHITE = re.compile(r"[ \t\n\r]*")
_STRING = re.compile(r'"(?:[^"\\\x00-\x1f]|\\["\\/bfnrt]|\\u[0-9a-fA-F]{4})*"')
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")
_WORD = re.compile(r"-?[A-Za-z]+")
_PLAIN_NAME = re.compile(r"^[A-Za-z_][A-Za-z0-9_]*\Z")


class _Stop(Exception):
    """The text cannot be read any further."""


class _Reader:
    def __init__(self, text: str, name: str, depth: int, length: int, digits: int) -> None:
        self.text, self.name = text, name
        self.max_depth, self.max_text, self.max_digits = depth, length, digits
        self.faults: list[Fault] = []

    def fault(self, at: int, path: str, found: str, expected: str, hint: str = "") -> None:
        line = self.text.count("\n", 0, at) + 1
        column = at - self.text.rfind("\n", 0, at)
        place = f"{self.name}: {path} (line {line}, column {column})"
        self.faults.append(Fault(place, found, expected, hint))
        if len(self.faults) >= MAX_FAULTS:
            raise _Stop

    def stop(self, at: int, path: str, expected: str) -> None:
        found = repr(self.text[at : at + 12]) if at < len(self.text) else "the end of the text"
        self.fault(at, path, found, expected)
        raise _Stop

    def skip(self, at: int) -> int:
        match = _WHITE.match(self.text, at)
        return match.end() if match else at

    def string(self, at: int, path: str) -> tuple[str, int]:
        match = _STRING.match(self.text, at)
        if not match:
            self.stop(at, path, "a text in double quotes without control characters")
            raise AssertionError  # stop always raises
        value: str = json.loads(match[0])
        if len(value) > self.max_text:
            self.fault(at, path, f"a text of {len(value):,} characters", f"≤ {self.max_text:,}")
        if any("\ud800" <= character <= "\udfff" for character in value):
            self.fault(at, path, "half of a surrogate pair", "whole characters")
        hidden = forbidden(value)
        if hidden:
            self.fault(
                at, path, f"the character {hidden}, which nobody sees", "text that can be seen"
            )
        return value, match.end()

    def number(self, at: int, path: str) -> int:
        match = _NUMBER.match(self.text, at)
        if not match:
            word = _WORD.match(self.text, at)
            if word and word[0] in ("NaN", "Infinity", "-Infinity"):
                self.fault(at, path, word[0], "a value that JSON knows")
                return word.end()
            self.stop(at, path, "a JSON value")
            raise AssertionError  # stop always raises
        if match[1] or match[2]:
            self.fault(
                at,
                path,
                f"the number {match[0][:40]}",
                "a whole number, or a decimal in quotes",
                'Write money in quotes, like "82.91".',
            )
        elif len(match[0].lstrip("-")) > self.max_digits:
            self.fault(at, path, f"a number of {len(match[0])} digits", f"≤ {self.max_digits}")
        return match.end()

    def value(self, at: int, path: str, depth: int) -> int:
        at = self.skip(at)
        if depth > self.max_depth:
            self.fault(at, path, f"more than {self.max_depth} levels", "a flatter document")
            raise _Stop
        head = self.text[at : at + 1]
        if head == "{":
            return self.members(at + 1, path, depth)
        if head == "[":
            return self.elements(at + 1, path, depth)
        if head == '"':
            return self.string(at, path)[1]
        for word in ("true", "false", "null"):
            if self.text.startswith(word, at):
                return at + len(word)
        return self.number(at, path)

    def members(self, at: int, path: str, depth: int) -> int:
        names: set[str] = set()
        at = self.skip(at)
        if self.text[at : at + 1] == "}":
            return at + 1
        while True:
            at = self.skip(at)
            start = at
            name, at = self.string(at, path)
            inner = f"{path}.{name}" if _PLAIN_NAME.match(name) else f"{path}[{name[:40]!r}]"
            if name in names:
                self.fault(start, inner, f"the name {name[:40]!r} twice", "each name once")
            if not name.isascii():
                self.fault(start, inner, f"the name {name[:40]!r}", "a name in ASCII letters")
            names.add(name)
            at = self.skip(at)
            if self.text[at : at + 1] != ":":
                self.stop(at, inner, "a colon")
            at = self.skip(self.value(at + 1, inner, depth + 1))
            if self.text[at : at + 1] == "}":
                return at + 1
            if self.text[at : at + 1] != ",":
                self.stop(at, inner, "a comma or a closing brace")
            at += 1

    def elements(self, at: int, path: str, depth: int) -> int:
        at = self.skip(at)
        if self.text[at : at + 1] == "]":
            return at + 1
        index = 0
        while True:
            at = self.skip(self.value(at, f"{path}[{index}]", depth + 1))
            if self.text[at : at + 1] == "]":
                return at + 1
            if self.text[at : at + 1] != ",":
                self.stop(at, f"{path}[{index}]", "a comma or a closing bracket")
            at, index = at + 1, index + 1


def find_faults(text: str, name: str, depth: int, length: int, digits: int) -> list[Fault]:
    """Return everything in `text` that strict JSON does not allow, in order.

    Args:
        text: the document.
        name: what to call it.
        depth: most levels of nesting.
        length: most characters in one text.
        digits: most digits of an integer.
    """
    reader = _Reader(text, name, depth, length, digits)
    try:
        at = reader.skip(reader.value(0, "$", 1))
        if at != len(text):
            reader.stop(at, "$", "the end of the text")
    except _Stop:
        pass
    return reader.faults
