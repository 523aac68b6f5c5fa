"""Every command of every distribution: JSON to its schema, text for people, help with an example."""

from __future__ import annotations

import json

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

from sds_authoring.cli.published_schemas import SCHEMAS as AUTHORING
from sds_care_act.cli.published_schemas import SCHEMAS as CARE_ACT
from sds_core.cli.main import COMMANDS
from sds_core.cli.published_schemas import SCHEMAS as CORE
from sds_core.plugins.addons import commands_below
from sds_register.cli.published_schemas import SCHEMAS as REGISTER

PRINTED = {**CORE.commands, **REGISTER.commands, **AUTHORING.commands, **CARE_ACT.commands}

RUNS = {
    "demo": (("demo", "--out", "out"), 0),
    "decide": (("decide", "ada.json", *COMMUNITY, *ON), 0),
    "compare": (("compare", "ada.json", "ben.json", "cam.json", *BOTH, *ON), 0),
    "explain": (("explain", "eli.json", *COMMUNITY, *ON), 4),
    "test": (("test", "tests.yaml"), 0),
    "profile list": (("profile", "list"), 0),
    "profile show": (("profile", "show", "independent-broker@1.0"), 0),
    "profile check": (("profile", "check", "bad.toml"), 5),
    "profile diff": (("profile", "diff", "independent-broker@1.0", "community-support@1.0"), 0),
    "profile export": (("profile", "export", "community-support@1.0"), 0),
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
    "law": (("law",), 0),
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
    "register counts": (("register", "counts", *ON), 0),
    "register known": (("register", "known", "ben.json", *ON), 0),
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
