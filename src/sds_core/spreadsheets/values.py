"""A document's values as text in cells, and back: clauses, pairs, numbers, texts.

A cell that holds several things holds one on a line. Clauses in groups are numbered: “2.1” is the
first of the group that stands second. Facts are written “name = value”.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

__all__ = ["clause_lines", "pair_lines", "read_clauses", "read_pairs", "whole_number"]

Report = Callable[[str, str], None]

_NUMBER = re.compile(r"^-?[0-9]{1,15}\Z")
_NUMBERED = re.compile(r"^([1-9][0-9]{0,3}(?:\.[1-9][0-9]{0,3})*)\s+(.*)\Z")
_PAIR = re.compile(r"^([A-Za-z_][A-Za-z0-9_.\[\]-]*)\s*=\s*(.*)\Z")
_STEP = re.compile(r"^([A-Za-z_][A-Za-z0-9_-]*)(?:\[([0-9]{1,3})\])?\Z")


def _scalar(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    if isinstance(value, str) and (
        _NUMBER.match(text)
        or text in ("true", "false", "none", "{}", "")
        or text.startswith('"')
        or "\n" in text
        or text != text.strip()
    ):
        return json.dumps(text, ensure_ascii=False)
    return text


def _unscalar(text: str) -> object:
    if text in ("true", "false"):
        return text == "true"
    if text.startswith('"'):
        return str(json.loads(text))
    return int(text) if _NUMBER.match(text) else text


def clause_lines(clauses: Sequence[Any], prefix: str = "") -> Iterator[str]:
    """Yield clauses as numbered lines, groups under their own numbers."""
    for number, item in enumerate(clauses, 1):
        path = f"{prefix}{number}"
        if isinstance(item, str):
            yield f"{path} {item}"
        else:
            yield from clause_lines(item, f"{path}.")


def pair_lines(data: Mapping[str, object], prefix: str = "") -> Iterator[str]:
    """Yield nested data as “name = value” lines."""
    for name, value in data.items():
        here = f"{prefix}{name}"
        if isinstance(value, Mapping):
            yield from pair_lines(value, f"{here}.")
        elif isinstance(value, (list, tuple)):
            if not value:
                yield f"{here} = none"
            for index, item in enumerate(value):
                if isinstance(item, Mapping) and item:
                    yield from pair_lines(item, f"{here}[{index}].")
                elif isinstance(item, Mapping):
                    yield f"{here}[{index}] = {{}}"
                else:
                    yield f"{here}[{index}] = {_scalar(item)}"
        else:
            yield f"{here} = {_scalar(value)}"


def whole_number(text: str) -> bool:
    """Tell whether a text is a whole number."""
    return _NUMBER.match(text) is not None


def read_clauses(text: str, report: Report) -> list[object]:
    """Return clauses from numbered lines; a line without a number comes next."""
    root: list[Any] = []
    for line in (line.strip() for line in text.split("\n")):
        if not line:
            continue
        match = _NUMBERED.match(line)
        steps = [int(n) for n in match[1].split(".")] if match else [len(root) + 1]
        target = root
        for step in steps[:-1]:
            if step == len(target) + 1:
                target.append([])
            if step > len(target) or not isinstance(target[step - 1], list):
                expected = "numbers in order, a group's clauses under its own"
                report(repr(line), expected)
                return root
            target = target[step - 1]
        if steps[-1] != len(target) + 1:
            report(repr(line), f"the number {len(target) + 1} there")
            return root
        target.append(match[2] if match else line)
    return root


def read_pairs(text: str, report: Report) -> dict[str, object]:
    """Return nested data from “name = value” lines."""
    out: dict[str, object] = {}
    for line in (line.strip() for line in text.split("\n")):
        match = _PAIR.match(line)
        if not line:
            continue
        if not match or not _put(out, match[1], match[2]):
            report(repr(line), "name = value, each name once")
    return out


def _put(out: dict[str, object], name: str, text: str) -> bool:
    target: object = out
    steps = [_STEP.match(step) for step in name.split(".")]
    for place, step in enumerate(steps):
        if step is None or not isinstance(target, dict):
            return False
        last = place == len(steps) - 1
        if step[2] is None and last:
            if step[1] in target:
                return False
            try:
                target[step[1]] = [] if text == "none" else _unscalar(text)
            except ValueError:
                return False
            return True
        if step[2] is None:
            target = target.setdefault(step[1], {})
            continue
        items = target.setdefault(step[1], [])
        if not isinstance(items, list) or int(step[2]) > len(items):
            return False
        if int(step[2]) == len(items):
            items.append({})
        if last:
            items[int(step[2])] = {} if text == "{}" else _unscalar(text)
            return True
        target = items[int(step[2])]
    return False
