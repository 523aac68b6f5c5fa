"""The tutorial for a first plugin, command by command as it is printed, in a new environment."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sysconfig
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TUTORIAL = ROOT / "docs" / "tutorial-first-plugin.md"
BLOCK = re.compile(
    r"(?:<!-- file: (?P<file>[^ ]+) -->\n)?```(?P<kind>[a-z]*)\n(?P<body>.*?)```", re.DOTALL
)


@pytest.fixture
def clone(tmp_path):
    """Return a copy of the tree, as a clone would be."""
    folder = tmp_path / "clone"
    folder.mkdir()
    for name in ("src", "schemas", "plugins"):
        ignored = shutil.ignore_patterns("__pycache__", "build", "*.egg-info")
        shutil.copytree(ROOT / name, folder / name, ignore=ignored)
    for name in ("pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md"):
        if (ROOT / name).is_file():
            shutil.copy(ROOT / name, folder / name)
    return folder


def steps():
    """Yield what the tutorial says to do, in order: a file to write, or a command to type."""
    for match in BLOCK.finditer(TUTORIAL.read_text("utf-8")):
        if match["file"]:
            yield "file", match["file"], match["body"]
        elif match["kind"] == "sh":
            for line in match["body"].strip().splitlines():
                yield "command", line, ""
        elif match["kind"] == "console":
            for line in match["body"].splitlines():
                if line.startswith("$ "):
                    yield "command", line[2:], ""


def test_it_works_as_printed(clone):
    """Packages come from this environment and not from an index; nothing else is prepared."""
    env = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "VIRTUAL_ENV")}
    env |= {
        "PIP_NO_INDEX": "1",
        "PIP_NO_BUILD_ISOLATION": "0",
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    }
    there, lines = clone / ".venv-first", list(steps())
    commands = [what for kind, what, _ in lines if kind == "command"]
    assert commands[0] == "python3 -m venv .venv-first"
    assert commands[1] == ". .venv-first/bin/activate"
    done = subprocess.run(
        ["/bin/sh", "-c", commands[0]],
        cwd=clone,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    (packages,) = there.glob("lib/python3*/site-packages")
    (packages / "beside.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    for kind, what, body in lines:
        if kind == "file":
            (clone / what).write_text(body, encoding="utf-8")
        elif what not in commands[:2]:
            done = subprocess.run(
                ["/bin/sh", "-c", f"{commands[1]} && {what}"],
                cwd=clone, env=env, capture_output=True, text=True, check=False,
            )  # fmt: skip
            assert done.returncode == 0, f"$ {what}\n{done.stdout}\n{done.stderr}"
    assert "flat-sum" in done.stdout
    assert "£150.00" in done.stdout or "150.00" in done.stdout
