"""Which schemas the core publishes, and the classes that each is derived from.

`python -m sds_core.cli.published_schemas schemas` writes them; a test checks that the
files match the classes.
"""

from __future__ import annotations

import sys
from pathlib import Path

from sds_core.cli.common.output import Created, ErrorReport
from sds_core.cli.demo.command import DemoReport
from sds_core.cli.facts import FactsView
from sds_core.cli.health import Health, PluginList
from sds_core.cli.profile.records import (
    ProfileChecks,
    ProfileDiff,
    ProfileExport,
    ProfileItem,
    ProfileList,
    ProfileView,
)
from sds_core.cli.ruleset.check import RuleSetChecks
from sds_core.cli.ruleset.test import ExampleRuns
from sds_core.cli.ruleset.try_ import RuleSetTry
from sds_core.cli.schema import SchemaList
from sds_core.cli.table.check import TableChecks
from sds_core.cli.table.show import TableView
from sds_core.cli.table.try_ import TableTry
from sds_core.comparison.records import Comparison
from sds_core.explain.letter import DecisionLetter
from sds_core.explain.ruleset import RuleSetView
from sds_core.explain.ruleset_changes import RuleSetComparison, RuleSetDiff
from sds_core.model.case import Case
from sds_core.model.criteria import CriteriaSet
from sds_core.model.decisions import Decision, Journey
from sds_core.model.known import Known
from sds_core.profiles.council import CouncilFile
from sds_core.profiles.events import OverrulingEvent
from sds_core.profiles.file_format import ProfileFile
from sds_core.rulesets.file_format import RuleSetFile
from sds_core.schemas.publish import PublishedSchemas
from sds_core.schemas.published import load_schema
from sds_core.tables.file_format import TableHead
from sds_core.testing.report import TestReport

__all__ = ["SCHEMAS"]

SCHEMAS = PublishedSchemas(
    written={
        "case-1": (Case, "A case handed over for a decision"),
        "council-1": (CouncilFile, "A council's timeline"),
        "criteria-1": (CriteriaSet, "A published set of criteria"),
        "known-1": (Known, "What a council's records say beside a case"),
        "profile-1": (ProfileFile, "A profile"),
        "ruleset-1": (RuleSetFile, "A rule set"),
        "table-1": (TableHead, "The head of a decision table"),
    },
    stored={
        "decision-1": (Decision, "A decision"),
        "overruling-1": (
            OverrulingEvent,
            "A notice to a body that a council overrules its rule set",
        ),
    },
    printed={
        "comparison-1": (Comparison, "What swapping one model for another would change"),
        "created-1": (Created, "What was scaffolded"),
        "demo-1": (DemoReport, "What the demo decided"),
        "error-1": (ErrorReport, "Why a command could not do what was asked"),
        "health-1": (Health, "The state of an installation"),
        "journey-1": (Journey, "The decisions on a case"),
        "letter-1": (DecisionLetter, "A letter about the decisions on a case"),
        "facts-1": (FactsView, "The facts that rules on a question may use"),
        "plugins-1": (PluginList, "The installed plugins"),
        "profile-checks-1": (ProfileChecks, "Whether profiles can decide"),
        "profile-diff-1": (ProfileDiff, "What two profiles hold differently"),
        "profile-export-1": (ProfileExport, "A profile as one file that stands alone"),
        "profile-item-1": (ProfileItem, "An installed profile"),
        "profile-list-1": (ProfileList, "The installed profiles"),
        "profile-view-1": (ProfileView, "An effective profile"),
        "ruleset-checks-1": (RuleSetChecks, "Whether rule sets are sound"),
        "ruleset-comparison-1": (RuleSetComparison, "Rule sets side by side"),
        "ruleset-diff-1": (RuleSetDiff, "What changed between two rule sets"),
        "ruleset-tests-1": (ExampleRuns, "What came of the examples of rule sets"),
        "ruleset-try-1": (RuleSetTry, "What a rule set answers to facts given"),
        "ruleset-view-1": (RuleSetView, "A rule set in plain English"),
        "schemas-1": (SchemaList, "The schemas that can be printed"),
        "table-checks-1": (TableChecks, "Whether tables are sound"),
        "table-try-1": (TableTry, "What a table gives for some values"),
        "table-view-1": (TableView, "A table"),
        "test-report-1": (TestReport, "What became of cases with expected decisions"),
    },
    commands={
        "demo": "demo-1",
        "decide": "journey-1",
        "compare": "comparison-1",
        "explain": "letter-1",
        "test": "test-report-1",
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
    },
    load=load_schema,
)


if __name__ == "__main__":
    SCHEMAS.write(Path(sys.argv[1]))
