"""Passwords, private files, and the council's day."""

from __future__ import annotations

import stat
import sys
from datetime import UTC, date, datetime

import pytest
from sds_test_support.processes import DECIDE, run

from sds_core.errors import ConfigurationError, without_secrets
from sds_core.site import Site
from sds_register.acts.other_acts import Complaint
from sds_register.acts.plan_acts import Actor
from sds_register.register import Register


class TestSecrets:
    @pytest.mark.parametrize(
        "address",
        [
            "postgresql://me:SECRET@localhost:1/db",
            "postgresql://me:SECRET@localhost:x/db",
            "postgres:/me:SECRET@h/db",
            "mysql://me:SECRET@h/db",
            "postgresql://h/db?password=SECRET",
            "sqlite://me:SECRET@h/db",
            "me:SECRET@host/db",
        ],
    )
    def test_a_password_in_an_address_is_never_printed(self, place, address):
        keys = "postgresql://me:SECRET@localhost:1/k"
        for extra in ((), ("--json",)):
            done = run(
                place, "register", "log", *extra, SDS_REGISTER=address, SDS_REGISTER_KEYS=keys
            )
            assert done.returncode in (3, 5, 7)
            assert b"SECRET" not in done.stdout + done.stderr

    def test_a_folder_with_an_at_sign_is_a_folder(self, tmp_path):
        (tmp_path / "a@b").mkdir()
        Register.open(f"{tmp_path}/a@b/register.db").close()
        assert without_secrets("https://a:b@host/x") == "https://…@host/x"

    @pytest.mark.skipif(sys.platform == "win32", reason="no modes of files there")
    def test_files_that_tell_of_people_are_for_their_owner_alone(self, place):
        where = ["--register", "r.db"]
        assert run(place, "register", *DECIDE, *where).returncode == 0
        commands = [
            ["explain", *DECIDE[1:], "--html", "letter.html"],
            ["compare", *DECIDE[1:], "--profile", "community-support@1.0", "--html", "swap.html"],
            ["register", "dossier", "5", "--out", "dossier.html", *where],
            ["register", "subject", "EX-BEN/p", "--out", "theirs", *where],
            ["register", "checkpoint", "--to", "copies", *where],
            ["register", "prove", "5", "--out", "p.tlog-proof", *where],
            ["register", "export", "--out", "all.jsonl", *where],
            ["demo", "--out", "shown"],
        ]
        for command in commands:
            done = run(place, *command)
            assert done.returncode in (0, 4), (command, done.stderr)
        kept = [p for p in place.rglob("*") if p.is_file() and p.name != "case.json"]
        assert len(kept) > 15
        wide = [p.name for p in kept if stat.S_IMODE(p.stat().st_mode) & 0o077]
        assert wide == []


class TestTheDay:
    def act(self, register, on):
        who = Actor("c1", "P-99", "Cleo Clerk", "clerk")
        return register.sign_off(
            Site.load("independent-broker@1.0"), Complaint(on, who, "B-1", "Late.")
        )

    def test_the_day_is_the_councils(self, tmp_path):
        """At half past midnight in London in summer it is still yesterday in UTC."""

        def clock():
            return datetime(2026, 7, 1, 23, 30, tzinfo=UTC)

        register = Register.open(f"{tmp_path}/r.db", clock=clock)
        assert self.act(register, date(2026, 7, 2)).entry >= 0
        register.close()
        register = Register.open(f"{tmp_path}/r.db", clock=clock, zone="Atlantic/Azores")
        assert register.today() == date(2026, 7, 1)
        register.close()

    def test_a_zone_that_is_none_is_refused(self, tmp_path, place):
        with pytest.raises(ConfigurationError, match="no such time zone"):
            Register.open(f"{tmp_path}/r.db", zone="Europe/Londn")
        done = run(place, "register", *DECIDE, SDS_ZONE="Europe/Londn")
        assert done.returncode == 5
        assert b"Europe/Londn" in done.stderr
