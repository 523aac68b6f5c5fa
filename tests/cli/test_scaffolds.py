"""What `sds new` writes is complete: it passes strict types, the linter and its own tests at once."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sds_core.cli.new.scaffold import plugin_files, ruleset_files
from sds_core.questions import QUESTIONS

ROOT = Path(__file__).resolve().parents[2]
BESIDE = Path(sys.executable).parent
# The rules of this project, as its own pyproject.toml gives them.
CONFIG = ROOT / "pyproject.toml"


def write(folder, files):
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Return a folder with a scaffold for each question, and one of a rule set."""
    folder = tmp_path_factory.mktemp("scaffolds")
    for name, question in QUESTIONS.items():
        plugin = name.replace("_", "-") + "-mine"
        write(folder / plugin, plugin_files(plugin, question))
    write(folder / "our-brokers", ruleset_files("our-brokers"))
    return folder


def tool(name):
    """Return a tool of this environment; missing ones are skipped by name, but not in CI."""
    found = shutil.which(name, path=str(BESIDE))
    if found is None:
        pytest.skip(f"{name} is not installed here")
    return found


def run(*command, cwd):
    return subprocess.run(
        [str(part) for part in command], cwd=cwd, capture_output=True, text=True, check=False
    )


def test_they_pass_strict_types(made, tmp_path):
    sources = [*sorted(made.glob("*/src/*")), *sorted(made.glob("*/tests/*.py"))]
    done = run(
        tool("mypy"), "--strict", "--config-file", "", "--cache-dir", tmp_path, *sources, cwd=made
    )
    assert done.returncode == 0, done.stdout


def test_they_pass_the_linter_by_their_own_settings_from_the_folder_above(made):
    done = run(tool("ruff"), "check", "--select", "E4,E7,E9,F,I", "--no-cache", made, cwd=made)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("what", [("check",), ("format", "--check")])
def test_they_pass_the_linter(made, what):
    ours = [path.name for path in sorted(made.glob("*/src/*"))]
    first = f"lint.isort.known-first-party = {json.dumps(ours)}"
    options = ("--config", CONFIG, "--config", first, "--no-cache")
    done = run(tool("ruff"), *what, *options, made, cwd=made)
    assert done.returncode == 0, done.stdout + done.stderr
