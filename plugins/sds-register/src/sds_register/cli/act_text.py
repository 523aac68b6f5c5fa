"""The result of an act, as text for a terminal."""

from __future__ import annotations

from sds_core import Money
from sds_core.cli.common.output import wrap
from sds_register.workflow.perform import Acted

__all__ = ["acted_text"]


def acted_text(acted: Acted) -> str:
    """Return the result of an act, as text for a terminal."""
    before = "was recorded before, as" if acted.repeated else "is recorded as"
    out = [f"The {acted.kind.replace('_', ' ')} {before} entry {acted.entry}."]
    if acted.judged is not None:
        if acted.judged.agreed is not None:
            out.append(f"Agreed: {acted.judged.agreed.words()}, by {acted.judged.tier}.")
        out += [
            wrap(f"A reason was asked for: {text}", "  ") for text in acted.judged.reasons_asked
        ]
        out += [wrap(f"Noted: {text}", "  ") for text in acted.judged.findings]
        if acted.judged.departs:
            out.append(f"It departs from the advice, which was to {acted.judged.advised}.")
        takes = acted.judged.takes.items()
        out += [f"Taken from {pot}: {Money(pence).pounds()}" for pot, pence in takes]
    out.append(f"Root {acted.root} over {acted.size:,} entries")
    return "\n".join(out)
