"""Runs migrations on the connection that it is given: see `sds_register.ledger.migrate`."""

from __future__ import annotations

from alembic import context

connection = context.config.attributes["connection"]
# DDL is transactional on both databases, once SQLite's driver leaves transactions alone: a
# migration that is killed half-way leaves what was there before.
context.configure(connection=connection, transactional_ddl=True)
context.run_migrations()
