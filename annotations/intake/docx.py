"""The words of a Word document: headings, paragraphs, list items, quotes, captions, and tables row by row."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

import docx
from docx.opc.exceptions import OpcError
from docx.table import Table
from docx.text.paragraph import Paragraph
from lxml import etree

from factcheck.core.mediatypes import DOCX

from .article import ExtractedArticle, Particulars, Piece, assemble, unreadable
from .plausible import plausible_authors, plausible_date, plausible_language, plausible_words

MOST_PARTS = 5_000
LARGEST_PART = 64 * 1024 * 1024
LARGEST_WHOLE = 256 * 1024 * 1024
"""Bytes when unpacked. A zip file cannot unpack to more than it announces: reading stops there, and the checksum is wrong."""

MOST_XML = 32 * 1024 * 1024
DEEPEST_TABLE = 5

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
UNSAID = frozenset({f"{WORD}del", f"{WORD}moveFrom", f"{WORD}pPr", f"{WORD}instrText", FALLBACK})
"""What a reader does not see: deleted and moved words, formatting, field codes, and the second copy of a text box."""

SPACES = {f"{WORD}tab": "\t", f"{WORD}br": " ", f"{WORD}cr": " ", f"{WORD}noBreakHyphen": "\u2011"}
STYLES = (
    ("heading", "heading"), ("title", "heading"), ("subtitle", "heading"), ("list", "list_item"), ("quote", "quote"),
    ("intense quote", "quote"), ("caption", "caption"),
)  # fmt: skip

CANNOT = "The Word document is broken and cannot be read. Save it anew as .docx, or paste its text instead."


def read_docx(content: bytes) -> ExtractedArticle:
    """Read a Word document. Raises Invalid at /file for what is no such document, is broken, locked or a bomb."""
    _require_harmless(content)
    try:
        document = docx.Document(io.BytesIO(content))
        pieces = list(_pieces(document))
        about = _about(document)
    except (
        OpcError,
        KeyError,
        ValueError,
        AttributeError,
        zipfile.BadZipFile,
        etree.LxmlError,
        NotImplementedError,
    ) as broken:
        raise unreadable(CANNOT) from broken
    return assemble(pieces, about, media_type=DOCX)


def _require_harmless(content: bytes) -> None:
    """Look at the table of contents before anything is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            entries = parts.infolist()
            markup = sum(entry.file_size for entry in entries if entry.filename.endswith((".xml", ".rels")))
            sizes = [entry.file_size for entry in entries]
            if (
                len(sizes) > MOST_PARTS
                or max(sizes, default=0) > LARGEST_PART
                or sum(sizes) > LARGEST_WHOLE
                or markup > MOST_XML
            ):
                raise unreadable(
                    "The Word document unpacks to more than is taken. Paste the text that you need instead."
                )
            if any(entry.flag_bits & 1 for entry in entries) or "word/document.xml" not in parts.namelist():
                raise unreadable(CANNOT)
            if any(
                b"<!DOCTYPE" in parts.read(entry) for entry in entries if entry.filename.endswith((".xml", ".rels"))
            ):
                raise unreadable(
                    "The Word document declares entities, which Word itself never does. Paste its text instead."
                )
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError) as broken:
        raise unreadable(CANNOT) from broken


def _pieces(container: Any, depth: int = 0) -> Iterator[Piece]:
    for part in container.iter_inner_content():
        if isinstance(part, Paragraph):
            yield Piece(_words(part._p), _kind(part))
        elif isinstance(part, Table) and depth < DEEPEST_TABLE:
            yield from _rows(part, depth)


def _rows(table: Table, depth: int) -> Iterator[Piece]:
    """Each row as a line, its cells apart by a tab; a cell that spans columns once. Where a cell holds more than a line, the
    table is there for the layout, and its cells are read as blocks."""
    for row in table.rows:
        cells = list({id(cell._tc): cell for cell in row.cells}.values())
        inside = [[piece for piece in _pieces(cell, depth + 1) if piece.words.strip()] for cell in cells]
        if any(len(pieces) > 1 for pieces in inside):
            yield from (piece for pieces in inside for piece in pieces)
        else:
            yield Piece("\t".join(pieces[0].words for pieces in inside if pieces))


def _words(paragraph: etree._Element) -> str:
    """The words of a paragraph as they read with all changes accepted."""
    said: list[str] = []
    walk = etree.iterwalk(paragraph, events=("start",))
    for _event, element in walk:
        if element.tag in UNSAID:
            walk.skip_subtree()
        elif element.tag == f"{WORD}t":
            said.append(element.text or "")
        else:
            said.append(SPACES.get(element.tag, ""))
    return "\t".join(" ".join(part.split()) for part in "".join(said).split("\t")).strip()


def _kind(paragraph: Paragraph) -> str:
    style = (paragraph.style.name if paragraph.style is not None else None) or ""
    for start, kind in STYLES:
        if style.lower().startswith(start):
            return kind
    properties = paragraph._p.pPr
    return "list_item" if properties is not None and properties.numPr is not None else "paragraph"


def _about(document: Any) -> Particulars:
    said = document.core_properties
    first_heading = next((p.text for p in document.paragraphs[:20] if _kind(p) == "heading"), "")
    created = said.created or said.modified
    return Particulars(
        title=plausible_words(said.title or first_heading, at_most=500),
        authors=plausible_authors([said.author] if said.author != "python-docx" else []),
        published_on=plausible_date(created.date().isoformat()) if created else None,
        language=plausible_language(said.language or ""),
    )
