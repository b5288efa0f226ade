"""A report as a Word document."""

from __future__ import annotations

import re
from collections.abc import Sequence
from io import BytesIO

from docx import Document

from claims.reports.outline import Badge, Facts, Heading, Paragraph, Part, Quotation

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""What XML 1.0 cannot hold, and so no Word document can."""


def write(outline: Sequence[Part], title: str) -> bytes:
    """A .docx with real headings, lists and quotations."""
    document = Document()
    document.core_properties.title = _words(title)[:255]
    document.core_properties.author = ""
    for part in outline:
        _write(document, part)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def _write(document, part: Part) -> None:  # type: ignore[no-untyped-def]  # python-docx names no type for it
    match part:
        case Heading():
            document.add_heading(_words(part.text), level=part.level)
        case Paragraph():
            document.add_paragraph(_words(part.text))
        case Quotation():
            quoted = document.add_paragraph(style="Intense Quote")
            quoted.add_run(_words(part.prefix)).bold = False
            quoted.add_run(_words(part.exact)).bold = True
            quoted.add_run(_words(part.suffix)).bold = False
        case Badge():
            document.add_paragraph().add_run(_words(part.name)).bold = True
        case Facts():
            for fact in part.rows:
                line = document.add_paragraph(style="List Bullet")
                line.add_run(f"{_words(fact.label)}: ").italic = True
                line.add_run(_words(fact.value))


def _words(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)
