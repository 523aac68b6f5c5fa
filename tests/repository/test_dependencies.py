"""What the core needs, and that it stands alone: no database, no key, no network."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from importlib.metadata import Distribution, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement

import sds_core

OURS = {
    "sds-core", "sds-conflicts", "sds-help-funding", "sds-models", "sds-oversight", "sds-ras",
    "sds-care-act", "sds-rulesets", "sds-signoff", "sds-support",
}  # fmt: skip
OTHERS = {
    "attrs", "cattrs", "click", "jinja2", "jsonschema", "jsonschema-rs", "orjson", "packaging", "platformdirs",
    "pluggy", "ruamel-yaml", "tomli-w", "typing-extensions", "tzdata",
}  # fmt: skip
THEIRS = {"jsonschema-specifications", "markupsafe", "referencing", "rpds-py"}
ABSENT = (
    "sqlalchemy", "alembic", "cryptography", "tuf", "securesystemslib", "tomlkit", "bcrypt",
    "sds_register", "sds_authoring",
)  # fmt: skip


def closure(names: Iterable[str]) -> dict[str, Distribution]:
    """Return distributions with all that they need, extras left out."""
    found: dict[str, Distribution] = {}
    waiting = list(names)
    while waiting:
        name = waiting.pop().lower().replace("_", "-").replace(".", "-")
        if name not in found:
            found[name] = distribution(name)
            needs = [Requirement(line) for line in found[name].requires or ()]
            waiting += [n.name for n in needs if not n.marker or n.marker.evaluate({"extra": ""})]
    return found


def test_the_core_with_the_policy_plugins_needs_these_and_no_others():
    found = set(closure(["sds-models"]))
    old = {"ruamel-yaml-clib"}  # on versions of Python before 3.13, a part of ruamel.yaml
    assert found - old == OURS | OTHERS | THEIRS


@pytest.fixture(scope="module")
def alone(tmp_path_factory) -> Path:
    """Return a folder that holds the core, the policy plugins and what they need, and no more."""
    folder = tmp_path_factory.mktemp("site-packages")
    for found in closure(["sds-models"]).values():
        for file in found.files or ():
            top = file.parts[0]
            if top in ("..", "__pycache__", "bin") or (folder / top).exists():
                continue
            source = Path(str(found.locate_file(top)))
            if top == "sds_core":  # on a laptop it may be installed in place
                source = Path(sds_core.__path__[0])
            if source.exists():
                (folder / top).symlink_to(source)
    return folder


def run(alone: Path, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run `sds` with what lies in a folder, and nothing else of this installation."""
    program = (
        "import importlib.util, sys\n"
        f"for name in {ABSENT!r}:\n"
        "    assert importlib.util.find_spec(name) is None, name\n"
        "from sds_core.cli.main import main\n"
        "main()\n"
    )
    env = {
        **os.environ,
        "PYTHONPATH": str(alone),
        "SDS_HOME": str(folder / "home"),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    return subprocess.run(
        [sys.executable, "-S", "-c", program, *words],
        cwd=folder, env=env, capture_output=True, text=True, check=False,
    )  # fmt: skip


class TestAlone:
    @pytest.fixture
    def here(self, place, alone):
        (place / "tests.yaml").write_text(
            "profile: independent-broker@1.0\non: 2026-10-01\ntests:\n"
            "  - name: Ben\n    case: case.json\n"
            "    expect: { allocate_budget: { outcome: allocated } }\n",
            encoding="utf-8",
        )
        return lambda *words: run(alone, place, *words)

    MODEL = ("--profile", "independent-broker@1.0", "--on", "2026-10-01")

    def test_it_decides_compares_explains_and_tests(self, here):
        done = here("decide", "case.json", *self.MODEL, "--json")
        assert done.returncode == 0, done.stderr
        assert len(json.loads(done.stdout)["decisions"]) == 8
        both = ("--profile", "community-support@1.0")
        for words in (
            ("compare", "case.json", *self.MODEL, *both),
            ("explain", "case.json", *self.MODEL),
            ("test", "tests.yaml"),
            ("ruleset", "test", "sds-oversight:national-baseline"),
            ("profile", "check", "independent-broker@1.0"),
            ("doctor",),
            ("demo", "--out", "shown"),
        ):
            done = here(*words)
            assert done.returncode == 0, (words, done.stdout[-500:], done.stderr)

    @pytest.mark.parametrize(
        ("words", "package"),
        [
            (("register", "verify"), "sds-register"),
            (("sign-off", "12"), "sds-register"),
            (("ruleset", "keygen", "ann"), "sds-authoring"),
        ],
    )
    def test_a_command_that_is_not_there_says_what_to_install(self, here, words, package):
        for extra in ((), ("--json",)):
            done = here(*words, *extra)
            assert done.returncode == 2
            assert f"python -m pip install {package}" in done.stdout + done.stderr
        assert "Did you mean" in here("ruleset", "tset").stderr

    def test_the_help_shows_what_there_is(self, here):
        assert "sign-off" not in here("--help").stdout
