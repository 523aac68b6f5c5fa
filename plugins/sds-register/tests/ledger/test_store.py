"""Kept and provable, on SQLite and on PostgreSQL: appended whole, never changed, found if it was."""

from __future__ import annotations

import secrets
from datetime import UTC, date, datetime
from hashlib import sha256

import pytest
import sqlalchemy as sa
from sds_test_support.ledger import note

from sds_core.errors import (
    ConfigurationError,
    InputError,
    RegisterError,
    StoreFailed,
)
from sds_core.formats.canonical import digest
from sds_core.resources.kept_texts import KeptTexts
from sds_core.site import Site
from sds_register.audit.verify import verify
from sds_register.entries.entry import IdempotencyKey
from sds_register.ledger import schema
from sds_register.ledger.database import (
    connect,
    wal_is_safe,
    write_transaction,
)
from sds_register.ledger.grants import grant
from sds_register.ledger.merkle import Tree, leaf_hash
from sds_register.ledger.migrate import KEYS_HEAD, REGISTER_HEAD, upgrade, version_of
from sds_register.ledger.records import StoredEntry
from sds_register.ledger.store import Store
from sds_register.register import Register

WHEN = datetime(2026, 10, 1, 9, 30, tzinfo=UTC)


class TestKeeping:
    def test_entries_are_dense_and_their_root_is_that_of_their_bytes(self, register):
        for count in (1, 3, 8):
            register.append([note(str(i)) for i in range(count)])
        rows = list(register.store.rows())
        assert [row.index for row in rows] == list(range(12))
        leaves = [leaf_hash(row.head + b"\n" + row.body) for row in rows]
        assert leaves == [row.hash for row in rows]
        assert register.store.tree().root == Tree.of(leaves).root
        assert [(c.first, c.size) for c in register.store.commits()] == [(0, 1), (1, 4), (4, 12)]
        assert register.read(3).data == {"text": "2"}

    def test_the_moment_is_the_clocks_in_utc(self, urls):
        register = Register.open(*urls, clock=lambda: WHEN)
        register.append([note()])
        assert register.read(0).head["at"] == "2026-10-01T09:30:00.000000Z"
        register.close()

    def test_a_register_is_read_again_by_another(self, register, urls):
        register.append([note("kept")])
        again = Register.open(*urls, create=False)
        assert again.read(0).data == {"text": "kept"}
        assert again.origin == register.origin
        again.close()

    def test_an_entry_that_is_not_there_is_said_so(self, register):
        register.append([note()])
        with pytest.raises(InputError, match="one from 0 to 0"):
            register.read(1)

    @pytest.mark.parametrize("table", ["entries", "commits", "texts", "names", "moves"])
    def test_no_row_is_changed_or_taken_away(self, register, table):
        register.append(
            [note("x", ("fund", 5))], texts=KeptTexts(digest(b"x"), {digest(b"x"): b"x"})
        )
        assert register.origin
        column = sa.inspect(register.store.engine).get_columns(table)[0]["name"]
        for statement in (f"UPDATE {table} SET {column} = {column}", f"DELETE FROM {table}"):
            with (
                pytest.raises(StoreFailed, match="append-only"),
                write_transaction(register.store.engine) as connection,
            ):
                connection.exec_driver_sql(statement)
        assert verify(register).holds

    def test_two_urls_that_are_one_database_are_refused(self, urls):
        with pytest.raises(ConfigurationError, match="a database of their own"):
            Register.open(urls[0], urls[0])

    def test_one_file_spelt_in_two_ways_is_one(self, tmp_path):
        with pytest.raises(ConfigurationError, match="a database of their own"):
            Register.open(f"{tmp_path}/r.db", f"sqlite:///{tmp_path}/x/../r.db")

    @pytest.mark.parametrize(
        "url",
        ["mysql://x/y", "sqlite://", "sqlite:///:memory:", "nonsense://", "sqlite:///a?mode=ro"],
    )
    def test_what_cannot_hold_a_register_is_refused(self, url, tmp_path):
        with pytest.raises(ConfigurationError):
            Register.open(url, f"{tmp_path}/keys.db")

    def test_postgresql_needs_to_be_told_where_the_keys_are(self):
        with pytest.raises(ConfigurationError, match="a database of their own"):
            Register.open("postgresql://localhost/x")

    def test_no_register_is_made_where_one_is_only_read(self, tmp_path):
        with pytest.raises(StoreFailed, match="no such"):
            Register.open(f"{tmp_path}/none.db", create=False)
        assert not list(tmp_path.iterdir())


class TestKeys:
    """The register is bound to its keys: without them it is not carried on with others."""

    def test_other_keys_are_refused(self, register, urls, tmp_path):
        register.append([note()])
        elsewhere = f"sqlite:///{tmp_path}/others.db"
        for _ in range(2):
            with pytest.raises(RegisterError, match="not the register's keys"):
                Register.open(urls[0], elsewhere)

    def test_keys_serve_one_register(self, tmp_path):
        """A mistyped register with the right keys is not begun with them."""
        first = Register.open(f"{tmp_path}/r.db", f"{tmp_path}/keys.db")
        first.close()
        with pytest.raises(RegisterError, match="not the register's keys"):
            Register.open(f"{tmp_path}/typo.db", f"{tmp_path}/keys.db")

    def test_keys_that_are_gone_are_not_made_anew(self, tmp_path):
        register = Register.open(f"{tmp_path}/r.db")
        register.append([note()])
        register.close()
        (tmp_path / "r.keys.db").unlink()
        with pytest.raises(RegisterError, match="not the register's keys"):
            Register.open(f"{tmp_path}/r.db")

    @pytest.mark.parametrize("change", ["key = NULL", "key = zeroblob(32)"])
    def test_a_key_that_was_changed_by_hand_is_found(self, tmp_path, change, read_case):
        register = Register.open(f"{tmp_path}/r.db")
        site = Site.load("community-support@1.0")
        register.record(site, read_case(site, "ada"), date(2026, 10, 1))
        assert verify(register).holds
        subject = register.read(4).row.subject
        with write_transaction(register.key_store._engine) as connection:
            connection.exec_driver_sql(f"UPDATE keys SET {change} WHERE subject = '{subject}'")
        found = verify(register)
        assert not found.holds
        assert "the key to it is" in found.found[0].what
        register.close()

    def test_names_are_one_however_they_are_typed(self, register):
        first = register.key_store.people(["C-Broker"])["C-Broker"]
        again = register.key_store.people([" c-broker ", "C-BROKER"])
        assert {held.subject for held in again.values()} == {first.subject}


class TestVersions:
    def test_a_new_register_is_of_the_newest_version(self, register):
        assert version_of(register.store.engine) == REGISTER_HEAD
        assert version_of(register.key_store._engine) == KEYS_HEAD

    def test_the_tables_are_those_that_the_library_knows(self, register):
        for metadata, engine in (
            (schema.register, register.store.engine),
            (schema.keys, register.key_store._engine),
        ):
            from alembic.autogenerate import compare_metadata
            from alembic.migration import MigrationContext

            with engine.connect() as connection:
                context = MigrationContext.configure(connection)
                assert compare_metadata(context, metadata) == []

    def test_an_older_register_keeps_its_root_when_it_is_upgraded(self, urls):
        old = connect(urls[0])
        upgrade(old, "register", "0001")
        made = Store(old).append([StoredEntry(0, "note", None, None, None, b"{}", b"x")], "then")
        with pytest.raises(RegisterError, match="sds register upgrade"):
            Register.open(*urls)
        assert upgrade(old, "register") == "0001"
        assert version_of(old) == REGISTER_HEAD
        assert Store(old).tree().root == made.root
        old.dispose()

    def test_a_newer_register_is_left_alone(self, register, urls):
        with write_transaction(register.store.engine) as connection:
            connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
        with pytest.raises(RegisterError, match="newer one"):
            Register.open(*urls)

    @pytest.mark.parametrize(
        ("version", "safe"),
        [
            ((3, 6, 23), False),  # it has no write-ahead log at all
            ((3, 7, 0), False),
            ((3, 40, 1), False),
            ((3, 44, 5), False),
            ((3, 44, 6), True),
            ((3, 45, 0), False),
            ((3, 50, 6), False),
            ((3, 50, 7), True),
            ((3, 51, 2), False),
            ((3, 51, 3), True),
            ((3, 52, 0), True),
        ],
    )
    def test_versions_with_the_wal_reset_fault_keep_a_rollback_journal(self, version, safe):
        assert wal_is_safe(version) is safe

    @pytest.mark.parametrize(
        ("version", "mode", "level"), [((3, 40, 1), "delete", 3), ((3, 51, 3), "wal", 2)]
    )
    def test_commits_are_durable_in_either_mode(self, tmp_path, monkeypatch, version, mode, level):
        monkeypatch.setattr("sqlite3.sqlite_version_info", version)
        engine = connect(f"{tmp_path}/r.db")
        with engine.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == mode
            assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == level
            assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
        engine.dispose()


class TestRequests:
    def test_a_retry_is_one_request(self, register):
        first = register.append([note()], request=IdempotencyKey("k", b"content"))
        again = register.append([note()], request=IdempotencyKey("k", b"content"))
        assert again.repeated
        assert (again.first, again.size, again.root) == (first.first, first.size, first.root)
        assert register.store.count() == 1

    def test_one_key_for_two_requests_is_refused_and_nothing_is_written(self, register):
        register.append([note()], request=IdempotencyKey("k", b"one"))
        with pytest.raises(InputError, match="cannot mean two things"):
            register.append([note()], request=IdempotencyKey("k", b"other"))
        assert register.store.count() == 1

    def test_keys_are_kept_as_keyed_digests(self, register):
        register.append([note()], request=IdempotencyKey("EX-ADA", b"content"))
        with register.store.engine.connect() as connection:
            request, content = connection.exec_driver_sql(
                "SELECT request, content FROM commits WHERE size = 1"
            ).one()
        assert bytes(request) != sha256(b"EX-ADA").digest()
        assert len(bytes(content)) == 32


def test_on_postgresql_a_writer_may_read_and_add_and_nothing_else(postgres, fresh, on_server):
    urls = fresh(), fresh()
    Register.open(*urls).close()
    role = f"writer_{secrets.token_hex(4)}"
    on_server(f"CREATE ROLE {role} LOGIN")
    engines = connect(urls[0]), connect(urls[1])
    grant(*engines, role)
    for engine in engines:
        engine.dispose()
    theirs = [sa.make_url(u).set(username=role).render_as_string(hide_password=False) for u in urls]
    register = Register.open(*theirs)
    register.append([note("x", ("fund", 5))])
    assert register.read(0).data == {"text": "x"}
    for statement in (
        "UPDATE entries SET kind = 'x'",
        "DELETE FROM commits",
        "TRUNCATE moves",
        "ALTER TABLE entries DISABLE TRIGGER USER",
    ):
        with (
            pytest.raises(StoreFailed, match="may not do that"),
            write_transaction(register.store.engine) as connection,
        ):
            connection.exec_driver_sql(statement)
    register.close()


def test_a_journey_is_one_transaction_with_one_entry_a_decision(register, read_case):
    site = Site.load("independent-broker@1.0")
    case = read_case(site, "ben")
    recorded = register.record(site, case, date(2026, 10, 1))
    commits = list(register.store.commits())
    assert len(commits) == 1
    kinds = [row.kind for row in register.store.rows()]
    assert kinds.count("decision") == len(recorded.journey.decisions) == 8
    assert kinds.count("case") == kinds.count("submission") == 1
    again = register.record(site, case, date(2026, 10, 1))
    kinds = [row.kind for row in register.store.rows(recorded.size)]
    assert kinds == ["decision"] * 8  # the case, the people and the plan are there already
    assert (again.plan, again.why) == (recorded.plan, f"it waits already, at entry {recorded.plan}")
