"""A question is one declaration and its handlers: none is missing, and one more is enough."""

from __future__ import annotations

import inspect
from datetime import date
from types import MappingProxyType
from typing import get_args

import click
import pytest
from attrs import evolve, frozen
from sds_test_support.made_plugins import ON, WHY, Empty, case_of, listed, plugin, site

from sds_core.cli.common.comparison_text import comparison_text
from sds_core.cli.common.journey_text import journey_text
from sds_core.cli.new import scaffold, templates
from sds_core.comparison.compare import compare
from sds_core.comparison.page import comparison_html
from sds_core.engine import steps
from sds_core.errors import InputError, ProfileError
from sds_core.explain import summary
from sds_core.explain.letter import write_letter
from sds_core.explain.letter_pages import letter_text
from sds_core.facts.catalogue import CATALOGUES
from sds_core.hookspecs import Hooks, hookimpl
from sds_core.model.answers import Answer, Conflict, Severity
from sds_core.model.case import Case
from sds_core.model.decisions import Status
from sds_core.model.reasons import Undetermined
from sds_core.plugins import contract
from sds_core.plugins.manifest import Manifest
from sds_core.profiles.assemble import load_profile
from sds_core.questions import QUESTIONS, Combine, NotAsked, Question, Questions
from sds_core.rulesets.questions import RULE_QUESTIONS
from sds_core.site import Site
from sds_core.testing import earlier_decisions, requests
from sds_core.testing.plugins import check_plugin

JOURNEY = set(QUESTIONS.journey)
ANSWERED = {name for name, q in QUESTIONS.items() if q.combine is not Combine.NOTICE}
RULED = {name for name, q in QUESTIONS.items() if q.rules_may_answer}

# --- Nothing is missing


@pytest.mark.parametrize(
    ("handlers", "wanted"),
    [
        (steps.STEPS, JOURNEY),
        (contract.CHECKS, ANSWERED),
        (summary.WORDS, ANSWERED),
        (requests.REQUESTS, set(QUESTIONS)),
        (earlier_decisions.ANSWERS, JOURNEY),
        (templates.TEMPLATES, set(QUESTIONS)),
        (RULE_QUESTIONS, RULED),
    ],
    ids=["steps", "checks", "words", "requests", "answers", "templates", "rules"],
)
def test_every_layer_has_a_handler_for_every_question_it_meets(handlers, wanted):
    assert set(handlers) == wanted
    assert set(CATALOGUES) >= RULED


@pytest.mark.parametrize("name", QUESTIONS)
def test_each_declaration_agrees_with_the_typed_method_and_with_itself(name):
    question = QUESTIONS[name]
    method = inspect.signature(getattr(Hooks, name))
    assert method.parameters["request"].annotation == question.request.__name__
    for answer in question.answers:
        assert answer.__name__ in method.return_annotation
        assert answer in get_args(Answer), "an answer that cannot be stored"
    assert bool(question.answers) is (question.combine is not Combine.NOTICE)
    if question.answers:  # there is always an outcome
        assert question.verdict or question.outcome
    if question.verdict:
        assert all(hasattr(answer, question.verdict) for answer in question.answers)
    for earlier in (*question.made_first, *question.rests_on):
        assert earlier in QUESTIONS.before(name)


def test_the_typed_methods_are_the_declared_questions_and_no_others():
    methods = {name for name, member in vars(Hooks).items() if inspect.isfunction(member)}
    assert methods == set(QUESTIONS)
    assert {question.combine for question in QUESTIONS.values()} == set(Combine)
    assert QUESTIONS.version == 2


# --- One more question: the declaration, and a handler in each layer


@frozen
class PayeeRequest:
    """Who may hold the money?"""

    on: date
    case: Case
    earlier: object


CHECK_PAYEE = "check_payee"
PAYEE = Question(
    CHECK_PAYEE,
    "May this person hold the money?",
    "who holds the money",
    Combine.ALL,
    PayeeRequest,
    (Conflict,),
    since=3,
    not_asked=(NotAsked(lambda case, on: case.plan is None, "There is no plan to pay for."),),
    verdict="severity",
    none="clear",
)
AT = list(QUESTIONS).index("review_plan")
MORE = Questions((*QUESTIONS.declared[:AT], PAYEE, *QUESTIONS.declared[AT:]))


@pytest.fixture(autouse=True)
def handlers(monkeypatch):
    def request(asking):
        return PayeeRequest(asking.on, asking.case, asking.earlier)

    def check(answer, request):
        contract._known_parties(answer.parties, request)

    def words(answer, case):
        return f"{answer.test} {answer.severity}"

    def samples(case, on, told):
        for earlier in told:
            yield PayeeRequest(on, case, earlier)

    monkeypatch.setitem(steps.STEPS, CHECK_PAYEE, steps.Step(request))
    monkeypatch.setitem(contract.CHECKS, CHECK_PAYEE, check)
    monkeypatch.setitem(summary.WORDS, CHECK_PAYEE, summary.AnswerWords(words))
    monkeypatch.setitem(requests.REQUESTS, CHECK_PAYEE, samples)
    monkeypatch.setitem(earlier_decisions.ANSWERS, CHECK_PAYEE, lambda case, strict: ((), None))
    template = evolve(templates.TEMPLATES["check_conflicts"])
    monkeypatch.setitem(templates.TEMPLATES, CHECK_PAYEE, template)


def stop(request):
    assert list(request.earlier) == list(MORE.before(CHECK_PAYEE))
    return [Conflict("PAY-1", (request.case.person,), Severity.BLOCK, WHY)]


def declare(request):
    return [Conflict("PAY-1", (request.case.person,), Severity.DECLARE, WHY)]


def made(answer, **given):
    return site(
        plugin(CHECK_PAYEE, answer), hooks={CHECK_PAYEE: listed("made")}, questions=MORE, **given
    )


def test_it_is_decided_and_explained():
    one = made(stop)
    case = case_of(one, "ada")
    journey = one.decide(case, ON)
    assert [d.question for d in journey.decisions] == list(MORE.journey)
    decision = journey[CHECK_PAYEE]
    assert (decision.status, decision.outcome) == (Status.ANSWERED, "block")
    assert [s.plugin for s in decision.provenance.plugins if s.plugin == "made"] == ["made"]
    assert "made" in {s.plugin for s in journey["approve_plan"].provenance.plugins}
    shown = click.unstyle(journey_text(journey, case, one.profile))
    assert "May this person hold the money?  [check_payee]" in shown
    assert "→ block: PAY-1 block" in shown
    # Asked alone, it is told what is before it.
    again = one.ask(CHECK_PAYEE, case, ON, {d.question: d for d in journey.decisions})
    assert again == decision


def test_it_is_not_asked_where_its_declaration_says_so():
    one = made(stop)
    case = evolve(case_of(one, "ada"), plan=None)
    decision = one.decide(case, ON)[CHECK_PAYEE]
    assert (decision.status, decision.why) == (Status.NOT_ASKED, "There is no plan to pay for.")


def test_its_answers_are_held_to_its_check_and_its_types():
    for answer in (
        lambda request: [Conflict("PAY-1", ("nobody",), Severity.BLOCK, WHY)],
        lambda request: [Conflict("PAY-1", (request.case.person,), Severity.BLOCK, ())],
        lambda request: ["yes"],
    ):
        one = made(answer)
        decision = one.decide(case_of(one, "ada"), ON)[CHECK_PAYEE]
        assert decision.status is Status.UNDETERMINED
        assert "breaks the contract of check_payee" in decision.opinions[0].error


def test_it_is_in_the_letter_while_it_is_open():
    one = made(lambda request: [Undetermined("Nobody asked the bank", ("bank",))])
    case = case_of(one, "ada")
    letter = letter_text(write_letter(one.decide(case, ON), case, one.profile))
    said = " ".join(letter.split())
    assert "May this person hold the money? Not decided yet: Nobody asked the bank" in said


def test_it_is_compared_and_the_cause_is_found():
    one, other = made(declare), made(stop)
    # The same plugin's id in both: tell the profiles apart by who is asked.
    quiet = site(hooks={CHECK_PAYEE: {"not_asked": "Nobody asks here."}}, questions=MORE)
    cases = [case_of(one, "ada")]
    found = compare(cases, quiet.profile, other.profile, ON)
    (change,) = [c for c in found.cases[0].changes if c.question == CHECK_PAYEE]
    assert (change.before, change.after) == ("not asked: Nobody asks here.", "block: PAY-1 block")
    assert "May this person hold the money?" in comparison_text(found, MORE)
    assert "May this person hold the money?" in comparison_html(found, MORE)
    assert [d.key for d in found.differences] == [f"hooks.{CHECK_PAYEE}"]


class Payees(Hooks):
    """Answers the question that this core does not have."""

    def __init__(self, settings):
        self.settings = settings

    @hookimpl
    def check_payee(self, request):
        return [Conflict("PAY-1", (request.case.person,), Severity.DECLARE, WHY)]


def test_a_plugin_for_it_is_checked():
    manifest = Manifest("payees", "Who holds it", (CHECK_PAYEE,), Payees, Empty, api="1")
    check_plugin(manifest, {}, questions=MORE)
    with pytest.raises(AssertionError, match="which is no question"):
        check_plugin(manifest, {})

    class Wrong(Payees):
        @hookimpl
        def check_payee(self, request):
            return [Conflict("PAY-1", ("nobody",), Severity.DECLARE, WHY)]

    wrong = evolve(manifest, factory=Wrong)
    with pytest.raises(AssertionError, match="breaks the contract of check_payee"):
        check_plugin(wrong, {}, questions=MORE)


def test_a_plugin_for_it_is_scaffolded():
    files = scaffold.plugin_files("our-payees", PAYEE)
    module = files["src/our_payees/plugin.py"]
    compile(module, "plugin.py", "exec")
    line = "def check_payee(self, request: PayeeRequest) -> Sequence[Conflict | Undetermined]:"
    assert line in module
    assert 'hooks=("check_payee",)' in module


# --- A profile written before it


def test_a_profile_of_an_older_version_does_not_ask_it_and_says_so():
    before, after = load_profile("community-support@1.0"), Site.load("community-support@1.0", MORE)
    assert after.profile.digest == before.digest
    case = case_of(after, "ada")
    journey = after.decide(case, ON)
    decision = journey[CHECK_PAYEE]
    assert decision.status is Status.NOT_ASKED
    assert decision.why == (
        "The profile is written for version 1 of the questions, and this one came with version 3."
    )
    old = Site(before).decide(case, ON)
    assert [d for d in journey.decisions if d.question != CHECK_PAYEE] == list(old.decisions)
    # Decisions made before it was known are made again from those alone.
    kept = MappingProxyType({d.question: d for d in old.decisions})
    assert after.ask("approve_plan", case, ON, kept) == old["approve_plan"]


PROFILE = """\
id = "newer"
title = "Newer"
version = "1.0"
based_on = "community-support@1.0"
questions = {version}
"""


def test_a_profile_of_the_newer_version_must_name_it(tmp_path):
    file = tmp_path / "newer.toml"
    file.write_text(PROFILE.format(version=3), encoding="utf-8")
    with pytest.raises(ProfileError) as refused:
        load_profile(str(file), questions=MORE)
    assert "no entry for check_payee" in str(refused.value.faults[0])
    with pytest.raises(ProfileError) as refused:
        load_profile(str(file))
    (fault,) = refused.value.faults
    assert "newer.toml: questions (line 5)" in str(fault)
    assert "version 3 of the questions" in str(fault)
    file.write_text(PROFILE.format(version='"two"'), encoding="utf-8")
    with pytest.raises(ProfileError, match="cannot be used") as refused:
        load_profile(str(file))
    assert "questions" in str(refused.value.faults[0])


def test_a_question_that_is_not_known_is_refused_by_name():
    one = Site.load("community-support@1.0")
    with pytest.raises(InputError) as refused:
        one.ask(CHECK_PAYEE, case_of(one), ON)
    assert "no question of a journey" in str(refused.value.faults[0])
    assert QUESTIONS.words(CHECK_PAYEE) == CHECK_PAYEE


@pytest.mark.parametrize(("version", "asked"), [("1.0", False), ("2.0", True)])
def test_the_terms_of_help_are_told_before_anybody_is_engaged_since_version_2(version, asked):
    one = Site.load(f"independent-broker@{version}")
    decision = one.decide(case_of(one, "ada"), ON)["fund_help"]
    assert (decision.status is Status.ANSWERED) is asked
    assert asked or decision.why == "Nobody is engaged to help, so there is nothing to pay."
