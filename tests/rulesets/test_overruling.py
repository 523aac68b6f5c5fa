"""A council that overrules a body says so openly; where listing is required."""

from __future__ import annotations

import pytest
from sds_test_support.rulesets import ON, head, rule

from sds_core.errors import ConfigurationError
from sds_core.formats.toml import read_toml
from sds_core.profiles.assemble import load_profile
from sds_core.profiles.events import overruling_events
from sds_core.rulesets.locate import open_ruleset
from sds_core.site import Site

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
