"""Rules in plain English."""

from __future__ import annotations

import pytest
from sds_test_support.rulesets import FIVE, head, read, rule

from sds_core.explain.ruleset import burden_of, view_of
from sds_core.explain.ruleset_changes import compare_sets, diff_sets
from sds_core.rulesets.locate import open_ruleset


class TestEnglish:
    @pytest.mark.trace("T011", "T085")
    def test_the_burden_line_counts_what_is_asked(self):
        made, _ = open_ruleset("sds-oversight:exampleshire-brokers")
        burden = burden_of(made)
        assert burden.rules == 10
        assert "course certificate" in burden.documents
        assert "certificate of a criminal record check every 3 years" in burden.renewals
        assert "every 90 days" in burden.line()

    @pytest.mark.trace("T088")
    def test_each_rule_shows_its_source_and_grade(self):
        for name in (
            "national-baseline",
            "exampleshire-brokers",
            "exampleshire-standing",
            "independence",
        ):
            view = view_of(open_ruleset(f"sds-oversight:{name}")[0])
            assert all(r.source and r.evidence and r.because for r in view.rules)

    def test_groups_are_read_out(self):
        made = read(head() + rule("a", FIVE))
        assert [depth for depth, _ in view_of(made).rules[0].asks.lines()] == [0, 1, 1, 2, 2]
        assert (
            "at least 5 days" in view_of(made).rules[0].asks.line()
            or "at least 5" in view_of(made).rules[0].asks.line()
        )

    @pytest.mark.trace("T084")
    def test_sets_lie_side_by_side(self):
        names = ("national-baseline", "exampleshire-brokers")
        view = compare_sets([open_ruleset(f"sds-oversight:{name}")[0] for name in names])
        rows = {row.rule: row.cells for row in view.rules}
        assert rows["training"][1].startswith("looser")
        assert rows["references"][1].startswith("the same")
        assert rows["code"][0] == ""

    def test_a_diff_says_what_changed_and_for_whom(self):
        example = '[[example]]\nname = "Nell"\non = 2026-10-01\nexpect = "listed"\nfacts = { training = { days = 5 } }\n'
        old = read(head() + rule("a", 'all = ["training.days >= 5"]') + rule("b", FIVE) + example)
        new = read(
            head(version="1.1") + rule("a", 'all = ["training.days >= 6"]') + rule("c", FIVE)
        )
        found = diff_sets(old, new)
        assert {c.rule: c.change for c in found.rules} == {"a": "stricter", "b": "gone", "c": "new"}
        assert [(e.name, e.before, e.after) for e in found.examples] == [
            ("Nell", "listed", "not_listed")
        ]
