"""How long the command line takes to answer."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from statistics import median

RATIOS: list[str] = []


def test_help_is_quick(benchmark):
    command = Path(sys.executable).with_name("sds")

    def spent() -> float:
        used = getrusage(RUSAGE_CHILDREN)
        return used.ru_utime + used.ru_stime

    def run(*words: object) -> float:
        start = spent()
        subprocess.run(words or [command, "--help"], check=True, capture_output=True)
        return spent() - start

    taken = median(run() for _ in range(7))
    click = median(run(sys.executable, "-c", "import click") for _ in range(7))
    RATIOS.append(f"sds --help: {taken:.3f} s (target 0.25 s)")
    RATIOS.append(f"sds --help / importing click: {taken / click:.1f} (target 3)")
    benchmark.pedantic(run, rounds=3)


def test_help_imports_nothing_heavy():
    code = (
        "import sys; from sds_core.cli.main import cli; "
        "heavy = {'pluggy', 'jsonschema', 'cattrs', 'jinja2', 'ruamel', 'numpy'};"
        "heavy &= set(sys.modules);"
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
