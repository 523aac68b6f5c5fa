"""The register's part of `sds demo`: a person signs off, and somebody is refused."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click
from attrs import evolve, frozen

from sds_core import ActRefused, Case, Fault, Site, from_plain
from sds_core.cli.common.output import wrap
from sds_core.cli.demo.part import DemoPart
from sds_register.acts.plan_acts import Actor, SignOff
from sds_register.audit.replay import replay
from sds_register.audit.verify import Verification, verify
from sds_register.audit.witness import hand_over, read_checkpoints
from sds_register.register import Register
from sds_register.workflow.perform import Acted

__all__ = ["DemoRegister", "SignOffShown", "show"]

FILE = "demo-register.db"
KEPT = "demo-checkpoints"


@frozen
class SignOffShown:
    """Whose plan is signed off, by whom, and who is refused.

    Attributes:
        person: the published example case.
        model: the profile that the decisions are recorded under.
        author: who wrote the plan, and tries.
        act: the sign-off of somebody else.
    """

    person: str
    model: str
    author: Actor
    act: SignOff


@frozen
class DemoRegister:
    """What the demo recorded.

    Attributes:
        file: the register.
        plan: the number of the entry that was signed off.
        refused: why the plan's own author could not.
        signed: the sign-off of somebody else.
        checkpoint: the file of the checkpoint that was kept aside.
        verification: whether the register holds, and agrees with the checkpoint.
        replayed: how many decisions came to the very same bytes when they were made again.
    """

    file: str
    plan: int
    refused: tuple[Fault, ...]
    signed: Acted
    checkpoint: str
    verification: Verification
    replayed: int


def _clear(out: Path) -> None:
    """Take away what an earlier demo left: nobody's register has these names."""
    files = [*out.glob(f"{Path(FILE).stem}*"), *(out / KEPT).glob("*.checkpoint")]
    for file in files:
        file.unlink()


def _shown(shown: SignOffShown, site: Site, cases: Mapping[str, Case], out: Path) -> DemoRegister:
    """Record every case, let two people try to sign one plan off, and prove what was recorded.

    Args:
        shown: whose plan, and who tries.
        site: the profile that decides.
        cases: the cases by example's name.
        out: the folder for the register.

    Raises:
        SdsError: something could not be recorded.
    """
    _clear(out)
    register = Register.open(str(out / FILE))
    try:
        plans = {
            name: register.record(site, case, shown.act.on).plan for name, case in cases.items()
        }
        plan = plans[shown.person]
        if plan is None:
            raise ActRefused(f"the case {shown.person} has no plan to sign off")
        refused: tuple[Fault, ...] = ()
        try:
            register.sign_off(site, evolve(shown.act, plan=plan, by=shown.author))
        except ActRefused as error:
            refused = error.faults
        signed = register.sign_off(site, evolve(shown.act, plan=plan))
        _, _, where = hand_over(register, str(out / KEPT))
        found = verify(register, read_checkpoints(where, register.signer.verifier))
        again = sum(item.same is True for item in replay(register))
        return DemoRegister(str(out / FILE), plan, refused, signed, where, found, again)
    finally:
        register.close()


def _text(done: DemoRegister, shown: SignOffShown) -> tuple[str, ...]:
    """Return what was recorded, for a terminal."""
    found, act = done.verification, shown.act
    agreed = done.signed.judged.agreed if done.signed.judged else None
    words = agreed.words() if agreed else "nothing"
    why = "; ".join(f"{fault.found}, expected {fault.expected}" for fault in done.refused)
    held = "holds" if found.holds else "does NOT hold"
    return (
        click.style(f"The register ({done.file})", bold=True),
        wrap(f"{shown.author.name} tries to sign off the plan in entry {done.plan}:", "  "),
        wrap(f"refused, and the refusal is on record: {why}", "    "),
        wrap(f"{act.by.name} ({act.by.role.replace('_', ' ')}) signs it off:", "  "),
        wrap(f"{act.outcome}, {words}, because: {act.reason}", "    "),
        wrap(
            f"It {held}: {found.size} entries, root {found.root[:16]}…, agreeing with the "
            f"checkpoint kept aside. {done.replayed} decisions made again come to the very same "
            f"bytes.",
            "  ",
        ),
        f"  Try: sds register verify --register {done.file} --against {done.checkpoint}",
    )


def show(
    document: Mapping[str, object], sites: Mapping[str, Site], cases: Mapping[str, Case], out: Path
) -> DemoPart | None:
    """Record the demo's cases, have a plan signed off, and prove what was recorded.

    Args:
        document: the demo as plain data; `sign_off` says whose plan, and who tries.
        sites: the profiles of the demo, by name.
        cases: the cases, by example's name.
        out: the folder for the register.

    Raises:
        SdsError: something could not be recorded.
    """
    if "sign_off" not in document:
        return None
    shown = from_plain(document["sign_off"], SignOffShown)
    done = _shown(shown, sites[shown.model], cases, out)
    return DemoPart(done, _text(done, shown))
