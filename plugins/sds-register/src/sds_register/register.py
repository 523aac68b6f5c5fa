"""The register: what hosts open, record in and sign off with."""

from __future__ import annotations

from datetime import date

from sds_core import Case, Site
from sds_register.acts.act import Act
from sds_register.entries.entry_store import EntryStore
from sds_register.workflow.perform import Acted, ActService
from sds_register.workflow.recorder import Recorded, record_journey

__all__ = ["Register"]


class Register(EntryStore):
    """A register: every decision and every act of a person, kept and provable.

    `Register.open` opens one, or makes it.
    """

    def record(self, site: Site, case: Case, on: date, key: str | None = None) -> Recorded:
        """Decide a case and record every decision, then tell the plugins at `after_decision`.

        Where the case has a plan put forward, one more entry says so: a person signs that off.

        Args:
            site: the site that decides.
            case: the case, as it was read.
            on: the day the decisions are for.
            key: an idempotency key: a retry under the same key records nothing again.

        Raises:
            ActRefused: somebody acted on the plan in the meantime.
            InputError: the key was used for something else.
            RegisterError: nothing was recorded.
        """
        journey = site.decide(case, on)
        recorded = record_journey(self, case, journey, site.texts, key)
        if not recorded.repeated:
            for decision in journey.decisions:
                site.notify(decision)
        return recorded

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
