"""Commands, checks and schemas that come with add-ons, whole or broken."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from sds_core.plugins.addons import FIRST_PARTY, addons, commands_below

SDS = Path(sys.executable).with_name("sds")
BROKEN = "raise RuntimeError('half installed')\n"
HALF = """
COMMANDS = {"half": ("Does nothing.", "half_addon_missing:command")}
SCHEMAS = ""
CHECKS = "half_addon_missing:checks"
DEMO = ""
STEPS = ""
"""


def test_the_help_lists_them_and_imports_nothing_else_of_them():
    program = (
        "import sys\n"
        "sys.argv = ['sds', '--help']\n"
        "from sds_core.cli.main import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "ours = ('sds_register', 'sds_authoring')\n"
        "print(sorted(m for m in sys.modules if m.split('.')[0] in ours))\n"
        "print([m for m in ('attrs', 'cattrs', 'pluggy', 'sqlalchemy') if m in sys.modules])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    *shown, loaded, heavy = done.stdout.splitlines()
    assert any(line.startswith("  sign-off") for line in shown)
    wanted = ["sds_authoring", "sds_authoring.addon", "sds_register", "sds_register.addon"]
    assert loaded == str(wanted)
    assert heavy == "[]"


def test_every_command_of_ours_is_known_where_it_is_not_installed():
    """Whoever types it without the package is told which one to install."""
    brought = {words: addon.distribution for addon in addons() for words in addon.commands}
    assert brought == dict(FIRST_PARTY)
    assert set(commands_below("")) == {"register", "sign-off", "law"}


@pytest.fixture
def broken(tmp_path):
    """Return an environment with an add-on that cannot be imported, and one that is half there."""
    info = tmp_path / "broken_addon-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: broken-addon\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(
        "[sds_core.addons]\nbroken = broken_addon\nhalf = half_addon\n"
    )
    (tmp_path / "broken_addon.py").write_text(BROKEN)
    (tmp_path / "half_addon.py").write_text(HALF)
    return {**os.environ, "PYTHONPATH": str(tmp_path)}


def run(env, *words):
    return subprocess.run([SDS, *words], capture_output=True, text=True, env=env, check=False)


def test_a_broken_add_on_is_told_by_doctor_and_stops_nothing(broken):
    assert run(broken, "profile", "list").returncode == 0
    assert "half " in run(broken, "--help").stdout
    done = run(broken, "doctor", "--json")
    assert done.returncode == 1
    checks = {c["name"]: c for c in json.loads(done.stdout)["checks"] if not c["works"]}
    assert set(checks) == {"addon broken", "addon half"}
    assert "RuntimeError: half installed" in checks["addon broken"]["detail"]
    assert "half_addon_missing" in checks["addon half"]["detail"]


def test_a_command_that_cannot_be_loaded_is_a_defect_not_a_crash(broken):
    done = run(broken, "half", "--json")
    assert done.returncode == 5
    assert "half" in json.loads(done.stdout)["message"]


@pytest.mark.parametrize(
    ("constants", "says"),
    [
        ("SCHEMAS = CHECKS = DEMO = STEPS = ''", "has no COMMANDS"),
        ("COMMANDS = {}\nSCHEMAS = CHECKS = STEPS = ''", "has no DEMO"),
        ("COMMANDS = 3\nSCHEMAS = CHECKS = DEMO = STEPS = ''", "no dict"),
        ("COMMANDS = {'x': 'y'}\nSCHEMAS = CHECKS = DEMO = STEPS = ''", "'x' is not given as"),
        (
            "COMMANDS = {'x': ('y', 'z')}\nSCHEMAS = CHECKS = DEMO = STEPS = ''",
            "'x' is not given as",
        ),
        ("COMMANDS = {}\nSCHEMAS = CHECKS = STEPS = ''\nDEMO = 4", "its DEMO is no text"),
        ("COMMANDS = {}\nCHECKS = DEMO = STEPS = ''\nSCHEMAS = 'nowhere'", "nowhere"),
        (
            "COMMANDS = {}\nCHECKS = DEMO = STEPS = ''\nSCHEMAS = 'json'",
            "no schemas in the folder schemas",
        ),
        ("COMMANDS = {}\nSCHEMAS = CHECKS = STEPS = ''\nDEMO = 'nowhere:show'", "nowhere"),
    ],
)
def test_whatever_an_add_on_says_is_contained(broken, tmp_path, constants, says):
    (tmp_path / "broken_addon.py").write_text(constants)
    (tmp_path / "half_addon.py").write_text("COMMANDS = {}\nSCHEMAS = CHECKS = DEMO = STEPS = ''\n")
    done = run(broken, "doctor", "--json")
    assert done.returncode == 1
    (found,) = [c for c in json.loads(done.stdout)["checks"] if not c["works"]]
    assert found["name"] == "addon broken"
    assert says in found["detail"]
    assert run(broken, "--help").returncode == 0
    assert run(broken, "schema", "act-1").returncode == 0
    assert "sign-off" in run(broken, "--help").stdout


def test_the_demo_goes_on_where_an_add_on_shows_nothing(broken, tmp_path):
    (tmp_path / "half_addon.py").write_text(
        "COMMANDS = {}\nSCHEMAS = CHECKS = STEPS = ''\nDEMO = 'nowhere:show'\n"
    )
    done = run(broken, "demo", "--out", str(tmp_path / "shown"), "--json")
    assert done.returncode == 0
    assert "half shows nothing" in done.stderr
    assert set(json.loads(done.stdout)["addons"]) == {"register"}
