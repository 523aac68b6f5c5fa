"""What a role of PostgreSQL may do: read and add to the register, and nothing else."""

from __future__ import annotations

import sqlalchemy as sa

from sds_core import ConfigurationError, Fault
from sds_register.ledger.database import write_transaction

__all__ = ["grant"]

_REGISTER = ("entries", "commits", "texts", "names", "moves")
_KEYS = {
    "secrets": "SELECT, INSERT",
    "keys": "SELECT, INSERT, UPDATE",
    "identities": "SELECT, INSERT, DELETE",
}


def grant(register: sa.Engine, keys: sa.Engine, role: str) -> None:
    """Give a role what somebody who records needs, and take everything else away from it.

    The role must not own the tables: an owner can give itself anything.

    Args:
        register: the register's database.
        keys: the keys' database.
        role: the role.

    Raises:
        ConfigurationError: one of the databases is not PostgreSQL.
        StoreFailed: there is no such role, or this account may not.
    """
    for engine, rights in (
        (register, dict.fromkeys(_REGISTER, "SELECT, INSERT")),
        (keys, _KEYS),
    ):
        if engine.dialect.name != "postgresql":
            fault = Fault("--grant", engine.dialect.name, "PostgreSQL, which has roles")
            raise ConfigurationError("only PostgreSQL has roles", [fault])
        name = engine.dialect.identifier_preparer.quote(role)
        with write_transaction(engine) as connection:
            for table, allowed in rights.items():
                connection.exec_driver_sql(f"REVOKE ALL ON {table} FROM PUBLIC, {name}")
                connection.exec_driver_sql(f"GRANT {allowed} ON {table} TO {name}")
            connection.exec_driver_sql(f"GRANT SELECT ON alembic_version TO {name}")
