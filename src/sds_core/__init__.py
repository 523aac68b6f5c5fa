"""sds-core: explained decisions on self-directed support, from swappable regulatory models.

What is listed here is the public face: plugins and hosts import it from `sds_core`, and nothing
else of the core. docs/reference-api.md says what each name is for.
"""

from __future__ import annotations

from sds_core.public_face import public_face

__version__ = "0.2.0"

# The public names, by where they are; __init__.pyi tells type checkers the same.
_PUBLIC = {
    "cases.batch": "read_cases",
    "cases.known": "read_known",
    "comparison.compare": "compare",
    "comparison.page": "comparison_html",
    "comparison.records": "Comparison",
    "conditions.clauses": "Clause StatedFacts parse_clause",
    "conditions.evaluate": "Conditions Evaluation",
    "conditions.groups": "Group GroupKind",
    "domain.costs": "budget_parts yearly_total",
    "domain.priced_needs": (
        "PricedNeeds care_counts eligible_unmet highest_of_others met_otherwise "
        "priced_needs to_be_met"
    ),
    "domain.prior_decisions": "fees_from_budget",
    "domain.relationships": "INTEREST_LINKS Links",
    "domain.sums_compared": "ComparedSum HowSumsDiffer sums_compared words_a_year",
    "errors": (
        "ActRefused AnswerError ConfigurationError Erased Fault InputError PluginError "
        "ProfileError RegisterDamaged RegisterError RuleSetError SdsError StoreFailed TableError "
        "nearest"
    ),
    "explain.letter": "DecisionLetter write_letter",
    "explain.letter_pages": "letter_html letter_text",
    "facts.people": "PERSON_FACTS",
    "facts.subjects": "Subject subjects_of",
    "formats.canonical": "canonical digest",
    "formats.plain": "freeze thaw",
    "formats.records": "from_plain to_plain",
    "hookspecs": "HOOK_API Hooks hookimpl",
    "model.answers": (
        "Accreditation Approval Conflict Finding FindingResult Funding FundingShare HeldTo "
        "Listing ListingStatus ModelFinding ModelFindingLevel NotPayable Severity Standing "
        "StandingVerdict SupportOption ToRecord Verdict"
    ),
    "model.assessment": "Assessment SetSum WhoseAnswer",
    "model.budgets": "Adjustment Allocation Contribution Line LineKind Referral",
    "model.case": "Case",
    "model.credentials": "Credentials",
    "model.criteria": (
        "CriteriaSet Criterion CriterionKind EligibilityNeed Grounds Tier TierLimit"
    ),
    "model.dates": "Duration add_months parse_date",
    "model.decisions": (
        "Decision GivenReason Journey Opinion PluginVersion Provenance ShownLine Status"
    ),
    "model.known": (
        "EventKind Known KnownConcern KnownDecision KnownNeed KnownPlan KnownPot KnownStanding "
        "ListedAs NOTHING_KNOWN"
    ),
    "model.money": "Exact Money Rate exact_pence round_half_up round_to split_pence",
    "model.needs": (
        "CareForNeed CareLevel Carer NOT_THE_COUNCILS Need NeedBasis Price PriceBasis "
        "Unit WhosePrice"
    ),
    "model.parties": "Interest Link LinkKind Party PartyKind Role",
    "model.periods": "Amount Period in_a_year",
    "model.person": "Advocacy Capacity CaseSubject Charge Concern ConcernKind Residence Stage",
    "model.plan": "Award Fee FeeBasis FundingSource Help Mark Payer Plan PlanLine",
    "model.quantities": "Quantity",
    "model.reasons": "ClauseTrace Evidence Reason Source Undetermined",
    "model.requests": (
        "AccreditRequest AdjustRequest AllocateRequest ApproveRequest ConflictsRequest "
        "DecisionNotice EngagedHelp FundRequest ModelRequest ReviewRequest "
        "StandingRequest SupportRequest"
    ),
    "model.tasks": "AFTER_PLANNING BEYOND_PLANNING DELIVERY_SERVICE HOUSING_SERVICE Task",
    "plugins.manifest": "Manifest",
    "profiles.assemble": "load_profile",
    "profiles.council": "load_council",
    "profiles.events": "OverrulingEvent overruling_events",
    "profiles.profile": "Profile",
    "questions": (
        "ACCREDIT ADJUST_BUDGET AFTER_DECISION ALLOCATE_BUDGET APPROVE_PLAN CHECK_CONFLICTS "
        "CHECK_MODEL Combine FUND_HELP QUESTIONS Question Questions REVIEW_PLAN REVIEW_STANDING "
        "SUGGEST_SUPPORT"
    ),
    "resources.references": "Document",
    "rulesets.load": "load_ruleset",
    "rulesets.questions": "ASK_A_PERSON",
    "rulesets.rule": "Rule",
    "rulesets.ruleset": "Judgement RuleSet",
    "schemas.published": "check_document load_example load_schema",
    "site": "Site",
    "tables.columns": "ColumnTable",
    "tables.load": "load_table",
    "tables.rows": "Between Input NoRow Output Row",
    "tables.table": "Table",
}
_HOME, __getattr__, __dir__ = public_face(__name__, _PUBLIC)

__all__ = ["__version__", *sorted(_HOME)]
