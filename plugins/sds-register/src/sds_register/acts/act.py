"""Every act of a person, and the file that hands one over.

Each act says who did it, on which day, and what it is based on. The host authenticates people; the
register trusts the identity that the host gives, and records it.
"""

from __future__ import annotations

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
from sds_register.acts.plan_acts import (
    Appeal,
    AppealOutcome,
    Declaration,
    SignOff,
    Statement,
    Withdrawal,
)

__all__ = ["Act", "ActFile"]

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
)


@frozen
class ActFile:
    """An act, as a file hands it over.

    Attributes:
        format: the version of this format: “sds-act-1”.
        act: the act.
    """

    format: str = field(metadata={"shape": {"const": "sds-act-1"}})
    act: Act
