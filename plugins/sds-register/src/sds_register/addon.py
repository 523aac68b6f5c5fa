"""What the register brings to `sds`: constants alone, read before anything else of it is loaded."""

from __future__ import annotations

__all__ = ["CHECKS", "COMMANDS", "DEMO", "SCHEMAS", "STEPS"]

COMMANDS = {
    "sign-off": ("Decide about a plan, as a named person.", "sds_register.cli.sign_off:command"),
    "register": (
        "Prove, read, replay and export what was decided and done.",
        "sds_register.cli.group:command",
    ),
}
SCHEMAS = "sds_register"
CHECKS = "sds_register.cli.checks:checks"
DEMO = "sds_register.cli.demo:show"
STEPS = "sds_register.testing:run_steps"
