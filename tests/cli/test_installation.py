"""`sds doctor` and `--debug`: what is installed, what it needs, what fails and where."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from sds_core.cli.requirements import requirement_checks
from sds_core.plugins.manifest import Manifest, manifest_problem

SDS = Path(sys.executable).with_name("sds")


def installed(folder, name, version="1.0", *, requires=(), extras=(), points=""):
    """Write a distribution's metadata as pip leaves it."""
    info = folder / f"{name.replace('-', '_')}-{version}.dist-info"
    info.mkdir(parents=True)
    lines = ["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}"]
    lines += [f"Requires-Dist: {text}" for text in requires]
    lines += [f"Provides-Extra: {extra}" for extra in extras]
    (info / "METADATA").write_text("\n".join(lines) + "\n", encoding="utf-8")
    if points:
        (info / "entry_points.txt").write_text(points, encoding="utf-8")


def run(folder, *arguments):
    env = {**os.environ, "PYTHONPATH": str(folder)}
    return subprocess.run(
        [SDS, *arguments], capture_output=True, text=True, env=env, check=False, cwd=folder
    )


class TestRequirements:
    @pytest.fixture
    def found(self, tmp_path, monkeypatch):
        monkeypatch.syspath_prepend(str(tmp_path))
        installed(
            tmp_path,
            "made-here",
            requires=[
                "attrs>=24.2",
                "click>=9999",
                "no-such-package>=1",
                'no-such-extra>=1; extra == "more"',
                'pluggy<1; extra == "old"',
                'only-elsewhere>=1; sys_platform == "a-machine-that-is-not-this-one"',
            ],
            extras=["more", "old"],
        )
        return {check.name: check for check in requirement_checks(["made-here"])}

    def test_what_is_there_in_a_version_that_will_do_works(self, found):
        assert found["attrs"].works

    def test_what_is_missing_or_too_old_is_a_fault_and_says_who_needs_it(self, found):
        assert not found["no-such-package"].works
        assert "made-here cannot do without it" in found["no-such-package"].detail
        assert not found["click"].works
        assert "made-here needs >=9999" in found["click"].detail

    def test_an_extra_may_be_missing_and_not_be_wrong(self, found):
        assert found["no-such-extra"].works
        assert "optional: made-here[more]" in found["no-such-extra"].detail
        assert not found["pluggy"].works
        assert "made-here[old] needs <1" in found["pluggy"].detail

    def test_what_is_for_other_machines_is_left_out(self, found):
        assert "only-elsewhere" not in found

    def test_every_package_of_the_core_and_the_add_ons_is_looked_at(self):
        names = {check.name for check in requirement_checks(["sds-core", "sds-register"])}
        assert {"jsonschema-rs", "ruamel-yaml", "orjson", "tzdata", "alembic", "psycopg"} <= names


def test_a_factory_that_does_not_take_the_settings_can_never_make_a_plugin():
    from abc import ABC, abstractmethod

    from attrs import frozen

    from sds_core.hookspecs import Hooks, hookimpl

    @frozen
    class Empty:
        """No settings."""

    class Bare(Hooks):
        @hookimpl
        def suggest_support(self, request):
            return []

    class Two(Bare):
        def __init__(self, settings, more):
            pass

    class Unfinished(Bare, ABC):
        def __init__(self, settings):
            pass

        @abstractmethod
        def sum(self):
            """Return the sum."""

    for made, why in ((Bare, "does not take"), (Two, "'more'"), (Unfinished, "is abstract")):
        manifest = Manifest("x", "X", ("suggest_support",), made, Empty, api="1")
        problem = manifest_problem(manifest, "x")
        assert problem.startswith("it can never be made")
        assert why in problem


PLUGIN = '''
from attrs import frozen
from sds_core import Hooks, Manifest, hookimpl

@frozen
class Settings:
    """Settings."""
    title: str = "a neighbour"

class Fails(Hooks):
    def __init__(self, settings):
        if settings.title != "a neighbour":
            raise ValueError("only neighbours help")

    @hookimpl
    def suggest_support(self, request):
        return deeper(request)

def deeper(request):
    raise RuntimeError("down")

manifest = Manifest("fails", "Fails", ("suggest_support",), Fails, Settings, api="1")
'''
PROFILE = """
id = "mine"
title = "Mine"
version = "1"
based_on = "community-support@1.0"
[hooks]
suggest_support = ["fails"]
"""


@pytest.fixture
def folder(tmp_path, example):
    installed(
        tmp_path,
        "fails",
        points="[sds_core.plugins]\nfails = fails_plugin:manifest\nunused = slow_plugin:manifest\n",
    )
    (tmp_path / "fails_plugin.py").write_text(PLUGIN, encoding="utf-8")
    (tmp_path / "slow_plugin.py").write_text(
        "from pathlib import Path\nPath('imported').write_text('x')\nraise RuntimeError('no')\n",
        encoding="utf-8",
    )
    (tmp_path / "mine.toml").write_text(PROFILE, encoding="utf-8")
    (tmp_path / "case.json").write_text(json.dumps(example("ada")), encoding="utf-8")
    return tmp_path


DECIDE = ("decide", "case.json", "--profile", "mine.toml", "--on", "2026-10-01")


def test_a_plugin_that_fails_is_one_line_and_with_debug_its_exception(folder):
    plain = run(folder, *DECIDE)
    assert plain.returncode == 4
    assert "plugin fails failed at suggest_support" in plain.stderr
    assert len(plain.stderr.strip().splitlines()) == 1
    assert "down" not in plain.stderr  # what a plugin raises may name people
    shown = run(folder, "--debug", *DECIDE, "--json")
    assert json.loads(shown.stdout)["case"] == "EX-ADA"
    assert "Traceback" in shown.stderr
    assert "in deeper" in shown.stderr


def test_a_plugin_that_no_profile_names_is_not_imported(folder):
    run(folder, *DECIDE)
    assert not (folder / "imported").exists()
    listed = run(folder, "plugins")
    assert "it cannot be imported: RuntimeError: no" in " ".join(listed.stdout.split())
    assert (folder / "imported").exists()


def test_doctor_says_what_was_made_and_what_cannot_be_imported(folder):
    done = run(folder, "doctor", "--json")
    checks = {check["name"]: check for check in json.loads(done.stdout)["checks"]}
    assert done.returncode == 1
    assert not checks["plugin unused"]["works"]
    assert checks["plugin fails"]["works"]
    assert "not made from samples of its settings: ValueError" not in str(
        checks["plugin conflicts"]
    )
    assert "it can be made" in checks["plugin fails"]["detail"]
    assert "made for community-support@2.0" in checks["plugin support-tiers"]["detail"]
    assert checks["plugin contingency"]["detail"].endswith("it can be made")


def test_a_defect_is_one_line_with_its_place(folder):
    program = (
        "import sys\nfrom sds_core.cli import decide\n"
        "def broken(*args, **kwargs): raise KeyError('x')\n"
        "decide.site_and_case = broken\n"
        "from sds_core.cli.main import main\nmain(sys.argv[1:])\n"
    )
    script = folder / "broken_sds.py"
    script.write_text(program, encoding="utf-8")

    def defect(*words):
        return subprocess.run(
            [sys.executable, str(script), *words],
            capture_output=True,
            text=True,
            check=False,
            cwd=folder,
        ).stderr

    plain = defect(*DECIDE)
    assert "this is a defect: KeyError in __main__, line 3" in plain
    assert "sds --debug" in plain
    assert "Traceback" not in plain
    assert "Traceback" in defect("--debug", *DECIDE)


def test_data_of_a_plugin_that_no_profile_names_is_checked_all_the_same(tmp_path, example):
    """It would otherwise be wrong unseen until a profile begins to name the plugin."""
    source = PLUGIN.replace('Settings, api="1")', 'Settings, api="1", extension=Data)').replace(
        "class Fails", "@frozen\nclass Data:\n    days: int\n\nclass Fails"
    )
    installed(tmp_path, "fails", points="[sds_core.plugins]\nfails = fails_plugin:manifest\n")
    (tmp_path / "fails_plugin.py").write_text(source, encoding="utf-8")
    case = example("ada")
    for data, code in (({"days": 2}, 0), ({"days": "two"}, 3), ({"day": 2}, 3)):
        case["extensions"] = {"fails": data}
        (tmp_path / "case.json").write_text(json.dumps(case), encoding="utf-8")
        done = run(
            tmp_path,
            "decide",
            "case.json",
            "--profile",
            "community-support@1.0",
            "--on",
            "2026-10-01",
        )
        assert done.returncode == code, done.stderr
        assert code == 0 or "$.extensions.fails" in done.stderr
