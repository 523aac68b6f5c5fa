"""Letters as plain text and as an accessible page that prints well."""

from __future__ import annotations

import textwrap

from sds_core.explain.html import environment
from sds_core.explain.letter import DecisionLetter
from sds_core.explain.words import day, fill

__all__ = ["letter_html", "letter_text"]

WIDTH = 88


def letter_text(letter: DecisionLetter) -> str:
    """Return a letter as plain text of at most 88 columns."""
    out = [letter.council, "", f"To: {letter.to}", f"Date of the decisions: {day(letter.on)}"]
    out.append(f"Your reference: {letter.case}")
    if letter.communication:
        out.append(f"You asked for: {', '.join(letter.communication)}")
    for section in letter.sections:
        out += ["", section.title, "-" * len(section.title)]
        out += [fill(paragraph, WIDTH) for paragraph in section.paragraphs]
        if section.lines:
            sums = max(len(line.sum) for line in section.lines)
            for line in section.lines:
                label = textwrap.wrap(line.label, WIDTH - sums - 4)
                out += [f"  {part}" for part in label[:-1]]
                out.append(f"  {label[-1].ljust(WIDTH - sums - 4, '.')} {line.sum.rjust(sums)}")
        out += [fill(point, WIDTH, "    ", "  - ") for point in section.points]
    return "\n".join(out) + "\n"


def letter_html(letter: DecisionLetter) -> str:
    """Return a letter as one HTML page without scripts or anything fetched."""
    return (
        environment()
        .get_template("letter.html")
        .render(
            letter=letter,
            on=day(letter.on),
            large=any("large print" in wish.lower() for wish in letter.communication),
        )
    )
