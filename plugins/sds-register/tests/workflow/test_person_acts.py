"""Acts that concern no plan: urgent help, written reasons, a revision; and a profile put in force."""

from __future__ import annotations

from datetime import date

import pytest
from attrs import evolve
from sds_test_support.sign_off import CLERK, HEAD, refused

from sds_core.site import Site
from sds_register.acts.other_acts import ProfileChange
from sds_register.acts.person_acts import Revision, UrgentHelp, WrittenReasons
from sds_register.audit.subject_record import subject_record
from sds_register.audit.verify import verify

ON = date(2026, 10, 5)
URGENT = UrgentHelp(
    ON, HEAD, "EX-DEE/p", "Nobody is there at night.", "A sleep-in worker.", ON, date(2026, 10, 12),
    "She fell twice this week.",
)  # fmt: skip
REASONS = WrittenReasons(
    ON,
    HEAD,
    "EX-FAY/p",
    ("A holiday.",),
    "It is no need under the criteria.",
    "The fund of the club.",
)
REVISION = Revision(
    ON, CLERK, "EX-BEN/p", "He came out of hospital.", False, "A new assessment.", "All."
)
CHANGE = ProfileChange(
    ON, HEAD, "a@1", "b@2", "sha256:0", ON, "as decided", "The lead looked at it.", "swap.html"
)


@pytest.fixture
def act(file_register):
    site = Site.load("independent-broker@2.0")
    return lambda what: file_register.sign_off(site, what)


@pytest.mark.parametrize(
    "what", [URGENT, REASONS, REVISION, CHANGE], ids=lambda a: type(a).__name__
)
def test_it_is_recorded_about_whom_it_concerns(act, file_register, what):
    done = act(what)
    assert file_register.read(done.entry).content == what
    assert verify(file_register).holds
    if what is not CHANGE:
        held = subject_record(file_register, what.person)
        assert what.reason in str(held)


@pytest.mark.parametrize(
    ("what", "name"),
    [
        *((URGENT, name) for name in ("need", "help", "reason")),
        *((REASONS, name) for name in ("reason", "advice", "not_met")),
        *((REVISION, name) for name in ("reason", "next_step", "continues")),
        *((CHANGE, name) for name in ("reason", "equality", "comparison")),
    ],
)
def test_what_is_left_empty_is_refused(act, what, name):
    empty = () if name == "not_met" else " "
    refused(act, evolve(what, **{name: empty}), saying=name)


def test_the_first_profile_rests_on_no_comparison_but_on_regard_to_equality(act):
    assert act(evolve(CHANGE, before="", comparison="")).entry
    refused(act, evolve(CHANGE, before="", equality=""), saying="equality")


def test_urgent_help_is_looked_at_again_after_it_begins(act):
    refused(act, evolve(URGENT, review_on=date(2026, 10, 4)), saying="review_on")


def test_where_a_profile_is_in_force_another_replaces_it_and_says_which(act):
    act(evolve(CHANGE, before="", comparison=""))
    refused(act, evolve(CHANGE, before="", comparison=""), saying="in force here already")
