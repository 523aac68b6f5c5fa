"""Which schemas authoring publishes, and the class that each is derived from.

`python -m sds_authoring.cli.published_schemas FOLDER` writes them into sds_authoring/schemas; a
test checks that the files match the classes.
"""

from __future__ import annotations

import sys
from pathlib import Path

from sds_authoring.cli.edit import EditPage
from sds_authoring.cli.fetch import Fetch
from sds_authoring.cli.keygen import KeyMade
from sds_authoring.cli.proposal_view import ProposalView
from sds_authoring.cli.publish import PublishResult
from sds_core.schemas.publish import PublishedSchemas

__all__ = ["SCHEMAS"]

SCHEMAS = PublishedSchemas(
    printed={
        "key-1": KeyMade,
        "proposal-1": ProposalView,
        "publication-1": PublishResult,
        "ruleset-edit-1": EditPage,
        "ruleset-fetch-1": Fetch,
    },
    commands={
        "ruleset edit": "ruleset-edit-1",
        "ruleset keygen": "key-1",
        "ruleset publish": "publication-1",
        "ruleset sign": "proposal-1",
        "ruleset rotate": "proposal-1",
        "ruleset fetch": "ruleset-fetch-1",
    },
)


if __name__ == "__main__":
    SCHEMAS.write(Path(sys.argv[1]))
