"""What lies in the database names nobody."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest
from attrs import evolve
from hypothesis import given, strategies as st
from sds_test_support.personal_data import DAY, ON

from sds_core.errors import SdsError
from sds_core.formats.canonical import canonical
from sds_core.model.money import Money
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
from sds_register.encryption.payloads import (
    NamedPerson,
    decrypt,
    encrypt,
    pseudonymise,
    pseudonyms_in,
    restore,
)
from sds_register.register import Register


class TestCanary:
    """A marker in every field that people fill; none of them anywhere outside the payloads."""

    def planted(self, case):
        ids = {party["id"]: f"canary-{party['id']}" for party in case["parties"]}

        def plant(value, key=""):
            if isinstance(value, dict):
                return {k: plant(v, k) for k, v in value.items()}
            if isinstance(value, list):
                return [plant(item, key) for item in value]
            known = isinstance(value, str) and key not in ("roles", "kind", "whose")
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
        act(ProfileChange(ON, who, "", "canary@1", "sha256:0", ON, "canary", "canary", ""))
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

    def test_a_field_that_may_hold_a_code_hides_whoever_it_names_instead(self):
        """Tasks were texts once, and an answer to an appeal is one: only the codes themselves stay."""
        people = {"a" * 32: NamedPerson("conflict", "Ann Invented")}
        data = canonical(
            {
                "tasks": ["write_plan", "shop with Ann Invented"],
                "opinions": [{"answers": [{"answer": "conflict", "by": "conflict"}]}],
                "answer": "Ann Invented was asked.",
                "extensions": {"x": {"roles": ["conflict"]}},
            }
        )
        hid = pseudonymise(data, people)
        assert b"Ann" not in hid
        assert json.loads(restore(hid, {})) == {
            "tasks": ["write_plan", "shop with [another person]"],
            "opinions": [{"answers": [{"answer": "conflict", "by": f"erased-{'a' * 12}"}]}],
            "answer": "[another person] was asked.",
            "extensions": {"x": {"roles": [f"erased-{'a' * 12}"]}},
        }
        assert restore(hid, people) == data

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
