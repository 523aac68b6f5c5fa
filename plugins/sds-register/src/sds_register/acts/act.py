"""Every act of a person, and the file that hands one over.

Each act says who did it, on which day, and what it is based on. The host authenticates people; the
register trusts the identity that the host gives, and records it.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from attrs import field, frozen

from sds_register.acts.other_acts import (
    AccountLink,
    AccreditationAct,
    Activation,
    Complaint,
    Erasure,
    Hold,
    LinkEnd,
    PotChange,
    ProfileChange,
    Release,
)
from sds_register.acts.person_acts import Revision, UrgentHelp, WrittenReasons
from sds_register.acts.plan_acts import (
    Appeal,
    AppealOutcome,
    Declaration,
    SignOff,
    Statement,
    Withdrawal,
)
from sds_register.acts.versions import ACT

__all__ = ["WORDS", "Act", "ActFile"]

Act = (
    SignOff
    | Statement
    | Withdrawal
    | Appeal
    | AppealOutcome
    | Declaration
    | AccreditationAct
    | Complaint
    | Activation
    | ProfileChange
    | AccountLink
    | LinkEnd
    | Hold
    | Release
    | Erasure
    | PotChange
    | UrgentHelp
    | WrittenReasons
    | Revision
)

# The stored word of each act, and of its entry. A class may be renamed, its word never.
WORDS: Mapping[type, str] = MappingProxyType(
    {
        SignOff: "sign_off",
        Statement: "statement",
        Withdrawal: "withdrawal",
        Appeal: "appeal",
        AppealOutcome: "appeal_outcome",
        Declaration: "declaration",
        AccreditationAct: "accreditation_act",
        Complaint: "complaint",
        Activation: "activation",
        ProfileChange: "profile_change",
        AccountLink: "account_link",
        LinkEnd: "link_end",
        Hold: "hold",
        Release: "release",
        Erasure: "erasure",
        PotChange: "pot_change",
        UrgentHelp: "urgent_help",
        WrittenReasons: "written_reasons",
        Revision: "revision",
    }
)


@frozen
class ActFile:
    """An act, as a file hands it over.

    Attributes:
        format: the version of this format: “sds-act-2”.
        act: the act.
    """

    format: str = field(metadata={"shape": {"const": ACT.mark}})
    act: Act
