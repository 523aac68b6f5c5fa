"""The plugin that answers from rule sets, in the site that asks it."""

from __future__ import annotations

from datetime import date

import pytest

from sds_core import (
    Accreditation,
    Conflict,
    EventKind,
    Finding,
    Listing,
    Site,
    Standing,
    check_document,
    load_example,
    load_profile,
    load_ruleset,
    to_plain,
)
from sds_core.testing import check_plugin
from sds_rulesets.plugin import manifest

ON = date(2026, 10, 1)
BASE = 'id = "x"\ntitle = "X"\nversion = "1"\nbased_on = "independent-broker@1.0"\n'
STANDING = "sds-oversight:exampleshire-standing@1.0"
PLAN = """
id = "plans"
title = "What we look for in a plan"
publisher = "A committee (invented)"
version = "1"
hook = "review_plan"
in_force = { from_date = 2026-01-01 }
review = { by = 2029-01-01 }
may_answer = ["not_met", "ask"]
[[rule]]
id = "makes-happen"
title = "The plan says who helps when something goes wrong"
all = ["plan.says_who_if_wrong = yes"]
otherwise = "not_met"
criterion = "make-happen"
because = "The plan does not say who helps when something goes wrong."
source = "Duffy & Fulton, Should We Ban Brokerage?"
evidence = "recommendation"
"""


def site(folder, text):
    file = folder / "x.toml"
    file.write_text(BASE + text, encoding="utf-8")
    return Site(load_profile(str(file)))


def case(site, name, **broker):
    document = load_example(f"case-{name}")
    for party in document["parties"]:
        if party["id"] == "broker":
            for key, value in broker.items():
                if value is None:
                    party.pop(key, None)
                else:
                    party[key] = value
    return site.reader.from_document(document)


@pytest.fixture(scope="module")
def shipped():
    return Site(load_profile("independent-broker@1.0"))


def listing(journey) -> Listing:
    (answer,) = journey["accredit"].answers(Accreditation)
    (found,) = answer.listings
    return found


def test_it_keeps_the_contract_of_hooks():
    check_plugin(
        manifest,
        {
            "sets": [
                "sds-oversight:national-baseline@1.0",
                STANDING,
                "sds-oversight:independence@1.0",
            ]
        },
    )


@pytest.mark.trace("T023", "T054", "T062")
def test_a_broker_who_meets_every_rule_is_listed_and_every_clause_is_kept(shipped):
    journey = shipped.decide(case(shipped, "ben"), ON)
    found = listing(journey)
    assert found.status == "listed"
    assert len(found.met) == 9  # renewal does not apply to a first listing
    assert {checked.rule for checked in found.seen} >= set(found.met)
    assert all(checked.value is not None for checked in found.seen if checked.holds)
    check_document(to_plain(journey), "journey-2", "journey")


def test_a_refusal_quotes_the_committee_s_words_and_source(shipped):
    decision = shipped.decide(case(shipped, "cam"), ON)["accredit"]
    assert decision.outcome == "not_listed"
    reasons = {given.reason.rule: given.reason for given in decision.reasons}
    reason = reasons["national-baseline@1.0#independence"]
    rules = load_ruleset("sds-oversight:exampleshire-brokers@1.0", None)
    assert reason.text == rules.get("independence").written.because
    assert "NDT report" in str(reason.source)


def test_what_is_not_recorded_is_undetermined_and_names_the_facts(shipped):
    decision = shipped.decide(case(shipped, "ben", credentials=None), ON)["accredit"]
    assert (decision.status, decision.outcome) == ("undetermined", "undetermined")
    missing = {name for item in decision.undetermined for name in item.missing}
    assert "parties.broker: courses" in missing
    assert decision.undetermined[0].ask == "the Exampleshire People's Oversight Committee"


@pytest.mark.trace("T036", "T133")
@pytest.mark.parametrize(
    "roles",
    [["family"], ["broker", "family"], ["friend", "broker"], ["peer"], ["community_organisation"]],
)
def test_family_friends_and_other_helpers_need_no_listing(shipped, roles):
    journey = shipped.decide(case(shipped, "cam", roles=roles), ON)
    assert listing(journey).status == "not_needed"


@pytest.mark.parametrize(
    ("change", "status", "unmet"),
    [
        ({"courses": [{"code": "an unlisted course", "days": 4_000}]}, "listed", set()),
        ({"courses": [{"completed_on": "2027-01-01"}]}, "not_listed", {"training"}),
        ({"checks": []}, "provisional", {"check"}),
        ({"checks": [{"issued": "2027-01-01"}]}, "provisional", {"check"}),
        ({"code_agreed_on": "2028-01-01"}, "provisional", {"code"}),
    ],
    ids=str,
)
def test_what_is_recorded_counts_by_the_day(shipped, change, status, unmet):
    """What lies after the day of the decision had not happened on it."""
    parties = load_example("case-ben")["parties"]
    credentials = next(p for p in parties if p["id"] == "broker")["credentials"]
    for key, value in change.items():
        changed = isinstance(value, list) and [credentials[key][0] | item for item in value]
        credentials[key] = changed if isinstance(value, list) else value
    found = listing(shipped.decide(case(shipped, "ben", credentials=credentials), ON))
    assert found.status == status
    assert {name.partition("#")[2] for name in found.unmet} == unmet


def test_a_record_is_asked_of_people(shipped):
    document = load_example("case-ben")["parties"]
    credentials = next(p for p in document if p["id"] == "broker")["credentials"]
    credentials["checks"][0]["discloses"] = True
    decision = shipped.decide(case(shipped, "ben", credentials=credentials), ON)["accredit"]
    assert decision.status == "undetermined"
    assert "weighs" in decision.undetermined[0].cause


@pytest.mark.trace("T003")
@pytest.mark.parametrize(
    ("complaints", "kind", "outcome"),
    [
        ([], EventKind.COMPLAINT, "keep"),
        ([{"upheld": True, "grave": True}], EventKind.FINDING, "revoke"),
        (
            [{"upheld": False, "grave": True, "open": True, "redress_given": False}],
            EventKind.COMPLAINT,
            "suspend",
        ),
        ([], EventKind.SAFEGUARDING, "undetermined"),
    ],
)
def test_standing_follows_the_committee_s_rules(shipped, complaints, kind, outcome):
    credentials = next(p for p in load_example("case-ben")["parties"] if p["id"] == "broker")[
        "credentials"
    ]
    credentials["complaints"] = complaints
    made = case(shipped, "ben", credentials=credentials)
    decision = shipped.standing(made, ON, "broker", "A complaint came in.", kind)
    assert decision.outcome == outcome
    for answer in decision.answers(Standing):
        assert answer.seen
        assert answer.reasons[0].rule.startswith("exampleshire-standing@1.0")


def test_family_keep_their_standing(shipped):
    made = case(shipped, "cam", roles=["broker", "family"])
    decision = shipped.standing(made, ON, "broker", "A complaint came in.", EventKind.COMPLAINT)
    assert decision.outcome == "keep"
    assert "nobody needs leave" in decision.reasons[0].reason.text


# Of each pair one is not met, whatever the missing fact turns out to be.
EITHER = """
id = "either"
title = "Either way"
publisher = "A committee (invented)"
version = "1"
hook = "{hook}"
in_force = {{ from_date = 2026-01-01 }}
review = {{ by = 2029-01-01 }}
may_answer = ["{answer}", "ask"]
[[rule]]
id = "one"
title = "One"
all = ["{fact} = yes"]
otherwise = "{given}"
because = "One of the two."
source = "Minute 1"
evidence = "local choice"
{criterion}
[[rule]]
id = "other"
title = "Other"
none = ["{fact} = yes"]
otherwise = "{given}"
because = "The other of the two."
source = "Minute 1"
evidence = "local choice"
{criterion}
"""


@pytest.mark.parametrize("asks", [False, True], ids=["answers", "asks"])
@pytest.mark.parametrize(
    ("hook", "answer", "fact"),
    [
        ("accredit", "not_listed", "code.agreed"),
        ("check_conflicts", "block", "helper.both_told"),
        ("review_standing", "revoke", "code.agreed"),
        ("review_plan", "not_met", "plan.own_options_only"),
    ],
)
def test_an_answer_that_every_value_gives_reaches_the_decision(tmp_path, hook, answer, fact, asks):
    given = "ask" if asks else answer
    criterion = 'criterion = "make-happen"' if hook == "review_plan" and not asks else ""
    text = EITHER.format(hook=hook, answer=answer, fact=fact, given=given, criterion=criterion)
    (tmp_path / "either.toml").write_text(text, encoding="utf-8")
    others = {
        "accredit": [STANDING],
        "review_standing": ["sds-oversight:exampleshire-brokers@1.0"],
    }.get(hook, [STANDING, "sds-oversight:exampleshire-brokers@1.0"])
    asked = {
        "check_conflicts": '[hooks]\ncheck_conflicts = ["conflicts", "rulesets"]\n',
        "review_plan": '[hooks]\nreview_plan = ["criteria-findings", "rulesets"]\n',
    }.get(hook, "")
    made = site(tmp_path, f"{asked}[settings.rulesets]\nsets = {[*others, 'either.toml@1']}\n")
    document = load_example("case-ben")
    document["plan"].pop("own_options_only", None)
    for help_ in document["help"]:
        help_.pop("both_told", None)
    for party in document["parties"]:
        party.pop("credentials", None)
    ben = made.reader.from_document(document)
    if hook == "review_standing":
        decision = made.standing(ben, ON, "broker", "A complaint.", EventKind.COMPLAINT)
    else:
        decision = made.decide(ben, ON)[hook]
    if asks:
        causes = " ".join(item.cause for item in decision.undetermined)
        assert "One of the two" in causes
        assert "The other of the two" in causes
    else:
        texts = {given.reason.text for given in decision.reasons}
        assert {"One of the two.", "The other of the two."} <= texts


def test_a_set_on_plans_answers_by_published_criteria(tmp_path):
    (tmp_path / "plans.toml").write_text(PLAN, encoding="utf-8")
    made = site(
        tmp_path,
        '[hooks]\nreview_plan = ["criteria-findings", "rulesets"]\n[settings.rulesets]\n'
        f'sets = ["sds-oversight:exampleshire-brokers@1.0", "{STANDING}", "plans.toml@1"]\n',
    )
    for named, result in ((None, "not_met"), ("broker", "met")):
        document = load_example("case-ben")
        document["plan"]["if_it_goes_wrong"] = named
        decision = made.decide(made.reader.from_document(document), ON)["review_plan"]
        ours = [o for o in decision.opinions if o.given_by.plugin == "rulesets"]
        (finding,) = [a for o in ours for a in o.answers if isinstance(a, Finding)]
        assert (finding.criterion, str(finding.result)) == ("make-happen", result)
        assert finding.seen[0].clause == "plan.says_who_if_wrong = yes"


def test_a_set_on_interests_stands_beside_other_tests(tmp_path):
    made = site(
        tmp_path,
        '[hooks]\ncheck_conflicts = ["conflicts", "rulesets"]\n[settings.rulesets]\n'
        f'sets = ["sds-oversight:exampleshire-brokers@1.0", "{STANDING}", "sds-oversight:independence@1.0"]\n',
    )
    decision = made.decide(case(made, "cam"), ON)["check_conflicts"]
    ours = [a for a in decision.answers(Conflict) if a.test.startswith("independence@1.0")]
    assert {a.test.partition("#")[2]: str(a.severity) for a in ours} == {
        "plan-providers": "block",
        "told": "declare",
    }
    assert decision.outcome == "block"


@pytest.mark.parametrize(
    ("sets", "on", "says"),
    [
        ([STANDING], ON, "No rule set that answers accredit"),
        (
            ["sds-oversight:exampleshire-brokers@1.0", STANDING],
            date(2026, 3, 31),
            "No version of the rule set exampleshire-brokers is in force",
        ),
    ],
)
def test_a_day_without_rules_is_undetermined(tmp_path, sets, on, says):
    made = site(tmp_path, f"[settings.rulesets]\nsets = {sets}\n".replace("'", '"'))
    decision = made.accredit(case(made, "ben"), on)
    assert decision.status == "undetermined"
    assert says in decision.undetermined[0].cause


def test_the_day_picks_the_version(tmp_path):
    text = (
        PLAN.replace("review_plan", "accredit")
        .replace('"not_met"', '"not_listed"')
        .replace('criterion = "make-happen"\n', "")
    )
    text = text.replace("plan.says_who_if_wrong = yes", "code.agreed = yes").replace(
        'id = "plans"', 'id = "list"'
    )
    (tmp_path / "one.toml").write_text(
        text.replace("2026-01-01 }", "2026-01-01, until = 2026-06-30 }", 1), encoding="utf-8"
    )
    (tmp_path / "two.toml").write_text(
        text.replace('version = "1"', 'version = "2"')
        .replace("from_date = 2026-01-01", "from_date = 2026-07-01")
        .replace("= yes", "= no"),
        encoding="utf-8",
    )
    made = site(
        tmp_path, f'[settings.rulesets]\nsets = ["one.toml@1", "two.toml@2", "{STANDING}"]\n'
    )
    ben = case(made, "ben")
    assert made.accredit(ben, date(2026, 6, 30)).outcome == "listed"
    assert made.accredit(ben, date(2026, 7, 1)).outcome == "not_listed"


def test_one_set_twice_is_refused(tmp_path):
    with pytest.raises(Exception, match="named twice"):
        site(tmp_path, f'[settings.rulesets]\nsets = ["{STANDING}", "{STANDING}"]\n')
