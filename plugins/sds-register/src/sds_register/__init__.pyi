from sds_register.acts.act import Act as Act
from sds_register.acts.other_acts import (
    AccountLink as AccountLink,
    AccreditationAct as AccreditationAct,
    Activation as Activation,
    Complaint as Complaint,
    Erasure as Erasure,
    Hold as Hold,
    HowLinked as HowLinked,
    LinkEnd as LinkEnd,
    PotChange as PotChange,
    ProfileChange as ProfileChange,
    Release as Release,
)
from sds_register.acts.person_acts import (
    Revision as Revision,
    UrgentHelp as UrgentHelp,
    WrittenReasons as WrittenReasons,
)
from sds_register.acts.plain import act_from_file as act_from_file, act_to_plain as act_to_plain
from sds_register.acts.plan_acts import (
    Actor as Actor,
    Appeal as Appeal,
    AppealOutcome as AppealOutcome,
    Declaration as Declaration,
    HowAnswered as HowAnswered,
    Outcome as Outcome,
    ShortfallAnswer as ShortfallAnswer,
    SignOff as SignOff,
    Statement as Statement,
    Withdrawal as Withdrawal,
)
from sds_register.audit.dossier import Dossier as Dossier, dossier as dossier
from sds_register.audit.pages import dossier_html as dossier_html, subject_html as subject_html
from sds_register.audit.proofs import (
    ProvenEntry as ProvenEntry,
    check_proof as check_proof,
    make_proof as make_proof,
)
from sds_register.audit.replay import (
    ReplayDifference as ReplayDifference,
    Replayed as Replayed,
    replay as replay,
)
from sds_register.audit.subject_record import (
    SubjectRecord as SubjectRecord,
    subject_record as subject_record,
)
from sds_register.audit.verify import Verification as Verification, verify as verify
from sds_register.audit.witness import hand_over as hand_over, read_checkpoints as read_checkpoints
from sds_register.entries.entry import Draft as Draft, Entry as Entry, EntryKind as EntryKind
from sds_register.entries.heads import Head as Head
from sds_register.entries.plan_state import PlanStage as PlanStage, PlanState as PlanState
from sds_register.register import Register as Register
from sds_register.workflow.perform import Acted as Acted
from sds_register.workflow.recorder import Recorded as Recorded
from sds_register.workflow.submitted_plan import SignOffResult as SignOffResult
from sds_register.workflow.waiting_list import (
    Waiting as Waiting,
    WaitingList as WaitingList,
    waiting as waiting,
)
