__version__: str

from sds_core.cases.batch import read_cases as read_cases
from sds_core.cases.known import read_known as read_known
from sds_core.comparison.compare import compare as compare
from sds_core.comparison.page import comparison_html as comparison_html
from sds_core.comparison.records import Comparison as Comparison
from sds_core.conditions.clauses import (
    Clause as Clause,
    StatedFacts as StatedFacts,
    parse_clause as parse_clause,
)
from sds_core.conditions.evaluate import Conditions as Conditions, Evaluation as Evaluation
from sds_core.conditions.groups import Group as Group, GroupKind as GroupKind
from sds_core.domain.costs import budget_parts as budget_parts, yearly_total as yearly_total
from sds_core.domain.priced_needs import (
    PricedNeeds as PricedNeeds,
    care_counts as care_counts,
    eligible_unmet as eligible_unmet,
    highest_of_others as highest_of_others,
    met_otherwise as met_otherwise,
    priced_needs as priced_needs,
    to_be_met as to_be_met,
)
from sds_core.domain.prior_decisions import fees_from_budget as fees_from_budget
from sds_core.domain.relationships import INTEREST_LINKS as INTEREST_LINKS, Links as Links
from sds_core.domain.sums_compared import (
    ComparedSum as ComparedSum,
    HowSumsDiffer as HowSumsDiffer,
    sums_compared as sums_compared,
    words_a_year as words_a_year,
)
from sds_core.errors import (
    ActRefused as ActRefused,
    AnswerError as AnswerError,
    ConfigurationError as ConfigurationError,
    Erased as Erased,
    Fault as Fault,
    InputError as InputError,
    PluginError as PluginError,
    ProfileError as ProfileError,
    RegisterDamaged as RegisterDamaged,
    RegisterError as RegisterError,
    RuleSetError as RuleSetError,
    SdsError as SdsError,
    StoreFailed as StoreFailed,
    TableError as TableError,
    nearest as nearest,
)
from sds_core.explain.letter import DecisionLetter as DecisionLetter, write_letter as write_letter
from sds_core.explain.letter_pages import letter_html as letter_html, letter_text as letter_text
from sds_core.facts.people import PERSON_FACTS as PERSON_FACTS
from sds_core.facts.subjects import Subject as Subject, subjects_of as subjects_of
from sds_core.formats.canonical import canonical as canonical, digest as digest
from sds_core.formats.plain import freeze as freeze, thaw as thaw
from sds_core.formats.records import from_plain as from_plain, to_plain as to_plain
from sds_core.hookspecs import HOOK_API as HOOK_API, Hooks as Hooks, hookimpl as hookimpl
from sds_core.model.answers import (
    Accreditation as Accreditation,
    Approval as Approval,
    Conflict as Conflict,
    Finding as Finding,
    FindingResult as FindingResult,
    Funding as Funding,
    FundingShare as FundingShare,
    HeldTo as HeldTo,
    Listing as Listing,
    ListingStatus as ListingStatus,
    ModelFinding as ModelFinding,
    ModelFindingLevel as ModelFindingLevel,
    NotPayable as NotPayable,
    Severity as Severity,
    Standing as Standing,
    StandingVerdict as StandingVerdict,
    SupportOption as SupportOption,
    ToRecord as ToRecord,
    Verdict as Verdict,
)
from sds_core.model.assessment import (
    Assessment as Assessment,
    SetSum as SetSum,
    WhoseAnswer as WhoseAnswer,
)
from sds_core.model.budgets import (
    Adjustment as Adjustment,
    Allocation as Allocation,
    Contribution as Contribution,
    Line as Line,
    LineKind as LineKind,
    Referral as Referral,
)
from sds_core.model.case import Case as Case
from sds_core.model.credentials import Credentials as Credentials
from sds_core.model.criteria import (
    CriteriaSet as CriteriaSet,
    Criterion as Criterion,
    CriterionKind as CriterionKind,
    EligibilityNeed as EligibilityNeed,
    Grounds as Grounds,
    Tier as Tier,
    TierLimit as TierLimit,
)
from sds_core.model.dates import (
    Duration as Duration,
    add_months as add_months,
    parse_date as parse_date,
)
from sds_core.model.decisions import (
    Decision as Decision,
    GivenReason as GivenReason,
    Journey as Journey,
    Opinion as Opinion,
    PluginVersion as PluginVersion,
    Provenance as Provenance,
    ShownLine as ShownLine,
    Status as Status,
)
from sds_core.model.known import (
    NOTHING_KNOWN as NOTHING_KNOWN,
    EventKind as EventKind,
    Known as Known,
    KnownConcern as KnownConcern,
    KnownDecision as KnownDecision,
    KnownNeed as KnownNeed,
    KnownPlan as KnownPlan,
    KnownPot as KnownPot,
    KnownStanding as KnownStanding,
    ListedAs as ListedAs,
)
from sds_core.model.money import (
    Exact as Exact,
    Money as Money,
    Rate as Rate,
    exact_pence as exact_pence,
    round_half_up as round_half_up,
    round_to as round_to,
    split_pence as split_pence,
)
from sds_core.model.needs import (
    NOT_THE_COUNCILS as NOT_THE_COUNCILS,
    CareForNeed as CareForNeed,
    CareLevel as CareLevel,
    Carer as Carer,
    Need as Need,
    NeedBasis as NeedBasis,
    Price as Price,
    PriceBasis as PriceBasis,
    Unit as Unit,
    WhosePrice as WhosePrice,
)
from sds_core.model.parties import (
    Interest as Interest,
    Link as Link,
    LinkKind as LinkKind,
    Party as Party,
    PartyKind as PartyKind,
    Role as Role,
)
from sds_core.model.periods import Amount as Amount, Period as Period, in_a_year as in_a_year
from sds_core.model.person import (
    Advocacy as Advocacy,
    Capacity as Capacity,
    CaseSubject as CaseSubject,
    Charge as Charge,
    Concern as Concern,
    ConcernKind as ConcernKind,
    Residence as Residence,
    Stage as Stage,
)
from sds_core.model.plan import (
    Award as Award,
    Fee as Fee,
    FeeBasis as FeeBasis,
    FundingSource as FundingSource,
    Help as Help,
    Mark as Mark,
    Payer as Payer,
    Plan as Plan,
    PlanLine as PlanLine,
)
from sds_core.model.quantities import Quantity as Quantity
from sds_core.model.reasons import (
    ClauseTrace as ClauseTrace,
    Evidence as Evidence,
    Reason as Reason,
    Source as Source,
    Undetermined as Undetermined,
)
from sds_core.model.requests import (
    AccreditRequest as AccreditRequest,
    AdjustRequest as AdjustRequest,
    AllocateRequest as AllocateRequest,
    ApproveRequest as ApproveRequest,
    ConflictsRequest as ConflictsRequest,
    DecisionNotice as DecisionNotice,
    EngagedHelp as EngagedHelp,
    FundRequest as FundRequest,
    ModelRequest as ModelRequest,
    ReviewRequest as ReviewRequest,
    StandingRequest as StandingRequest,
    SupportRequest as SupportRequest,
)
from sds_core.model.tasks import (
    AFTER_PLANNING as AFTER_PLANNING,
    BEYOND_PLANNING as BEYOND_PLANNING,
    DELIVERY_SERVICE as DELIVERY_SERVICE,
    HOUSING_SERVICE as HOUSING_SERVICE,
    Task as Task,
)
from sds_core.plugins.manifest import Manifest as Manifest
from sds_core.profiles.assemble import load_profile as load_profile
from sds_core.profiles.council import load_council as load_council
from sds_core.profiles.events import (
    OverrulingEvent as OverrulingEvent,
    overruling_events as overruling_events,
)
from sds_core.profiles.profile import Profile as Profile
from sds_core.questions import (
    ACCREDIT as ACCREDIT,
    ADJUST_BUDGET as ADJUST_BUDGET,
    AFTER_DECISION as AFTER_DECISION,
    ALLOCATE_BUDGET as ALLOCATE_BUDGET,
    APPROVE_PLAN as APPROVE_PLAN,
    CHECK_CONFLICTS as CHECK_CONFLICTS,
    CHECK_MODEL as CHECK_MODEL,
    FUND_HELP as FUND_HELP,
    QUESTIONS as QUESTIONS,
    REVIEW_PLAN as REVIEW_PLAN,
    REVIEW_STANDING as REVIEW_STANDING,
    SUGGEST_SUPPORT as SUGGEST_SUPPORT,
    Combine as Combine,
    Question as Question,
    Questions as Questions,
)
from sds_core.resources.references import Document as Document
from sds_core.rulesets.load import load_ruleset as load_ruleset
from sds_core.rulesets.questions import ASK_A_PERSON as ASK_A_PERSON
from sds_core.rulesets.rule import Rule as Rule
from sds_core.rulesets.ruleset import Judgement as Judgement, RuleSet as RuleSet
from sds_core.schemas.published import (
    check_document as check_document,
    load_example as load_example,
    load_schema as load_schema,
)
from sds_core.site import Site as Site
from sds_core.tables.columns import ColumnTable as ColumnTable
from sds_core.tables.load import load_table as load_table
from sds_core.tables.rows import (
    Between as Between,
    Input as Input,
    NoRow as NoRow,
    Output as Output,
    Row as Row,
)
from sds_core.tables.table import Table as Table
