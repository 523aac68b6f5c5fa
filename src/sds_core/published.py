"""Which schemas are published, and the classes that each is derived from.

`python -m sds_core.published schemas/` writes them; a test holds the files equal to the classes.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from sds_core import schemas
from sds_core.conditions.tablefile import TableHead
from sds_core.derive import schema_of
from sds_core.model.case import Case
from sds_core.model.decisions import Decision, Journey
from sds_core.model.policy import CriteriaSet
from sds_core.profiles.council import CouncilFile
from sds_core.profiles.files import ProfileFile

__all__ = ["DERIVED", "derive"]

DERIVED: dict[str, tuple[type, str]] = {
    "case-1": (Case, "A case handed over for a decision"),
    "council-1": (CouncilFile, "A council's timeline"),
    "criteria-1": (CriteriaSet, "A published set of criteria"),
    "decision-1": (Decision, "A decision"),
    "journey-1": (Journey, "The decisions on a case"),
    "profile-1": (ProfileFile, "A profile"),
    "table-1": (TableHead, "The head of a decision table"),
}


def derive(name: str) -> dict[str, Any]:
    """Return a published schema, derived anew from its class."""
    record, title = DERIVED[name]
    return schema_of(
        record, schema_id=f"urn:sds-core:schema:{name}", title=title, load=schemas.load_schema
    )


def main(folder: Path) -> None:
    """Write every derived schema into a folder."""
    for name in DERIVED:
        text = json.dumps(derive(name), indent=2, ensure_ascii=False)
        (folder / f"{name}.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
