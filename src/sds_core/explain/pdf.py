"""Pages as PDF."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from sds_core.errors import ConfigurationError, Fault

__all__ = ["pdf"]


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
        hint = "Install sds-core[pdf], and Pango from your system's packages; or print the HTML."
        fault = Fault("PDF", str(error).splitlines()[0], "WeasyPrint and Pango", hint)
        raise ConfigurationError("no PDF can be made here", [fault]) from None
    files = [Attachment(string=text, name=name) for name, text in attached.items()]
    made: bytes = HTML(string=html).write_pdf(pdf_variant="pdf/ua-1", attachments=files)
    return made
