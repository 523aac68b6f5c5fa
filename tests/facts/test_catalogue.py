"""The catalogue of facts."""

from __future__ import annotations

from sds_test_support.rulesets import ON

from sds_core.rulesets.locate import open_ruleset


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
        catalogue = made.question.catalogue
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
