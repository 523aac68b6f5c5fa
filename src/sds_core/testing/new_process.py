"""A plugin asked again in a new process: other hash order, other order of cases, nothing kept.

Run as a program it reads what to ask from standard input, and prints the SHA-256 of each answer.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path

from sds_core.model.case import Case
from sds_core.plugins.manifest import Manifest

__all__ = ["SEEDS", "address_of", "answers_elsewhere"]

SEEDS = ("1", "4711")


def address_of(manifest: Manifest) -> str:
    """Return where a new process finds a manifest, as “module:name”; nothing where it cannot.

    Args:
        manifest: the manifest, which some module that is loaded has a name for.
    """
    for name, module in list(sys.modules.items()):
        for attribute, value in list(getattr(module, "__dict__", {}).items()):
            if value is manifest and name != "__main__" and not name.startswith("tests"):
                spec = getattr(module, "__spec__", None)
                if spec is not None and spec.origin and "test" not in Path(spec.origin).name:
                    return f"{name}:{attribute}"
    return ""


def answers_elsewhere(
    address: str, settings: Mapping[str, object], beside: Path | None, cases: Sequence[Case]
) -> list[dict[str, str]]:
    """Return the digests of a plugin's answers in new processes, one for each hash seed.

    Args:
        address: where the manifest is.
        settings: its settings.
        beside: the folder that paths in the settings are relative to.
        cases: the cases; the last comes first there.

    Raises:
        AssertionError: a process fails.
    """
    asked = json.dumps(
        {
            "manifest": address,
            "settings": settings,
            "beside": None if beside is None else str(beside),
            "cases": [case.source.decode() for case in reversed(cases)],
        },
        default=str,
    )
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "sds_core.testing.new_process"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
        )
        for seed in SEEDS
    ]
    found = []
    for process in running:
        out, err = process.communicate(asked)
        assert process.returncode == 0, f"{address} fails in a new process:\n{err[-2000:]}"
        found.append(json.loads(out))
    return found


def _main() -> None:
    from sds_core.cases.reader import CaseReader
    from sds_core.testing.plugins import digests

    asked = json.load(sys.stdin)
    module, _, name = asked["manifest"].partition(":")
    manifest = getattr(import_module(module), name)
    reader = CaseReader()
    cases = [reader.read(text.encode(), "case") for text in asked["cases"]]
    beside = None if asked["beside"] is None else Path(asked["beside"])
    out, sys.stdout = sys.stdout, sys.stderr  # what a plugin prints is no answer
    made = digests(manifest, asked["settings"], beside, cases)
    json.dump(made, out)


if __name__ == "__main__":
    _main()
