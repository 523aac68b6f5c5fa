"""Kept and provable, on SQLite and on PostgreSQL: appended whole, never changed, found if it was."""

from __future__ import annotations

import secrets
import subprocess
import sys
import threading
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path

import pytest
import sqlalchemy as sa

from sds_core.errors import (
    ActRefused,
    ConfigurationError,
    InputError,
    RegisterDamaged,
    RegisterError,
    StoreFailed,
)
from sds_core.formats.canonical import digest
from sds_core.resources.kept_texts import KeptTexts
from sds_core.site import Site
from sds_register.audit.proofs import check_proof, make_proof
from sds_register.audit.verify import verify
from sds_register.audit.witness import hand_over, read_checkpoints
from sds_register.entries.entry import Draft, IdempotencyKey
from sds_register.ledger import schema
from sds_register.ledger.database import (
    ConstraintViolation,
    connect,
    wal_is_safe,
    write_transaction,
)
from sds_register.ledger.grants import grant
from sds_register.ledger.merkle import Tree, leaf_hash
from sds_register.ledger.migrate import KEYS_HEAD, REGISTER_HEAD, upgrade, version_of
from sds_register.ledger.records import StoredEntry
from sds_register.ledger.schema import ENTRIES, TEXTS
from sds_register.ledger.signed_notes import Checkpoint
from sds_register.ledger.store import Store
from sds_register.register import Register

WHEN = datetime(2026, 10, 1, 9, 30, tzinfo=UTC)


def note(text="x", *moves, **more):
    return Draft(
        "pot_change" if moves else "note", b'{"text":"%s"}' % text.encode(), moves=moves, **more
    )


def triggers(register, *, on):
    """Do what somebody who owns the database can: take the triggers away, and put them back."""
    engine = register.store.engine
    engine.dispose()  # a connection that knows the triggers yet would not make them
    with write_transaction(engine) as connection:
        run = connection.exec_driver_sql
        if engine.dialect.name == "postgresql":
            word = "ENABLE" if on else "DISABLE"
            for table in ("entries", "commits", "texts", "names", "moves"):
                run(f"ALTER TABLE {table} {word} TRIGGER USER")
            run("ALTER TABLE commits DROP CONSTRAINT IF EXISTS commits_first_fkey")
            return
        if not on:
            query = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
            register.taken = run(query).all()
            for name, _ in register.taken:
                run(f"DROP TRIGGER {name}")
        else:
            for _, sql in register.taken:
                run(sql)


def meddle(register, *statements):
    """Change the database by hand, and leave it looking as it did."""
    triggers(register, on=False)
    with write_transaction(register.store.engine) as connection:
        for statement in statements:
            connection.execute(sa.text(statement) if isinstance(statement, str) else statement)
    triggers(register, on=True)


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
        with write_transaction(register.vault._engine) as connection:
            connection.exec_driver_sql(f"UPDATE keys SET {change} WHERE subject = '{subject}'")
        found = verify(register)
        assert not found.holds
        assert "the key to it is" in found.found[0].what
        register.close()

    def test_names_are_one_however_they_are_typed(self, register):
        first = register.vault.people(["C-Broker"])["C-Broker"]
        again = register.vault.people([" c-broker ", "C-BROKER"])
        assert {held.subject for held in again.values()} == {first.subject}


class TestVersions:
    def test_a_new_register_is_of_the_newest_version(self, register):
        assert version_of(register.store.engine) == REGISTER_HEAD
        assert version_of(register.vault._engine) == KEYS_HEAD

    def test_the_tables_are_those_that_the_library_knows(self, register):
        for metadata, engine in (
            (schema.register, register.store.engine),
            (schema.keys, register.vault._engine),
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


class TestRaces:
    def test_of_two_acts_on_one_state_one_wins(self, register):
        register.append([note(thread="t", after=-1)])
        register.append([note(thread="t", after=0)])
        with pytest.raises(ActRefused, match="somebody else acted first"):
            register.append([note(thread="t", after=0)])
        with pytest.raises(ActRefused, match="somebody else acted first"):
            register.append([note(thread="t", after=-1)])
        assert register.store.count() == 2

    def test_many_acts_on_one_state_leave_one(self, register):
        register.append([note(thread="t", after=-1)])
        outcomes: list[str] = []

        def act():
            try:
                register.append([note(thread="t", after=0)])
                outcomes.append("done")
            except ActRefused:
                outcomes.append("told")

        threads = [threading.Thread(target=act) for _ in range(12)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(outcomes) == ["done", *["told"] * 11]
        assert register.store.count() == 2

    def test_a_pot_is_never_over_spent(self, register):
        register.append([note("x", ("fund", 1_000))])
        outcomes: list[str] = []

        def take():
            try:
                register.append([note("x", ("fund", -300))])
                outcomes.append("done")
            except ActRefused as refused:
                outcomes.append(refused.message)

        threads = [threading.Thread(target=take) for _ in range(10)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert outcomes.count("done") == 3
        assert outcomes.count("the pot does not hold that much") == 7
        assert register.balances() == {"fund": 100}
        assert register.store.count() == 4

    @pytest.mark.parametrize(
        "row",
        [
            "('fund', 1, 500, -500, 0, 1000, 0)",  # spends what another has spent
            "('fund', 2, 200, -500, 0, 1000, 0)",  # leaves a number out
            "('fund', 2, 900, -100, 1, 1000, 0)",  # believes in a balance that is not there
            "('fund', 2, 600, -100, 1, 600, 0)",  # does not add up
            "('fund', 2, -1, -601, 1, 600, 0)",  # spends more than there is
            "('fund', 0, 9000, 9000, NULL, NULL, 0)",  # begins the pot again
            "('fund', 3, 9000, 9000, NULL, NULL, 0)",  # begins it in the middle
        ],
    )
    def test_the_database_itself_holds_the_pot(self, register, row):
        register.append([note("x", ("fund", 1_000))])
        register.append([note("x", ("fund", -400))])
        columns = "pot, number, balance, change, before, held, entry"
        with (
            pytest.raises(ConstraintViolation),
            write_transaction(register.store.engine) as connection,
        ):
            connection.exec_driver_sql(f"INSERT INTO moves ({columns}) VALUES {row}")
        assert register.balances() == {"fund": 600}

    def test_commits_cannot_fork(self, register):
        register.append([note()])
        for row in ("(9, 0, 'x')", "(9, 5, 'x')", "(9, NULL, 'x')"):
            with (
                pytest.raises(ConstraintViolation),
                write_transaction(register.store.engine) as connection,
            ):
                connection.exec_driver_sql(
                    "INSERT INTO commits (size, first, at, root, peaks) "
                    f"SELECT v.size, v.first, v.at, c.root, c.peaks FROM commits c, "
                    f"(SELECT {row[1:-1].split(',')[0]} AS size, "
                    f"CAST({row[1:-1].split(',')[1]} AS bigint) AS first, 'x' AS at) v "
                    "WHERE c.size = 0"
                )


def test_fifty_writers_of_two_hundred_entries_leave_one_dense_register(register, urls):
    script = str(Path(__file__).with_name("writer.py"))
    writers = [subprocess.Popen([sys.executable, script, *urls, "10", "200"]) for _ in range(5)]
    assert [writer.wait(timeout=300) for writer in writers] == [0] * 5
    found = verify(register)
    assert found.holds
    assert found.size == 50 * 200
    leaves = [row.hash for row in register.store.rows()]
    assert Tree.of(leaves).root.hex() == found.root


class TestProof:
    @pytest.fixture
    def filled(self, register):
        for i in range(9):
            register.append([note(f"{i}-{j}") for j in range(i + 1)])
        return register

    def test_what_was_recorded_holds(self, filled):
        found = verify(filled)
        assert (found.holds, found.size, found.first_wrong) == (True, 45, None)

    def test_the_first_entry_that_was_changed_is_named(self, filled):
        meddle(filled, "UPDATE entries SET head = body WHERE idx IN (17, 30)")
        found = verify(filled)
        assert not found.holds
        assert found.first_wrong == 17
        assert found.found[0].place == "entry 17"

    def test_a_column_that_lies_is_found(self, filled):
        meddle(filled, "UPDATE entries SET kind = 'sign_off' WHERE idx = 11")
        assert verify(filled).first_wrong == 11

    def test_an_entry_taken_out_of_the_middle_is_found(self, filled):
        meddle(filled, "DELETE FROM entries WHERE idx = 20")
        assert verify(filled).first_wrong == 20

    def test_an_entry_added_at_the_end_by_hand_is_found_and_nothing_more_is_written(self, filled):
        meddle(
            filled,
            "INSERT INTO entries (idx, kind, head, body, hash) "
            "SELECT 45, kind, head, body, hash FROM entries WHERE idx = 0",
        )
        assert verify(filled).first_wrong == 45
        with pytest.raises(RegisterDamaged, match="nothing is added"):
            filled.append([note()])

    def test_a_hash_made_anew_for_a_changed_entry_contradicts_its_commit(self, filled):
        row = filled.store.select(ENTRIES.c.idx == 17)[0]
        changed = row.body[:-1] + bytes([row.body[-1] ^ 1])
        hashed = leaf_hash(row.head + b"\n" + changed).hex()
        if filled.store.engine.dialect.name == "postgresql":
            sql = f"UPDATE entries SET body = '\\x{changed.hex()}', hash = '\\x{hashed}' WHERE idx = 17"
        else:
            sql = f"UPDATE entries SET body = x'{changed.hex()}', hash = x'{hashed}' WHERE idx = 17"
        meddle(filled, sql)
        found = verify(filled)
        assert not found.holds
        assert found.found[0].place == "commit 21"
        with pytest.raises(RegisterDamaged, match="entry 17"):
            filled.read(17)
        with pytest.raises(RegisterDamaged):  # from then on it is only read
            filled.append([note()])

    def test_an_entry_below_nought_is_found(self, filled):
        if filled.store.engine.dialect.name == "postgresql":
            first = "ALTER TABLE entries DROP CONSTRAINT entries_from_nought"
        else:
            first = "PRAGMA ignore_check_constraints = ON"
        triggers(filled, on=False)
        with filled.store.engine.connect() as connection:
            connection.exec_driver_sql(first)
            connection.exec_driver_sql(
                "INSERT INTO entries (idx, kind, head, body, hash) "
                "SELECT -7, 'release', head, body, hash FROM entries WHERE idx = 0"
            )
            connection.commit()
        triggers(filled, on=True)
        assert not verify(filled).holds

    def test_triggers_that_are_gone_are_found(self, filled):
        triggers(filled, on=False)
        assert any("refuses changes is not as" in item.what for item in verify(filled).found)

    def test_a_trigger_that_does_nothing_is_found(self, file_register):
        file_register.append([note()])
        triggers(file_register, on=False)
        file_register.taken = [
            (
                name,
                sql.replace(
                    "BEGIN SELECT RAISE(ABORT, 'the register is append-only')",
                    "WHEN 0 BEGIN SELECT 1",
                ),
            )
            for name, sql in file_register.taken
        ]
        triggers(file_register, on=True)
        assert not verify(file_register).holds

    def test_a_request_or_a_moment_changed_by_hand_is_found(self, register):
        register.append([note()], request=IdempotencyKey("k", b"content"))
        assert verify(register).holds
        for change in ("request = NULL, content = NULL", "at = '2001'"):
            meddle(register, f"UPDATE commits SET {change} WHERE size = 1")
            assert verify(register).found[0].place == "commit 1"

    def test_a_damaged_head_is_named_and_crashes_nothing(self, filled):
        filled.append([note(thread="t", after=-1)])
        meddle(filled, "UPDATE entries SET head = body WHERE idx = 45")
        found = verify(filled)
        assert found.first_wrong == 45
        with pytest.raises(RegisterDamaged, match="entry 45"):
            filled.headers(ENTRIES.c.idx > 40)

    def test_an_index_that_lies_is_found(self, file_register, tmp_path):
        for i in range(40):
            file_register.append([Draft("account_link", b"{}", head={"n": i})])
        file_register.close()
        path = tmp_path / "register.db"
        data = bytearray(path.read_bytes())
        places = [i for i in range(len(data)) if data.startswith(b"account_link", i)]
        # In the table a kind is followed by its head; in the index by the entry's number.
        place = next(p for p in places if data[p + 12 : p + 16] != b'{"at')
        data[place] ^= 1
        path.write_bytes(data)
        register = Register.open(str(path), create=False)
        assert not verify(register).holds
        register.close()

    def test_a_text_that_was_changed_is_found(self, filled):
        filled.append([note()], texts=KeptTexts(digest(b"a"), {digest(b"a"): b"a"}))
        assert verify(filled).holds
        meddle(filled, "UPDATE texts SET digest = 'sha256:0'")
        assert "text sha256:0" in verify(filled).found[0].place

    def test_a_text_that_was_taken_away_is_found_by_the_entry_that_names_it(
        self, register, read_case
    ):
        site = Site.load("community-support@1.0")
        register.record(site, read_case(site, "ada"), date(2026, 10, 1))
        own = site.texts.digest
        for lost in (next(d for d in site.texts.bodies if d != own), own):
            meddle(register, sa.delete(TEXTS).where(TEXTS.c.digest == lost))
            found = verify(register)
            assert any(lost in item.place and "missing" in item.what for item in found.found)

    @pytest.mark.parametrize(
        "change",
        [
            "UPDATE moves SET change = 900, balance = 900",
            "DELETE FROM moves",
            "INSERT INTO moves (pot, number, balance, change, entry) VALUES ('x', 0, 7, 7, 45)",
        ],
    )
    def test_a_pot_that_was_changed_by_hand_is_found(self, filled, change):
        filled.append([note("x", ("fund", 1_000))])
        assert verify(filled).holds
        meddle(filled, change)
        assert verify(filled).first_wrong == 45

    def test_a_tail_cut_off_clean_contradicts_a_checkpoint_kept_aside(self, filled, tmp_path):
        kept = tmp_path / "theirs"
        checkpoint, _, where = hand_over(filled, str(kept))
        assert checkpoint.size == 45
        filled.append([note("later")])
        checkpoints = read_checkpoints(str(kept), filled.signer.verifier)
        assert verify(filled, checkpoints).agreed == (where,)
        meddle(
            filled,
            "DELETE FROM commits WHERE size > 36",
            "DELETE FROM entries WHERE idx >= 36",
        )
        assert verify(filled).holds  # by itself, it holds
        found = verify(filled, checkpoints)
        assert not found.holds
        assert where in found.found[0].place
        assert "9 are gone" in found.found[0].what
        with pytest.raises(RegisterDamaged, match="nothing is signed"):
            hand_over(filled, str(kept))

    def test_a_register_made_anew_contradicts_a_checkpoint_kept_aside(self, filled, tmp_path):
        hand_over(filled, str(tmp_path / "theirs"))
        key = filled.signer.verifier
        rows = [
            r if r.index != 3 else StoredEntry(3, r.kind, None, None, None, r.head, b"changed")
            for r in filled.store.rows()
        ]
        at = filled.read(0).head["at"]
        meddle(filled, "DELETE FROM commits WHERE size > 0", "DELETE FROM entries")
        filled.store.append(rows, at)
        assert verify(filled).holds
        found = verify(filled, read_checkpoints(str(tmp_path / "theirs"), key))
        assert "the first 45 entries are not those that it saw" in found.found[0].what

    def test_a_checkpoint_of_another_register_is_no_comfort(self, filled):
        other = Checkpoint("sds-register-0000", 45, filled.store.tree().root)
        assert "another register" in verify(filled, [("x", other)]).found[0].what

    def test_every_entry_can_be_proved_without_the_register(self, filled):
        key = filled.signer.verifier
        for index in (0, 17, 44):
            proof = make_proof(filled, index)
            proven = check_proof(proof, key)
            row = filled.read(index).row
            assert (proven.entry, proven.size) == (index, 45)
            assert proven.data == row.head + b"\n" + row.body
            for changed in (
                proof.replace(f"index {index}", f"index {index + 1}"),
                proof.replace("extra ", "extra AA"),
                proof.replace("\n45\n", "\n46\n"),
                proof.replace("tlog-proof@v1", "tlog-proof@v2"),
                proof.replace("\n\n", "\nAAAA\n\n", 1),
                proof + "x",
                "",
            ):
                with pytest.raises(InputError):
                    check_proof(changed, key)


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


def test_nothing_is_handed_over_by_another_way(file_register):
    for place in ("ftp://x/y", "s3://bucket"):
        with pytest.raises(InputError, match="that way"):
            hand_over(file_register, place)


def test_a_witness_by_address_takes_and_gives_back(register, tmp_path):
    from http.server import BaseHTTPRequestHandler, HTTPServer

    kept: dict[str, bytes] = {}

    class Witness(BaseHTTPRequestHandler):
        def do_PUT(self):
            kept[self.path] = self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(500 if "refuse" in self.path else 201)
            self.end_headers()

        def do_GET(self):
            self.send_response(200)
            self.end_headers()
            self.wfile.write(kept[self.path])

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Witness)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        address = f"http://127.0.0.1:{server.server_port}/ours"
        register.append([note()])
        _, text, where = hand_over(register, address)
        assert where == address
        assert kept["/ours"].decode() == text
        found = read_checkpoints(address, register.signer.verifier)
        assert verify(register, found).agreed == (address,)
        with pytest.raises(StoreFailed, match="handed over"):
            hand_over(register, f"{address}/refuse")
    finally:
        server.shutdown()
        server.server_close()


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
