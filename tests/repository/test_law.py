"""Law is cited only with its provision, its version and how far it was verified, as `sds law` lists it.

The core cites none: what English law asks for is said by distributions.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from sds_care_act.law import provisions, reason, rules
from sds_core import Evidence, Site, load_example
from sds_core.formats.toml import read_toml
from sds_core.profiles.file_format import installed

ROOT = Path(__file__).resolve().parents[2]
CORE = ROOT / "src" / "sds_core"
PLUGINS = sorted((ROOT / "plugins").glob("*/src"))
NEUTRAL = re.compile(r"\[(?:19|20)\d\d\] (?:EWCA Civ|EWHC|UKSC|UKHL|AC|QB) \d+")
NAMED = re.compile(
    r"Care Act 2014|Statutory Guidance|\bUK GDPR\b|Mental Health Act|Equality Act|\bs(?:ection )?25\(5\)"
)
GRADES = (Evidence.LAW, Evidence.GUIDANCE)


def texts(folder: Path) -> list[tuple[Path, str]]:
    kinds = ("*.py", "*.toml", "*.csv", "*.html", "*.jinja")
    files = (path for kind in kinds for path in sorted(folder.rglob(kind)))
    return [(path, path.read_text("utf-8")) for path in files if "__pycache__" not in path.parts]


def listed(title: str, place: str) -> bool:
    """Tell whether a citation is one of those that `sds law` lists."""
    citation = NEUTRAL.search(title)
    return any(
        (each.title, each.place) == (title, place)
        or (citation is not None and citation[0] in each.title)
        for each in provisions().values()
    )


def test_the_core_cites_no_english_law():
    for path, text in texts(CORE):
        assert not NEUTRAL.search(text), path
        assert not NAMED.search(text), path


def test_every_case_that_is_cited_is_listed():
    titles = " ".join(each.title for each in provisions().values())
    for folder in PLUGINS:
        for path, text in texts(folder):
            for citation in NEUTRAL.findall(text):
                assert citation in titles, f"{path} cites {citation}, which sds law does not list"


def test_every_file_that_calls_itself_law_or_guidance_is_listed():
    for folder in PLUGINS:
        for path in sorted(folder.rglob("*.toml")):
            data = read_toml(path, path.name).data
            if data.get("evidence") not in (*GRADES,) or "criteria" in path.parts:
                continue
            assert listed(data["source"], ""), path


def reasons():
    """Yield every reason of every model on every example, and on what is taken from it."""
    for name in ("ada", "ben", "cam", "dee", "eli"):
        whole = load_example(f"case-{name}")
        for without in ("", "help", "plan", "links"):
            case = {key: value for key, value in whole.items() if key != without}
            for profile, version, *_ in installed():
                if profile != "english-base" and profile != "norfolk-primary-example":
                    site = Site.load(f"{profile}@{version}")
                    for decision in site.decide(
                        site.reader.from_document(case), date(2026, 10, 1)
                    ).decisions:
                        yield from decision.reasons


def test_every_reason_that_calls_itself_law_or_guidance_is_listed():
    seen = set()
    for given in reasons():
        if given.reason.evidence in GRADES:
            source = given.reason.source
            assert listed(source.title, source.place), given
            seen.add(given.reason.rule)
    assert len(seen) > 4


def test_every_provision_says_its_version_and_how_far_it_was_verified():
    for each in provisions().values():
        assert each.version.strip(), each.id
        assert each.requires.strip(), each.id
        assert each.confidence in ("high", "medium", "low"), each.id
        assert bool(each.seen) is (each.verified != "memory"), each.id
    cited = {name for rule in rules().values() for name in rule.provisions}
    assert cited <= set(provisions())
    assert set(provisions()) <= cited, "a provision that no rule rests on"


def test_every_rule_that_the_code_gives_is_listed_and_the_projects_own_are_no_law():
    source = "".join(text for folder in PLUGINS for _, text in texts(folder / "sds_care_act"))
    for rule in rules().values():
        assert reason(rule.id, "x").evidence in (*GRADES, Evidence.LOCAL_CHOICE)
        if rule.kind == "project":
            assert reason(rule.id, "x").evidence is Evidence.LOCAL_CHOICE
    for name in re.findall(r'reason\(\s*"([a-z-]+)"', source):
        assert name in rules()


@pytest.mark.parametrize("words", [(), ("sufficient-final",), ("CA-26-1",)])
def test_sds_law_lists_them(words):
    sds = str(Path(sys.executable).with_name("sds"))
    done = subprocess.run([sds, "law", *words, "--json"], capture_output=True, check=True)
    found = json.loads(done.stdout)["rules"]
    assert len(found) == len(rules()) if not words else 0 < len(found) < len(rules())
    for each in found:
        assert each["provisions"], each
        assert all({"version", "verified"} <= set(one) for one in each["provisions"])


def test_a_name_that_is_not_listed_is_refused_with_the_nearest():
    sds = str(Path(sys.executable).with_name("sds"))
    done = subprocess.run(
        [sds, "law", "sufficent-final"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 3
    assert "sufficient-final" in done.stderr
