"""Kills writers in mid-commit, over and over, and looks what became of what they were told.

Arguments: the register's URL, the keys' URL, a case's file, how many kills. Prints what it saw, as JSON.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from datetime import date
from pathlib import Path

from sds_core.site import Site
from sds_register.audit.verify import verify
from sds_register.register import Register

url, keys, source, kills = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
site = Site.load("independent-broker@1.0")
case = site.read_case(Path(source).read_bytes())
site.texts  # noqa: B018  made once, before the writers
DAY = date(2026, 10, 1)
chance = random.Random(20_261_122)
journal = Path(url.removeprefix("sqlite:///") + "-journal")


def write(out: int) -> None:
    """Record journeys, and say so after each."""
    register = Register.open(url, keys)
    os.write(out, b"ready\n")
    while True:
        done = register.record(site, case, DAY)
        os.write(out, f"{done.first} {done.size} {done.root}\n".encode())


def one_kill(*, told_first: bool) -> tuple[list[str], bool]:
    """Let a writer run for a moment, kill it, and return what it was told.

    Args:
        told_first: whether the moment begins when a first journey is acknowledged, however slow the
            machine is, and not as soon as the writer is ready.
    """
    inside, outside = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(inside)
        try:
            write(outside)
        finally:
            os._exit(1)
    os.close(outside)
    with os.fdopen(inside, "rb") as told:
        assert told.readline() == b"ready\n"
        first = told.readline() if told_first else b""
        time.sleep(chance.uniform(0.0, 0.1))
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        assert os.WTERMSIG(status) == signal.SIGKILL, status
        hot = journal.exists()
        lines = (first + told.read()).decode().split("\n")
    return [line for line in lines[:-1] if line], hot


register = Register.open(url, keys)
register.record(site, case, DAY)
register.close()
acknowledged: list[tuple[int, int, str]] = []
hot_journals = 0
for number in range(kills):
    lines, hot = one_kill(told_first=number % 2 == 0)
    hot_journals += hot
    for line in lines:
        first, size, root = line.split()
        acknowledged.append((int(first), int(size), root))
    register = Register.open(url, keys)
    commits = (
        {c.size: c for c in register.store.commits()}
        if number % 25 == 24 or number == kills - 1
        else {}
    )
    for first, size, root in acknowledged if commits else ():
        kept = commits.get(size)
        assert kept is not None, f"acknowledged and gone: {first} to {size}"
        assert (kept.first, kept.root.hex()) == (first, root), f"another stands at {size}"
    register.store.tree()
    register.close()
register = Register.open(url, keys)
found = verify(register)
kinds = [row.kind for row in register.store.rows()]
commits = list(register.store.commits())
print(
    json.dumps(
        {
            "kills": kills,
            "acknowledged": len(acknowledged),
            "commits": len(commits),
            "hot_journals": hot_journals,
            "holds": found.holds,
            "decisions": kinds.count("decision"),
        }
    )
)
register.close()
