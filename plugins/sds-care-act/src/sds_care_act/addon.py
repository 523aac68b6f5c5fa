"""What this distribution brings to `sds`: constants alone, read before anything else is loaded."""

from __future__ import annotations

__all__ = ["CHECKS", "COMMANDS", "DEMO", "SCHEMAS", "STEPS"]

COMMANDS = {
    "law": (
        "List the rules that come from English law, each with its provision.",
        "sds_care_act.cli.law:command",
    ),
}
SCHEMAS = "sds_care_act"
CHECKS = ""
DEMO = ""
STEPS = ""
