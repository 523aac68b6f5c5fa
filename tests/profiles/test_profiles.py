"""Profiles: every fault at once with its place, deltas, digests, export, and the council's file."""

from __future__ import annotations

import random
from datetime import date

import pytest
from sds_test_support.made_plugins import changed

from sds_core.errors import ProfileError
from sds_core.profiles.assemble import assemble, load_profile
from sds_core.profiles.council import load_council
from sds_core.profiles.diff import differences, units, vary
from sds_core.profiles.effective import load_effective
from sds_core.profiles.export import export_profile
from sds_core.profiles.file_format import installed

DELTA = """
id = "mine"
title = "Mine"
version = "1"
based_on = "independent-broker@1.0"
"""


@pytest.fixture
def write(tmp_path):
    def save(text: str, name: str = "mine.toml") -> str:
        (tmp_path / name).write_text(text, encoding="utf-8")
        return str(tmp_path / name)

    return save


def faults(reference):
    with pytest.raises(ProfileError) as error:
        load_profile(reference)
    return "\n".join(map(str, error.value.faults))


@pytest.mark.parametrize("name", [f"{p[0]}@{p[1]}" for p in installed()])
def test_every_installed_profile_can_decide(name):
    assert load_profile(name).digest.startswith("sha256:")


def test_a_one_line_delta_changes_one_line(write):
    mine = load_profile(write(DELTA + '\n[hooks]\nfund_help = "from-council"\n'))
    found, *rest = differences(load_profile("independent-broker@1.0"), mine)
    assert {d.key for d in rest} <= {"settings.set-aside.table", "settings.set-aside.beyond"}
    assert found.key == "hooks.fund_help"
    assert (found.before, found.after) == ("set-aside", "from-council")
    assert "mine.toml: hooks.fund_help (line 8)" in found.place


@pytest.mark.parametrize(
    ("text", "place", "says"),
    [
        ('[hooks]\nfund_hlp = "set-aside"', "hooks.fund_hlp (line 8)", "Did you mean “fund_help”?"),
        (
            '[hooks]\nfund_help = "set-asid"',
            "hooks.fund_help (line 8)",
            "Did you mean “set-aside”?",
        ),
        (
            '[hooks]\nfund_help = ["set-aside", "from-budget"]',
            "hooks.fund_help (line 8)",
            "one plugin: its answer stands",
        ),
        ('[hooks]\nfund_help = "limits"', "hooks.fund_help (line 8)", "It answers adjust_budget"),
        ("[hooks]\nadjust_budget = []", "hooks.adjust_budget (line 8)", "an empty list"),
        (
            '[hooks]\nadjust_budget = "limits"',
            "hooks.adjust_budget (line 8)",
            "a list of plugins in brackets",
        ),
        ('[hooks]\nadjust_budget = ["limits", "limits"]', "hooks.adjust_budget", "named twice"),
        (
            '[hooks]\naccredit = { not_asked = "" }',
            "hooks.accredit (line 8)",
            "why it is not asked",
        ),
        ('[hooks]\naccredit = { nobody = "x" }', "hooks.accredit (line 8)", "not_asked"),
        ('unset = ["hooks.fund_help"]', "no entry for fund_help", "If it is not asked, say why"),
        ('unset = ["hooks.fund_hlp"]', "unset", "hooks.fund_help"),
        ('[settings.limits]\nround_too = "1.00"', "settings.limits", "Did you mean “round_to”?"),
        (
            '[settings.limits]\nround_to = "1.005"',
            "settings.limits.round_to (line 8)",
            "the unit that the sum is rounded to",
        ),
        ("[settings.limits]\nround_to = 1.5", "mine.toml", "the number 1.5"),
        (
            '[settings.limits]\nfloor = { money = "2000.00", period = "week" }',
            "settings.limits",
            "the floor is above cap",
        ),
        (
            '[settings.ras-points]\ntable = "sds-ras:adult-band"',
            "sds-ras:adult-band",
            "Did you mean “adult-bands”?",
        ),
        (
            '[settings.ras-points]\ntable = "sds-rsa:adult-bands"',
            "sds-rsa:adult-bands",
            "Did you mean “sds-ras”?",
        ),
        ('[settings.ras-points]\ntable = "mine.csv"', "mine.csv", "no such file"),
        (
            '[settings.ras-points]\ntable = "sds-ras:informal-care"',
            "settings.ras-points",
            "must ask for points",
        ),
        (
            '[settings.support-tiers]\norder = ["peers"]',
            "settings.support-tiers",
            "Did you mean “peer”?",
        ),
        ('[criteria]\nset = "sds-signoff:oxford-7"', "sds-signoff:oxford-7", "oxfordshire-7"),
        (
            '[[tier]]\nid = "a"\ntitle = "A"\nrole = "a"\n[[tier.limits]]\nfrom_date = 2026-04-01\namount = { money = "1.00", period = "year" }',
            "tier[0]",
            "last tier without limit",
        ),
        ('titel = "x"', "titel (line 7)", "Did you mean “title”?"),
    ],
)
def test_a_fault_is_named_with_place_and_nearest_name(write, text, place, says):
    found = faults(write(f"{DELTA}\n{text}\n"))
    assert place in found
    assert says in found


def test_every_fault_is_reported_at_once(write):
    text = """
[hooks]
fund_help = "nobody"
adjust_budget = []

[settings.approval-tier]
escalate = true

[criteria]
set = "nowhere:nothing"
"""
    head = DELTA + 'unset = ["hooks.nothing"]\n'
    found = faults(write(head + text.replace("[hooks]", "[hooks]\napprove_plan = 5")))
    assert found.count("found") == 6
    assert "mine.toml: criteria.set (line 17)" in found


@pytest.mark.parametrize(
    ("base", "says"),
    [
        ("independent-broker", "an exact version"),
        ("independent-broker@9.9", "independent-broker@2.0"),
        ("mine.toml@1", "the circle"),
        ("mine.toml", "an exact version"),
        ("independent-broker@", "an exact version"),
        ("mine.toml@2", "expected 2"),
    ],
)
def test_a_base_is_named_exactly(write, base, says):
    assert says in faults(write(DELTA.replace("independent-broker@1.0", base)))


def test_settings_merge_by_key_and_unset_removes(write):
    text = 'unset = ["settings.limits.cap"]\n\n[settings.limits]\nround_to = "5.00"\n'
    mine = load_profile(write(DELTA + text))
    limits = mine.effective["settings"]["limits"]
    assert limits["round_to"] == "5.00"
    assert "cap" not in limits
    assert limits["floor"] == {"money": "20.00", "period": "week"}


def test_the_digest_ignores_order_and_comments_and_nothing_else(write):
    one = write(DELTA + '\n[settings.limits]\nround_to = "5.00"\nsource = "x"\n', "one.toml")
    two = write(
        '# A comment.\nversion = "1"\ntitle = "Mine"\nid = "mine"\n'
        'based_on = "independent-broker@1.0"\n'
        '[settings.limits]\nsource = "x" # another\nround_to = "5.00"\n',
        "two.toml",
    )
    three = write(DELTA + '\n[settings.limits]\nround_to = "5.01"\nsource = "x"\n', "three.toml")
    assert load_profile(one).digest == load_profile(two).digest
    assert load_profile(one).digest != load_profile(three).digest


def test_the_digest_takes_in_every_byte_of_every_file(tmp_path, write):
    from sds_core.resources.packages import data_packages

    folder = data_packages()["sds-ras"].folder / "tables"
    for name in ("adult-bands.toml", "adult-bands.csv"):
        (tmp_path / name).write_bytes((folder / name).read_bytes())
    mine = write(DELTA + '\n[settings.ras-points]\ntable = "adult-bands.toml"\n')
    before = load_profile(mine)
    rows = tmp_path / "adult-bands.csv"
    rows.write_text(rows.read_text("utf-8").replace("62.50", "62.51"), encoding="utf-8")
    after = load_profile(mine)
    assert before.digest != after.digest
    (found,) = differences(before, after)
    assert found.key == "settings.ras-points.table"
    assert "adult-bands.csv" in found.after


@pytest.mark.parametrize("name", [f"{p[0]}@{p[1]}" for p in installed()])
def test_an_export_reads_back_the_same(name, write):
    profile = load_profile(name)
    again = load_profile(write(export_profile(profile), "exported.toml"))
    assert again.digest == profile.digest
    assert differences(profile, again) == []


def test_making_every_difference_makes_the_other_profile():
    one, other = load_profile("independent-broker@1.0"), load_profile("community-support@1.0")
    keys = tuple(key for group in units(one, other) for key in group)
    varied = assemble(vary(one.origin, other.origin, keys))
    assert [d.key for d in differences(varied, other) if d.key.split(".")[1] != "set-aside"] == []


def test_settings_without_their_order_mean_the_same():
    rng = random.Random(1)
    effective = load_effective("community-support@1.0")
    digests = set()

    def shuffle(data):
        for name in ("hooks", "settings"):
            items = list(data[name].items())
            rng.shuffle(items)
            data[name] = dict(items)

    for _ in range(5):
        digests.add(assemble(changed(effective, shuffle)).digest)
    assert len(digests) == 1


COUNCIL = """
council = "Exampleshire (invented)"

[[in_force]]
profile = "independent-broker@1.0"
from_date = 2025-04-01

[[in_force]]
profile = "community-support@1.0"
from_date = 2026-04-01
"""


@pytest.mark.parametrize(
    ("on", "profile"),
    [
        (date(2025, 4, 1), "independent-broker@1.0"),
        (date(2026, 3, 31), "independent-broker@1.0"),
        (date(2026, 4, 1), "community-support@1.0"),
    ],
)
def test_the_day_picks_the_profile(tmp_path, on, profile):
    (tmp_path / "council.toml").write_text(COUNCIL, encoding="utf-8")
    assert load_council(tmp_path / "council.toml").profile_on(on).name == profile


def test_before_the_first_day_nothing_is_in_force(tmp_path):
    (tmp_path / "council.toml").write_text(COUNCIL, encoding="utf-8")
    with pytest.raises(ProfileError, match="no profile in force"):
        load_council(tmp_path / "council.toml").profile_on(date(2025, 3, 31))


def test_a_council_file_reports_every_fault(tmp_path):
    text = COUNCIL.replace("2026-04-01", "2024-04-01").replace("independent-broker@1.0", "nobody@1")
    (tmp_path / "council.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ProfileError) as error:
        load_council(tmp_path / "council.toml")
    assert len(error.value.faults) == 2


@pytest.mark.trace("T082")
def test_no_model_shipped_needs_a_profession(on):
    """No profile asks for registration with a profession, and none requires listing (T010)."""
    for profile_id, version, _, _ in installed():
        profile = load_profile(f"{profile_id}@{version}")
        assert profile.listing == "told"
        for rules in profile.rulesets:
            facts = {fact.name for rule in rules.rules for fact in rule.facts()}
            assert "helper.care_background" not in facts


def test_a_limit_for_the_setting_goes_before_one_for_any(on):
    from sds_core.model.criteria import Tier, TierLimit
    from sds_core.model.money import Money
    from sds_core.model.periods import Amount, Period
    from sds_core.model.plan import CareSetting

    def limit(pounds, start, setting=None):
        return TierLimit(start, Amount(Money(pounds * 100), Period.YEAR), setting)

    community, nursing = CareSetting.COMMUNITY, CareSetting.NURSING
    early, late = date(2024, 4, 1), date(2026, 4, 1)
    tier = Tier("t", "T", "r", (limit(1, early), limit(2, late), limit(3, early, nursing)))
    assert tier.limit_on(on, community).amount.money == Money(200)
    assert tier.limit_on(on, nursing).amount.money == Money(300)
    assert tier.limit_on(date(2026, 3, 31), community).amount.money == Money(100)
    assert tier.limit_on(date(2024, 3, 31), nursing) is None
