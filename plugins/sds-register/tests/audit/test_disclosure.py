"""What is told of a decision, and to the person it is about."""

from __future__ import annotations

import io
import os

import pytest
from pypdf import PdfReader
from sds_test_support.personal_data import CLERK, DAY, ON

from sds_core.errors import ActRefused, InputError, SdsError
from sds_core.explain.pdf import pdf
from sds_core.formats.records import to_plain
from sds_register.acts.other_acts import (
    Complaint,
)
from sds_register.acts.plan_acts import (
    Statement,
)
from sds_register.audit.dossier import dossier
from sds_register.audit.pages import dossier_html, subject_html
from sds_register.audit.proofs import check_proof
from sds_register.audit.subject_record import subject_record


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


class TestDisclosure:
    def test_a_person_is_told_all_that_is_held_and_nothing_of_others(
        self, site, register, read_case, accepts
    ):
        recorded = register.record(site, read_case(site, "ben"), DAY)
        register.record(site, read_case(site, "cam"), DAY)
        said = register.sign_off(site, Statement(ON, CLERK, recorded.plan, "I want to cook."))
        register.sign_off(site, accepts(said.entry, ON, answer="Yes."))
        record = subject_record(register, "EX-BEN/p")
        subject = register.key_store.find(["EX-BEN/p"])["EX-BEN/p"].subject
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
            "the very same bytes", "c2sp.org/tlog-proof@v1", "enough to meet your eligible needs",
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
