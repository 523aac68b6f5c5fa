"""Cases with expected decisions, in YAML."""

from __future__ import annotations

import pytest
from sds_test_support.commands import (
    TESTS,
    sds,
)


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
        assert "informal-care 0.2.0" in text
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
