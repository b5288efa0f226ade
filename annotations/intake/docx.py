"""The words of a Word document: headings, paragraphs, list items, quotes, captions, table rows, and notes at the end."""

from __future__ import annotations

import io
import zipfile
import zlib

from factcheck.core.mediatypes import DOCX

from .alone import PASTE, read_alone
from .article import LONGEST_TEXT, ExtractedArticle, Particulars, Piece, assemble, unreadable
from .plausible import plausible_authors, plausible_language, plausible_words

MOST_PARTS = 5_000
LARGEST_PART = 64 * 1024 * 1024
LARGEST_WHOLE = 256 * 1024 * 1024
"""Bytes when unpacked. A zip file cannot unpack to more than it announces: reading stops there, and the checksum is wrong."""

MOST_XML = 32 * 1024 * 1024
MOST_TAGS = 2_000_000
"""Tags of all parts together, the closing ones too; a book of a million words has as many at most."""

TOO_MUCH = "The Word document unpacks to more than is taken. Paste the text that you need instead."
CANNOT = "The Word document is broken and cannot be read. Save it anew as .docx, or paste its text instead."


def read_docx(content: bytes) -> ExtractedArticle:
    """Read a Word document. Raises Invalid at /file for what is no such document, is broken, locked or a bomb."""
    _require_harmless(content)
    read = read_alone("read_docx_alone.py", content, LONGEST_TEXT, what="Word document")
    if "refused" in read:
        raise unreadable(f"The Word document has more text than is taken. {PASTE}")
    pieces = [Piece(words, kind) for words, kind in read["pieces"]]
    return assemble(pieces, _about(read["about"], pieces), media_type=DOCX)


def _require_harmless(content: bytes) -> None:
    """Look at the table of contents before anything is unpacked, and at the XML before it is parsed."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            entries = parts.infolist()
            markup = [entry for entry in entries if entry.filename.endswith((".xml", ".rels"))]
            _require_small(entries, markup)
            if any(entry.flag_bits & 1 for entry in entries) or "word/document.xml" not in parts.namelist():
                raise unreadable(CANNOT)
            tags = 0
            for entry in markup:
                source = parts.read(entry)
                tags += source.count(b"<")
                if tags > MOST_TAGS:
                    raise unreadable(TOO_MUCH)
                if b"<!DOCTYPE" in source:
                    raise unreadable(
                        "The Word document declares entities, which Word itself never does. Paste its text instead."
                    )
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError) as broken:
        raise unreadable(CANNOT) from broken


def _require_small(entries: list[zipfile.ZipInfo], markup: list[zipfile.ZipInfo]) -> None:
    sizes = [entry.file_size for entry in entries]
    if (
        len(sizes) > MOST_PARTS
        or max(sizes, default=0) > LARGEST_PART
        or sum(sizes) > LARGEST_WHOLE
        or sum(entry.file_size for entry in markup) > MOST_XML
    ):
        raise unreadable(TOO_MUCH)


def _about(said: dict[str, str], pieces: list[Piece]) -> Particulars:
    """When a document was made or saved is not when it was published, so that is left open."""
    first_heading = next((piece.words for piece in pieces[:20] if piece.kind == "heading"), "")
    return Particulars(
        title=plausible_words(said["title"] or first_heading, at_most=500),
        authors=plausible_authors([said["creator"]] if said["creator"] != "python-docx" else []),
        language=plausible_language(said["language"]),
    )
