"""The command line run in this process, on a folder of cases, sets and a register."""

from __future__ import annotations

import io
import json
import os
import sys
from pathlib import Path

from attrs import frozen

from sds_core.cli.health import schema_folders
from sds_core.cli.main import main
from sds_core.resources.references import resolve

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


def record(reg):
    """Make a register with Ben's journey, and a pot, and a proof of its first entry."""
    reg.mkdir()
    register = ("--register", str(reg / "register.db"))
    (reg / "ben.json").write_bytes((reg.parent / "ben.json").read_bytes())
    pot = {"act": "pot_change", "on": "2026-10-01", "by": BY, "pot": "set-aside", "change": "900.00", "reason": "The year's money"}  # fmt: skip
    act = {"format": "sds-act-2", "act": pot}
    (reg / "pot.json").write_text(json.dumps(act), encoding="utf-8")
    model = ("--profile", "independent-broker@1.0", "--on", "2026-10-01")
    assert sds(reg, "register", "decide", "ben.json", *model, *register).returncode == 0
    made = sds(reg, "register", "prove", "0", "--out", "first.tlog-proof", *register, "--json")
    (reg / "key").write_text(json.loads(made.stdout)["key"], encoding="utf-8")


def publish(sets):
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
COMMUNITY = ("--profile", "community-support@1.0")
BASELINE = "sds-oversight:national-baseline"
BOTH = ("--profile", "independent-broker@1.0", "--profile", "community-support@1.0")


def fill_folder(made, root):
    """Write cases, profiles, sets and a register into a folder, for commands to work on."""
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
    publish(made / "sets")
    record(made / "reg")
