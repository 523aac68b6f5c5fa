"""Reading rule sets: every fault with its place, hostile files refused."""

from __future__ import annotations

import json
import socket

import pytest
from sds_test_support.rulesets import FIVE, ON, head, levels, read, rule

from sds_core.errors import ConfigurationError, RuleSetError
from sds_core.rulesets.examples import run_examples
from sds_core.rulesets.load import load_ruleset
from sds_core.rulesets.locate import open_ruleset
from sds_core.rulesets.stated_facts import given_from_words


def faults(text):
    with pytest.raises(ConfigurationError) as error:
        read(text)
    return "\n".join(map(str, error.value.faults)) or error.value.message


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
        asked = made.judge(given_from_words([], made.question.catalogue), ON)
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


def test_the_schema_of_a_set_says_what_the_reader_takes(root):
    schema = json.loads((root / "schemas" / "written" / "ruleset-1.json").read_text("utf-8"))
    assert set(schema["required"]) >= {"id", "hook", "in_force", "review", "may_answer"}
    assert "\\d" not in json.dumps(schema)
