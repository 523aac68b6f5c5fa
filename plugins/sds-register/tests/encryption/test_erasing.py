"""Erasing: what is held of somebody becomes unreadable, and all else still verifies."""

from __future__ import annotations

import shutil
from datetime import date

import pytest
from attrs import evolve
from sds_test_support.personal_data import CLERK, DAY, ON

from sds_core.errors import ActRefused, Erased, InputError
from sds_core.model.money import Money
from sds_register.acts.other_acts import (
    AccountLink,
    AccreditationAct,
    Complaint,
    Erasure,
    Hold,
    HowLinked,
    ListedAs,
    PotChange,
    Release,
)
from sds_register.acts.plan_acts import (
    Actor,
    Appeal,
    AppealOutcome,
    Declaration,
    Statement,
    Withdrawal,
)
from sds_register.audit.dossier import dossier
from sds_register.audit.replay import replay
from sds_register.audit.subject_record import subject_record
from sds_register.audit.verify import back_again, verify
from sds_register.register import Register

OFFICER = Actor("dp1", "P-90", "Dara Protector", "information_governance")


class TestErasing:
    @pytest.fixture
    def kept(self, site, register, read_case):
        for name in ("ben", "cam"):
            register.record(site, read_case(site, name), DAY)
        return register

    def test_the_register_verifies_and_the_payload_is_unreadable(self, kept, site):
        before = kept.checkpoint()
        bens = [
            r.index
            for r in kept.store.rows()
            if r.subject == kept.key_store.find(["EX-BEN/p"])["EX-BEN/p"].subject
        ]
        kept.sign_off(site, Erasure(ON, OFFICER, "EX-BEN/p", "Their request"))
        found = verify(kept, [("before", before)])
        assert (found.holds, found.erased, found.agreed) == (True, 1, ("before",))
        for index in bens:
            with pytest.raises(Erased):
                kept.read(index).data  # noqa: B018
        with pytest.raises(InputError, match="nobody of that identifier"):
            subject_record(kept, "EX-BEN/p")
        # Others are as they were.
        assert subject_record(kept, "EX-CAM/p").entries

    def test_what_was_decided_of_an_erased_person_is_not_guessed(self, kept, site):
        kept.sign_off(site, Erasure(ON, OFFICER, "EX-BEN/p", "Their request"))
        done = list(replay(kept))
        assert [item.same for item in done] == [None] * 8 + [True] * 8
        assert "can no longer be read" in done[0].why

    def test_an_erased_third_person_is_gone_from_everybody_elses_entries(self, kept, site):
        kept.sign_off(site, Erasure(ON, OFFICER, "EX-BEN/broker", "Their request"))
        told = kept.entries([r for r in kept.store.rows() if r.kind == "case"])
        ben = next(entry for entry in told if entry.hides)
        assert b"Bo Broker" not in ben.payload
        assert b"[another person]" in ben.payload
        assert b"Ben Sample" in ben.payload

    def test_somebody_who_comes_back_is_new(self, kept, site, read_case):
        old = kept.key_store.find(["EX-BEN/p"])["EX-BEN/p"]
        kept.sign_off(site, Erasure(ON, OFFICER, "EX-BEN/p", "Their request"))
        kept.record(site, read_case(site, "ben"), DAY)
        new = kept.key_store.find(["EX-BEN/p"])["EX-BEN/p"]
        assert new.subject != old.subject
        assert new.key != old.key
        assert verify(kept).holds

    def test_an_old_backup_of_the_register_brings_nothing_back(self, site, read_case, tmp_path):
        register = Register.open(f"{tmp_path}/r.db")
        register.record(site, read_case(site, "ben"), DAY)
        first = register.read(4).row
        shutil.copy(tmp_path / "r.db", tmp_path / "backup.db")
        register.sign_off(site, Erasure(ON, OFFICER, "EX-BEN/p", "Their request"))
        register.close()
        restored = Register.open(f"{tmp_path}/backup.db", f"{tmp_path}/r.keys.db")
        assert restored.read(4).row == first
        assert restored.read(4).payload is None
        restored.close()

    def test_an_old_backup_of_the_keys_is_noticed_and_made_good(self, site, read_case, tmp_path):
        register = Register.open(f"{tmp_path}/r.db")
        register.record(site, read_case(site, "ben"), DAY)
        register.sign_off(site, Declaration(ON, OFFICER, "None."))  # so that their key is in it
        shutil.copy(tmp_path / "r.keys.db", tmp_path / "backup.db")
        register.sign_off(site, Erasure(ON, OFFICER, "EX-BEN/p", "Their request"))
        register.close()
        restored = Register.open(f"{tmp_path}/r.db", f"{tmp_path}/backup.db")
        found = verify(restored)
        assert not found.holds
        assert "erase-again" in found.found[0].what
        (subject,) = back_again(restored)
        restored.key_store.destroy(subject)
        assert verify(restored).holds
        assert restored.key_store.find(["EX-BEN/p"]) == {}
        restored.close()

    def test_a_destroyed_key_is_overwritten_in_its_file(self, site, read_case, tmp_path):
        register = Register.open(f"{tmp_path}/r.db")
        register.record(site, read_case(site, "ben"), DAY)
        key = register.key_store.find(["EX-BEN/p"])["EX-BEN/p"].key
        assert key in (tmp_path / "r.keys.db").read_bytes()
        register.sign_off(site, Erasure(ON, OFFICER, "EX-BEN/p", "Their request"))
        register.close()
        for file in tmp_path.iterdir():
            assert key not in file.read_bytes(), file

    def test_a_hold_blocks_an_erasure_with_its_reason_until_it_is_released(self, kept, site):
        what = Erasure(ON, OFFICER, "EX-BEN/p", "Their request")
        hold = kept.sign_off(site, Hold(ON, OFFICER, "EX-BEN/p", "A claim is before the court"))
        timed = kept.sign_off(site, Hold(ON, OFFICER, "EX-BEN/p", "Audit", date(2026, 10, 31)))
        with pytest.raises(ActRefused, match=f"entry {hold.entry}") as caught:
            kept.sign_off(site, what)
        assert f"entry {timed.entry}" in str(caught.value)
        with pytest.raises(ActRefused, match="no such hold"):
            kept.sign_off(site, Release(ON, OFFICER, "EX-CAM/p", hold.entry, "x"))
        kept.sign_off(site, Release(ON, OFFICER, "EX-BEN/p", hold.entry, "It was settled"))
        with pytest.raises(ActRefused, match=f"entry {timed.entry}"):
            kept.sign_off(site, what)
        kept.sign_off(site, evolve(what, on=date(2026, 11, 1)))
        assert verify(kept).erased == 1

    def test_no_identifier_of_an_erased_person_is_left_anywhere(self, kept, site, accepts):
        jane = "NHS-JANE-DOE"
        who = evolve(CLERK, acts_for=(jane,))
        plan = next(row.index for row in kept.store.rows() if row.kind == "submission")
        kept.sign_off(site, AccountLink(ON, CLERK, "acc-9", HowLinked.SAME_PERSON, jane))
        said = kept.sign_off(site, Statement(ON, who, plan, "They want to cook."))
        kept.sign_off(site, Complaint(ON, who, jane, "They were late."))
        for bad in (
            AccreditationAct(ON, CLERK, jane, ListedAs.REVOKED, ON, " "),
            accepts(said.entry, ON, by=evolve(CLERK, acts_for=(jane,))),
        ):
            with pytest.raises(ActRefused):
                kept.sign_off(site, bad)
        text = "Ben Sample is my neighbour's son."
        done = kept.sign_off(site, Declaration(ON, CLERK, text, plan))
        assert kept.read(done.entry).data["act"]["text"] == text
        told = subject_record(kept, "EX-BEN/p")
        assert done.entry in {mention.entry for mention in told.mentions}
        link = [m for m in subject_record(kept, jane).mentions if m.kind == "account_link"]
        assert link
        for person in (jane, "EX-BEN/p"):
            kept.sign_off(site, Erasure(ON, OFFICER, person, "Their request"))
        left = b"".join(e.payload or b"" for e in kept.entries(list(kept.store.rows())))
        assert b"JANE" not in left
        assert b"Ben Sample" not in left

    def test_a_plan_goes_on_when_a_third_person_is_erased(self, site, register, read_case, accepts):
        register.sign_off(site, PotChange(ON, CLERK, "set-aside", Money(50_000), "This year's"))
        plan = register.record(site, read_case(site, "ben"), DAY).plan
        done = register.sign_off(site, accepts(plan, ON))
        register.sign_off(site, Erasure(ON, OFFICER, "EX-BEN/broker", "Their request"))
        assert dossier(register, done.entry).case["parties"][4]["name"] == "[another person]"
        appeal = register.sign_off(site, Appeal(ON, CLERK, done.entry, "Too little."))
        who = Actor("hh2", "P-89", "Holly Head", "head_of_service")
        what = AppealOutcome(ON, who, appeal.entry, True, "So.", ("all",), ("p",))
        with pytest.raises(ActRefused, match="has been erased"):  # nobody can tell who may decide
            register.sign_off(site, what)
        register.sign_off(site, Withdrawal(ON, CLERK, appeal.entry))
        assert register.balances() == {"set-aside": 50_000}

    def test_a_case_is_recorded_anew_after_an_erasure(self, site, register, read_case, accepts):
        plan = register.record(site, read_case(site, "ben"), DAY).plan
        register.sign_off(site, Erasure(ON, OFFICER, "EX-BEN/broker", "Their request"))
        with pytest.raises(ActRefused, match="has been erased"):
            register.sign_off(site, accepts(plan, ON))
        again = register.record(site, read_case(site, "ben"), DAY)
        assert again.plan is not None
        assert {item.same for item in replay(register, again.decisions)} == {True}
        register.sign_off(site, accepts(again.plan, ON))

    def test_an_officers_own_acts_are_theirs_wherever_they_were_seen(self, kept, site):
        kept.sign_off(site, Complaint(ON, OFFICER, "P-5", "They were late."))
        told = subject_record(kept, OFFICER.person)
        assert "person" in {entry.kind for entry in told.entries}
        who = Actor("x1", "P-1", "Somebody Else", "information_governance")
        kept.sign_off(site, Erasure(ON, who, OFFICER.person, "Their request"))
        left = b"".join(e.payload or b"" for e in kept.entries(list(kept.store.rows())))
        for word in (OFFICER.name, OFFICER.person, OFFICER.account):
            assert word.encode() not in left
        assert verify(kept).holds

    def test_a_hold_on_another_name_of_the_same_person_counts(self, kept, site):
        kept.sign_off(site, AccountLink(ON, CLERK, "C-900", HowLinked.SAME_PERSON, "EX-BEN/p"))
        kept.sign_off(site, Hold(ON, OFFICER, "EX-BEN/p", "A claim"))
        with pytest.raises(ActRefused, match="must be kept"):
            kept.sign_off(site, Erasure(ON, OFFICER, "C-900", "Their request"))

    def test_the_erasure_itself_names_nobody(self, kept, site):
        done = kept.sign_off(site, Erasure(ON, OFFICER, "EX-BEN/p", "Their request"))
        said = kept.read(done.entry)
        assert b"EX-BEN" not in said.payload
        assert said.data["act"]["reason"] == "Their request"
