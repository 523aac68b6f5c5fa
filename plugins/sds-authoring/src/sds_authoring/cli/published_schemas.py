"""Which schemas authoring publishes, and the classes that each is derived from.

`python -m sds_authoring.cli.published_schemas FOLDER` writes them into sds_authoring/schemas; a
test checks that the files match the classes.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from sds_authoring.cli.edit import EditPage
from sds_authoring.cli.fetch import Fetch
from sds_authoring.cli.keygen import KeyMade
from sds_authoring.cli.proposal_view import ProposalView
from sds_authoring.cli.publish import PublishResult
from sds_core.schemas.derive import published_schema, write_schemas

__all__ = ["DERIVED", "PRINTED", "derive"]

DERIVED: dict[str, tuple[type, str]] = {
    "key-1": (KeyMade, "A key to sign with"),
    "proposal-1": (ProposalView, "What is to be published, and who has signed"),
    "publication-1": (PublishResult, "A proposal prepared, or a publisher's folder changed"),
    "ruleset-edit-1": (EditPage, "The page on which a rule set is edited"),
    "ruleset-fetch-1": (Fetch, "What a fetch brought"),
}

# The schema of what each command prints with --json; a failed command prints error-1.
PRINTED: dict[str, str] = {
    "ruleset edit": "ruleset-edit-1",
    "ruleset keygen": "key-1",
    "ruleset publish": "publication-1",
    "ruleset sign": "proposal-1",
    "ruleset rotate": "proposal-1",
    "ruleset fetch": "ruleset-fetch-1",
}


def derive(name: str) -> dict[str, Any]:
    """Return a published schema, derived anew from its class."""
    record, title = DERIVED[name]
    return published_schema(name, record, title)


if __name__ == "__main__":
    write_schemas({name: derive(name) for name in DERIVED}, Path(sys.argv[1]))
