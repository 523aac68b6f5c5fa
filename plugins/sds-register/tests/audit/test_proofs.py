"""Proofs of entries, checkpoints that others keep, and what verifying finds."""

from __future__ import annotations

import threading
from datetime import date

import pytest
import sqlalchemy as sa
from sds_test_support.ledger import note

from sds_core.errors import (
    InputError,
    RegisterDamaged,
    StoreFailed,
)
from sds_core.formats.canonical import digest
from sds_core.resources.kept_texts import KeptTexts
from sds_core.site import Site
from sds_register.audit.proofs import check_proof, make_proof
from sds_register.audit.verify import verify
from sds_register.audit.witness import hand_over, read_checkpoints
from sds_register.entries.entry import Draft, IdempotencyKey
from sds_register.entries.kinds import ACCOUNT_LINK
from sds_register.ledger.database import (
    write_transaction,
)
from sds_register.ledger.merkle import leaf_hash
from sds_register.ledger.records import StoredEntry
from sds_register.ledger.schema import ENTRIES, TEXTS
from sds_register.ledger.signed_notes import Checkpoint
from sds_register.register import Register


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
            file_register.append([Draft(ACCOUNT_LINK, b'{"n":%d}' % i)])
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
