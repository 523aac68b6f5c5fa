"""What tests of sign off share."""

from __future__ import annotations

from datetime import date

import pytest

from sds_core.errors import ActRefused
from sds_register.acts.plan_acts import (
    Actor,
)

ON = date(2026, 10, 5)
HEAD = Actor("hh1", "P-88", "Hana Head", "head_of_service")
OTHER = Actor("hh2", "P-89", "Holly Head", "head_of_service")
CLERK = Actor("c1", "P-99", "Cleo Clerk", "clerk")


def refused(act, what, *, saying):
    with pytest.raises(ActRefused) as caught:
        act(what)
    text = str(caught.value)
    for words in (saying,) if isinstance(saying, str) else saying:
        assert words in text, text
    return text
