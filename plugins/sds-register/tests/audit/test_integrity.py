"""What a hostile reader changed by hand in either database, and what must say so."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import date

import pytest
import sqlalchemy as sa

from sds_core.errors import ActRefused, RegisterDamaged, RegisterError
from sds_core.model.money import Money
from sds_core.site import Site
from sds_register.acts.other_acts import Erasure, PotChange
from sds_register.acts.plan_acts import Actor, Declaration
from sds_register.audit.verify import verify
from sds_register.encryption.payloads import NamedPerson, pseudonymise, pseudonyms_in, restore
from sds_register.entries.entry import Draft
from sds_register.entries.kinds import POT_CHANGE
from sds_register.register import Register

ON = date(2026, 10, 5)
DAY = date(2026, 10, 1)
HEAD = Actor("hh1", "P-88", "Hana Head", "head_of_service")
CLERK = Actor("c1", "P-99", "Cleo Clerk", "clerk")


@pytest.fixture(scope="module")
def site():
    return Site.load("independent-broker@1.0")


@pytest.fixture
def waits(site, register, read_case):
    """Return the entry of Ben's plan, which waits, with £100.00 in a pot."""
    register.sign_off(site, PotChange(ON, CLERK, "set-aside", Money(10_000), "The year's money"))
    return register.record(site, read_case(site, "ben"), DAY).plan


def by_hand(engine, *statements):
    """Do what somebody who owns a database can, everything that guards it out of the way."""
    engine.dispose()
    if engine.dialect.name == "postgresql":
        with engine.connect() as connection:
            run = connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql
            run("SET session_replication_role = replica")
            for check in ("never_below_nothing", "add_up", "follow"):
                run(f"ALTER TABLE moves DROP CONSTRAINT moves_{check}")
            for statement in statements:
                run(statement)
            run("SET session_replication_role = origin")
    else:
        with closing(sqlite3.connect(engine.url.database, isolation_level=None)) as connection:
            run = connection.execute
            run("PRAGMA ignore_check_constraints = ON")
            kept = run("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
            for name, _ in kept:
                run(f"DROP TRIGGER {name}")
            for statement in statements:
                run(statement)
            for _, text in kept:
                run(text)
    engine.dispose()


_MOVES = "pot, number, balance, change, before, held, entry"


class TestPots:
    @pytest.mark.parametrize("entry", ["0", "1", "-5", "99999"])
    def test_a_row_put_into_the_table_of_moves_spends_nothing(
        self, site, register, waits, accepts, entry
    ):
        row = f"('set-aside', 1, 1010000, 1000000, 0, 10000, {entry})"
        by_hand(register.store.engine, f"INSERT INTO moves ({_MOVES}) VALUES {row}")
        with pytest.raises(RegisterDamaged, match="pot set-aside"):
            register.sign_off(site, accepts(waits, ON))
        found = verify(register)
        assert not found.holds
        assert any("pot" in item.what or "pot" in item.place for item in found.found)

    @pytest.mark.parametrize(
        "change",
        ["number = 7", "balance = 1010000", "change = 1010000", "before = 3", "held = 1",
         "entry = 1", "pot = 'other'"],
    )  # fmt: skip
    def test_every_column_is_held_to_the_entries(self, register, waits, change):
        by_hand(register.store.engine, f"UPDATE moves SET {change}")
        assert not verify(register).holds

    def test_a_row_taken_away_is_found(self, site, register, waits, accepts):
        by_hand(register.store.engine, "DELETE FROM moves")
        assert not verify(register).holds
        with pytest.raises(RegisterDamaged):
            register.sign_off(site, accepts(waits, ON))

    def test_two_pots_moved_by_one_entry_hold_whatever_their_numbers(self, register):
        def move(*moves):
            return Draft(POT_CHANGE, b"{}", moves=moves)

        register.append([move(("b", 5))])
        register.append([move(("a", 5), ("b", 5)), move(("a", 1))])
        assert register.balances() == {"a": 6, "b": 10}
        assert verify(register).holds

    def test_what_others_moved_is_read_on(self, urls, register):
        register.append([_pot(5)])
        other = Register.open(*urls)
        other.append([_pot(7)])
        other.close()
        assert register.balances() == {"fund": 12}


class TestKeys:
    def recused(self, site, register, waits, accepts):
        register.sign_off(site, Declaration(ON, HEAD, "My neighbour.", waits, recused=True))
        with pytest.raises(ActRefused, match="declared an interest"):
            register.sign_off(site, accepts(waits, ON, by=HEAD))

    def test_names_taken_away_are_found(self, site, register, waits, accepts):
        self.recused(site, register, waits, accepts)
        assert verify(register).holds
        key_store = register.key_store
        gone = [key_store._name(name) for name in (HEAD.person, HEAD.account)]
        engine = key_store._engine
        with engine.begin() as connection:
            for digest in gone:
                connection.execute(
                    sa.text("DELETE FROM identities WHERE digest = :d"), {"d": digest}
                )
        found = verify(register)
        assert not found.holds
        assert any("leads to nobody" in item.what for item in found.found)
        key_store.people([HEAD.person])  # and known anew, as somebody else
        assert any("somebody else" in item.what for item in verify(register).found)

    def test_a_partys_name_in_its_case_taken_away_is_found(self, site, register, waits):
        with register.key_store._engine.begin() as connection:
            digest = register.key_store._name("EX-BEN/broker")
            connection.execute(sa.text("DELETE FROM identities WHERE digest = :d"), {"d": digest})
        found = verify(register)
        assert any("a party of the case" in item.what for item in found.found)

    @pytest.mark.parametrize("name", ["names", "payloads", "checkpoints", "register"])
    def test_a_secret_taken_away_is_an_error_that_says_so(self, urls, register, waits, name):
        with register.key_store._engine.begin() as connection:
            connection.execute(sa.text("DELETE FROM secrets WHERE name = :n"), {"n": name})
        with pytest.raises(RegisterError):
            Register.open(*urls)

    @pytest.mark.parametrize("name", ["names", "payloads"])
    def test_another_secret_is_found(self, urls, register, waits, name):
        with register.key_store._engine.begin() as connection:
            connection.execute(
                sa.text("UPDATE secrets SET value = :v WHERE name = :n"),
                {"v": b"x" * 32, "n": name},
            )
        again = Register.open(*urls)
        assert not verify(again).holds
        again.close()


class TestErasure:
    def test_names_below_extensions_go_whatever_the_field_is_called(self):
        ann = NamedPerson("a", "Ann Doe", "C-1")
        codes = ("source", "outcome", "status", "kind", "roles", "period", "how", "basis")
        inner = dict.fromkeys(codes, "Ann Doe") | {"list": [{"status": "with Ann Doe"}]}
        case = {"extensions": {"host": inner}, "plan": {"document": {"status": "Ann Doe"}}}
        data = json.dumps(case, separators=(",", ":"), sort_keys=True).encode()
        made = pseudonymise(data, {"0" * 31 + "1": ann})
        assert b"Ann Doe" not in made
        assert restore(made, dict.fromkeys(pseudonyms_in(made), ann)) == data

    def test_with_the_cases_number_and_a_guess_nothing_is_found_again(
        self, site, register, read_case
    ):
        """Whoever holds register and keys, and knows the number, can list or confirm nothing."""
        case = read_case(site, "ben")
        recorded = register.record(site, case, DAY, "journey-1")
        person = case.known_as(case.party("p"))
        held = register.key_store.people([person])[person]
        register.sign_off(site, Erasure(ON, CLERK, person, "Asked."))
        everything = b"".join(
            row.head + row.body + (row.thread or "").encode() for row in register.store.rows()
        )
        with register.store.engine.connect() as connection:
            kept = connection.exec_driver_sql("SELECT request, content FROM commits").all()
        everything += b"".join(bytes(part) for row in kept for part in row if part is not None)
        again = register.key_store.people([person])[person]  # somebody new, under the same number
        assert again.subject != held.subject
        asked = b"\n".join([case.source, DAY.isoformat().encode(), site.texts.digest.encode()])
        for by in (register.key_store, again):
            for what, data in (
                ("thread", case.id),
                ("case", case.source),
                ("content", asked),
                ("plan", b"{}"),
            ):
                digest = by.digest(what, data)
                assert digest not in everything
                assert digest.hex()[:32].encode() not in everything
        assert register.read(recorded.plan).payload is None

    def test_what_an_earlier_version_recorded_is_found_again(
        self, site, register, read_case, accepts, monkeypatch
    ):
        """Earlier versions made threads and marks with the keys' common secret."""
        from sds_register.workflow.recorder import Recorder

        def earlier(self, what, data):
            return [self.register.key_store.digest(what, data).hex()[:32]]

        case = read_case(site, "ben")
        with monkeypatch.context() as before:
            before.setattr(Recorder, "_digests", earlier)
            first = register.record(site, case, DAY)
        again = register.record(site, case, DAY)
        assert again.plan == first.plan
        assert again.why == f"it waits already, at entry {first.plan}"
        register.sign_off(site, accepts(first.plan, ON))
        assert register.record(site, case, DAY).why == "this very plan is decided"


def _pot(pence):
    return Draft(POT_CHANGE, b"{}", moves=(("fund", pence),))
