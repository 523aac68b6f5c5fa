"""The register of sds-core: every decision and every act of a person, kept and provable.

What is listed here is the public face; docs/reference-api.md says what each name is for.
"""

from __future__ import annotations

from sds_core.public_face import public_face

# The public names, by where they are; __init__.pyi tells type checkers the same.
_PUBLIC = {
    "acts.act": "Act",
    "acts.other_acts": (
        "AccountLink AccreditationAct Activation Complaint Erasure Hold HowLinked LinkEnd "
        "PotChange ProfileChange Release"
    ),
    "acts.person_acts": "Revision UrgentHelp WrittenReasons",
    "acts.plain": "act_from_file act_to_plain",
    "acts.plan_acts": (
        "Actor Appeal AppealOutcome Declaration HowAnswered Outcome ShortfallAnswer SignOff "
        "Statement Withdrawal"
    ),
    "audit.dossier": "Dossier dossier",
    "audit.pages": "dossier_html subject_html",
    "audit.proofs": "ProvenEntry check_proof make_proof",
    "audit.replay": "ReplayDifference Replayed replay",
    "audit.subject_record": "SubjectRecord subject_record",
    "audit.verify": "Verification verify",
    "audit.witness": "hand_over read_checkpoints",
    "entries.entry": "Draft Entry EntryKind",
    "entries.heads": "Head",
    "entries.plan_state": "PlanStage PlanState",
    "register": "Register",
    "workflow.perform": "Acted",
    "workflow.recorder": "Recorded",
    "workflow.submitted_plan": "SignOffResult",
    "workflow.waiting_list": "Waiting WaitingList waiting",
}
_HOME, __getattr__, __dir__ = public_face(__name__, _PUBLIC)

__all__ = [*sorted(_HOME)]
