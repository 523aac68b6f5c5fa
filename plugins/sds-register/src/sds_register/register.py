"""The register: what hosts open, record in and sign off with."""

from __future__ import annotations

from datetime import date

from sds_core import Case, Known, Site
from sds_register.acts.act import Act
from sds_register.entries.entry_store import EntryStore
from sds_register.workflow.known import what_is_known
from sds_register.workflow.perform import Acted, ActService
from sds_register.workflow.recorder import Recorded, record_journey

__all__ = ["Register"]


class Register(EntryStore):
    """A register: every decision and every act of a person, kept and provable.

    `Register.open` opens one, or makes it.
    """

    def record(
        self,
        site: Site,
        case: Case,
        on: date,
        key: str | None = None,
        known: Known | None = None,
    ) -> Recorded:
        """Decide a case and record every decision, then tell the plugins at `after_decision`.

        Where the case has a plan put forward, one more entry says so: a person signs that off.

        Args:
            site: the site that decides.
            case: the case, as it was read.
            on: the day the decisions are for.
            key: an idempotency key: a retry under the same key records nothing again.
            known: what the council's records say beside the case; what this register says, if left
                out. Plugins are given, and the register keeps, the parts that they read.

        Raises:
            ActRefused: somebody acted on the plan in the meantime.
            InputError: the key was used for something else.
            RegisterError: nothing was recorded.
        """
        parts = site.profile.known_parts
        told = (what_is_known(self, case, on, parts) if known is None else known).only(parts)
        journey = site.decide(case, on, told)
        recorded = record_journey(self, case, journey, site.texts, key, told)
        if not recorded.repeated:
            for decision in journey.decisions:
                site.notify(decision)
        return recorded

    def known(self, case: Case, on: date) -> Known:
        """Return what this register says beside a case, to be passed to `Site.decide`.

        Args:
            case: the case.
            on: the day the decisions are for.

        Raises:
            RegisterError: it cannot be read.
        """
        return what_is_known(self, case, on)

    def sign_off(self, site: Site, act: Act, key: str | None = None) -> Acted:
        """Record an act of a named person: a sign-off, or any other kind of act.

        The rules for sign-offs are checked here: no plugin and no profile turns them off.

        Args:
            site: the site whose profile asks.
            act: the act.
            key: an idempotency key: a retry under the same key acts once.

        Raises:
            ActRefused: it may not stand, with every reason; the refusal is on record.
            InputError: what it refers to is not there, or the key was used for something else.
            RegisterError: nothing was recorded.
        """
        return ActService(self, site.reader, site.profile).perform(act, key)
