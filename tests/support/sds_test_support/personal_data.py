"""What tests of personal data share."""

from __future__ import annotations

from datetime import date

from sds_register.acts.plan_acts import (
    Actor,
)

ON = date(2026, 10, 5)
DAY = date(2026, 10, 1)
CLERK = Actor("c1", "P-99", "Cleo Clerk", "clerk")
