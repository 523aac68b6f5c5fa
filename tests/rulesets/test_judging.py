"""What a set answers, and what is known of it before any case arrives."""

from __future__ import annotations

from datetime import date

import pytest
from sds_test_support.rulesets import FIVE, ON, head, read, rule

from sds_core.errors import RuleSetError
from sds_core.explain.ruleset import view_of
from sds_core.rulesets.analysis import Level, analyse, uncovered
from sds_core.rulesets.examples import run_examples
from sds_core.rulesets.locate import open_ruleset
from sds_core.rulesets.stated_facts import given_from_words


class TestJudging:
    @pytest.mark.trace("T073", "T022")
    @pytest.mark.parametrize(
        ("facts", "verdict", "missing"),
        [
            (["training.days=5"], "listed", ()),  # whatever Planning Live! is
            (["training.days=3", "training.planning_live=yes"], "listed", ()),
            (["training.days=3", "training.planning_live=no"], "not_listed", ()),
            (["training.days=3"], "undetermined", ("training.planning_live",)),
            (["training.days=2"], "not_listed", ()),
            ([], "undetermined", ("training.days", "training.planning_live")),
        ],
    )
    def test_five_days_or_three_with_planning_live(self, facts, verdict, missing):
        made = read(head() + rule("training", FIVE))
        judged = made.judge(given_from_words(facts, made.question.catalogue), ON)
        assert (judged.verdict, judged.missing) == (verdict, missing)
        (outcome,) = judged.outcomes
        assert len(outcome.seen) == 3  # every clause, whatever the others say

    def test_the_strictest_stands_over_what_is_not_known(self):
        made = read(
            head() + rule("a", 'all = ["code.agreed = yes"]') + rule("b", FIVE, "provisional")
        )
        judged = made.judge(given_from_words(["code.agreed=no"], made.question.catalogue), ON)
        assert (judged.verdict, judged.missing) == ("not_listed", ())

    def test_a_rule_that_asks_leaves_it_to_people(self):
        made = read(
            head()
            + rule("a", 'none = ["dbs.discloses = yes"]', "ask")
            + rule("b", FIVE, "provisional")
        )
        facts = ["dbs.discloses=yes", "training.days=1"]
        judged = made.judge(given_from_words(facts, made.question.catalogue), ON)
        assert (judged.verdict, judged.undecided) == ("ask", True)
        assert [rule.id for rule in judged.deciding] == ["a", "b"]

    def test_what_either_value_gives_stands(self):
        pair = rule("a", 'all = ["code.agreed = yes"]', "provisional") + rule(
            "b", 'all = ["code.agreed = no"]', "provisional"
        )
        made = read(head() + pair)
        judged = made.judge(given_from_words([], made.question.catalogue), ON)
        assert (judged.verdict, judged.missing) == ("provisional", ())
        assert [rule.id for rule in judged.deciding] == ["a", "b"]


class TestChecking:
    @pytest.mark.parametrize(
        ("text", "says"),
        [
            (rule("a", 'all = ["training.days > 4000"]'), "can never hold"),
            (rule("a", 'any = ["training.days >= 0", "code.agreed = yes"]'), "can never fire"),
            (rule("a", 'all = ["training.days >= 5", "training.days < 3"]'), "can never be shown"),
            (
                rule("a", 'when = ["code.agreed = yes", "code.agreed = no"]\n' + FIVE),
                "never applies",
            ),
            (
                rule("a", 'when = ["training.days >= 6"]\nall = ["training.days >= 5"]'),
                "can never fire",
            ),
            (
                rule("a", 'all = ["code.agreed = yes"]')
                + rule("b", 'none = ["code.agreed = yes"]'),
                "no case can meet every rule",
            ),
            (
                rule("a", 'some = "courses"\nwhere = ["course.days >= 5", "course.days < 3"]'),
                "no item can meet",
            ),
        ],
    )
    def test_what_cannot_be_is_found(self, text, says):
        found = [r for r in analyse(read(head() + text)) if r.level is Level.FAULT]
        assert any(says in r.text for r in found), found
        assert all("mine.toml" in r.place for r in found)

    @pytest.mark.trace("T112")
    def test_a_rule_that_asks_for_a_care_background_is_flagged(self):
        made = read(head() + rule("a", 'all = ["helper.care_background = yes"]'))
        (remark,) = [r for r in analyse(made) if r.level is Level.WARNING]
        assert "social care" in remark.text
        assert any("social care" in note for rule in view_of(made).rules for note in rule.notes)

    def test_what_is_not_analysed_is_said(self):
        made = read(head() + rule("a", 'all = ["code.agreed_on >= listing.first_listed"]'))
        (note,) = [r for r in analyse(made) if r.level is Level.NOTE]
        assert "not analysed" in note.text

    @pytest.mark.parametrize(
        ("until", "start", "says"),
        [
            ("2026-12-31", "2027-02-01", "no version counts on 2027-01-01 to 2027-01-31"),
            ("2027-03-01", "2027-01-01", "both count on 2027-01-01"),
            ("", "2027-01-01", "without end"),
            ("2026-12-31", "2027-01-01", ""),
        ],
    )
    def test_days_between_versions(self, until, start, says):
        first = read(head(until=until) + rule("a", FIVE))
        second = read(head(version="1.1", start=start) + rule("a", FIVE))
        found = uncovered([second, first])
        assert says in "".join(r.text for r in found)
        assert bool(found) is bool(says)

    @pytest.mark.trace("T083", "T127")
    def test_a_review_overdue_is_said_by_date_and_by_growth(self):
        made = read(head() + rule("a", FIVE))
        assert "was due by 2029-04-01" in made.overdue(date(2029, 4, 2))
        assert not made.overdue(date(2029, 4, 1), 60)
        assert "61 helpers are listed" in made.overdue(ON, 61)


def test_examples_beside_the_file_are_judged_too(tmp_path):
    file = tmp_path / "mine.toml"
    file.write_text(head() + rule("a", 'all = ["code.agreed = yes"]'), encoding="utf-8")
    folder = tmp_path / "mine.examples"
    folder.mkdir()
    (folder / "one.toml").write_text(
        '[[example]]\nname = "Nell"\non = 2026-10-01\nexpect = "listed"\nfacts = { code = { agreed = "no" } }\n',
        encoding="utf-8",
    )
    rules, path = open_ruleset(str(file))
    run = run_examples(rules, path.with_suffix(".examples"))
    assert (run.passed, run.failed) == (0, 1)
    assert "expected listed, got not_listed" in run.results[0].problems[0]
    (folder / "one.toml").write_text("x = 1\n", encoding="utf-8")
    with pytest.raises(RuleSetError):
        run_examples(rules, folder)


def test_facts_given_on_the_command_line():
    catalogue = open_ruleset("sds-oversight:national-baseline")[0].question.catalogue
    given = given_from_words(
        ["dbs.issued=2023-01-01", "courses[0].days=5", "complaints=none"], catalogue
    )
    assert given.values == {"dbs.issued": date(2023, 1, 1)}
    assert given.items["courses"][0].values == {"course.days": 5}
    assert given.items["complaints"] == []
    for wrong in (
        "dbs.isued=2023-01-01",
        "dbs.issued=01/02/2023",
        "dbs.issued",
        "courses[0].dys=5",
    ):
        with pytest.raises(Exception, match="fact"):
            given_from_words([wrong], catalogue)
