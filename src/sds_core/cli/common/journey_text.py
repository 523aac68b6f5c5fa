"""The decisions on a case, for a terminal."""

from __future__ import annotations

import click

from sds_core.cli.common.output import wrap
from sds_core.explain.summary import outcome_words
from sds_core.model.case import Case
from sds_core.model.decisions import Decision, Journey
from sds_core.profiles.profile import Profile
from sds_core.questions import Questions

__all__ = ["journey_text"]


def _decision_text(decision: Decision, case: Case, questions: Questions) -> list[str]:
    title = questions.words(decision.question)
    out = ["", click.style(title, bold=True) + f"  [{decision.question}]"]
    out.append(wrap(outcome_words(decision, case), "    ", "  → "))
    for line in decision.lines:
        out.append(f"      {line.money.pounds():>12}  {line.label}  [{line.rule}]")
    for given in decision.reasons:
        reason = given.reason
        text = f"{reason.text} ({reason.source}; {reason.evidence}; {given.plugin})"
        out.append(wrap(text, "      ", "    - "))
    for missing in decision.undetermined:
        out.append(wrap(f"{missing.cause}. Ask: {missing.ask}.", "      ", "    ? "))
    out += [wrap(notice, "      ", "    ! ") for notice in decision.notices]
    for opinion in decision.opinions:
        if not opinion.counts:
            said = "failed" if opinion.error else f"{len(opinion.answers)} answers, not counted"
            out.append(f"    (adviser {opinion.given_by.plugin}: {said})")
    return out


def journey_text(journey: Journey, case: Case, profile: Profile) -> str:
    """Return a journey for a terminal."""
    out = [
        click.style(f"{case.name(case.person)} ({case.id})", bold=True)
        + f" on {journey.on}, by {profile.title} ({profile.name})"
    ]
    for decision in journey.decisions:
        out += _decision_text(decision, case, profile.questions)
    stamps = {s: None for d in journey.decisions for s in d.provenance.plugins}
    out += ["", f"Rules {profile.digest}", f"Case  {case.digest}"]
    asked = ", ".join(sorted(f"{s.plugin} {s.version}" for s in stamps))
    out.append(wrap(f"Asked: {asked}", "       "))
    return "\n".join(out)
