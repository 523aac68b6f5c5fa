"""The models are data: no code, and no code knows their names."""

from __future__ import annotations

from pathlib import Path

import pytest

from sds_core import Conflict, Funding, Site, load_profile
from sds_core.profiles.file_format import installed
from sds_core.resources.packages import data_packages

ROOT = Path(__file__).resolve().parents[3]
NAMES = [p[0] for p in installed() if "sds-models" in p[3]]


def test_there_is_no_code():
    folder = data_packages()["sds-models"].folder
    assert not list(folder.rglob("*.py"))
    assert len(NAMES) >= 4


@pytest.mark.parametrize("name", NAMES)
def test_no_code_knows_a_models_name(name):
    for path in [*ROOT.glob("src/**/*.py"), *ROOT.glob("plugins/*/src/**/*.py")]:
        lines = path.read_text("utf-8").splitlines()
        knowing = [
            line
            for line in lines
            # An example in a command's help, or in a docstring, teaches; it decides nothing.
            if name in line
            and "xample" not in line
            and "--profile" not in line
            and ":: " not in line
        ]
        assert not [line for line in knowing if f'"{name}' in line], (path, knowing)


@pytest.mark.trace("T118", "T009", "T046", "T089")
def test_a_broker_holding_the_budget_is_refused_by_one_school_and_allowed_by_the_other():
    from datetime import date

    from sds_core.schemas.published import load_example

    document = load_example("case-ben")
    document["plan"]["budget_holder"] = "broker"
    for name, blocked in (("independent-broker", True), ("self-planning-first", False)):
        site = Site.load(f"{name}@1.0")
        decision = site.conflicts(site.reader.from_document(document), date(2026, 10, 1))
        assert (decision.outcome == "block") is blocked
        assert [c.test for c in decision.answers(Conflict)] == (["SCOPE-1"] if blocked else [])


@pytest.mark.trace("T113")
@pytest.mark.parametrize("name", NAMES)
def test_every_model_offers_help_that_is_free(name):
    from datetime import date

    from sds_core.model.answers import SupportOption
    from sds_core.schemas.published import load_example

    site = Site.load(f"{name}@1.0")
    case = site.reader.from_document(load_example("case-ada"))
    options = list(site.suggest(case, date(2026, 10, 1)).answers(SupportOption))
    assert any(option.cost.startswith("nothing") for option in options)
    assert {"own-network", "professional"} <= {option.tier for option in options}


@pytest.mark.trace("T100", "T101")
def test_community_support_never_charges_set_up_to_the_person():
    from datetime import date

    from sds_core.schemas.published import load_example

    site = Site.load("community-support@1.0")
    for who in ("ben", "cam", "eli"):
        case = site.reader.from_document(load_example(f"case-{who}"))
        funded = site.decide(case, date(2026, 10, 1))["fund_help"]
        for answer in funded.answers(Funding):
            assert not any(share.from_budget for share in answer.shares)


@pytest.mark.trace("T044")
@pytest.mark.parametrize("name", NAMES)
def test_each_says_what_it_stands_for_and_where_it_comes_from(name):
    profile = load_profile(f"{name}@1.0")
    assert profile.summary
    assert profile.effective["source"]
    assert profile.letter.look_again
