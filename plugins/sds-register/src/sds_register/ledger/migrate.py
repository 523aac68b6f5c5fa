"""Which version a database's tables are of, and bringing them to the newest."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from sds_core import Fault, RegisterError
from sds_register.ledger.database import place_of, read_transaction, write_transaction

__all__ = ["KEYS_HEAD", "REGISTER_HEAD", "check_version", "upgrade", "version_of"]

REGISTER_HEAD = "0003"
KEYS_HEAD = "k0001"
_HEADS = {"register": REGISTER_HEAD, "keys": KEYS_HEAD}


def version_of(engine: sa.Engine) -> str | None:
    """Return the version of a database's tables, or `None` where it has none."""
    with read_transaction(engine) as connection:
        if not sa.inspect(connection).has_table("alembic_version"):
            return None
        row = connection.exec_driver_sql("SELECT version_num FROM alembic_version").first()
        return None if row is None else str(row[0])


def upgrade(engine: sa.Engine, kind: str, to: str = "head") -> str | None:
    """Bring a database's tables to a version, all of the way or not at all.

    Args:
        engine: the database.
        kind: “register” or “keys”.
        to: the version; the newest if left out.

    Returns:
        The version that it had before, or `None` where it had no tables.
    """
    # Loading Alembic takes longer than a decision: only where there is something to do.
    from alembic import command
    from alembic.config import Config

    before = version_of(engine)
    folder = Path(__file__).parent / "migrations"
    config = Config()
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.set_main_option("version_locations", str(folder / kind).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    with write_transaction(engine) as connection:
        if engine.dialect.name == "postgresql":  # one at a time; the other finds it done
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7364735)")
        config.attributes["connection"] = connection
        command.upgrade(config, to)
    return before


def check_version(engine: sa.Engine, kind: str) -> bool:
    """Tell whether a database has tables.

    Raises:
        RegisterError: they are of another version.
    """
    found, wanted = version_of(engine), _HEADS[kind]
    if found not in (None, wanted):
        hint = "Run sds register upgrade."
        if found is not None and found > wanted:
            hint = "Install the version of sds-core that wrote it, or a newer one."
        fault = Fault(place_of(engine), f"tables of version {found}", wanted, hint)
        raise RegisterError("the register is of another version", [fault])
    return found is not None
