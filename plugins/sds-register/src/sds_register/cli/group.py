"""`sds register`: what was decided and done, proved, read, waited for and made again."""

from __future__ import annotations

import click

from sds_core.cli.common.lazy_group import LazyGroup

__all__ = ["command"]

COMMANDS = {
    "decide": (
        "Decide a case, and keep every decision.",
        "sds_register.cli.decide:command",
    ),
    "verify": (
        "Prove that nothing was changed, removed or added in between.",
        "sds_register.cli.verify:command",
    ),
    "checkpoint": (
        "Sign how the register stands, for somebody else to keep.",
        "sds_register.cli.checkpoint:command",
    ),
    "prove": (
        "Write the proof that an entry is in the register.",
        "sds_register.cli.prove:command",
    ),
    "check-proof": (
        "Check such a proof, without the register.",
        "sds_register.cli.check_proof:command",
    ),
    "log": (
        "List the entries.",
        "sds_register.cli.log:command",
    ),
    "show": (
        "Show an entry, with what shaped it.",
        "sds_register.cli.show:command",
    ),
    "waiting": (
        "List the plans that wait for somebody, and for how long.",
        "sds_register.cli.waiting:command",
    ),
    "counts": (
        "Count how plans were decided, tier by tier.",
        "sds_register.cli.counts:command",
    ),
    "pots": (
        "Show what limited pots hold.",
        "sds_register.cli.pots:command",
    ),
    "known": (
        "Show what is known beside a case: pots, standing, concerns, decisions.",
        "sds_register.cli.known:command",
    ),
    "export": (
        "Write every entry as it is stored.",
        "sds_register.cli.export:command",
    ),
    "record": (
        "Record an act from a file: a statement, an appeal, a hold …",
        "sds_register.cli.record:command",
    ),
    "replay": (
        "Make decisions again, and report every byte that differs.",
        "sds_register.cli.replay:command",
    ),
    "dossier": (
        "Write one decision and everything behind it as a document.",
        "sds_register.cli.dossier:command",
    ),
    "subject": (
        "Write everything that is held of one person.",
        "sds_register.cli.subject:command",
    ),
    "erase": (
        "Make what is held of one person unreadable for ever.",
        "sds_register.cli.erase:command",
    ),
    "erase-again": (
        "Do so again, after an old backup of the keys came back.",
        "sds_register.cli.erase_again:command",
    ),
    "upgrade": (
        "Bring the register's tables to the newest version.",
        "sds_register.cli.upgrade:command",
    ),
}


@click.group(
    cls=LazyGroup,
    lazy=COMMANDS,
    words="register",
    epilog="The register is named by --register or the variable SDS_REGISTER, its keys by --keys "
    "or SDS_REGISTER_KEYS. Exit code 7: it cannot be read or written, or does not hold.",
)
def command() -> None:
    """Every decision kept, provable, and signed off by a person."""
