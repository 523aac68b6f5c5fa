"""What authoring brings to `sds`: constants alone, read before anything else of it is loaded."""

from __future__ import annotations

__all__ = ["CHECKS", "COMMANDS", "DEMO", "SCHEMAS", "STEPS"]

COMMANDS = {
    "ruleset edit": (
        "Edit a set on a page of your own machine.",
        "sds_authoring.cli.edit:command",
    ),
    "ruleset keygen": ("Make a key to sign with.", "sds_authoring.cli.keygen:command"),
    "ruleset publish": (
        "Prepare a set for signing, put it into a folder, or refresh it.",
        "sds_authoring.cli.publish:command",
    ),
    "ruleset sign": ("Sign what is to be published.", "sds_authoring.cli.sign:command"),
    "ruleset rotate": (
        "Change who may sign, or how many must.",
        "sds_authoring.cli.rotate:command",
    ),
    "ruleset fetch": (
        "Install sets from a publisher's folder or address.",
        "sds_authoring.cli.fetch:command",
    ),
}
SCHEMAS = "sds_authoring"
CHECKS = ""
DEMO = ""
STEPS = ""
