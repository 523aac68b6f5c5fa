"""The day, where the council is."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime

from sds_core.errors import ConfigurationError, Fault
from sds_core.model.dates import ZONE, day_of

__all__ = ["council_zone", "today"]


def council_zone() -> str:
    """Return the council's time zone: SDS_ZONE, or the one that English councils are in."""
    return os.environ.get("SDS_ZONE") or ZONE


def today() -> date:
    """Return the day where the council is.

    Raises:
        ConfigurationError: SDS_ZONE names no time zone.
    """
    try:
        return day_of(datetime.now(UTC), council_zone())
    except ValueError as error:
        fault = Fault("SDS_ZONE", council_zone(), "a time zone", str(error))
        raise ConfigurationError("there is no such time zone", [fault]) from None
