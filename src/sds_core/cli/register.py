"""`sds register`: what was decided and done, proved, read, waited for and made again."""

from __future__ import annotations

import click

from sds_core.cli import LazyGroup

__all__ = ["command"]

COMMANDS = {
    "verify": ("register_proof", "Prove that nothing was changed, removed or added in between."),
    "checkpoint": ("register_proof", "Sign how the register stands, for somebody else to keep."),
    "prove": ("register_proof", "Write the proof that an entry is in the register."),
    "check-proof": ("register_proof", "Check such a proof, without the register."),
    "log": ("register_read", "List the entries."),
    "show": ("register_read", "Show an entry, with what shaped it."),
    "waiting": ("register_read", "List the plans that wait for somebody, and for how long."),
    "pots": ("register_read", "Show what limited pots hold."),
    "export": ("register_read", "Write every entry as it is stored."),
    "record": ("register_keep", "Record an act from a file: a statement, an appeal, a hold …"),
    "replay": ("register_keep", "Make decisions again, and report every byte that differs."),
    "dossier": ("register_people", "Write one decision and everything behind it as a document."),
    "subject": ("register_people", "Write everything that is held of one person."),
    "erase": ("register_people", "Make what is held of one person unreadable for ever."),
    "erase-again": ("register_people", "Do so again, after an old backup of the keys came back."),
    "upgrade": ("register_keep", "Bring the register's tables to the newest version."),
}


@click.group(
    cls=LazyGroup,
    lazy=COMMANDS,
    epilog="The register is named by --register or the variable SDS_REGISTER, its keys by --keys "
    "or SDS_REGISTER_KEYS. Exit code 7: it cannot be read or written, or does not hold.",
)
def command() -> None:
    """Every decision kept, provable, and signed off by a person."""
