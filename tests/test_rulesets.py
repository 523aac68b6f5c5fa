"""Rule sets: what is read and refused, how layers and councils change them, what is said of it."""

from __future__ import annotations

import json
import socket
from datetime import date

import pytest

from sds_core.errors import ConfigurationError, RuleSetError
from sds_core.explain.ruleset import burden_of, view_of
from sds_core.explain.ruleset_changes import compare_sets, diff_sets
from sds_core.formats.toml import parse_toml, read_toml
from sds_core.profiles.assemble import load_profile
from sds_core.profiles.events import overruling_events
from sds_core.rulesets.analysis import Level, analyse, uncovered
from sds_core.rulesets.examples import run_examples
from sds_core.rulesets.load import load_ruleset, read_ruleset
from sds_core.rulesets.locate import open_ruleset
from sds_core.rulesets.stated_facts import given_from_words
from sds_core.site import Site

ON = date(2026, 10, 1)
HEAD = """
id = "{id}"
title = "Who is on our list"
publisher = "A committee (invented)"
version = "{version}"
hook = "accredit"
in_force = {{ from_date = {start}{until} }}
review = {{ by = 2029-04-01, when_listed_over = 60 }}
may_answer = ["provisional", "ask", "not_listed"]
roles = ["broker"]
{more}
"""
RULE = """
[[rule]]
id = "{id}"
title = "{title}"
otherwise = "{otherwise}"
because = "{because}"
source = "Minute 1"
evidence = "local choice"
{clauses}
"""


def head(more="", set_id="mine", version="1.0", start="2026-04-01", until=""):
    until = f", until = {until}" if until else ""
    return HEAD.format(id=set_id, version=version, start=start, until=until, more=more)


def rule(rule_id, clauses, otherwise="not_listed", title="A rule", because="We ask for it."):
    return RULE.format(
        id=rule_id, clauses=clauses, otherwise=otherwise, title=title, because=because
    )


def read(text, folder=None, name="mine.toml"):
    return read_ruleset(parse_toml(text, name), folder)


def faults(text):
    with pytest.raises(ConfigurationError) as error:
        read(text)
    return "\n".join(map(str, error.value.faults)) or error.value.message


FIVE = 'any = ["training.days >= 5", ["training.days >= 3", "training.planning_live = yes"]]'


def levels(folder, name, rows):
    """Write a table on how far checks go; return how a set uses it, but for the fact."""
    (folder / f"{name}.toml").write_text(
        f'id = "{name}"\nversion = "1"\ntitle = "Levels"\nsource = "Minute 2"\n'
        f'evidence = "local choice"\nrows = "{name}.csv"\n[[input]]\nname = "level"\n'
        'type = "choice"\nvalues = ["basic", "standard", "enhanced"]\n[[output]]\n'
        'name = "enough"\ntype = "yes_no"\n',
        encoding="utf-8",
    )
    (folder / f"{name}.csv").write_text("row,level,enough\n" + rows, encoding="utf-8")
    return (
        f'[[table]]\nid = "levels"\nfile = "{name}.toml"\ninputs = {{{{ level = "{{fact}}" }}}}\n'
    )


class TestReading:
    @pytest.mark.parametrize(
        ("text", "says"),
        [
            (rule("a", 'all = ["training.dys >= 5"]'), "Did you mean “training.days”"),
            (rule("a", 'all = ["training.days >= five"]'), "whole number"),
            (rule("a", 'all = ["training.days like 5"]'), "not a value|whole number"),
            (rule("a", 'all = ["dbs.level = deep"]'), "basic, standard, enhanced"),
            (rule("a", 'all = ["training.days within 3 years"]'), "for dates"),
            (rule("a", 'all = ["training.days =~ 5.*"]'), "whole number|not a value"),
            (rule("a", 'all = ["__import__(1) = 2"]'), "not a clause"),
            (rule("a", "all = []"), "at least 1"),
            (rule("a", 'all = [[[[[["training.days = 1"]]]]]]'), "rule"),
            (rule("a", ""), "all, any, none or some"),
            (rule("a", 'some = "course"\nwhere = ["course.days = 5"]'), "Did you mean “courses”"),
            (rule("a", 'some = "courses"\nwhere = ["training.days = 5"]'), "course.days"),
            (rule("a", 'some = "courses"'), "what must hold of an item"),
            (rule("a", 'at_least = 2\nall = ["code.agreed = yes"]'), "without “some”"),
            (
                rule(
                    "a", 'some = "courses"\nat_least = 3\nat_most = 2\nwhere = ["course.days = 5"]'
                ),
                "in order",
            ),
            (rule("a", FIVE, otherwise="listed"), "may_answer"),
            (rule("a", FIVE, otherwise="suspend"), "may_answer"),
            (rule("a", FIVE) + rule("a", FIVE), "each id once"),
            (rule("a", FIVE).replace('source = "Minute 1"', 'source = " "'), "read out"),
            (rule("a", FIVE).replace("local choice", "hearsay"), "one of law"),
            (rule("аll", FIVE), "rule"),  # the first letter is Cyrillic
            (rule("a", FIVE, because="See https://example.invalid"), "web address"),
            (rule("a", FIVE) + '"$ref" = "other.json"\n', "not known"),
            (rule("a", FIVE) + "weight = 1.5\n", "number 1.5"),
            (rule("a", FIVE) + "weight = inf\n", "number inf"),
            (rule("a", FIVE, title="bad \\u202e turn"), "U\\+202E"),
        ],
    )
    def test_what_is_refused_says_where_and_why(self, text, says):
        import re

        assert re.search(says, faults(head() + text)), faults(head() + text)

    def test_every_fault_is_told_with_its_line(self):
        text = (
            head()
            + rule("a", 'all = ["training.dys >= 5"]')
            + rule("b", 'any = ["nothing"]', "listed")
        )
        told = faults(text)
        assert told.count("mine.toml: rule[") == 3
        assert "(line" in told

    @pytest.mark.parametrize(
        "hook", ["allocate_budget", "adjust_budget", "fund_help", "approve_plan"]
    )
    def test_no_rule_set_grants_money_or_agrees_plans(self, hook):
        told = faults(head().replace('"accredit"', f'"{hook}"') + rule("a", FIVE))
        assert f"No rule set may answer {hook}" in told

    def test_the_best_answer_is_no_rule_s_to_give(self):
        text = head().replace('"provisional", "ask"', '"listed"') + rule("a", FIVE)
        assert "what is left where every rule is met" in faults(text)

    @pytest.mark.parametrize(
        ("change", "says"),
        [
            (("2029-04-01", "2026-01-01"), "after the set begins"),
            (
                ("from_date = 2026-04-01", "from_date = 2026-04-01, until = 2026-01-01"),
                "after it begins",
            ),
            (('roles = ["broker"]', 'roles = ["brokr"]'), "broker"),
            (('roles = ["broker"]', 'layering = { how = "as-you-like" }'), "local-decides"),
            (('roles = ["broker"]', 'drop = [{ rule = "a", because = "b" }]'), "no baseline"),
        ],
    )
    def test_heads_that_do_not_hold_together(self, change, says):
        assert says in faults(head().replace(*change) + rule("a", FIVE))

    def test_a_set_is_named_exactly(self, tmp_path):
        (tmp_path / "mine.toml").write_text(head() + rule("a", FIVE), encoding="utf-8")
        loaded = load_ruleset("mine.toml@1.0", tmp_path)
        assert load_ruleset(f"mine.toml@{loaded.digest}", tmp_path).name == "mine@1.0"
        for wrong in ("mine.toml", "mine.toml@1.1", "mine.toml@sha256:00"):
            with pytest.raises(ConfigurationError):
                load_ruleset(wrong, tmp_path)

    def test_a_table_gives_facts(self, tmp_path):
        use = levels(tmp_path, "levels", 'no,basic,no\nyes,"in {standard, enhanced}",yes\n')
        rules = rule("a", 'all = ["levels.enough = yes"]')
        example = '[[example]]\nname = "n"\non = 2026-10-01\nexpect = "{}"\nfacts = {{ dbs = {{ level = "{}" }} }}\n'
        text = head() + use.format(fact="dbs.level") + rules + example.format("listed", "enhanced")
        made = read(text, tmp_path)
        assert "levels.csv" in made.digests
        run = run_examples(made, None)
        assert not run.failed
        assert (run.coverage.rows, run.coverage.rows_total) == (1, 2)
        assert any("row no never reached" in text for text in run.coverage.untried)
        asked = made.judge(given_from_words([], made.hook.catalogue), ON)
        assert asked.verdict == "undetermined"
        for fact in ("dbs.lvl", "training.days"):
            with pytest.raises(RuleSetError):
                read(head() + use.format(fact=fact) + rules, tmp_path)


class TestHostileFiles:
    """Refused by stated limits, in well under a second, opening no socket."""

    @pytest.fixture(autouse=True)
    def no_sockets(self, monkeypatch):
        def refuse(*args, **kwargs):
            raise AssertionError("a socket was opened")

        monkeypatch.setattr(socket, "socket", refuse)
        monkeypatch.setattr(socket, "getaddrinfo", refuse)

    @pytest.mark.parametrize(
        "text",
        [
            head() + rule("a", "all = [" + ", ".join(['"code.agreed = yes"'] * 1_000_000) + "]"),
            head() + rule("a", "all = [" + ", ".join(['"code.agreed = yes"'] * 300) + "]"),
            head() + "".join(rule(f"r{n}", 'all = ["code.agreed = yes"]') for n in range(700)),
            head() + rule("a", "all = " + "[" * 20_000 + "]" * 20_000),
            head() + rule("a", "all = " + "[" * 5 + '"code.agreed = yes"' + "]" * 5),
            head() + rule("a", FIVE, title="x" * 200_000),
            head() + rule("a", 'all = ["training.days >= ' + "9" * 5_000 + '"]'),
            head() + rule("a", f"at_least = {'9' * 5_000}\n{FIVE}"),
            head() + rule("a", FIVE) + "a." * 60_000 + "b = 1\n",
            head() + "".join(f"[a.{'b.' * 40}c{n}]\n" for n in range(1_500)),
            head() + rule("a", 'all = ["course.code in {' + ", ".join(["a"] * 700) + '}"]'),
            head()
            + rule("a", FIVE)
            + '[[example]]\nname = "n"\non = 2026-10-01\nexpect = "listed"\nfacts = '
            + "{a=" * 900
            + "1"
            + "}" * 900
            + "\n",
            head() + rule("a", 'all = ["training.days [' + " " * 1_900 + '"]'),
            head() + rule("a", "all = [" + " " * 100_000 + "1]"),
            head() + rule("a", FIVE) + '"\\"".' * 40_000 + "b = 1\n",
            head() + rule("a", "at_least = 0x" + "f" * 5_000 + "\n" + FIVE),
            'id = "\x00"\n',
            "\ufeff" * 1000,
        ],
        ids=lambda text: str(len(text)),
    )
    def test_it_is_refused_at_once(self, text, tmp_path):
        file = tmp_path / "hostile.toml"
        file.write_text(text, encoding="utf-8")
        before = sorted(tmp_path.iterdir())
        with pytest.raises(ConfigurationError) as error:
            run_examples(open_ruleset(str(file))[0], None)
        assert error.value.faults
        assert len(str(error.value)) < 60_000
        assert sorted(tmp_path.iterdir()) == before


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
        judged = made.judge(given_from_words(facts, made.hook.catalogue), ON)
        assert (judged.verdict, judged.missing) == (verdict, missing)
        (outcome,) = judged.outcomes
        assert len(outcome.seen) == 3  # every clause, whatever the others say

    def test_the_strictest_stands_over_what_is_not_known(self):
        made = read(
            head() + rule("a", 'all = ["code.agreed = yes"]') + rule("b", FIVE, "provisional")
        )
        judged = made.judge(given_from_words(["code.agreed=no"], made.hook.catalogue), ON)
        assert (judged.verdict, judged.missing) == ("not_listed", ())

    def test_a_rule_that_asks_leaves_it_to_people(self):
        made = read(
            head()
            + rule("a", 'none = ["dbs.discloses = yes"]', "ask")
            + rule("b", FIVE, "provisional")
        )
        facts = ["dbs.discloses=yes", "training.days=1"]
        judged = made.judge(given_from_words(facts, made.hook.catalogue), ON)
        assert (judged.verdict, judged.undecided) == ("ask", True)
        assert [rule.id for rule in judged.deciding] == ["a", "b"]

    def test_what_either_value_gives_stands(self):
        pair = rule("a", 'all = ["code.agreed = yes"]', "provisional") + rule(
            "b", 'all = ["code.agreed = no"]', "provisional"
        )
        made = read(head() + pair)
        judged = made.judge(given_from_words([], made.hook.catalogue), ON)
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


BASE = head('layering = { how = "{how}", because = "So it was agreed." }', set_id="base")
AREA = 'based_on = "base.toml@1.0"\n'


def layered(folder, how, area, more=""):
    text = BASE.replace("{how}", how)
    base = rule("training", 'all = ["training.days >= 5"]') + rule(
        "code", 'all = ["code.agreed = yes"]', "provisional"
    )
    base += rule("recent", 'all = ["dbs.issued within 3 years"]', "provisional")
    base += rule("free", 'all = ["training.days >= 1"]').replace(
        "evidence", "may_loosen = true\nevidence"
    )
    (folder / "base.toml").write_text(text + base, encoding="utf-8")
    return read(head(AREA + more, set_id="area") + area, folder, "area.toml")


class TestLayers:
    @pytest.mark.trace("T060")
    def test_local_decides_may_add_change_and_drop(self, tmp_path):
        made = layered(
            tmp_path, "local-decides",
            rule("training", 'all = ["training.days >= 3"]') + rule("own", 'all = ["dbs.discloses = no"]'),
            'drop = [{ rule = "code", because = "We have none." }]\n',
        )  # fmt: skip
        layers = {r.id: r.layer for r in made.rules}
        own, base = "area@1.0", "base@1.0"
        assert layers == {"training": own, "recent": base, "free": base, "own": own}
        assert "base.toml" in "".join(made.digests)
        assert "We have none." in "".join(view_of(made).dropped)

    @pytest.mark.parametrize(
        ("area", "more", "allowed"),
        [
            (rule("training", 'all = ["training.days >= 6"]'), "", True),
            (rule("training", 'all = ["training.days >= 5", "code.agreed = yes"]'), "", True),
            (rule("training", 'all = ["training.days > 4"]'), "", True),
            (rule("training", 'all = ["training.days >= 4"]'), "", False),
            (rule("training", 'all = ["training.days >= 5"]', "provisional"), "", False),
            (rule("training", 'when = ["code.agreed = yes"]\nall = ["training.days >= 5"]'), "", False),
            (rule("training", 'any = ["training.days >= 5", "code.agreed = yes"]'), "", False),
            (rule("training", 'all = ["training.days >= training.days"]'), "", False),
            (rule("code", 'all = ["code.agreed = yes"]', "not_listed"), "", True),
            ("", 'drop = [{ rule = "training", because = "b" }]\n', False),
            ("", 'drop = [{ rule = "free", because = "b" }]\n', True),
            (rule("free", 'all = ["training.days >= 0"]'), "", True),
            ("", 'drop = [{ rule = "fre", because = "b" }]\n', False),
            (rule("recent", 'all = ["dbs.issued within 2 years"]'), "", True),
            (rule("recent", 'all = ["dbs.issued within 35 months"]'), "", True),
            (rule("recent", 'all = ["dbs.issued within 37 months"]'), "", False),
            (rule("recent", 'all = ["dbs.issued within 366 days"]'), "", False),
            (rule("recent", 'all = ["dbs.issued in [2026-01-01 .. 2026-04-01]"]'), "", False),
        ],
    )  # fmt: skip
    def test_tighten_only_lets_no_loosening_pass(self, tmp_path, area, more, allowed):
        if allowed:
            layered(tmp_path, "tighten-only", area, more)
            return
        with pytest.raises(RuleSetError) as error:
            layered(tmp_path, "tighten-only", area, more)
        assert error.value.faults
        assert "area.toml" in str(error.value.faults[0])

    def test_the_words_for_roles_may_only_widen(self, tmp_path):
        layered(tmp_path, "tighten-only", "")
        text = head(AREA, set_id="area").replace('roles = ["broker"]', 'roles = ["peer"]')
        with pytest.raises(RuleSetError, match="at least broker"):
            read(text, tmp_path, "area.toml")
        wider = head(AREA, set_id="area").replace('"broker"]', '"broker", "peer"]')
        assert read(wider, tmp_path, "area.toml").head.roles == ("broker", "peer")

    def test_a_table_of_one_s_own_is_no_way_round(self, tmp_path):
        strict = levels(tmp_path, "levels", 'no,"in {basic, standard}",no\nyes,enhanced,yes\n')
        loose = levels(tmp_path, "ours", "yes,any,yes\n")
        asked = rule("check", 'all = ["levels.enough = yes"]')
        base = BASE.replace("{how}", "tighten-only") + strict.format(fact="dbs.level") + asked
        (tmp_path / "base.toml").write_text(base, encoding="utf-8")
        area = head(AREA, set_id="area")
        with pytest.raises(RuleSetError, match="another table than the baseline's"):
            read(area + loose.format(fact="dbs.level") + asked, tmp_path, "area.toml")
        assert read(area + strict.format(fact="dbs.level") + asked, tmp_path, "area.toml")

    def test_what_another_table_gives_is_not_taken_as_the_same(self, tmp_path):
        asked = rule("check", 'all = ["levels.enough = yes"]')
        sets = [
            read(head() + levels(tmp_path, name, rows).format(fact="dbs.level") + asked, tmp_path)
            for name, rows in (
                ("levels", 'no,basic,no\nyes,"in {standard, enhanced}",yes\n'),
                ("ours", "yes,any,yes\n"),
            )
        ]
        (change,) = diff_sets(*sets).rules
        assert (change.change, change.text) == ("not analysed", "it reads another table")

    def test_no_layer_between_takes_a_lock_off(self, tmp_path):
        layered(tmp_path, "tighten-only", "")
        middle = 'layering = { how = "local-decides", because = "We leave it open." }\n'
        (tmp_path / "middle.toml").write_text(
            head(AREA + middle, set_id="middle"), encoding="utf-8"
        )
        last = head(
            'based_on = "middle.toml@1.0"\ndrop = [{ rule = "training", because = "b" }]\n',
            set_id="area",
        )
        with pytest.raises(RuleSetError, match="training"):
            read(last, tmp_path, "area.toml")
        free = last.replace('rule = "training"', 'rule = "free"')
        assert {r.id for r in read(free, tmp_path, "area.toml").rules} == {
            "training",
            "code",
            "recent",
        }

    @pytest.mark.parametrize(
        "name", ["../base.toml@1.0", "/etc/passwd@1", "b" * 5_000 + ".toml@1.0", "sub/base.toml@1"]
    )
    def test_a_baseline_lies_beside_or_in_a_package(self, tmp_path, name):
        folder = tmp_path / "area"
        folder.mkdir()
        layered(tmp_path, "tighten-only", "")
        with pytest.raises(ConfigurationError):
            read(head(f'based_on = "{name}"\n', set_id="area"), folder, "area.toml")

    def test_a_refused_loosening_shows_a_case(self, tmp_path):
        with pytest.raises(RuleSetError, match=r"training.days \[4..4\]|training.days 4"):
            layered(tmp_path, "tighten-only", rule("training", 'all = ["training.days >= 4"]'))

    def test_lists_are_compared_by_what_an_item_must_be(self):
        def made(where):
            return read(head() + rule("a", f'some = "courses"\nwhere = [{where}]'))

        def change(one, other):
            found = diff_sets(made(one), made(other)).rules
            return found[0].change if found else "same"

        narrow, wide = '"course.days >= 5"', '["course.days >= 5", "course.code = x"]'
        assert change(narrow, wide) == "looser"
        assert change(wide, narrow) == "stricter"
        assert change(narrow, '"course.days > 4"') == "same answer"

    def test_a_baseline_without_a_declared_way_is_not_built_on(self, tmp_path):
        (tmp_path / "base.toml").write_text(head(set_id="base") + rule("a", FIVE), encoding="utf-8")
        with pytest.raises(RuleSetError, match="declare"):
            read(head(AREA, set_id="area"), tmp_path)


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


PROFILE = """
id = "exampleshire"
title = "Exampleshire"
version = "1"
based_on = "independent-broker@1.0"
"""
OVERRULE = """
[[overrule]]
set = "exampleshire-brokers"
rule = "code"
{answer}
because = "There are no other brokers here."
"""


def profile(folder, text):
    file = folder / "council.toml"
    file.write_text(PROFILE + text, encoding="utf-8")
    return load_profile(str(file))


class TestOverruling:
    """Nobody overrules the committee quietly: not in checks, not in decisions, not to its face."""

    @pytest.mark.parametrize(
        ("text", "what", "hook"),
        [
            (OVERRULE.format(answer='answer = "not_listed"'), "changed", "accredit"),
            (OVERRULE.format(answer=""), "dropped", "accredit"),
            ('[settings.rulesets]\nsets = ["sds-oversight:exampleshire-standing@1.0"]\n[hooks]\naccredit = { not_asked = "n" }\n', "dropped", "accredit"),
            ('[settings.rulesets]\nsets = ["sds-oversight:national-baseline@1.0", "sds-oversight:exampleshire-standing@1.0"]\n', "dropped", "accredit"),
            ('[hooks]\nreview_standing = { not_asked = "The council decides." }\n', "dropped", "review_standing"),
        ],
    )  # fmt: skip
    def test_every_way_is_reported(self, tmp_path, text, what, hook):
        made = profile(tmp_path, text)
        (item,) = made.overrulings
        assert (item.what, item.hook) == (what, hook)
        assert "Exampleshire People's Oversight Committee" in item.words()
        assert "council.toml" in item.place
        (event,) = overruling_events(made)
        assert event.overrulings == (item,)
        notices = made.notices(hook, ON)
        assert item.words() in notices

    def test_a_replaced_version_is_reported(self, tmp_path):
        source = read_toml(open_ruleset("sds-oversight:exampleshire-brokers")[1]).text
        (tmp_path / "ours.toml").write_text(
            source.replace("at most three years old", "at most thirty years old"), encoding="utf-8"
        )
        made = profile(
            tmp_path,
            '[settings.rulesets]\nsets = ["ours.toml@1.0", "sds-oversight:exampleshire-standing@1.0"]\n',
        )
        (item,) = made.overrulings
        assert item.what == "replaced"

    def test_it_stands_in_every_decision_affected(self, tmp_path, example):
        site = Site(profile(tmp_path, OVERRULE.format(answer='answer = "not_listed"')))
        case = site.reader.from_document(example("cam"))
        journey = site.decide(case, ON)
        assert self.told(journey) == {"accredit"}

    def test_where_a_listing_is_required_who_is_paid_rests_on_it(self, tmp_path, example):
        site = Site(load_profile(_required(tmp_path, OVERRULE.format(answer=""))))
        journey = site.decide(site.reader.from_document(example("cam")), ON)
        assert self.told(journey) == {"accredit", "fund_help", "approve_plan"}

    @staticmethod
    def told(journey):
        return {
            made.question
            for made in journey.decisions
            if any("overruled" in notice for notice in made.notices)
        }

    def test_who_wrote_the_rule_and_who_publishes_the_set_are_both_told(self, tmp_path):
        made = profile(tmp_path, OVERRULE.format(answer="").replace('"code"', '"independence"'))
        events = overruling_events(made)
        assert len({event.publisher for event in events}) == 2
        assert {item.rule for event in events for item in event.overrulings} == {"independence"}

    def test_a_set_added_beside_is_told_to_the_body_it_stands_beside(self, tmp_path):
        (tmp_path / "ours.toml").write_text(
            head(set_id="ours") + rule("own", 'all = ["code.agreed = yes"]'), encoding="utf-8"
        )
        names = [
            "sds-oversight:exampleshire-brokers@1.0",
            "sds-oversight:exampleshire-standing@1.0",
        ]
        made = profile(tmp_path, f"[settings.rulesets]\nsets = {[*names, 'ours.toml@1.0']}\n")
        (item,) = made.overrulings
        assert (item.what, item.hook) == ("added to", "accredit")
        assert "ours@1.0 counts too" in item.words()

    def test_a_set_in_another_s_place_is_told_once_and_where(self, tmp_path):
        (tmp_path / "ours.toml").write_text(
            head(set_id="ours") + rule("own", 'all = ["code.agreed = yes"]'), encoding="utf-8"
        )
        names = ["sds-oversight:exampleshire-standing@1.0", "ours.toml@1.0"]
        made = profile(tmp_path, f"[settings.rulesets]\nsets = {names}\n")
        (item,) = made.overrulings  # nothing stands beside what does not count
        assert (item.what, item.set) == ("dropped", "exampleshire-brokers@1.0")
        assert "council.toml: settings.rulesets.sets (line 7)" in item.place

    def test_of_two_versions_one_left_out_is_reported(self, tmp_path):
        for version, start, until in (
            ("1.0", "2026-04-01", "2027-03-31"),
            ("1.1", "2027-04-01", ""),
        ):
            (tmp_path / f"ours-{version}.toml").write_text(
                head(set_id="ours", version=version, start=start, until=until)
                + rule("own", 'all = ["code.agreed = yes"]'),
                encoding="utf-8",
            )
        standing = "sds-oversight:exampleshire-standing@1.0"
        both = ["ours-1.0.toml@1.0", "ours-1.1.toml@1.1", standing]
        (tmp_path / "base.toml").write_text(
            PROFILE.replace('"exampleshire"', '"base"') + f"[settings.rulesets]\nsets = {both}\n",
            encoding="utf-8",
        )
        file = tmp_path / "council.toml"
        file.write_text(
            PROFILE.replace("independent-broker@1.0", "base.toml@1")
            + f"[settings.rulesets]\nsets = {both[1:]}\n",
            encoding="utf-8",
        )
        found = load_profile(str(file)).overrulings
        assert ("replaced", "ours@1.0") in {(item.what, item.set) for item in found}

    def test_nothing_is_said_where_nothing_was_changed(self, tmp_path):
        made = profile(tmp_path, "")
        assert made.overrulings == ()
        assert made.notices("accredit", ON) == ()

    @pytest.mark.parametrize(
        "text",
        [
            OVERRULE.format(answer="").replace("exampleshire-brokers", "nobody's"),
            OVERRULE.format(answer="").replace('"code"', '"cod"'),
            OVERRULE.format(answer='answer = "provisional"'),  # which it gives already
            OVERRULE.format(answer='answer = "revoke"'),
            OVERRULE.format(answer="").replace("There are no other brokers here.", " "),
        ],
    )
    def test_an_overruling_that_fits_nothing_is_a_fault(self, tmp_path, text):
        with pytest.raises(ConfigurationError) as error:
            profile(tmp_path, text)
        assert "overrule[0]" in str(error.value)


class TestListing:
    @pytest.mark.trace("T010", "T036")
    def test_told_is_no_bar_and_required_stops_the_pay(self, tmp_path, example):
        told = Site(profile(tmp_path, ""))
        case = told.reader.from_document(example("cam"))
        journey = told.decide(case, ON)
        assert journey["accredit"].outcome == "not_listed"
        assert "allowance" in journey["fund_help"].undetermined[0].cause
        required = Site(load_profile(_required(tmp_path)))
        stopped = required.decide(case, ON)["fund_help"]
        assert stopped.status == "undetermined"
        assert "is not on the list here" in stopped.undetermined[0].cause
        assert "choose a helper who is not on it" in stopped.undetermined[0].cause

    def test_not_decided_yet_stops_the_pay_too_and_is_never_a_no(self, tmp_path, example):
        site = Site(load_profile(_required(tmp_path)))
        document = example("ben")
        for party in document["parties"]:
            party.pop("credentials", None)
        journey = site.decide(site.reader.from_document(document), ON)
        assert journey["accredit"].status == "undetermined"
        assert "not decided yet whether" in journey["fund_help"].undetermined[0].cause

    def test_required_needs_somebody_to_ask(self, tmp_path):
        with pytest.raises(ConfigurationError, match="listing"):
            profile(tmp_path, 'listing = "required"\n[hooks]\naccredit = { not_asked = "n" }\n')


def _required(folder, more=""):
    file = folder / "required.toml"
    text = PROFILE.replace('version = "1"', 'version = "1"\nlisting = "required"') + more
    file.write_text(text, encoding="utf-8")
    return str(file)


def test_facts_are_the_same_from_a_case_and_when_given(example):
    """What examples say and what a case shows are judged alike."""
    from sds_core.cases.reader import CaseReader
    from sds_core.conditions.clauses import StatedFacts
    from sds_core.facts.subjects import subjects_of
    from sds_core.model.requests import AccreditRequest

    made, _ = open_ruleset("sds-oversight:exampleshire-brokers")
    for name in ("ben", "cam"):
        case = CaseReader().from_document(example(name))
        helpers = tuple(case.party(help_.helper) for help_ in case.help)
        (subject,) = subjects_of(AccreditRequest(ON, case, helpers))
        catalogue = made.hook.catalogue
        values = {n: f.read(subject) for n, f in catalogue.facts.items() if not f.derived}
        items = {
            n: [StatedFacts({fn: f.read(item) for fn, f in listed.facts.items()}) for item in found]
            for n, listed in catalogue.lists.items()
            if (found := listed.read(subject)) is not None
        }
        stated = StatedFacts({n: v for n, v in values.items() if v is not None}, items)
        one, other = made.judge(subject, ON), made.judge(stated, ON)
        assert (one.verdict, one.missing) == (other.verdict, other.missing)
        assert [o.seen for o in one.outcomes] == [o.seen for o in other.outcomes]


def test_every_fact_reads_from_an_ordinary_case(example):
    """No fact raises, and what it reads is a value that it may take."""
    from sds_core.facts.catalogue import CATALOGUES
    from sds_core.facts.subjects import subjects_of
    from sds_core.testing.requests import example_cases, requests_for

    seen = 0
    for hook in ("accredit", "check_conflicts", "review_plan", "review_standing"):
        catalogue = CATALOGUES[hook]
        for case in example_cases():
            for request in requests_for(hook, case, ON):
                for subject in subjects_of(request):
                    for fact in catalogue.facts.values():
                        value = fact.read(subject)
                        assert value is None or fact.domain.position(value) is not None, fact.name
                        seen += value is not None
    assert seen > 100


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
    catalogue = open_ruleset("sds-oversight:national-baseline")[0].hook.catalogue
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


def test_the_schema_of_a_set_says_what_the_reader_takes(root):
    schema = json.loads((root / "schemas" / "ruleset-1.json").read_text("utf-8"))
    assert set(schema["required"]) >= {"id", "hook", "in_force", "review", "may_answer"}
    assert "\\d" not in json.dumps(schema)
