"""Which schemas are published, and the classes that each is derived from.

`python -m sds_core.published schemas/` writes them; a test holds the files equal to the classes.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from sds_core import schemas
from sds_core.caseload.comparison import Comparison
from sds_core.cli.demo import DemoReport
from sds_core.cli.facts import FactsView
from sds_core.cli.new import Created
from sds_core.cli.output import ErrorReport
from sds_core.cli.profile_records import (
    ProfileChecks,
    ProfileDiff,
    ProfileExport,
    ProfileItem,
    ProfileList,
    ProfileView,
)
from sds_core.cli.register_keep import Replay, Upgraded
from sds_core.cli.register_people import Erased, Written
from sds_core.cli.register_proof import CheckpointView, ProofCheck, ProofMade
from sds_core.cli.register_read import EntryLog, EntryView, Exported, Pots
from sds_core.cli.ruleset_check import ExampleRuns, RuleSetChecks, RuleSetTry
from sds_core.cli.ruleset_edit import EditPage
from sds_core.cli.ruleset_fetch import Fetch
from sds_core.cli.ruleset_keys import KeyMade
from sds_core.cli.ruleset_proposal import ProposalView
from sds_core.cli.ruleset_publish import PublishResult
from sds_core.cli.schema import SchemaList
from sds_core.cli.table import TableChecks, TableTry, TableView
from sds_core.conditions.tablehead import TableHead
from sds_core.derive import schema_of
from sds_core.disclosure.subject import SubjectRecord
from sds_core.explain.letter import DecisionLetter
from sds_core.explain.ruleset import RuleSetView
from sds_core.explain.ruleset_changes import RuleSetComparison, RuleSetDiff
from sds_core.health import Health, PluginList
from sds_core.model.acts import ActFile
from sds_core.model.case import Case
from sds_core.model.decisions import Decision, Journey
from sds_core.model.policy import CriteriaSet
from sds_core.profiles.council import CouncilFile
from sds_core.profiles.events import OverrulingEvent
from sds_core.profiles.files import ProfileFile
from sds_core.register.acting import Acted
from sds_core.register.journeys import Recorded
from sds_core.register.verify import Verification
from sds_core.register.waiting import WaitingList
from sds_core.rulesets.document import RuleSetFile
from sds_core.testreport import TestReport

__all__ = ["DERIVED", "PRINTED", "derive"]

DERIVED: dict[str, tuple[type, str]] = {
    "act-1": (ActFile, "An act handed over to be recorded"),
    "acted-1": (Acted, "An act that was recorded"),
    "case-1": (Case, "A case handed over for a decision"),
    "checkpoint-1": (CheckpointView, "A signed checkpoint of a register"),
    "comparison-1": (Comparison, "What swapping one model for another would change"),
    "council-1": (CouncilFile, "A council's timeline"),
    "created-1": (Created, "What was scaffolded"),
    "criteria-1": (CriteriaSet, "A published set of criteria"),
    "decision-1": (Decision, "A decision"),
    "demo-1": (DemoReport, "What the demo decided"),
    "entry-1": (EntryView, "An entry of a register"),
    "erased-1": (Erased, "What became of an erasure"),
    "error-1": (ErrorReport, "Why a command could not do what was asked"),
    "exported-1": (Exported, "A register written as a file"),
    "health-1": (Health, "The state of an installation"),
    "journey-1": (Journey, "The decisions on a case"),
    "letter-1": (DecisionLetter, "A letter about the decisions on a case"),
    "log-1": (EntryLog, "Entries of a register"),
    "facts-1": (FactsView, "The facts that rules on a question may use"),
    "key-1": (KeyMade, "A key to sign with"),
    "overruling-1": (OverrulingEvent, "A notice to a body that a council overrules its rule set"),
    "pots-1": (Pots, "What limited pots hold"),
    "plugins-1": (PluginList, "The installed plugins"),
    "profile-1": (ProfileFile, "A profile"),
    "profile-checks-1": (ProfileChecks, "Whether profiles can decide"),
    "profile-diff-1": (ProfileDiff, "What two profiles hold differently"),
    "profile-export-1": (ProfileExport, "A profile as one file that stands alone"),
    "profile-item-1": (ProfileItem, "An installed profile"),
    "profile-list-1": (ProfileList, "The installed profiles"),
    "profile-view-1": (ProfileView, "An effective profile"),
    "proof-1": (ProofMade, "A proof that an entry is in a register"),
    "proof-check-1": (ProofCheck, "What a proof shows"),
    "proposal-1": (ProposalView, "What is to be published, and who has signed"),
    "publication-1": (PublishResult, "A proposal prepared, or a publisher's folder changed"),
    "recorded-1": (Recorded, "Where a journey stands in a register"),
    "replay-1": (Replay, "What came of making decisions again"),
    "ruleset-1": (RuleSetFile, "A rule set"),
    "ruleset-checks-1": (RuleSetChecks, "Whether rule sets are sound"),
    "ruleset-comparison-1": (RuleSetComparison, "Rule sets side by side"),
    "ruleset-diff-1": (RuleSetDiff, "What changed between two rule sets"),
    "ruleset-edit-1": (EditPage, "The page on which a rule set is edited"),
    "ruleset-fetch-1": (Fetch, "What a fetch brought"),
    "ruleset-tests-1": (ExampleRuns, "What came of the examples of rule sets"),
    "ruleset-try-1": (RuleSetTry, "What a rule set answers to facts given"),
    "ruleset-view-1": (RuleSetView, "A rule set in plain English"),
    "schemas-1": (SchemaList, "The schemas that can be printed"),
    "subject-1": (SubjectRecord, "Everything that a register holds of one person"),
    "table-1": (TableHead, "The head of a decision table"),
    "table-checks-1": (TableChecks, "Whether tables are sound"),
    "table-try-1": (TableTry, "What a table gives for some values"),
    "table-view-1": (TableView, "A table"),
    "test-report-1": (TestReport, "What became of cases with expected decisions"),
    "upgraded-1": (Upgraded, "The versions of a register's tables"),
    "verification-1": (Verification, "Whether a register holds"),
    "waiting-1": (WaitingList, "The plans that wait for somebody"),
    "written-1": (Written, "Files that were written"),
}

# The schema of what each command prints with --json; a failed command prints error-1.
PRINTED: dict[str, str] = {
    "demo": "demo-1",
    "decide": "journey-1",
    "compare": "comparison-1",
    "explain": "letter-1",
    "test": "test-report-1",
    "sign-off": "acted-1",
    "register verify": "verification-1",
    "register checkpoint": "checkpoint-1",
    "register prove": "proof-1",
    "register check-proof": "proof-check-1",
    "register log": "log-1",
    "register show": "entry-1",
    "register waiting": "waiting-1",
    "register pots": "pots-1",
    "register export": "exported-1",
    "register record": "acted-1",
    "register replay": "replay-1",
    "register dossier": "written-1",
    "register subject": "written-1",
    "register erase": "erased-1",
    "register erase-again": "erased-1",
    "register upgrade": "upgraded-1",
    "profile list": "profile-list-1",
    "profile show": "profile-view-1",
    "profile check": "profile-checks-1",
    "profile diff": "profile-diff-1",
    "profile export": "profile-export-1",
    "profile on": "profile-item-1",
    "table check": "table-checks-1",
    "table show": "table-view-1",
    "table try": "table-try-1",
    "plugins": "plugins-1",
    "doctor": "health-1",
    "schema": "schemas-1",
    "new plugin": "created-1",
    "new ruleset": "created-1",
    "table convert": "created-1",
    "facts": "facts-1",
    "ruleset check": "ruleset-checks-1",
    "ruleset test": "ruleset-tests-1",
    "ruleset try": "ruleset-try-1",
    "ruleset explain": "ruleset-view-1",
    "ruleset diff": "ruleset-diff-1",
    "ruleset compare": "ruleset-comparison-1",
    "ruleset convert": "created-1",
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
