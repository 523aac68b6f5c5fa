"""The command line as an integrator meets it: exit codes, JSON to schemas, errors, no tracebacks."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from attrs import frozen

from sds_authoring.cli import published_schemas as authoring
from sds_core.cli import published_schemas as core
from sds_core.cli.health import schema_folders
from sds_core.cli.main import COMMANDS, main
from sds_core.cli.new.scaffold import TEMPLATES
from sds_core.hookspecs import CASE_HOOKS
from sds_core.plugins.addons import commands_below
from sds_core.resources.references import resolve
from sds_register.cli import published_schemas as register

SDS = Path(sys.executable).with_name("sds")
TESTS = """
profile: community-support@1.0
on: 2026-10-01
tests:
  - name: Ada  # a comment that stays
    case: ada.json
    expect:
      adjust_budget: { outcome: adjusted, amount: "100.00 week", rules: informal-care@1#some }
      fund_help: { outcome: not_asked }
      suggest_support: { text: own-network → peer }
  - name: Ada with more points
    case: ada.json
    change: { assessment.answers.10.assessor.choice: total }
    expect: { allocate_budget: { amount: "264.00 week", rules: [ "adult-bands@1#b4" ] } }
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory, root):
    made = tmp_path_factory.mktemp("cli")
    for who in ("ada", "ben", "cam", "dee", "eli"):
        source = root / "schemas" / "examples" / f"case-{who}.json"
        (made / f"{who}.json").write_bytes(source.read_bytes())
    (made / "broken.json").write_text('{"id": 1.5, "id": 2}', encoding="utf-8")
    (made / "tests.yaml").write_text(TESTS, encoding="utf-8")
    (made / "council.toml").write_text(
        'council = "Exampleshire"\n[[in_force]]\nprofile = "community-support@1.0"\n'
        "from_date = 2026-04-01\n",
        encoding="utf-8",
    )
    (made / "bad.toml").write_text(
        'id="bad"\ntitle="Bad"\nversion="1"\nbased_on="community-support@1.0"\n'
        '[hooks]\nfund_help = "nobody"\n',
        encoding="utf-8",
    )
    (made / "cases.csv").write_text(
        "case,points,care,helper,fee,declared,needs_cost,plan_cost,submitted,setting\n"
        "C-1,152,none,,,,,,,\n"
        "C-2,30,none,broker,120.00,2026-09-01,90.00,100.00,2026-09-20,community\n"
        "C-3,171,none,friend,0.00,2026-09-01,,,,\n",
        encoding="utf-8",
    )
    _publish(made / "sets")
    _record(made / "reg")
    return made


PRINTED = {**core.PRINTED, **register.PRINTED, **authoring.PRINTED}


def check_document(document, schema, name):
    """Hold a document to a published schema, whichever distribution publishes it."""
    (folder,) = [folder for folder in schema_folders() if schema in folder.names]
    folder.check(document, schema, name)


HEAD = ("--account", "hh1", "--person", "P-88", "--name", "Hana Head", "--role", "head_of_service")
SIGN = (
    *HEAD, "--on", "2026-10-05", "--considered", "the plan", "--reason", "The tools are bought once.",
    "--no-statement", "asked, made none", "--not-any-of", "p", "--not-any-of", "broker",
)  # fmt: skip
BY = {"account": "c1", "person": "P-99", "name": "Cleo Clerk", "role": "clerk"}


def _record(reg):
    """Make a register with Ben's journey, and a pot, and a proof of its first entry."""
    reg.mkdir()
    register = ("--register", str(reg / "register.db"))
    (reg / "ben.json").write_bytes((reg.parent / "ben.json").read_bytes())
    pot = {"act": "pot_change", "on": "2026-10-01", "by": BY, "pot": "set-aside", "change": "900.00", "reason": "The year's money"}  # fmt: skip
    act = {"format": "sds-act-1", "act": pot}
    (reg / "pot.json").write_text(json.dumps(act), encoding="utf-8")
    model = ("--profile", "independent-broker", "--on", "2026-10-01")
    assert sds(reg, "register", "decide", "ben.json", *model, *register).returncode == 0
    made = sds(reg, "register", "prove", "0", "--out", "first.tlog-proof", *register, "--json")
    (reg / "key").write_text(json.loads(made.stdout)["key"], encoding="utf-8")


def _publish(sets):
    """Write a table, a set, a key, a published folder and a proposal that nobody has signed."""
    sets.mkdir()
    table, _ = resolve("sds-ras:norfolk-primary", "tables", None)
    head = table.read_text("utf-8").replace(f"{table.stem}.csv", "norfolk.csv")
    (sets / "norfolk.toml").write_text(head, encoding="utf-8")
    (sets / "norfolk.csv").write_bytes(table.with_suffix(".csv").read_bytes())
    source, _ = resolve("sds-oversight:national-baseline", "rulesets", None)
    text = source.read_text("utf-8")
    ours, site = sets / "ours.toml", sets / "site"
    ours.write_text(text, encoding="utf-8")
    to = ("--to", str(site))
    proposal, following = str(sets / "ours.proposal"), str(sets / "next.proposal")
    steps = (
        ("keygen", "dan", "--no-passphrase", "--folder", str(sets)),
        ("publish", str(ours), *to, "--officer", str(sets / "dan.pub"), "--threshold", "1", "--minute", "4", "--out", proposal),
        ("sign", proposal, "--key", str(sets / "dan.key"), "--yes"),
        ("publish", proposal, *to),
    )  # fmt: skip
    for step in steps:
        assert sds(sets, "ruleset", *step).returncode == 0
    ours.write_text(text.replace('version = "1.0"', 'version = "1.1"'), encoding="utf-8")
    result = sds(sets, "ruleset", "publish", str(ours), *to, "--minute", "5", "--out", following)
    assert result.returncode == 0, result.stderr
    trust = json.loads(sds(sets, "ruleset", "publish", "--refresh", *to, "--json").stdout)
    (sets / "trust").write_text(trust["publication"]["fingerprint"], encoding="utf-8")


@frozen
class Result:
    returncode: int
    stdout: str
    stderr: str


def sds(folder, *arguments, stdin=""):
    """Run the command line in this process, which is many times faster than a new one."""
    out, err = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.TextIOWrapper(io.BytesIO(), "utf-8")
    before = sys.stdout, sys.stderr, sys.stdin, Path.cwd()
    sys.stdout, sys.stderr = out, err
    sys.stdin = io.TextIOWrapper(io.BytesIO(stdin.encode()), "utf-8")
    os.chdir(folder)
    try:
        main(arguments)
    except SystemExit as leaving:
        code = leaving.code
    finally:
        sys.stdout, sys.stderr, sys.stdin = before[:3]
        os.chdir(before[3])
    texts = []
    for stream in (out, err):
        stream.flush()
        texts.append(stream.buffer.getvalue().decode())
    assert "a defect" not in texts[1], texts[1]
    return Result(code, *texts)


ON = ("--on", "2026-10-01")
COMMUNITY = ("--profile", "community-support")
BASELINE = "sds-oversight:national-baseline"
BOTH = ("--profile", "independent-broker", "--profile", "community-support")

RUNS = {
    "demo": (("demo", "--out", "out"), 0),
    "decide": (("decide", "ada.json", *COMMUNITY, *ON), 0),
    "compare": (("compare", "ada.json", "ben.json", "cam.json", *BOTH, *ON), 0),
    "explain": (("explain", "eli.json", *COMMUNITY, *ON), 4),
    "test": (("test", "tests.yaml"), 0),
    "profile list": (("profile", "list"), 0),
    "profile show": (("profile", "show", "independent-broker"), 0),
    "profile check": (("profile", "check", "bad.toml"), 5),
    "profile diff": (("profile", "diff", "independent-broker", "community-support"), 0),
    "profile export": (("profile", "export", "community-support"), 0),
    "profile on": (("profile", "on", "council.toml", "2026-05-01"), 0),
    "table check": (("table", "check", "sds-ras:norfolk-primary"), 0),
    "table show": (("table", "show", "sds-ras:norfolk-primary"), 0),
    "table try": (("table", "try", "sds-ras:norfolk-primary", "points=152"), 0),
    "plugins": (("plugins",), 0),
    "doctor": (("doctor",), 0),
    "schema": (("schema",), 0),
    "new plugin": (("new", "plugin", "made-here"), 0),
    "new ruleset": (("new", "ruleset", "our-brokers"), 0),
    "table convert": (("table", "convert", "sets/norfolk.toml"), 0),
    "facts": (("facts", "accredit"), 0),
    "ruleset check": (("ruleset", "check", BASELINE, "sds-oversight:independence"), 0),
    "ruleset test": (("ruleset", "test", BASELINE, "--coverage"), 0),
    "ruleset try": (
        ("ruleset", "try", BASELINE, *ON, "--fact", "helper.works_for_provider=yes"),
        0,
    ),
    "ruleset explain": (("ruleset", "explain", BASELINE), 0),
    "ruleset diff": (("ruleset", "diff", BASELINE, "sds-oversight:exampleshire-brokers"), 0),
    "ruleset compare": (("ruleset", "compare", BASELINE, "sets/ours.toml"), 0),
    "ruleset convert": (("ruleset", "convert", "sets/ours.toml"), 0),
    "ruleset keygen": (("ruleset", "keygen", "zoe", "--no-passphrase", "--folder"), 0),
    "ruleset publish": (("ruleset", "publish", "--refresh", "--to", "sets/site"), 0),
    "ruleset sign": (("ruleset", "sign", "--key", "sets/dan.key", "--yes"), 0),
    "ruleset rotate": (
        ("ruleset", "rotate", "--to", "sets/site", "--threshold", "1", "--minute", "6", "--out"),
        0,
    ),
    "ruleset fetch": (("ruleset", "fetch", "sets/site", "--as", "them", "--trust"), 0),
    "sign-off": (("sign-off", "12", "--outcome", "accept", *SIGN), 0),
    "register decide": (("register", "decide", "ada.json", *COMMUNITY, *ON), 0),
    "register verify": (("register", "verify"), 0),
    "register checkpoint": (("register", "checkpoint", "--to"), 0),
    "register prove": (("register", "prove", "4"), 0),
    "register check-proof": (("register", "check-proof", "reg/first.tlog-proof", "--key"), 0),
    "register log": (("register", "log"), 0),
    "register show": (("register", "show", "4"), 0),
    "register waiting": (("register", "waiting", "--on", "2026-11-01"), 0),
    "register pots": (("register", "pots"), 0),
    "register export": (("register", "export", "--out"), 0),
    "register record": (("register", "record", "reg/pot.json"), 0),
    "register replay": (("register", "replay"), 0),
    "register dossier": (("register", "dossier", "12", "--out"), 0),
    "register subject": (("register", "subject", "EX-BEN/p", "--out"), 0),
    "register erase": (
        ("register", "erase", "EX-BEN/p", *HEAD, "--on", "2026-11-01", "--reason", "Their request"),
        0,
    ),
    "register erase-again": (("register", "erase-again"), 0),
    "register upgrade": (("register", "upgrade"), 0),
}
# Commands that write get a new place each time; the page that waits has tests of its own.
NEW_PLACE = {
    "new plugin": ("--out", ""),
    "new ruleset": ("--out", ""),
    "table convert": ("made.xlsx",),
    "ruleset convert": ("made.xlsx",),
    "ruleset keygen": ("",),
    "ruleset rotate": ("made.proposal",),
    "register checkpoint": ("theirs",),
    "register export": ("made.jsonl",),
    "register dossier": ("made.html",),
    "register subject": ("theirs",),
}
ELSEWHERE = {"ruleset edit"}


def test_every_command_is_tried_here():
    assert set(RUNS) | ELSEWHERE == set(PRINTED)
    assert {name.split()[0] for name in PRINTED} == {*COMMANDS, *commands_below("")}


@pytest.fixture
def own_register(folder, tmp_path, monkeypatch):
    """Give a test a copy of the register to itself."""
    shutil.copytree(folder / "reg", tmp_path / "reg")
    monkeypatch.setenv("SDS_REGISTER", str(tmp_path / "reg" / "register.db"))
    monkeypatch.setenv("SDS_HOME", str(tmp_path / "home"))


def arguments_of(folder, name, tmp_path):
    """Return a command's arguments, with a place of its own for what it writes."""
    arguments = RUNS[name][0]
    if name == "register check-proof":
        return (*arguments, (folder / "reg" / "key").read_text("utf-8"))
    if name == "ruleset fetch":
        return (*arguments, (folder / "sets" / "trust").read_text("utf-8"))
    if name == "ruleset sign":
        copy = tmp_path / "next.proposal"
        copy.write_bytes((folder / "sets" / "next.proposal").read_bytes())
        return (*arguments, str(copy))
    place = NEW_PLACE.get(name, ())
    return (
        *arguments,
        *(part if part.startswith("--") else str(tmp_path / part) for part in place),
    )


@pytest.mark.parametrize("name", sorted(RUNS))
def test_json_fits_its_published_schema(folder, name, tmp_path, own_register):
    result = sds(folder, *arguments_of(folder, name, tmp_path), "--json")
    code = RUNS[name][1]
    assert result.returncode == code, result.stderr
    document = json.loads(result.stdout)
    check_document(document, PRINTED[name], name)
    assert result.stderr == ""


@pytest.mark.parametrize("name", sorted(RUNS))
def test_text_is_for_people(folder, name, tmp_path, own_register):
    result = sds(folder, *arguments_of(folder, name, tmp_path))
    assert result.returncode == RUNS[name][1], result.stderr
    assert result.stdout.strip()
    assert "\x1b[" not in result.stdout, "colour only on a terminal"
    assert "Fraction(" not in result.stdout


@pytest.mark.parametrize("name", ["", *sorted(set(PRINTED) | {n.split()[0] for n in PRINTED})])
def test_help_has_an_example(folder, name):
    result = sds(folder, *name.split(), "--help")
    assert result.returncode == 0, result.stderr
    if name in PRINTED:
        assert "Example: sds " + name in " ".join(result.stdout.split())
    assert "--json" in result.stdout or name not in PRINTED


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


class TestExpectations:
    def write(self, tmp_path, folder, text):
        (tmp_path / "ada.json").write_bytes((folder / "ada.json").read_bytes())
        (tmp_path / "tests.yaml").write_text(text, encoding="utf-8")

    def test_a_failure_names_plugin_row_and_profile_line(self, folder, tmp_path):
        self.write(tmp_path, folder, TESTS.replace('"100.00 week"', '"110.00 week"'))
        result = sds(tmp_path, "test", ".", "--junit", "report.xml")
        assert result.returncode == 1
        text = " ".join(result.stdout.split())
        assert "FAIL Ada (tests.yaml, line 5; community-support@1.0)" in text
        assert "expected 110.00 week" in text
        assert "got 100.00 week" in text
        assert "informal-care 0.1.0" in text
        assert "informal-care@1#some" in text
        assert "english-base.toml: hooks.adjust_budget (line 9)" in text
        assert "1 passed, 1 failed" in text
        from xml.etree import ElementTree as ET

        suite = ET.fromstring((tmp_path / "report.xml").read_text("utf-8"))  # noqa: S314  # our own
        assert suite.attrib["failures"] == "1"
        assert "110.00 week" in suite.find(".//failure").text

    def test_update_writes_what_came_and_keeps_comments(self, folder, tmp_path):
        self.write(tmp_path, folder, TESTS.replace('"100.00 week"', '"110.00 week"'))
        assert sds(tmp_path, "test", "tests.yaml", "--update").returncode == 0
        text = (tmp_path / "tests.yaml").read_text("utf-8")
        assert "# a comment that stays" in text
        assert "110.00" not in text
        assert sds(tmp_path, "test", "tests.yaml").returncode == 0

    @pytest.mark.parametrize("update", [False, True])
    def test_a_plugin_that_fails_fails_the_test_whatever_is_expected(
        self, folder, tmp_path, monkeypatch, update
    ):
        from sds_core.hookspecs import hookimpl
        from sds_core.testing.yaml_tests import run_files
        from sds_ras.points import RasPoints

        @hookimpl
        def allocate_budget(self, request):
            raise RuntimeError("the table is upside down")

        monkeypatch.setattr(RasPoints, "allocate_budget", allocate_budget)
        expects = TESTS.partition("  - name: Ada with")[0].replace(
            "outcome: adjusted", "outcome: x"
        )
        expects = expects.replace(
            expects[expects.index("expect:") :],
            "expect: { allocate_budget: { outcome: undetermined } }\n",
        )
        self.write(tmp_path, folder, expects)
        report = run_files([tmp_path / "tests.yaml"], update)
        assert (report.passed, report.failed, report.updated) == (0, 1, ())
        assert "the table is upside down" in str(report.results[0].faults[0])
        assert (tmp_path / "tests.yaml").read_text("utf-8") == expects

    @pytest.mark.parametrize(
        ("old", "new", "says"),
        [
            ('"100.00 week"', "100.5", "a text in quotes"),
            ("outcome: adjusted", "outcom: adjusted", "Did you mean “outcome”?"),
            ("adjust_budget", "adjust_budgets", "Did you mean “adjust_budget”?"),
            ("case: ada.json", "case: nobody.json", "nobody.json"),
            ("case: ada.json", "case: 3", "object"),
            ("change: {", "chnge: {", "Did you mean “change”?"),
            ("assessment.answers.10", "assessment.answers.99", "no such place"),
            ("outcome: adjusted", "missing: 3", "a list of texts"),
            ("on: 2026-10-01", "on: 2026-02-30", "2026-02-30|day is out of range"),
            ("on: 2026-10-01", "on: soon", "year-month-day"),
            ("profile: community-support@1.0", "porfile: x", "Did you mean “profile”?"),
            ("tests:", "tests: {", "YAML"),
        ],
    )  # fmt: skip
    def test_what_cannot_be_run_says_why(self, folder, tmp_path, old, new, says):
        self.write(tmp_path, folder, TESTS.replace(old, new))
        result = sds(tmp_path, "test", "tests.yaml")
        assert result.returncode in (1, 3)
        text = " ".join((result.stdout + result.stderr).replace("│", " ").split())
        assert any(word in text for word in says.split("|")), text


def test_a_scaffolded_plugin_passes_its_own_test(tmp_path):
    for hook in TEMPLATES:
        name = hook.replace("_", "-") + "-mine"
        result = sds(tmp_path, "new", "plugin", name, "--hook", hook)
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
    assert set(TEMPLATES) == set(CASE_HOOKS) - {"accredit"}


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


def test_a_journey_is_recorded_signed_off_and_told_at_the_command_line(
    folder, tmp_path, own_register
):
    model = ("--profile", "independent-broker", *ON)
    decide = ("register", "decide", "ben.json", *model, "--key", "k")
    first = json.loads(sds(folder, *decide, "--json").stdout)
    check_document(first, "recorded-1", "register decide")
    again = json.loads(sds(folder, *decide, "--json").stdout)
    assert (first["repeated"], again["repeated"]) == (False, True)
    assert again["decisions"] == first["decisions"]
    done = sds(folder, "sign-off", "12", "--outcome", "accept", *SIGN)
    assert "Agreed: £19,350.00 a year, by head-of-service." in done.stdout
    said = sds(folder, "register", "show", str(int(done.stdout.split("entry ")[1].split(".")[0])))
    assert "The tools are bought once." in said.stdout
    kept = str(tmp_path / "theirs")
    assert "Handed over" in sds(folder, "register", "checkpoint", "--to", kept).stdout
    assert "Agrees with" in sds(folder, "register", "verify", "--against", kept).stdout


def test_a_deleted_tail_is_caught_by_the_copy_that_somebody_else_keeps(
    folder, tmp_path, own_register
):
    import sqlite3

    kept = str(tmp_path / "theirs")
    sds(folder, "register", "checkpoint", "--to", kept)
    database = sqlite3.connect(tmp_path / "reg" / "register.db")
    query = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
    triggers = list(database.execute(query))
    for name, _ in triggers:
        database.execute(f"DROP TRIGGER {name}")
    database.execute("DELETE FROM commits WHERE size > 0")
    database.execute("DELETE FROM entries")
    for _, sql in triggers:
        database.execute(sql)
    database.commit()
    database.close()
    assert sds(folder, "register", "verify").returncode == 0
    result = sds(folder, "register", "verify", "--against", kept)
    assert result.returncode == 7
    assert "13 are gone" in " ".join(result.stdout.split())


def test_somebody_barred_is_refused_and_the_refusal_is_on_record(folder, own_register):
    bo = [
        w
        if w not in ("Hana Head", "P-88", "hh1")
        else {"Hana Head": "Bo Broker", "P-88": "EX-BEN/broker", "hh1": "bo"}[w]
        for w in SIGN
    ]
    result = sds(folder, "sign-off", "12", "--outcome", "accept", *bo, "--json")
    assert result.returncode == 6
    error = json.loads(result.stdout)
    assert error["error"] == "ActRefused"
    assert any("wrote the plan" in fault["expected"] for fault in error["faults"])
    assert "act_refused" in sds(folder, "register", "log").stdout


@pytest.mark.parametrize(
    ("act", "says"),
    [
        ({"act": "hold"}, "person"),
        ({"act": "holt"}, "Did you mean “hold”?"),
        ({"act": "hold", "on": "2026-10-01", "by": BY, "person": "x", "reason": 5}, "$.act.reason"),
        ({"act": "complaint", "on": "soon", "by": BY, "about": "x", "text": "y"}, "$.act.on"),
    ],
)
def test_what_is_wrong_with_an_act_is_told_of_its_own_kind(
    folder, tmp_path, own_register, act, says
):
    file = tmp_path / "act.json"
    file.write_text(json.dumps({"format": "sds-act-1", "act": act}), encoding="utf-8")
    result = sds(folder, "register", "record", str(file))
    assert result.returncode == 3
    assert says in " ".join(result.stderr.split())
    assert "withdrawal" not in result.stderr
