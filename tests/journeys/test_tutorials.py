"""The tutorials for plugins, command by command as they are printed, each in a new environment.

Run with UPDATE_DOCS=1 to write what commands print now into the pages.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sysconfig
from pathlib import Path

import pytest
from sds_test_support.pages import BLOCK, console

ROOT = Path(__file__).resolve().parents[2]
SET_UP = ["python3 -m venv .venv-first", ". .venv-first/bin/activate"]


@pytest.fixture
def clone(tmp_path):
    """Return a copy of the tree, as a clone would be."""
    folder = tmp_path / "clone"
    folder.mkdir()
    for name in ("src", "schemas", "plugins"):
        ignored = shutil.ignore_patterns("__pycache__", "build", "*.egg-info")
        shutil.copytree(ROOT / name, folder / name, ignore=ignored)
    for name in ("pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md"):
        shutil.copy(ROOT / name, folder / name)
    return folder


class Shell:
    """A shell in the clone: packages come from this environment and not from an index."""

    def __init__(self, clone: Path) -> None:
        self.clone = clone
        self.env = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "VIRTUAL_ENV")}
        self.env |= {
            "COLUMNS": "80",
            "PIP_NO_INDEX": "1",
            "PIP_NO_BUILD_ISOLATION": "0",
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
            "SDS_HOME": str(clone / "home"),
        }

    def run(self, command: str, *, inside: bool = True) -> str:
        """Run a command, in the new environment where `inside`; it must succeed."""
        text = f"{SET_UP[1]} && {command}" if inside else command
        done = subprocess.run(
            ["/bin/sh", "-c", text],
            cwd=self.clone, env=self.env, capture_output=True, text=True, check=False,
        )  # fmt: skip
        # What `sds table try` finds may be that nothing is decided.
        allowed = (0, 4) if command.startswith("sds table try") else (0,)
        assert done.returncode in allowed, f"$ {command}\n{done.stdout}\n{done.stderr}"
        return done.stdout + done.stderr

    def set_up(self) -> None:
        """Make the environment, with the packages of this one beside those it will install."""
        self.run(SET_UP[0], inside=False)
        (packages,) = (self.clone / ".venv-first").glob("lib/python3*/site-packages")
        (packages / "beside.pth").write_text(sysconfig.get_path("purelib") + "\n", "utf-8")


@pytest.mark.parametrize("name", ["first-plugin", "funding-policy"])
def test_it_works_as_printed(name, clone):
    page = ROOT / "docs" / f"tutorial-{name}.md"
    text, shell, seen, problems = page.read_text("utf-8"), Shell(clone), [], []

    def block(match):
        if match["file"]:
            (clone / match["file"]).write_text(match["body"], encoding="utf-8")
        elif match["kind"] == "sh":
            for line in match["body"].strip().splitlines():
                seen.append(line)
                if seen == SET_UP[:1]:
                    shell.set_up()
                elif seen != SET_UP:
                    shell.run(line)
        elif match["kind"] == "console":
            new, found = console(match["body"], shell.run)
            problems.extend(found)
            return match[0].replace(match["body"], new)
        else:
            assert match["kind"] != "python", "a Python block of a tutorial is a file"
        return match[0]

    new = BLOCK.sub(block, text)
    assert seen[:2] == SET_UP
    if os.environ.get("UPDATE_DOCS") and new != text:
        page.write_text(new, encoding="utf-8")
        return
    assert not problems, "\n\n".join(problems)
