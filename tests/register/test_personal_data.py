"""Nothing personal outside the payloads; one key a person; erased for good; told to who may ask."""

from __future__ import annotations

import io
import json
import logging
import os
import shutil
from datetime import date
from pathlib import Path

import pytest
from attrs import evolve
from hypothesis import given, strategies as st
from pypdf import PdfReader

from sds_core.errors import ActRefused, Erased, InputError, SdsError
from sds_core.explain.pdf import pdf
from sds_core.formats.canonical import canonical
from sds_core.formats.records import to_plain
from sds_core.model.money import Money
from sds_core.site import Site
from sds_register.acts.other_acts import (
    AccountLink,
    AccreditationAct,
    Activation,
    Complaint,
    Erasure,
    Hold,
    HowLinked,
    ListedAs,
    PotChange,
    ProfileChange,
    Release,
)
from sds_register.acts.plan_acts import (
    Actor,
    Appeal,
    AppealOutcome,
    Declaration,
    Outcome,
    Statement,
    Withdrawal,
)
from sds_register.audit.dossier import dossier
from sds_register.audit.pages import dossier_html, subject_html
from sds_register.audit.proofs import check_proof
from sds_register.audit.replay import replay
from sds_register.audit.subject_record import subject_record
from sds_register.audit.verify import back_again, verify
from sds_register.encryption.payloads import (
    NamedPerson,
    decrypt,
    encrypt,
    pseudonymise,
    pseudonyms_in,
    restore,
)
from sds_register.register import Register

ON = date(2026, 10, 5)
DAY = date(2026, 10, 1)
CLERK = Actor("c1", "P-99", "Cleo Clerk", "clerk")
OFFICER = Actor("dp1", "P-90", "Dara Protector", "information_governance")


@pytest.fixture(scope="module")
def site():
    return Site.load("independent-broker@1.0")


def strings(value, found):
    """Collect every text in plain data."""
    if isinstance(value, dict):
        for item in value.values():
            strings(item, found)
    elif isinstance(value, list):
        for item in value:
            strings(item, found)
    elif isinstance(value, str):
        found.append(value)


class TestCanary:
    """A marker in every field that people fill; none of them anywhere outside the payloads."""

    def planted(self, case):
        ids = {party["id"]: f"canary-{party['id']}" for party in case["parties"]}

        def plant(value, key=""):
            if isinstance(value, dict):
                return {k: plant(v, k) for k, v in value.items()}
            if isinstance(value, list):
                return [plant(item, key) for item in value]
            known = isinstance(value, str) and key not in ("roles", "kind")
            return ids.get(value, value) if known else value

        new = plant(case)
        for party in new["parties"]:
            party["name"] = f"Canary Name {party['id']}"
            party["council_id"] = f"canary-council-{party['id']}"
        new["id"] = "canary-case"
        new["communication"] = ["canary: large print"]
        new["assessment"]["needs"][0]["text"] = "canary need"
        new["assessment"]["strengths"] = [
            {"resource": "economic_assets", "text": "canary strength"}
        ]
        new["plan"]["lines"][0]["what"] = "canary support"
        new["plan"]["marks"][0]["why"] = "canary mark"
        new["interests"][0]["text"] = "canary interest"
        new["extensions"] = {"host": {"note": "canary extension"}}
        case.clear()
        case.update(new)

    def test_no_marker_is_found_outside_the_payloads(
        self, site, read_case, accepts, register, urls, caplog, tmp_path, on_dump
    ):
        caplog.set_level(logging.DEBUG)
        errors: list[str] = []

        def act(what, key="canary-key"):
            try:
                return register.sign_off(site, what, f"{key}-{len(errors)}-{type(what).__name__}")
            except SdsError as error:
                errors.append(f"{error!r} {error}")
                return None

        recorded = register.record(
            site, read_case(site, "ben", self.planted), DAY, "canary-journey"
        )
        who = Actor(
            "canary-account", "canary-person", "Canary Actor", "head_of_service", ("canary-boss",)
        )
        plan = recorded.plan
        said = act(Statement(ON, who, plan, "canary statement"))
        act(
            accepts(
                plan,
                ON,
                by=who,
                reason="canary",
                criteria=("canary-criterion",),
                not_any_of=("canary-x",),
            )
        )
        act(accepts(said.entry, ON, by=evolve(who, role="canary-role"), answer="canary"))
        broker = Actor("canary-2", "canary-council-canary-broker", "Canary Name", "head_of_service")
        act(accepts(said.entry, ON, by=broker, answer="canary answer"))
        done = act(
            accepts(said.entry, ON, by=who, outcome=Outcome.RETURN, criteria=("budget-use",), answer="canary",
                    reason="canary reason", considered=("canary considered",))
        )  # fmt: skip
        appeal = act(Appeal(ON, who, done.entry, "canary grounds"))
        act(AppealOutcome(ON, who, appeal.entry, True, "canary", ("canary",)))
        act(Withdrawal(ON, who, appeal.entry, "canary"))
        act(Declaration(ON, who, "canary interest", plan, recused=True))
        act(AccreditationAct(ON, who, "canary-helper", ListedAs.SUSPENDED, ON, "canary"))
        act(Complaint(ON, who, "canary-helper", "canary complaint"))
        act(Activation(ON, who, "canary-set@1", "sha256:0", ON, True, "canary"))
        act(ProfileChange(ON, who, "", "canary@1", "sha256:0", ON, "canary"))
        act(AccountLink(ON, who, "canary-a", HowLinked.ACTS_FOR, "canary-b"))
        hold = act(Hold(ON, who, "canary-helper", "canary hold"))
        act(Erasure(ON, who, "canary-helper", "canary"))
        act(Release(ON, who, "canary-helper", hold.entry, "canary"))
        act(Erasure(ON, who, "canary-nobody", "canary"))
        act(PotChange(ON, who, "fund-1", Money(1), "canary"))
        act(PotChange(ON, who, "fund-1", Money(-2), "canary"))
        act(Complaint(ON, who, "canary-helper", " "))
        assert len(errors) >= 5, errors
        for text in (*errors, caplog.text):
            assert "canary" not in text.lower(), text
        rows = list(register.store.rows())
        assert len(rows) > 30
        for row in rows:
            assert b"canary" not in row.head.lower(), row.head
        register.close()
        dumped = on_dump(urls)
        assert b"canary" not in dumped.lower()
        # The markers are there: inside.
        again = Register.open(*urls)
        inside = b"".join(entry.payload or b"" for entry in again.entries(rows))
        assert inside.lower().count(b"canary") > 100
        again.close()


@pytest.fixture
def on_dump():
    """Return a function that returns every byte that the two databases hold."""
    import sqlalchemy as sa

    from sds_register.ledger.database import connect
    from sds_register.ledger.schema import keys, register

    def dump(urls):
        out = b""
        for url, metadata in zip(urls, (register, keys), strict=True):
            if url.startswith("sqlite"):
                out += Path(url.removeprefix("sqlite:///")).read_bytes()
            engine = connect(url)
            with engine.connect() as connection:
                for table in metadata.tables.values():
                    if table.name == "texts":  # rules, not people
                        continue
                    for row in connection.execute(sa.select(table)):
                        for value in row:
                            out += value if isinstance(value, bytes) else str(value).encode()
            engine.dispose()
        return out

    return dump


class TestSealing:
    OTHERS = {  # noqa: RUF012  read only
        "a" * 32: NamedPerson("broker", "Bo Broker", "C-1"),
        "b" * 32: NamedPerson("sis", 'Ann "A" O\'Neil', ""),
    }

    def test_others_are_marked_and_put_back_to_the_byte(self):
        data = canonical(
            {
                "x": 'Bo Broker and Ann "A" O\'Neil saw Bo',
                "by": "broker",
                "path": "parties.broker.name",
                "set": "exampleshire-brokers",
                "y": "sis; C-1; sister, Bo Brokers",
            }
        )
        hid = pseudonymise(data, self.OTHERS)
        assert b"Bo Broker and" not in hid
        assert b"sister" in hid  # another word
        assert b"exampleshire-brokers" in hid
        assert pseudonyms_in(hid) == set(self.OTHERS)
        assert restore(hid, self.OTHERS) == data
        assert json.loads(restore(hid, {}))["by"] == f"erased-{'a' * 12}"

    @pytest.mark.parametrize(
        "text",
        [
            "Notes:\nMary Smith", "Mary Smith’s", "“Mary Smith”", "tab\tMary Smith", "Mary Smith…",
            "Mary Smith- she", "(Mary Smith)", "Mary Smith", "é Mary Smith é",
        ],
    )  # fmt: skip
    def test_a_name_is_found_whatever_stands_beside_it(self, text):
        people = {"a" * 32: NamedPerson("m", "Mary Smith")}
        data = canonical({"x": text})
        assert b"Mary" not in pseudonymise(data, people)
        assert restore(pseudonymise(data, people), people) == data

    @pytest.mark.parametrize("text", ["Mary Smith-Jones", "Mary Smithson", "Rosemary Smith"])
    def test_another_name_is_another(self, text):
        data = canonical({"x": text})
        assert pseudonymise(data, {"a" * 32: NamedPerson("m", "Mary Smith")}) == data

    def test_numbers_names_of_fields_and_codes_stay(self):
        people = {"a" * 32: NamedPerson("2", "two"), "b" * 32: NamedPerson("broker", "Bo")}
        data = canonical({"n": 2, "2": "x", "roles": ["broker"], "to": "2", "by": "broker"})
        assert json.loads(restore(pseudonymise(data, people), {})) == {
            "n": 2, "2": "x", "roles": ["broker"], "to": f"erased-{'a' * 12}", "by": f"erased-{'b' * 12}",
        }  # fmt: skip

    @given(st.dictionaries(st.text(alphabet="abc", min_size=1), st.text(max_size=30), max_size=5))
    def test_hiding_and_putting_back_changes_no_byte(self, plain):
        people = {"a" * 32: NamedPerson("a", "b c"), "b" * 32: NamedPerson("c", "a", "\ufdd0")}
        data = canonical(plain)
        assert restore(pseudonymise(data, people), people) == data

    def test_the_persons_own_words_stay(self):
        data = b'{"a":"Bo Broker"}'
        assert pseudonymise(data, self.OTHERS, ["Bo Broker"]) == data

    def test_a_payload_opens_with_its_key_and_its_head_alone(self):
        body = encrypt(b"k" * 32, b"head", b"said")
        assert decrypt(b"k" * 32, b"head", body) == b"said"
        assert decrypt(b"x" * 32, b"head", body) is None
        assert decrypt(b"k" * 32, b"Head", body) is None
        assert decrypt(b"k" * 32, b"head", body[:-1]) is None
        assert decrypt(b"k" * 32, b"head", b"") is None
        assert encrypt(b"k" * 32, b"head", b"said") != body


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
            if r.subject == kept.vault.find(["EX-BEN/p"])["EX-BEN/p"].subject
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
        old = kept.vault.find(["EX-BEN/p"])["EX-BEN/p"]
        kept.sign_off(site, Erasure(ON, OFFICER, "EX-BEN/p", "Their request"))
        kept.record(site, read_case(site, "ben"), DAY)
        new = kept.vault.find(["EX-BEN/p"])["EX-BEN/p"]
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
        restored.vault.destroy(subject)
        assert verify(restored).holds
        assert restored.vault.find(["EX-BEN/p"]) == {}
        restored.close()

    def test_a_destroyed_key_is_overwritten_in_its_file(self, site, read_case, tmp_path):
        register = Register.open(f"{tmp_path}/r.db")
        register.record(site, read_case(site, "ben"), DAY)
        key = register.vault.find(["EX-BEN/p"])["EX-BEN/p"].key
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


class TestDisclosure:
    def test_a_person_is_told_all_that_is_held_and_nothing_of_others(
        self, site, register, read_case, accepts
    ):
        recorded = register.record(site, read_case(site, "ben"), DAY)
        register.record(site, read_case(site, "cam"), DAY)
        said = register.sign_off(site, Statement(ON, CLERK, recorded.plan, "I want to cook."))
        register.sign_off(site, accepts(said.entry, ON, answer="Yes."))
        record = subject_record(register, "EX-BEN/p")
        subject = register.vault.find(["EX-BEN/p"])["EX-BEN/p"].subject
        mine = [row.index for row in register.store.rows() if row.subject == subject]
        assert [entry.entry for entry in record.entries] == mine
        kinds = [entry.kind for entry in record.entries]
        assert kinds.count("decision") == 8
        assert {"case", "submission", "statement", "sign_off"} <= set(kinds)
        texts: list[str] = []
        strings(to_plain(record), texts)
        whole = "\n".join(texts)
        assert "Ben Sample" in whole
        assert "I want to cook." in whole
        for other in (
            "Bo Broker",
            "Asha Assessor",
            "Rowan Reviewer",
            "Hana Head",
            "Cleo Clerk",
            "EX-CAM",
        ):
            assert other not in whole
        assert "Plain Care Ltd" in whole  # a body is no person
        assert record.others == 5
        page = subject_html(record)
        assert "[another person 1]" in page
        assert "Bo Broker" not in page

    def test_somebody_who_is_named_elsewhere_is_told_where(self, site, register, read_case):
        register.record(site, read_case(site, "ben"), DAY)
        record = subject_record(register, "EX-BEN/broker")
        assert [entry.kind for entry in record.entries] == ["person"]
        assert {"case", "decision"} <= {mention.kind for mention in record.mentions}

    def test_a_dossier_holds_what_a_solicitor_asks_for(self, site, register, read_case, accepts):
        recorded = register.record(site, read_case(site, "ben"), DAY)
        with pytest.raises(ActRefused):
            register.sign_off(site, accepts(recorded.plan, ON, reason=""))
        done = register.sign_off(site, accepts(recorded.plan, ON))
        for entry in (recorded.decisions[0], recorded.plan, done.entry):
            found = dossier(register, entry)
            assert {item.same for item in found.replayed} == {True}
            assert [act.kind for act in found.acts] == ["submission", "act_refused", "sign_off"]
            assert found.case["id"] == "EX-BEN"
            assert check_proof(found.proof, register.signer.verifier).entry == entry
        page = dossier_html(found)
        for words in (
            "Ben Sample", "The kitchen tools are needed once.", "the plan", "Hana Head",
            "Your indicative budget is", "adult-bands", "points,", "Opinion of approval-tier",
            "the very same bytes", "c2sp.org/tlog-proof@v1", "Care and Support Statutory Guidance",
        ):  # fmt: skip
            assert words in page, words
        for text in found.texts:
            assert text.digest in page

    def test_a_dossier_is_a_paginated_pdf_that_can_be_read(self, site, file_register, read_case):
        recorded = file_register.record(site, read_case(site, "ben"), DAY)
        try:
            made = pdf(dossier_html(dossier(file_register, recorded.decisions[0])))
        except SdsError as error:
            if "CI" in os.environ:
                raise
            pytest.skip(str(error))
        reader = PdfReader(io.BytesIO(made))
        assert len(reader.pages) > 5
        text = "\n".join(page.extract_text() for page in reader.pages)
        assert f"Page 1 of {len(reader.pages)}" in text
        assert "Ben Sample" in text
        assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]

    def test_an_entry_of_no_decision_has_no_dossier(self, site, register):
        done = register.sign_off(site, Complaint(ON, CLERK, "P-5", "They were late."))
        with pytest.raises(InputError, match="belongs to no decision"):
            dossier(register, done.entry)
