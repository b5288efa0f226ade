"""The words of a PDF, its lines put together again to paragraphs."""

from __future__ import annotations

from factcheck.core.mediatypes import PDF

from .alone import PASTE, read_alone
from .article import LONGEST_TEXT, ExtractedArticle, Particulars, assemble, unreadable
from .pdf_lines import PrintedLine, paragraphs
from .plausible import plausible_authors, plausible_date, plausible_language, plausible_words

MOST_PAGES = 500

REFUSED = {
    "encrypted": "The PDF opens only with a password. Save it without one, or paste its text instead.",
    "pages": f"The PDF has more than {MOST_PAGES} pages. Save the pages that you need as a PDF of their own.",
    "length": f"The PDF has more text than is taken. {PASTE}",
}


def read_pdf(content: bytes, *, keep_everything: bool = False) -> ExtractedArticle:
    """Read a PDF. Page numbers and running heads are left out unless `keep_everything`.

    Raises Invalid at /file for PDFs that are broken, locked, scanned, too long, or that take too long.
    """
    read = read_alone("read_pdf_alone.py", content, MOST_PAGES, LONGEST_TEXT, what="PDF")
    if "refused" in read:
        raise unreadable(REFUSED[read["refused"]])
    lines = [PrintedLine(*line) for line in read["lines"]]
    pieces = paragraphs(lines, keep_everything=keep_everything)
    if not pieces:
        raise unreadable(
            "The PDF holds pictures of text, not text. Run text recognition over it, or paste its text instead."
        )
    return assemble(pieces, _about(read["about"], pieces[0].words), media_type=PDF)


def _about(said: dict[str, str], first_line: str) -> Particulars:
    title = plausible_words(said["title"], at_most=500)
    if title is None or title.lower().startswith(("microsoft word", "untitled", "powerpoint")):
        title = plausible_words(first_line, at_most=200)
    return Particulars(
        title=title,
        authors=plausible_authors([said["author"]]),
        published_on=plausible_date(said["created"].removeprefix("D:")[:8]),
        language=plausible_language(said["language"]),
    )
