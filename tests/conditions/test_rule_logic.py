"""Groups of clauses and rules: exact by brute force, on small sets made at random."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest
from hypothesis import given, strategies as st

from sds_core.conditions.clauses import Fact, FactList, StatedFacts
from sds_core.conditions.domains import Domain
from sds_core.conditions.evaluate import Conditions
from sds_core.conditions.groups import GroupKind, Quantifier, clauses_of, parse_group
from sds_core.conditions.solver import MAX_STEPS, SearchBudgetExceeded, Space
from sds_core.formats.toml import parse_toml
from sds_core.model.dates import Duration, earliest_covered
from sds_core.rulesets.load import read_ruleset
from sds_core.rulesets.strictness import StrictnessChange, compare_rules

ON = date(2026, 10, 1)
NUMBER, LETTER, FLAG = Domain.numbers(0, 5), Domain.closed_list(("a", "b", "c")), Domain.yes_no()


def fact(name, domain):
    return Fact(name, name, domain, lambda record: record.get(name))


FACTS = {
    f.name: f
    for f in (fact("x.n", NUMBER), fact("x.m", NUMBER), fact("x.l", LETTER), fact("x.f", FLAG))
}
VALUES = {"x.n": range(6), "x.m": range(6), "x.l": "abc", "x.f": (True, False)}

numbers = st.integers(0, 5)
clause = st.one_of(
    st.builds(
        lambda f, o, n: (f"{f} {o} {n}", f, o, n),
        st.sampled_from(["x.n", "x.m"]),
        st.sampled_from(["<", "<=", "=", ">=", ">"]),
        numbers,
    ),
    st.builds(lambda v: (f"x.l = {v}", "x.l", "=", v), st.sampled_from("abc")),
    st.builds(
        lambda a, b: (f"x.l in {{{a}, {b}}}", "x.l", "in", (a, b)),
        st.just("a"),
        st.sampled_from("bc"),
    ),
    st.builds(lambda v: (f"x.f = {v}", "x.f", "=", v == "yes"), st.sampled_from(["yes", "no"])),
)
tree = st.recursive(clause, lambda inner: st.lists(inner, min_size=1, max_size=3), max_leaves=6)
group = st.tuples(st.sampled_from(list(GroupKind)), st.lists(tree, min_size=1, max_size=3))


def written(node):
    return node[0] if isinstance(node, tuple) else [written(n) for n in node]


def depth(node):
    return 0 if isinstance(node, tuple) else 1 + max(map(depth, node))


def holds(how, node, case):
    """Return by plain Python whether a group holds in a case where everything is known."""
    if isinstance(node, tuple):
        _, name, operator, value = node
        seen = case[name]
        return {"<": lambda: seen < value, "<=": lambda: seen <= value, "=": lambda: seen == value,
                ">=": lambda: seen >= value, ">": lambda: seen > value, "in": lambda: seen in value}[operator]()  # fmt: skip
    results = [holds(how.inner, inner, case) for inner in node]
    return {GroupKind.ALL: all, GroupKind.ANY: any, GroupKind.NONE: lambda r: not any(r)}[how](
        results
    )


def parse(how, node):
    wrong = []
    found = parse_group(how, written(node), FACTS, ("all",), lambda *fault: wrong.append(fault))
    assert not wrong, wrong
    return found


def possible(how, node, known):
    """Return every answer that some values of the unknown facts would give."""
    open_ = [name for name in VALUES if name not in known]
    return {
        holds(how, node, {**known, **dict(zip(open_, values, strict=True))})
        for values in product(*[VALUES[name] for name in open_])
    }


@given(
    group,
    st.dictionaries(st.sampled_from(["x.n", "x.m"]), numbers),
    st.none() | st.sampled_from("abc"),
    st.none() | st.booleans(),
)
def test_a_group_is_what_plain_python_says_and_never_guesses(made, known, letter, flag):
    how, node = made
    if depth(node) > 4:
        return
    known = (
        dict(known)
        | ({} if letter is None else {"x.l": letter})
        | ({} if flag is None else {"x.f": flag})
    )
    conditions = Conditions((parse(how, node),))
    asked = conditions.ask(known, ON)
    got = conditions.formulas[0].holds(asked.true, asked.known)
    truth = possible(how, node, known)
    if got is not None:
        assert truth == {got}
    if len(known) == len(VALUES):
        assert got is not None
    assert len(conditions.seen(asked)) == len(list(clauses_of(conditions.groups[0])))
    # The search settles what the three values alone leave open, exactly.
    places = {i: p for i, p in enumerate(asked.places) if p is not None}
    space = Space(conditions, ON, places)
    formula = conditions.formulas[0]
    assert (space.find(formula.holds) is not None) == (True in truth)


@given(group)
def test_a_case_found_is_a_case(made):
    how, node = made
    if depth(node) > 4:
        return
    conditions = Conditions((parse(how, node),))
    found = Space(conditions, ON).find(conditions.formulas[0].holds)
    cases = [dict(zip(VALUES, v, strict=True)) for v in product(*VALUES.values())]
    if found is None:
        assert not any(holds(how, node, case) for case in cases)
        return
    assert found.exact
    inside = Conditions(
        (parse_group(GroupKind.ALL, list(found.facts) or ["x.n any"], FACTS, (), lambda *f: None),)
    )
    within = [
        case
        for case in cases
        if inside.formulas[0].holds(*(lambda a: (a.true, a.known))(inside.ask(case, ON)))
    ]
    assert within
    assert all(holds(how, node, case) for case in within)


ITEMS = FactList(
    "things", "things", lambda record: record.get("things"), {"thing.n": fact("thing.n", NUMBER)}
)


@pytest.mark.parametrize(
    ("things", "least", "most", "wanted"),
    [
        ([5, 5], 2, None, True),
        ([5, 1], 2, None, False),
        ([5, None], 2, None, None),
        ([5, 5, None], 2, None, True),
        ([1, None], 2, None, False),
        ([], 1, None, False),
        (None, 1, None, None),
        ([], 0, 0, True),
        ([1, None], 0, 0, None),
        ([5, None], 0, 0, False),
        ([1, 1], 0, 0, True),
    ],
)
def test_items_are_counted_in_three_values(things, least, most, wanted):
    where = parse_group(GroupKind.ALL, ["thing.n >= 3"], ITEMS.facts, (), lambda *f: None)
    some = Quantifier(ITEMS, where, least, most, "some things where [thing.n >= 3]")
    conditions = Conditions(
        (parse_group(GroupKind.ALL, ["x.f = yes"], FACTS, (), lambda *f: None),)
    )
    conditions = Conditions((type(conditions.groups[0])(GroupKind.ALL, (some,)),))
    record = {
        "things": None if things is None else [{} if n is None else {"thing.n": n} for n in things]
    }
    asked = conditions.ask(record, ON)
    assert conditions.formulas[0].holds(asked.true, asked.known) is wanted
    head, *parts = conditions.seen(asked)
    assert head.holds is wanted
    assert len(parts) == len(things or ())
    assert bool(head.missing) is (wanted is None)


def test_facts_are_compared_with_one_another_and_the_unknown_stays_unknown():
    conditions = Conditions(
        (parse_group(GroupKind.ALL, ["x.n >= x.m"], FACTS, (), lambda *f: None),)
    )
    formula = conditions.formulas[0]

    def ask(**record):
        asked = conditions.ask(
            {name.replace("_", "."): value for name, value in record.items()}, ON
        )
        return formula.holds(asked.true, asked.known)

    assert ask(x_n=3, x_m=3) is True
    assert ask(x_n=2, x_m=3) is False
    assert ask(x_n=2) is None
    assert not Space(conditions, ON).find(formula.holds).exact


def test_a_search_without_end_is_given_up_and_says_so():
    many = {f"y.f{n}": fact(f"y.f{n}", FLAG) for n in range(40)}
    clauses = [f"{name} = yes" for name in many]
    conditions = Conditions((parse_group(GroupKind.ALL, clauses, many, (), lambda *f: None),))
    with pytest.raises(SearchBudgetExceeded):
        Space(conditions, ON).find(
            lambda true, known: None if true.bit_count() < 40 and known.bit_count() < 40 else False
        )
    assert MAX_STEPS < 100_000


@given(
    st.dates(date(1990, 1, 1), date(2060, 12, 31)),
    st.integers(1, 60),
    st.sampled_from(["day", "week", "month", "year"]),
)
def test_the_earliest_day_within_is_the_earliest(on, count, unit):
    duration = Duration(count, unit)
    first = earliest_covered(duration, on)
    assert duration.covers(first, on)
    before = date.fromordinal(first.toordinal() - 1)
    assert not duration.covers(before, on)


HEAD = """
id = "made"
title = "Made"
publisher = "Nobody"
version = "1"
hook = "check_conflicts"
in_force = { from_date = 2026-01-01 }
review = { by = 2029-01-01 }
may_answer = ["declare", "safeguard", "block"]
"""
NAMES = {"x.n": "helper.links_to_plan_providers", "x.f": "helper.paid", "x.l": "helper.fee_basis"}
BASES = {"a": "free", "b": "hourly", "c": "fixed", "d": "percentage"}


def rule_text(number, when, need, answer):
    def clauses(node):
        if isinstance(node, tuple):
            text, name, *_ = node
            text = text.replace(name, NAMES[name], 1)
            if name == "x.l":
                for letter, basis in list(BASES.items())[:3]:
                    text = text.replace(f" {letter}", f" {basis}").replace(
                        f"{{{letter}", f"{{{basis}"
                    )
            return f'"{text}"'
        return "[" + ", ".join(map(clauses, node)) + "]"

    lines = [
        f'[[rule]]\nid = "r{number}"\ntitle = "R"\notherwise = "{answer}"\nbecause = "b"\nsource = "s"\nevidence = "local choice"'
    ]
    if when:
        lines.append(f"when = {clauses(when)}")
    lines.append(f"{need[0].value} = {clauses(need[1])}")
    return "\n".join(lines) + "\n"


simple = clause.filter(lambda c: c[1] != "x.m")
rules = st.lists(
    st.tuples(
        st.none() | st.lists(simple, min_size=1, max_size=2),
        st.tuples(st.sampled_from(list(GroupKind)), st.lists(simple, min_size=1, max_size=2)),
        st.sampled_from(["declare", "safeguard", "block"]),
    ),
    min_size=1,
    max_size=3,
)
CASES = [
    # Six providers stand for all beyond five, and “d” for what no clause names.
    dict(zip(("x.n", "x.l", "x.f"), v, strict=True))
    for v in product(range(7), "abcd", (True, False))
]
RANK = {"clear": 0, "declare": 1, "safeguard": 2, "block": 3}


def verdict(made, case):
    answers = [
        answer
        for when, need, answer in made
        if (when is None or holds(GroupKind.ALL, when, case)) and not holds(*need, case)
    ]
    return max(answers, key=RANK.get, default="clear")


def as_given(case):
    values = {}
    for name, value in case.items():
        values[NAMES[name]] = BASES[value] if name == "x.l" else value
    return StatedFacts(values)


@given(rules, st.sets(st.sampled_from(["x.n", "x.l", "x.f"])))
def test_a_set_answers_what_every_value_of_the_missing_facts_would_and_nothing_more(made, missing):
    text = HEAD + "".join(rule_text(n, *rule) for n, rule in enumerate(made))
    ruleset = read_ruleset(parse_toml(text, "made.toml"), None)
    for case in CASES[::7]:
        known = {name: value for name, value in case.items() if name not in missing}
        answers = {
            verdict(made, other)
            for other in CASES
            if all(other[name] == value for name, value in known.items())
        }
        judged = ruleset.judge(as_given(known), ON)
        assert judged.verdict == (answers.pop() if len(answers) == 1 else "undetermined")
        assert bool(judged.missing) is (judged.verdict == "undetermined")
        shuffled = read_ruleset(
            parse_toml(
                HEAD + "".join(rule_text(n, *rule) for n, rule in reversed(list(enumerate(made)))),
                "made.toml",
            ),
            None,
        )
        assert shuffled.judge(as_given(known), ON).verdict == judged.verdict


@given(rules.filter(lambda r: len(r) >= 2))
def test_stricter_and_looser_are_what_enumeration_says(made):
    text = HEAD + "".join(rule_text(n, *rule) for n, rule in enumerate(made[:2]))
    ruleset = read_ruleset(parse_toml(text, "made.toml"), None)
    old, new = ruleset.rules
    found = compare_rules(old, new, ruleset.question, ON)
    before = [RANK[verdict(made[:1], case)] for case in CASES]
    after = [RANK[verdict(made[1:2], case)] for case in CASES]
    stricter = any(b < a for b, a in zip(before, after, strict=True))
    looser = any(b > a for b, a in zip(before, after, strict=True))
    expected = {
        (True, True): StrictnessChange.BOTH,
        (True, False): StrictnessChange.STRICTER,
        (False, True): StrictnessChange.LOOSER,
        (False, False): StrictnessChange.SAME,
    }
    assert found.change is expected[stricter, looser]
