"""The words of a PDF, its lines put together again to paragraphs."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from factcheck.core.mediatypes import PDF

from .article import ExtractedArticle, Particulars, assemble, unreadable
from .pdf_lines import PrintedLine, paragraphs
from .plausible import plausible_authors, plausible_date, plausible_language, plausible_words

READER = Path(__file__).with_name("read_pdf_alone.py")
MOST_PAGES = 500
CPU_SECONDS = 20
WALL_SECONDS = 40

PASTE = "Paste the text of the part that you need instead."
REFUSED = {
    "encrypted": "The PDF opens only with a password. Save it without one, or paste its text instead.",
    "pages": f"The PDF has more than {MOST_PAGES} pages. Save the pages that you need as a PDF of their own.",
    "length": f"The PDF has more text than is taken. {PASTE}",
}


def read_pdf(content: bytes, *, keep_everything: bool = False) -> ExtractedArticle:
    """Read a PDF. Page numbers and running heads are left out unless `keep_everything`.

    Raises Invalid at /file for PDFs that are broken, locked, scanned, too long, or that take too long.
    """
    read = _read_alone(content)
    lines = [PrintedLine(*line) for line in read["lines"]]
    pieces = paragraphs(lines, keep_everything=keep_everything)
    if not pieces:
        raise unreadable(
            "The PDF holds pictures of text, not text. Run text recognition over it, or paste its text instead."
        )
    return assemble(pieces, _about(read["about"], pieces[0].words), media_type=PDF)


def _read_alone(content: bytes) -> dict[str, Any]:
    command = [sys.executable, "-I", str(READER), str(MOST_PAGES), str(CPU_SECONDS)]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=WALL_SECONDS, check=True)  # noqa: S603
    except subprocess.TimeoutExpired as late:
        raise unreadable(f"The PDF takes too long to read. {PASTE}") from late
    except subprocess.CalledProcessError as failed:
        how = "takes too long to read" if failed.returncode < 0 else "is broken and cannot be read"
        raise unreadable(f"The PDF {how}. {PASTE}") from failed
    read: dict[str, Any] = json.loads(done.stdout)
    if "refused" in read:
        raise unreadable(REFUSED[read["refused"]])
    return read


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
