"""The register at the command line."""

from __future__ import annotations

import json

import pytest
from sds_test_support.commands import (
    BY,
    ON,
    SIGN,
    check_document,
    sds,
)


def test_a_journey_is_recorded_signed_off_and_told_at_the_command_line(
    folder, tmp_path, own_register
):
    model = ("--profile", "independent-broker@1.0", *ON)
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
    file.write_text(json.dumps({"format": "sds-act-2", "act": act}), encoding="utf-8")
    result = sds(folder, "register", "record", str(file))
    assert result.returncode == 3
    assert says in " ".join(result.stderr.split())
    assert "withdrawal" not in result.stderr
