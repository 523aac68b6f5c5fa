"""What earlier versions wrote still stands: decisions byte by byte, registers, exports, homes."""

from __future__ import annotations

import json
import lzma
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from sds_core.cli.health import examine
from sds_core.errors import SdsError
from sds_core.formats.canonical import canonical
from sds_core.formats.decisions import DECISION
from sds_core.formats.records import to_plain
from sds_core.profiles.assemble import load_profile
from sds_core.rulesets.fetched import load_fetched
from sds_core.rulesets.load import load_ruleset
from sds_core.site import Site
from sds_register.acts.plain import stored_faults
from sds_register.acts.plan_acts import Actor, Outcome, SignOff
from sds_register.audit.replay import replay, without_versions
from sds_register.audit.verify import verify
from sds_register.audit.witness import read_checkpoints
from sds_register.register import Register
from sds_register.workflow.waiting_list import waiting

KEPT = sorted(path.parent for path in Path(__file__).parent.glob("*/decisions.jsonl.xz"))
DAY = date(2026, 11, 1)


def clock() -> datetime:
    return datetime(2027, 1, 1, 12, tzinfo=UTC)


@pytest.fixture(params=KEPT, ids=lambda path: path.name)
def kept(request, tmp_path, monkeypatch) -> Path:
    """Return what one version kept, with its home as the home of the test."""
    shutil.copytree(request.param, tmp_path / "kept", symlinks=True)
    monkeypatch.setenv("SDS_HOME", str(tmp_path / "kept" / "home"))
    return tmp_path / "kept"


def lines(kept: Path) -> list[dict[str, Any]]:
    text = lzma.decompress((kept / "decisions.jsonl.xz").read_bytes()).decode()
    return [json.loads(line) for line in text.splitlines()]


def decided(site: Site, line: dict[str, Any]) -> dict[str, Any]:
    """Return the journey that a case comes to now, or why it is refused."""
    try:
        case = site.read_case(json.dumps(line["case"]).encode())
        journey = site.decide(case, date.fromisoformat(line["on"]))
    except SdsError as error:
        return {"refused": error.message}
    return json.loads(canonical(to_plain(journey), checked=True))


def test_something_is_kept():
    assert KEPT


def test_every_decision_comes_to_the_same(kept):
    sites: dict[str, Site] = {}
    found, statuses = lines(kept), set()
    for line in found:
        name = line["profile"]
        if name not in sites:
            own = name.startswith("with-fetched")
            sites[name] = Site.load(str(kept / "with-fetched.toml") if own else name)
        about = (line["about"], name, line["on"])
        journey = decided(sites[name], line)
        if "refused" in line or "refused" in journey:
            assert journey == {"refused": line.get("refused")}, about
            continue
        for made, before in zip(journey["decisions"], line["journey"]["decisions"], strict=True):
            one, other = without_versions(made), without_versions(DECISION.read(before, "kept"))
            assert canonical(one) == canonical(other), (*about, made["question"])
            statuses.add((made["question"], made["status"]))
    assert len(found) > 300
    assert len({question for question, _ in statuses}) == 8
    assert {status for _, status in statuses} == {"answered", "undetermined", "not_asked"}


@pytest.fixture(params=["sqlite", "postgresql"])
def urls(request, kept) -> Iterator[tuple[str, str]]:
    """Return where the kept register and its keys are, on each database."""
    if request.param == "sqlite":
        yield str(kept / "register" / "register.db"), str(kept / "register" / "register.keys.db")
        return
    make = request.getfixturevalue("fresh")
    found = []
    for name in ("register", "keys"):
        url = make()
        text = lzma.decompress((kept / "register" / f"{name}.sql.xz").read_bytes()).decode()
        # Without the commands of psql, and without settings that older servers do not know.
        said = [line for line in text.splitlines() if not line.startswith(("\\", "SET "))]
        engine = sa.create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
        with engine.begin() as connection:
            cursor = connection.connection.cursor()
            cursor.execute("\n".join(said))
        engine.dispose()
        found.append(url)
    yield found[0], found[1]


@pytest.fixture
def register(urls) -> Iterator[Register]:
    opened = Register.open(*urls, create=False, clock=clock)
    yield opened
    opened.close()


def test_the_register_opens_and_verifies(register):
    found = verify(register, ())
    assert found.holds, found
    assert found.size > 90


def test_the_register_agrees_with_the_checkpoint_kept_aside(kept):
    register = Register.open(str(kept / "register" / "register.db"), create=False, clock=clock)
    given = read_checkpoints(str(kept / "checkpoints"), register.signer.verifier)
    found = verify(register, given)
    register.close()
    assert len(given) == 1
    assert found.holds, found


def test_every_decision_in_the_register_is_made_again(register):
    done = list(replay(register, installed=True))
    erased = [item for item in done if item.same is None]
    assert all("can no longer be read" in item.why for item in erased)
    assert len(erased) == 8
    assert len(done) == 48
    assert all(item.same for item in done if item not in erased), done


def test_it_exports_the_same_bytes(kept):
    words = ["register", "export", "--register", "register/register.db", "--out", "again.jsonl"]
    sds = str(Path(sys.executable).with_name("sds"))
    subprocess.run([sds, *words], cwd=kept, env=os.environ, check=True, capture_output=True)
    assert (kept / "again.jsonl").read_bytes() == (kept / "export.jsonl").read_bytes()


def test_its_waiting_plan_is_signed_off(register, kept):
    (item,) = waiting(register, DAY).plans
    site = Site.load(str(kept / "with-fetched.toml"))
    act = SignOff(
        date(2026, 11, 2),
        Actor("oo", "ST-89", "Otto Other", "head_of_service"),
        item.entry,
        Outcome.RETURN,
        ("the plan", "what the reviewer said"),
        "The plan does not say who is called when it goes wrong.",
        criteria=(site.profile.criteria.criteria[0].id,),
        no_statement="Asked by telephone; none was made.",
        not_any_of=("p", "broker", "sister", "mother", "friend"),
    )
    acted = register.sign_off(site, act)
    assert acted.kind == "sign_off"
    assert not waiting(register, act.on).plans
    assert verify(register, ()).holds


def test_its_refusals_are_read_with_what_to_do(register):
    refused = [
        e for e in register.entries(list(register.store.rows())) if e.kind.word == "act_refused"
    ]
    assert refused
    for entry in refused:
        assert all(fault.hint for fault in stored_faults(entry.data["faults"]))


def test_what_was_fetched_is_still_used(kept):
    assert load_fetched("them").damaged() == []
    assert load_ruleset("fetched:them/ours@1.0", None).name == "ours@1.0"
    (check,) = [c for c in examine(DAY).checks if c.name == "fetched them"]
    assert check.works, check
    assert load_profile(str(kept / "with-fetched.toml")).name == "with-fetched@1.0"
