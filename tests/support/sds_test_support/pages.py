"""Pages of the documentation: their blocks, and whether what a console block shows is so."""

from __future__ import annotations

import re
from collections.abc import Callable

__all__ = ["BLOCK", "console"]

BLOCK = re.compile(
    r"(?:<!-- file: (?P<file>[^ ]+) -->\n)?```(?P<kind>[a-z]*)\n(?P<body>.*?)```", re.DOTALL
)
# A line of a console block that stands for any number of lines.
LEFT_OUT = "…"


def _matches(expected: list[str], got: list[str]) -> bool:
    if not expected:
        return not got
    if expected[0].strip() == LEFT_OUT:
        return any(_matches(expected[1:], got[n:]) for n in range(len(got) + 1))
    return bool(got) and expected[0].rstrip() == got[0].rstrip() and _matches(expected[1:], got[1:])


def console(body: str, run: Callable[[str], str]) -> tuple[str, list[str]]:
    """Run a console block; return it with what the commands print now, and what differs.

    Args:
        body: the block.
        run: runs one command and returns what it prints.
    """
    out, problems = [], []
    for part in re.split(r"(?m)^(?=\$ )", body):
        if not part.startswith("$ "):
            continue
        first, *rest = part.splitlines()
        got = run(first[2:]).rstrip().splitlines()
        expected = "\n".join(rest).rstrip().splitlines()
        if not _matches(expected, got):
            problems.append(
                f"{first}\nexpected:\n{chr(10).join(expected)}\ngot:\n{chr(10).join(got)}"
            )
        shown = expected if LEFT_OUT in (line.strip() for line in expected) else got
        out += [first, *(line.rstrip() for line in shown)]
    return "\n".join(out) + "\n", problems
