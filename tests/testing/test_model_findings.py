"""Findings on a model: of its own plugins, and of tables that take something from everybody."""

from __future__ import annotations

import json
from datetime import date

import pytest
from sds_test_support.commands import sds

from sds_core import ModelFindingLevel
from sds_core.profiles.assemble import load_profile
from sds_core.resources.references import resolve
from sds_core.testing.model_findings import model_findings

ON = date(2026, 10, 1)


def profile(folder, percents=None, base="independent-broker@1.0", more=""):
    """Write a profile, with a table of what is left at each level of care; return its path."""
    table = ""
    if percents is not None:
        head = resolve("sds-ras:informal-care", "tables", None)[0].read_text("utf-8")
        (folder / "less.toml").write_text(head.replace("informal-care", "less"))
        levels = ("none", "some", "substantial", "most")
        rows = "".join(f"{a},{a},{p}\n" for a, p in zip(levels, percents, strict=True))
        (folder / "less.csv").write_text(f"row,care,percent\n{rows}")
        table = '\n[settings.informal-care]\ntable = "less.toml"\n'
    text = f'id = "cuts"\ntitle = "Cuts"\nversion = "1.0"\nbased_on = "{base}"\n{more}{table}'
    (folder / "cuts.toml").write_text(text)
    return folder / "cuts.toml"


@pytest.mark.trace("T031")
@pytest.mark.parametrize(
    ("percents", "found"),
    [((90, 85, 70, 50), True), ((99, 99, 99, 99), True), ((100, 85, 70, 50), False), (None, False)],
)
def test_a_table_that_leaves_nobody_the_whole_is_a_fault(tmp_path, percents, found):
    """A percentage off everybody's allocation, by whatever name, is proved from the table."""
    made = load_profile(str(profile(tmp_path, percents)))
    findings = model_findings(made, ON)
    assert bool(findings) is found
    for finding in findings:
        assert finding.level is ModelFindingLevel.FAULT
        assert "takes something from everybody" in finding.text
        assert "settings.informal-care.table" in finding.place


def test_a_fault_is_said_and_is_no_success(tmp_path):
    path = profile(tmp_path, (90, 85, 70, 50))
    done = sds(tmp_path, "profile", "check", path.name, "--json")
    assert done.returncode == 5
    (check,) = json.loads(done.stdout)["checks"]
    assert check["works"]
    assert [each["level"] for each in check["findings"]] == ["fault"]
    assert "takes something from everybody" in sds(tmp_path, "profile", "check", path.name).stdout


def test_the_models_own_plugins_are_asked(tmp_path):
    path = profile(tmp_path, base="independent-broker@2.0", more='eligibility = "not_asked"\n')
    findings = model_findings(load_profile(str(path)), ON)
    assert [(f.given_by, f.level) for f in findings] == [("care-act", ModelFindingLevel.FAULT)]
    assert "cuts.toml: eligibility (line 5)" in findings[0].place
    assert "Care Act 2014" in findings[0].source


@pytest.mark.parametrize("own_source", [True, False])
def test_a_changed_setting_that_cites_the_bases_source_is_noted(tmp_path, own_source):
    said = 'source = "Our cabinet, 1 May 2026 (invented)"\n' if own_source else ""
    floor = f'[settings.limits]\nfloor = {{ money = "25.00", period = "week" }}\n{said}'
    path = profile(tmp_path, base="community-support@2.0", more=floor)
    done = sds(tmp_path, "profile", "check", path.name, "--json")
    (check,) = json.loads(done.stdout)["checks"]
    noted = [note for note in check["notes"] if "settings.limits.floor is your own" in note]
    assert len(noted) == (0 if own_source else 1)
    assert done.returncode == 0
