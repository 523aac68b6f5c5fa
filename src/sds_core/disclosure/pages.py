"""Dossiers and subject records as pages that print, and as PDF."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from sds_core.disclosure.dossier import Dossier
from sds_core.disclosure.subject import SubjectRecord
from sds_core.errors import ConfigurationError, Fault
from sds_core.explain.render import environment
from sds_core.explain.words import QUESTIONS, day
from sds_core.wire import to_plain

__all__ = ["dossier_html", "pdf", "subject_html"]


def _words(name: Any) -> str:
    """Return a name of the data as words."""
    text = str(name).replace("_", " ")
    return text[:1].upper() + text[1:]


def _render(template: str, **values: Any) -> str:
    made = environment().get_template(template)
    return made.render(words=_words, questions=QUESTIONS, day=day, plain=to_plain, **values)


def dossier_html(dossier: Dossier) -> str:
    """Return a dossier as one HTML page, with page numbers where it is printed."""
    return _render("dossier.html", dossier=dossier)


def subject_html(record: SubjectRecord) -> str:
    """Return what is held of a person as one HTML page."""
    return _render("subject.html", record=record)


def pdf(html: str, attached: Mapping[str, str] = MappingProxyType({})) -> bytes:
    """Return a page as a PDF with tags that a screen reader follows (PDF/UA).

    Args:
        html: the page.
        attached: texts that the PDF carries as files, by name.

    Raises:
        ConfigurationError: WeasyPrint or a library that it needs is not installed.
    """
    try:
        from weasyprint import HTML, Attachment
    except (ImportError, OSError) as error:
        mend = "Install sds-core[pdf], and Pango from your system's packages; or print the HTML."
        fault = Fault("PDF", str(error).splitlines()[0], "WeasyPrint and Pango", mend)
        raise ConfigurationError("no PDF can be made here", [fault]) from None
    files = [Attachment(string=text, name=name) for name, text in attached.items()]
    made: bytes = HTML(string=html).write_pdf(pdf_variant="pdf/ua-1", attachments=files)
    return made
