"""A set that was signed with a fact which is withdrawn since still loads, and is undetermined there."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from types import MappingProxyType

import pytest
from attrs import evolve

from sds_core import Accreditation, ListingStatus, Site, load_example
from sds_core.facts import catalogue
from sds_core.rulesets import questions
from sds_core.rulesets.analysis import analyse
from sds_core.rulesets.load import load_ruleset

KEPT = Path(__file__).resolve().parents[1] / "kept" / "0.1"
NAME = "training.days"


@pytest.fixture
def kept(tmp_path, monkeypatch) -> Path:
    """Return what version 0.1 fetched and signed, with the profile that names it."""
    shutil.copytree(KEPT, tmp_path / "kept", symlinks=True)
    monkeypatch.setenv("SDS_HOME", str(tmp_path / "kept" / "home"))
    return tmp_path / "kept" / "with-fetched.toml"


@pytest.fixture
def withdrawn(monkeypatch):
    """Withdraw a fact, as CONTRIBUTING.md says."""
    before = catalogue.CATALOGUES["accredit"]
    fact = evolve(before.facts[NAME], read=lambda subject: None, caution="withdrawn: use others")
    after = evolve(before, facts=MappingProxyType({**before.facts, NAME: fact}))
    changed = MappingProxyType({**catalogue.CATALOGUES, "accredit": after})
    monkeypatch.setattr(questions, "CATALOGUES", changed)


def listings(profile: Path):
    site = Site.load(str(profile))
    case = site.reader.from_document(load_example("case-ben"))
    (answer,) = site.accredit(case, date(2026, 10, 1)).answers(Accreditation)
    return answer


def test_until_then_it_decides(kept):
    assert listings(kept).strictest is ListingStatus.LISTED


def test_it_loads_and_is_undetermined_until_it_is_published_anew(kept, withdrawn):
    assert load_ruleset("fetched:them/ours@1.0", None).name == "ours@1.0"
    answer = listings(kept)
    assert answer.strictest is ListingStatus.UNDECIDED
    assert answer.undetermined[0].missing == (f"parties.broker: {NAME}",)


def test_whoever_writes_one_is_told(kept, withdrawn):
    found = analyse(load_ruleset("fetched:them/ours@1.0", None))
    assert any("withdrawn: use others" in str(each) for each in found)
