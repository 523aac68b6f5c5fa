"""Dossiers and subject records as pages that print."""

from __future__ import annotations

from sds_core import QUESTIONS, to_plain
from sds_core.explain.html import environment
from sds_core.explain.words import day
from sds_register.audit.dossier import Dossier
from sds_register.audit.subject_record import SubjectRecord

__all__ = ["dossier_html", "subject_html"]


def _words(name: object) -> str:
    """Return a name of the data as words."""
    text = str(name).replace("_", " ")
    return text[:1].upper() + text[1:]


def _render(template: str, **values: object) -> str:
    made = environment("sds_register").get_template(template)
    return made.render(words=_words, questions=QUESTIONS, day=day, plain=to_plain, **values)


def dossier_html(dossier: Dossier) -> str:
    """Return a dossier as one HTML page, with page numbers where it is printed."""
    return _render("dossier.html", dossier=dossier)


def subject_html(record: SubjectRecord) -> str:
    """Return what is held of a person as one HTML page."""
    return _render("subject.html", record=record)
