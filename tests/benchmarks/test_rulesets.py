"""What rule sets cost, as ratios to a hand-written function of six conditions in the same run."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from statistics import median
from time import process_time

import pytest

from sds_core.cases.reader import CaseReader
from sds_core.facts.subjects import subjects_of
from sds_core.formats.toml import parse_toml
from sds_core.model.parties import Role
from sds_core.model.plan import FeeBasis
from sds_core.model.requests import ConflictsRequest
from sds_core.rulesets.analysis import analyse
from sds_core.rulesets.load import read_ruleset
from sds_core.schemas.published import load_example

RATIOS: list[str] = []
ON = date(2026, 10, 1)

HEAD = """
id = "benchmark"
title = "Benchmark"
publisher = "Nobody"
version = "1"
hook = "check_conflicts"
in_force = { from_date = 2026-01-01 }
review = { by = 2029-01-01 }
may_answer = ["declare", "safeguard", "block"]
"""
RULE = """
[[rule]]
id = "r{number}"
title = "Rule {number}"
all = [{clauses}]
otherwise = "{answer}"
because = "Because."
source = "A benchmark"
evidence = "local choice"
"""
SIX = [
    ("helper.is_provider = no", "block"),
    ("helper.both_told = yes", "declare"),
    ("helper.chosen_by_person = yes", "declare"),
    ("helper.fee_basis in {free, hourly, fixed}", "safeguard"),
    ("plan.options_considered >= 3", "declare"),
    ("plan.own_options_only = no", "safeguard"),
]
FACTS = [
    "helper.is_broker = yes", "helper.is_provider = no", "helper.is_peer = no",
    "helper.is_organisation = no", "helper.both_told = yes", "helper.chosen_by_person = yes",
    "helper.fee_basis in {free, hourly, fixed}", "helper.paid = yes",
    "plan.options_considered >= 3", "plan.own_options_only = no", "plan.setting = community",
    "person.in_crisis = no", "person.abused = no", "person.has_circle = yes",
]  # fmt: skip


def ruleset(rules):
    text = HEAD + "".join(
        RULE.format(number=n, clauses=", ".join(f'"{c}"' for c in clauses), answer=answer)
        for n, (clauses, answer) in enumerate(rules)
    )
    return text, read_ruleset(parse_toml(text, "benchmark.toml"), None)


@pytest.fixture(scope="module")
def subject():
    document = load_example("case-ben")
    document["help"][0] |= {"chosen_by_person": True, "both_told": True}
    document["plan"] |= {"options_considered": 2, "own_options_only": False}
    case = CaseReader().from_document(document)
    (found,) = subjects_of(ConflictsRequest(ON, case))
    assert found.help is not None
    return found


def by_hand(s):
    """Return the same six conflicts, as somebody in a hurry would write them."""
    found = []
    help_, plan = s.help, s.case.plan
    if Role.PROVIDER in s.helper.roles:
        found.append(("r0", "block"))
    if not help_.both_told:
        found.append(("r1", "declare"))
    if not help_.chosen_by_person:
        found.append(("r2", "declare"))
    if help_.fee.basis not in (FeeBasis.FREE, FeeBasis.HOURLY, FeeBasis.FIXED):
        found.append(("r3", "safeguard"))
    if plan.options_considered is None or plan.options_considered < 3:
        found.append(("r4", "declare"))
    if plan.own_options_only is not False:
        found.append(("r5", "safeguard"))
    return found


def traced(rules, subject):
    """Judge, and dress the trace of every rule into records."""
    return [outcome.seen for outcome in rules.judge(subject, ON).outcomes]


def spent():
    used = getrusage(RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def test_six_conditions_with_their_trace(benchmark, times, subject):
    rules = ruleset([([clause], answer) for clause, answer in SIX])[1]
    judged = rules.judge(subject, ON)
    assert [rule.id for rule in judged.unmet] == [name for name, _ in by_hand(subject)]
    assert len(judged.outcomes) == 6
    ratio = times(lambda: rules.judge(subject, ON), lambda: by_hand(subject))
    dressed = times(lambda: traced(rules, subject), lambda: by_hand(subject))
    RATIOS.append(
        f"six conditions: {ratio:.1f}× by hand (target 15×), {dressed:.0f}× with the trace"
    )
    benchmark(rules.judge, subject, ON)


def test_fifty_rules_of_four_clauses(benchmark, times, subject):
    fifty = [
        ([FACTS[(n + k) % len(FACTS)] for k in range(4)], ("declare", "safeguard")[n % 2])
        for n in range(50)
    ]
    text, rules = ruleset(fifty)
    ratio = times(lambda: rules.judge(subject, ON), lambda: by_hand(subject))
    dressed = times(lambda: traced(rules, subject), lambda: by_hand(subject))
    RATIOS.append(
        f"fifty rules of four clauses: {ratio:.0f}× six by hand (target 150×), {dressed:.0f}× with "
        "the trace"
    )
    start = process_time()
    for _ in range(5):
        analyse(read_ruleset(parse_toml(text, "benchmark.toml"), None))
    loading = (process_time() - start) / 5
    RATIOS.append(f"load and check fifty rules: {loading * 1000:.0f} ms (target 50 ms)")
    benchmark(rules.judge, subject, ON)


def test_the_check_command_is_quick(benchmark, tmp_path):
    file = tmp_path / "fifty.toml"
    file.write_text(ruleset([([FACTS[n % 14]], "declare") for n in range(50)])[0], encoding="utf-8")
    command = Path(sys.executable).with_name("sds")

    def run() -> float:
        start = spent()
        subprocess.run([command, "ruleset", "check", file], check=False, capture_output=True)
        return spent() - start

    taken = median(run() for _ in range(5))
    RATIOS.append(f"sds ruleset check of fifty rules: {taken:.2f} s (target 0.5 s)")
    benchmark.pedantic(run, rounds=2)
