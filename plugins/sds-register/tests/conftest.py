"""A register on each database: a file, and a real PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from attrs import evolve

from sds_core.site import Site
from sds_register.acts.plan_acts import Actor, Outcome, SignOff
from sds_register.register import Register

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="session")
def site() -> Site:
    """Return the site that most journeys here are decided by."""
    return Site.load("independent-broker@1.0")


@pytest.fixture(params=["sqlite", "postgresql"])
def urls(request, tmp_path) -> tuple[str, str]:
    """Return where a new register and its keys are kept, on each database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/register.db", f"sqlite:///{tmp_path}/keys.db"
    make = request.getfixturevalue("fresh")
    return make(), make()


def clock() -> datetime:
    """The tests' day is New Year's Day 2027: nobody acts on a later one."""
    return datetime(2027, 1, 1, 12, tzinfo=UTC)


@pytest.fixture
def register(urls) -> Iterator[Register]:
    opened = Register.open(*urls, clock=clock)
    yield opened
    opened.close()


@pytest.fixture
def file_register(tmp_path) -> Iterator[Register]:
    """Return a register in files, where the database makes no difference."""
    opened = Register.open(f"{tmp_path}/register.db", clock=clock)
    yield opened
    opened.close()


HEAD = Actor("hh1", "P-88", "Hana Head", "head_of_service")
MANAGER = Actor("tm1", "P-77", "Mary Manager", "team_manager")


@pytest.fixture(scope="session")
def read_case():
    """Return a function from a site and an example's name to the case."""

    def read(site, name, change=None):
        import json

        data = json.loads((ROOT / "schemas" / "examples" / f"case-{name}.json").read_text("utf-8"))
        if change is not None:
            change(data)
        return site.read_case(json.dumps(data).encode())

    return read


@pytest.fixture(scope="session")
def accepts():
    """Return a sign-off of Ben's plan that may stand, to be changed into one that may not."""

    def make(plan, on, **changes):
        act = SignOff(
            on,
            HEAD,
            plan,
            Outcome.ACCEPT,
            ("the plan", "the reviewer's marks"),
            "The kitchen tools are needed once.",
            no_statement="Asked on the telephone; none was made.",
            not_any_of=("p", "broker"),
        )
        return evolve(act, **changes)

    return make
