"""The lock and the lowest versions belong to what our distributions ask for."""

from __future__ import annotations

import re
import tomllib

import pytest


@pytest.fixture(scope="module")
def asked(root):
    """Return the lowest version of each package that our distributions name, extras included."""
    lines = []
    for file in (root / "pyproject.toml", *root.glob("plugins/*/pyproject.toml")):
        project = tomllib.loads(file.read_text("utf-8"))["project"]
        lines += project["dependencies"]
        for extra in project.get("optional-dependencies", {}).values():
            lines += extra
    found = {}
    for line in lines:
        if line.startswith("sds-"):
            continue
        match = re.match(r"([A-Za-z0-9._-]+)(?:\[[^\]]*\])?>=([0-9.]+)", line)
        assert match, line
        name = match[1].lower()
        assert found.setdefault(name, match[2]) == match[2], f"two lowest versions of {name}"
    return found


def pinned(text):
    return dict(re.findall(r"^([A-Za-z0-9._-]+)==([^\s\\]+)", text, re.MULTILINE))


def test_the_lowest_versions_are_those_of_pyproject(root, asked):
    assert pinned((root / "requirements" / "lowest.txt").read_text("utf-8")) == asked


def test_the_lock_holds_everything_with_hashes_and_names_no_place(root, asked):
    text = (root / "requirements" / "ci.txt").read_text("utf-8")
    locked = pinned(text)
    wanted = {name.replace(".", "-") for name in asked}
    assert wanted <= {name.replace(".", "-") for name in locked}
    for entry in re.split(r"\n(?=[A-Za-z])", text.strip()):
        assert "--hash=sha256:" in entry, entry[:80]
    assert "://" not in text
    needed = (root / "requirements" / "ci.in").read_text("utf-8")
    for name in re.findall(r"^([A-Za-z0-9-]+)", needed, re.MULTILINE):
        assert name in locked
