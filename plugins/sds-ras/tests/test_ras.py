"""Published sums to the penny, and the contract of hooks for each plugin."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest
from hypothesis import given, settings, strategies as st
from sds_test_support.made_plugins import changed

from sds_core import Adjustment, Site, Status, load_example, load_profile
from sds_core.testing import check_plugin
from sds_ras import contingency, informal_care, limits, points

ON = date(2026, 10, 1)
QUESTIONNAIRE = {"questionnaire": "sds-ras:adult-questions", "table": "sds-ras:adult-bands"}


@pytest.mark.parametrize(
    ("manifest", "given_"),
    [
        (points.manifest, QUESTIONNAIRE),
        (points.manifest, {**QUESTIONNAIRE, "answers": "own"}),
        (points.manifest, {"table": "sds-ras:norfolk-primary"}),
        (points.manifest, {**QUESTIONNAIRE, "table": "sds-ras:adult-rates", "how": "slab"}),
        (points.manifest, {**QUESTIONNAIRE, "table": "sds-ras:adult-marginal", "how": "marginal"}),
        (informal_care.manifest, {"table": "sds-ras:informal-care"}),
        (contingency.manifest, {"percent": 5}),
        (contingency.manifest, {"percent": 0}),
        (limits.manifest, {}),
        (limits.manifest, {"round_to": "5.00", "cap": {"money": "40.00", "period": "week"}}),
        (limits.manifest, {"floor": {"money": "5200.00", "period": "year"}}),
    ],
)
def test_each_plugin_keeps_the_contract_of_hooks(manifest, given_):
    check_plugin(manifest, given_)


@pytest.fixture
def site(tmp_path):
    """Return a function from settings of ras-points to a site without a questionnaire."""

    def make(points_settings: str, hooks: str = "", more: str = "") -> Site:
        file = tmp_path / "mine.toml"
        file.write_text(
            'id = "mine"\ntitle = "Mine"\nversion = "1"\nbased_on = "norfolk-primary-example@1.0"\n'
            f"[hooks]\n{hooks}\n[settings.ras-points]\n{points_settings}\n{more}\n",
            encoding="utf-8",
        )
        return Site(load_profile(str(file)))

    return make


def case(site, scored, **changes):
    document = load_example("case-fay")
    document["assessment"]["points"] = {"questionnaire": "SAQ", "assessor": scored}
    document["assessment"].update(changes)
    return site.reader.from_document(document)


@pytest.mark.parametrize(("scored", "pounds"), [(16, "82.91"), (22, "112.21")])
def test_savva_exactly(site, scored, pounds):
    """R (Savva) v Kensington and Chelsea: July and December 2009."""
    made = site('table = "sds-ras:savva-2009"')
    decision = made.adjust(case(made, scored), ON)
    assert decision.amount.words() == f"£{pounds} a week"


@pytest.mark.parametrize("scored", [0, 15, 17, 21, 23])
def test_nothing_is_invented_around_savva(site, scored):
    made = site('table = "sds-ras:savva-2009"')
    decision = made.allocate(case(made, scored), ON)
    assert decision.status is Status.UNDETERMINED
    assert "the judgment gives the sums for 16 and 22 points only" in decision.undetermined[0].cause


@pytest.mark.parametrize(
    ("on", "pounds"),
    [
        (date(2025, 3, 31), "278.00"),
        (date(2025, 4, 1), "290.00"),
        (date(2026, 3, 31), "290.00"),
        (date(2026, 4, 1), "304.17"),
    ],
)
def test_the_price_of_a_point_is_the_one_in_force(site, on, pounds):
    made = site('table = "sds-ras:adult-rates"\nhow = "slab"')
    decision = made.adjust(case(made, 40), on)
    assert str(decision.amount.money) == pounds


@pytest.mark.parametrize(
    ("scored", "pounds", "lines"),
    [
        (0, "0.00", 1),
        (1, "4.50", 1),
        (20, "90.00", 1),
        (21, "96.80", 2),
        (60, "362.00", 2),
        (61, "371.25", 3),
        (118, "898.50", 3),
    ],
)
def test_marginal_rates_count_each_slice_at_its_own_price(site, scored, pounds, lines):
    made = site('table = "sds-ras:adult-marginal"\nhow = "marginal"')
    decision = made.allocate(case(made, scored), ON)
    assert str(decision.amount.money) == pounds
    assert len(decision.lines) == lines


@given(st.integers(0, 117))
@settings(max_examples=40, deadline=None)
def test_one_point_more_never_gives_less_by_slices(scored):
    made = _marginal()
    one, other = (made.allocate(case(made, n), ON).amount.money for n in (scored, scored + 1))
    assert one < other


@cache
def _marginal():
    from sds_core.profiles.assemble import assemble
    from sds_core.profiles.effective import load_effective

    marginal = {"table": "sds-ras:adult-marginal", "how": "marginal"}
    effective = load_effective("norfolk-primary-example@1.0")
    varied = changed(effective, lambda data: data["settings"]["ras-points"].update(marginal))
    return Site(assemble(varied))


def test_spans_of_a_row_are_priced_where_they_stand(tmp_path, site):
    (tmp_path / "t.toml").write_text(
        'id="t"\nversion="1"\ntitle="T"\nsource="a test"\nevidence="local choice"\nrows="t.csv"\n'
        '[[input]]\nname="points"\ntype="integer"\nmin=0\nmax=10\n'
        '[[output]]\nname="rate"\ntype="rate"\n',
        encoding="utf-8",
    )
    (tmp_path / "t.csv").write_text(
        'row,points,rate\na,"in {0, 5}",1.00\nb,[1..4],2.00\nc,[6..10],3.00\n', encoding="utf-8"
    )
    made = site('table = "t.toml"\nhow = "marginal"')
    sums = [made.allocate(case(made, n), ON).amount.money.pence for n in (4, 5, 6)]
    assert sums == [800, 900, 1200]


def carers(*given_):
    parties = [
        {"id": f"c{i}", "name": f"Carer {i}", "roles": ["family"]} for i in range(len(given_))
    ]
    return parties, [{"party": f"c{i}", **carer} for i, carer in enumerate(given_)]


WILLING = {"able": True, "willing": True}


@pytest.mark.parametrize(
    ("given_", "pounds"),
    [
        ([], "4000.00"),
        ([{"gives": "some", **WILLING}], "3400.00"),
        ([{"gives": "substantial", **WILLING}, {"gives": "some", **WILLING}], "2800.00"),
        ([{"gives": "most", **WILLING}], "2000.00"),
        ([{"gives": "most", "able": False, "willing": True}], "4000.00"),
        ([{"gives": "most", "able": True, "willing": False}], "4000.00"),
        ([{"gives": "most", **WILLING}, {"gives": "some"}], "2000.00"),
        ([{"gives": "none"}], "4000.00"),
        ([{"gives": "most"}], None),
        ([{"gives": "most", "able": True}], None),
        ([WILLING], None),
        ([{"gives": "some", **WILLING}, {"gives": "most", "able": True}], None),
    ],
)
def test_care_counts_only_of_carers_recorded_able_and_willing(site, given_, pounds):
    made = site(
        "", 'adjust_budget = ["informal-care", "limits"]',
        '[settings.informal-care]\ntable = "sds-ras:informal-care"',
    )  # fmt: skip
    document = load_example("case-fay")
    parties, recorded = carers(*given_)
    document["parties"] += parties
    document["assessment"].update(points={"questionnaire": "SAQ", "assessor": 165}, carers=recorded)
    decision = made.adjust(made.reader.from_document(document), ON)
    if pounds is None:
        assert decision.status is Status.UNDETERMINED
        assert decision.undetermined[0].missing[0].startswith("assessment.carers.c")
    else:
        assert str(decision.amount.money) == pounds


def test_that_nobody_asked_for_carers_is_undetermined(site):
    made = site(
        "", 'adjust_budget = ["informal-care", "limits"]',
        '[settings.informal-care]\ntable = "sds-ras:informal-care"',
    )  # fmt: skip
    decision = made.adjust(case(made, 165, carers=None), ON)
    assert decision.undetermined[0].missing == ("assessment.carers",)


@pytest.mark.parametrize(
    ("settings_", "pounds", "kinds"),
    [
        ("", "6000.00", ["base"]),
        ('round_to = "7.00"', "5999.00", ["base", "rounding"]),
        ('floor = { money = "120.00", period = "week" }', "6240.00", ["base", "floor"]),
    ],
)
def test_rounding_and_floor_are_lines_of_their_own(site, settings_, pounds, kinds):
    made = site("", "", f"[settings.limits]\n{settings_}")
    decision = made.adjust(case(made, 171), ON)
    assert str(decision.amount.money) == pounds
    assert [line.kind.value for line in decision.lines] == kinds
    assert sum(line.money.pence for line in decision.lines) == decision.amount.money.pence


@pytest.mark.parametrize(("key", "called"), [("cap", "cap"), ("refer_above", "referral threshold")])
def test_above_a_threshold_the_sum_is_referred_and_nothing_is_taken_away(site, key, called):
    """A profile that calls the threshold a cap, as versions before 0.2 did, decides as before."""
    made = site("", "", f'[settings.limits]\n{key} = {{ money = "100.00", period = "week" }}')
    decision = made.adjust(case(made, 171), ON)
    assert decision.outcome == "refer"
    assert decision.amount.words() == "£6,000.00 a year"
    (answer,) = decision.answers(Adjustment)
    assert answer.referral.found.words() == "£6,000.00 a year"
    assert answer.referral.held_to.words() == "£5,200.00 a year"
    assert answer.lines[-1].label.startswith(f"Above the {called} of £100.00 a week")
    assert answer.lines[-1].rule == f"settings.limits.{key}"
    assert made.decide(case(made, 171), ON)["adjust_budget"].outcome == "refer"


def test_a_threshold_is_given_once(site):
    from sds_core.errors import ProfileError

    sums = '{ money = "100.00", period = "week" }'
    with pytest.raises(ProfileError, match="given twice"):
        site("", "", f"[settings.limits]\ncap = {sums}\nrefer_above = {sums}")


@pytest.mark.trace("T031")
def test_a_percentage_cannot_be_cut_off_everybody(site):
    from sds_core.errors import ProfileError

    hooks = 'adjust_budget = ["contingency", "limits"]'
    with pytest.raises(ProfileError, match="contingency"):
        site("", hooks, "[settings.contingency]\npercent = -5")
    made = site("", hooks, "[settings.contingency]\npercent = 5")
    assert str(made.adjust(case(made, 171), ON).amount.money) == "6300.00"


def test_an_answer_that_is_missing_matters_only_where_the_band_turns_on_it():
    made = Site.load("community-support@1.0")
    document = load_example("case-ada")
    document["assessment"]["answers"] = document["assessment"]["answers"][:-1]
    decision = made.allocate(made.reader.from_document(document), ON)
    assert decision.status is Status.UNDETERMINED
    assert decision.undetermined[0].missing == ("assessment.answers.decisions",)
    # With every other answer at its highest, the band is the last whatever this one is.
    for answer in document["assessment"]["answers"]:
        answer["assessor"]["choice"] = "total"
    decision = made.allocate(made.reader.from_document(document), ON)
    assert str(decision.amount.money) == "860.00"


def test_a_unit_of_rounding_is_no_cut(site):
    from sds_core.errors import ProfileError

    with pytest.raises(ProfileError, match="from a penny to £10"):
        site("", "", '[settings.limits]\nround_to = "5000.00"')


def test_a_floor_that_is_the_cap_decides(site):
    both = '[settings.limits]\nfloor = { money = "1000.00", period = "year" }\n'
    made = site(
        'table = "sds-ras:savva-2009"', "", both + 'cap = { money = "1000.00", period = "year" }'
    )
    decision = made.adjust(case(made, 16), ON)
    assert decision.outcome == "refer"  # £82.91 a week is above £19.23
    low = site("", "", both + 'cap = { money = "1000.00", period = "year" }')
    assert str(low.adjust(case(low, 70), ON).amount.money) == "1000.00"
