"""Which schemas the register publishes, and the class that each is derived from.

`python -m sds_register.cli.published_schemas FOLDER` writes them into sds_register/schemas; a
test holds the files equal to the classes.
"""

from __future__ import annotations

import sys
from pathlib import Path

from sds_core.schemas.publish import PublishedSchemas
from sds_register.acts.act import ActFile
from sds_register.acts.plain import UNIONS
from sds_register.audit.counts import DecisionCounts
from sds_register.audit.subject_record import SubjectRecord
from sds_register.audit.verify import Verification
from sds_register.cli.check_proof import ProofCheck
from sds_register.cli.checkpoint import CheckpointView
from sds_register.cli.export import Exported
from sds_register.cli.log import EntryLog
from sds_register.cli.pots import Pots
from sds_register.cli.prove import ProofMade
from sds_register.cli.records import ErasureDone, Written
from sds_register.cli.replay import Replay
from sds_register.cli.show import EntryView
from sds_register.cli.upgrade import Upgraded
from sds_register.workflow.perform import Acted
from sds_register.workflow.recorder import Recorded
from sds_register.workflow.waiting_list import WaitingList

__all__ = ["SCHEMAS"]

SCHEMAS = PublishedSchemas(
    written={
        "act-2": ActFile,
    },
    stored={
        "subject-1": SubjectRecord,
    },
    printed={
        "acted-1": Acted,
        "checkpoint-1": CheckpointView,
        "counts-1": DecisionCounts,
        "entry-1": EntryView,
        "erased-1": ErasureDone,
        "exported-1": Exported,
        "log-1": EntryLog,
        "pots-1": Pots,
        "proof-1": ProofMade,
        "proof-check-1": ProofCheck,
        "recorded-1": Recorded,
        "replay-1": Replay,
        "upgraded-1": Upgraded,
        "verification-1": Verification,
        "waiting-1": WaitingList,
        "written-1": Written,
    },
    commands={
        "register decide": "recorded-1",
        "sign-off": "acted-1",
        "register verify": "verification-1",
        "register checkpoint": "checkpoint-1",
        "register prove": "proof-1",
        "register check-proof": "proof-check-1",
        "register log": "log-1",
        "register show": "entry-1",
        "register waiting": "waiting-1",
        "register counts": "counts-1",
        "register pots": "pots-1",
        "register known": "known-1",
        "register export": "exported-1",
        "register record": "acted-1",
        "register replay": "replay-1",
        "register dossier": "written-1",
        "register subject": "written-1",
        "register erase": "erased-1",
        "register erase-again": "erased-1",
        "register upgrade": "upgraded-1",
    },
    unions=UNIONS,
)


if __name__ == "__main__":
    SCHEMAS.write(Path(sys.argv[1]))
