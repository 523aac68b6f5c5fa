"""Exit codes, errors, and what commands write."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from sds_test_support.commands import (
    BASELINE,
    BOTH,
    COMMUNITY,
    HEAD,
    ON,
    SIGN,
    check_document,
    sds,
)

from sds_core.questions import QUESTIONS

SDS = Path(sys.executable).with_name("sds")


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("sign-off", "12", "--outcome", "accept", *HEAD, "--on", "2026-10-05"), 6, "not_any_of"),
        (("sign-off", "4", "--outcome", "accept", *SIGN), 6, "the latest entry"),
        (("sign-off", "0", "--outcome", "accept", *SIGN), 3, "belongs to no plan"),
        (("sign-off", "99", "--outcome", "accept", *SIGN), 3, "one from 0 to 12"),
        (("sign-off", "12", "--outcome", "amend", "--amount", "1.234", *SIGN), 2, "--amount"),
        (("sign-off", "12", "--outcome", "agree", *SIGN), 2, "accept"),
        (("register", "show", "77"), 3, "one from 0 to 12"),
        (("register", "show", "4", "--text", "sha256:0"), 3, "did not shape"),
        (("register", "prove", "-1"), 2, "-1"),
        (("register", "replay", "0"), 3, "no decision"),
        (("register", "dossier", "4", "--out", "made.doc"), 2, ".html nor .pdf"),
        (("register", "dossier", "0", "--out", "made.html"), 3, "belongs to no decision"),
        (("register", "subject", "nobody", "--out", "x"), 3, "knows nobody"),
        (("register", "record", "ada.json"), 3, "format"),
        (("register", "verify", "--against", "sets"), 3, "no checkpoint"),
        (("register", "verify", "--against", "missing"), 3, "cannot be read"),
        (("register", "verify", "--key", "nonsense", "--against", "x"), 3, "a key like"),
        (("register", "check-proof", "ada.json", "--key", "nonsense"), 3, "a key like"),
        (("register", "upgrade", "--register", "a.db", "--keys", "./a.db"), 5, "of their own"),
        (("register", "log", "--register", "none.db"), 7, "no such"),
        (("register", "log", "--register", "mysql://x"), 5, "sqlite:///FILE"),
        (("register", "upgrade", "--grant", "writer"), 5, "PostgreSQL"),
        (("register", "verfy"), 2, "Did you mean “verify”?"),
        (("decide", "ada.json", *COMMUNITY, *ON, "--record"), 2, "sds register decide"),
        (("decide", "ada.json", *COMMUNITY), 2, "--on"),
        (("decide", "ada.json", *ON), 2, "--profile and --council"),
        (("decide", "ada.json", *COMMUNITY, "--on", "tomorrow"), 2, "year-month-day"),
        (("decid",), 2, "Did you mean “decide”?"),
        (("compare", "ada.json", *COMMUNITY, *ON), 2, "two profiles"),
        (("decide", "missing.json", *COMMUNITY, *ON), 3, "missing.json"),
        (("decide", ".", *COMMUNITY, *ON), 3, "cannot be read"),
        (("decide", "broken.json", *COMMUNITY, *ON), 3, "the name 'id' twice"),
        (("compare", "broken.json", *BOTH, *ON), 3, "the number 1.5"),
        (("test", "ada.json"), 3, "no tests"),
        (("schema", "case"), 3, "no such schema"),
        (("table", "try", "sds-ras:norfolk-primary", "pints=1"), 3, "points"),
        (("table", "try", "sds-ras:norfolk-primary", "points=x"), 3, "whole number"),
        (("table", "try", "sds-ras:norfolk-primary", "points=1", "points=2"), 2, "twice"),
        (("new", "plugin", "Bad Name"), 3, "flat-sum"),
        (("new", "plugin", "class"), 3, "flat-sum"),
        (("new", "ruleset", "Our List"), 3, "rule set's name"),
        (("facts", "acredit"), 3, "Did you mean “accredit”?"),
        (("facts", "allocate_budget"), 3, "no facts for allocate_budget"),
        (("ruleset", "chek", "x"), 2, "Did you mean “check”?"),
        (("ruleset", "try", BASELINE, *ON, "--fact", "dbs.isued=2023-01-01"), 3, "dbs.issued"),
        (("ruleset", "try", BASELINE, *ON), 4, ""),
        (("ruleset", "explain", "nowhere.toml"), 5, "nowhere.toml"),
        (("ruleset", "explain", "fetched:nobody/x@1"), 5, "nothing was fetched"),
        (("ruleset", "diff", BASELINE, "sds-oversight:exampleshire-standing"), 3, "one question"),
        (("ruleset", "convert", "sets/ours.toml", "sets/norfolk.toml"), 5, "not overwritten"),
        (("ruleset", "edit", "sets/none.toml"), 3, "cannot be edited"),
        (("ruleset", "publish", "--to", "sets/site"), 2, "--refresh"),
        (("ruleset", "publish", "sets/ours.toml", "--to", "sets/new"), 5, "names its officers"),
        (("ruleset", "publish", "sets/next.proposal", "--to", "sets/site"), 5, "too few"),
        (("ruleset", "rotate", "--to", "sets/site"), 2, "Name a change"),
        (("ruleset", "fetch", "--as", "nobody"), 5, "say where from"),
        (("ruleset", "fetch", "sets/site", "--as", "new"), 5, "fingerprint"),
        (("decide", "eli.json", *COMMUNITY, *ON), 4, ""),
        (("table", "try", "sds-ras:norfolk-primary", "points=300"), 4, ""),
        (("decide", "ada.json", "--profile", "bad.toml", *ON), 5, "nobody"),
        (("decide", "ada.json", "--profile", "comunity-support", *ON), 5, "community-support"),
        (("decide", "ada.json", "--council", "council.toml", "--on", "2026-03-31"), 5, "in force"),
        (("table", "check", "sds-ras:nowhere"), 5, ""),
        (("profile", "show", "nobody@1"), 5, "nobody@1"),
        (("decide", "ada.json", "--profile", "council.toml", *ON), 5, "Give it by --council"),
    ],
)
@pytest.mark.parametrize("as_json", [False, True])
def test_exit_codes_and_errors(folder, arguments, code, says, as_json, own_register):
    result = sds(folder, *arguments, *(["--json"] if as_json else []))
    assert result.returncode == code, (result.stdout, result.stderr)
    if code in (2, 3, 5) and arguments[:2] != ("table", "check"):
        if (
            as_json
            and arguments[0] != "decid"
            and "chek" not in arguments
            and "verfy" not in arguments
        ):
            document = json.loads(result.stdout)
            check_document(document, "error-1", "error")
            assert document["exit_code"] == code
            assert says in json.dumps(document, ensure_ascii=False)
        elif not as_json:
            assert says in " ".join(result.stderr.split())


def test_a_case_may_come_by_standard_input(folder):
    text = (folder / "ada.json").read_text("utf-8")
    result = sds(folder, "decide", "-", *COMMUNITY, *ON, stdin=text)
    assert result.returncode == 0
    assert "£100.00 a week" in result.stdout


def test_the_day_picks_the_profile_of_a_council(folder):
    result = sds(folder, "decide", "ada.json", "--council", "council.toml", *ON, "--json")
    assert json.loads(result.stdout)["profile"] == "community-support@1.0"


@pytest.mark.trace("T025")
def test_a_table_of_cases_compares(folder, tmp_path):
    page = tmp_path / "page.html"
    result = sds(
        folder, "compare", "cases.csv", "--profile", "norfolk-primary-example",
        "--profile", "norfolk-primary-example", *ON, "--html", str(page), "--json",
    )  # fmt: skip
    assert result.returncode == 0, result.stderr
    document = json.loads(result.stdout)
    assert document["cases"] == []  # none changes
    assert document["totals"]["cases"] == 3
    assert document["totals"]["budgets_before"] == "8800.00"
    assert "No decision changes" in page.read_text("utf-8")


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("C-1,x,none,,,,,,,", "whole number of points"),
        ("C-1,1,none,broker,,,,,,", "column fee is not"),
        ("C-1,1,none,,5.00,,,,,", "column helper is not"),
        ("C-1,1,none,,,,,9.00,2026-09-01,", "column setting is not"),
        ("C-1,1,none,wizard,5.00,,,,,", "wizard"),
        (",1,none,,,,,,,", "cells that do not fit"),
        ("C-1,1", "cells that do not fit"),
        ("C-1,1,none,broker,-5.00,,,,,", "-5.00"),
    ],
)
def test_a_fault_in_a_table_of_cases_is_named(folder, tmp_path, row, says):
    header = (folder / "cases.csv").read_text("utf-8").splitlines()[0]
    file = tmp_path / "cases.csv"
    file.write_text(f"{header}\n{row}\n", encoding="utf-8")
    result = sds(folder, "compare", str(file), *BOTH, *ON)
    assert result.returncode == 3
    text = " ".join(result.stderr.split())
    assert "line 2" in text
    assert says in text


def test_pages_are_whole_and_fetch_nothing(folder, tmp_path):
    letter, swap = tmp_path / "letter.html", tmp_path / "swap.html"
    sds(folder, "explain", "ada.json", *COMMUNITY, *ON, "--html", str(letter))
    sds(folder, "compare", "ben.json", "cam.json", *BOTH, *ON, "--html", str(swap))
    for page in (letter, swap):
        text = page.read_text("utf-8")
        assert text.startswith("<!doctype html>")
        assert 'lang="en-GB"' in text
        for fetched in ("<script", "http:", "https:", "<link", "<img", "@import"):
            assert fetched not in text


def test_the_installed_command_is_the_same(folder):
    """One run as a user would: a new process, its real exit code and streams."""
    arguments = [SDS, "decide", "eli.json", *COMMUNITY, *ON, "--json"]
    result = subprocess.run(arguments, cwd=folder, capture_output=True, check=False)
    assert result.returncode == 4
    assert result.stderr == b""
    assert json.loads(result.stdout)["case"] == "EX-ELI"
    here = sds(folder, *arguments[1:])
    assert here.stdout.encode() == result.stdout


def test_text_in_a_case_cannot_become_markup(folder, tmp_path, example):
    case = example("ada")
    case["parties"][0]["name"] = "<script>alert(1)</script>"
    (tmp_path / "case.json").write_text(json.dumps(case), encoding="utf-8")
    page = tmp_path / "letter.html"
    sds(tmp_path, "explain", "case.json", *COMMUNITY, *ON, "--html", str(page))
    assert "<script>" not in page.read_text("utf-8")
    assert "&lt;script&gt;" in page.read_text("utf-8")


def test_a_scaffolded_plugin_passes_its_own_test(tmp_path):
    for question in QUESTIONS:
        name = question.replace("_", "-") + "-mine"
        result = sds(tmp_path, "new", "plugin", name, "--question", question)
        assert result.returncode == 0, result.stderr
        run = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "."],
            cwd=tmp_path / name,
            env={"PYTHONPATH": str(tmp_path / name / "src"), "PATH": "/usr/bin:/bin"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert "1 passed" in run.stdout, run.stdout + run.stderr


def test_doctor_and_plugins_work_whatever_is_broken(tmp_path):
    """A distribution whose plugin cannot be imported, beside the others."""
    site = tmp_path / "broken_plugin-1.0.dist-info"
    site.mkdir()
    (site / "METADATA").write_text("Metadata-Version: 2.1\nName: broken-plugin\nVersion: 1.0\n")
    (site / "entry_points.txt").write_text(
        "[sds_core.plugins]\nbroken = broken_plugin:manifest\nleaves = broken_plugin_two:manifest\n"
    )
    (tmp_path / "broken_plugin.py").write_text("raise RuntimeError('half installed')\n")
    (tmp_path / "broken_plugin_two.py").write_text("import sys; sys.exit(7)\n")
    env = {**os.environ, "PYTHONPATH": str(tmp_path)}
    listed = subprocess.run(
        [SDS, "plugins", "--json"], capture_output=True, text=True, env=env, check=False
    )
    assert listed.returncode == 0
    broken = {p["plugin"]: p["broken"] for p in json.loads(listed.stdout)["plugins"]}
    assert "RuntimeError: half installed" in broken["broken"]
    assert "SystemExit" in broken["leaves"]
    doctor = subprocess.run(
        [SDS, "doctor", "--json"], capture_output=True, text=True, env=env, check=False
    )
    assert doctor.returncode == 1
    checks = {c["name"]: c["works"] for c in json.loads(doctor.stdout)["checks"]}
    assert checks["plugin broken"] is False
    assert checks["profile community-support@1.0"] is True
