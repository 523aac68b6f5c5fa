"""Which schemas sds-care-act publishes, and the class that each is derived from.

`python -m sds_care_act.cli.published_schemas FOLDER` writes them into sds_care_act/schemas; a test
holds the files equal to the classes.
"""

from __future__ import annotations

import sys
from pathlib import Path

from sds_care_act.cli.law import RulesOfLaw
from sds_core.schemas.publish import PublishedSchemas

__all__ = ["SCHEMAS"]

SCHEMAS = PublishedSchemas(printed={"law-1": RulesOfLaw}, commands={"law": "law-1"})


if __name__ == "__main__":
    SCHEMAS.write(Path(sys.argv[1]))
