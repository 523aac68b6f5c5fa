"""A plan put forward, and acts on it."""

from __future__ import annotations

from datetime import date

import pytest


@pytest.fixture
def put(site, read_case, register):
    """Return a function that records an example case, and returns the entry to sign off."""

    def record(name="ben", change=None, on=date(2026, 10, 1)):
        return register.record(site, read_case(site, name, change), on).plan

    return record


@pytest.fixture
def act(site, register):
    def perform(what, key=None):
        return register.sign_off(site, what, key)

    perform.register = register
    return perform
