"""Which schemas the core publishes, and the class that each is derived from.

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
        "case-2": Case,
        "council-1": CouncilFile,
        "criteria-1": CriteriaSet,
        "known-1": Known,
        "profile-1": ProfileFile,
        "ruleset-1": RuleSetFile,
        "table-1": TableHead,
    },
    stored={
        "decision-2": Decision,
        "overruling-1": OverrulingEvent,
    },
    printed={
        "comparison-1": Comparison,
        "created-1": Created,
        "demo-1": DemoReport,
        "error-1": ErrorReport,
        "health-1": Health,
        "journey-2": Journey,
        "letter-1": DecisionLetter,
        "facts-1": FactsView,
        "plugins-1": PluginList,
        "profile-checks-1": ProfileChecks,
        "profile-diff-1": ProfileDiff,
        "profile-export-1": ProfileExport,
        "profile-item-1": ProfileItem,
        "profile-list-1": ProfileList,
        "profile-view-1": ProfileView,
        "ruleset-checks-1": RuleSetChecks,
        "ruleset-comparison-1": RuleSetComparison,
        "ruleset-diff-1": RuleSetDiff,
        "ruleset-tests-1": ExampleRuns,
        "ruleset-try-1": RuleSetTry,
        "ruleset-view-1": RuleSetView,
        "schemas-1": SchemaList,
        "table-checks-1": TableChecks,
        "table-try-1": TableTry,
        "table-view-1": TableView,
        "test-report-1": TestReport,
    },
    commands={
        "demo": "demo-1",
        "decide": "journey-2",
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
