"""What tests of editor share."""

from __future__ import annotations

from sds_core.resources.references import resolve

SOURCE = resolve("sds-oversight:national-baseline", "rulesets", None)[0]
