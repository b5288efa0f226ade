"""Reading a document of any kind that is taken."""

from __future__ import annotations

from dataclasses import replace

from annotations.anchoring.blocks import blocks_of
from factcheck.core.mediatypes import DOCX, HTML, MHTML, PDF, PLAIN, READABLE, XHTML, label, looks_like
from factcheck.core.text import canonical_text

from .archives import original_url
from .article import LARGEST_FILE, ExtractedArticle, require_length, unreadable
from .charsets import decode, is_text
from .docx import read_docx
from .html import extract_html
from .mhtml import saved_page
from .pdf import read_pdf
from .plausible import plausible_address

ENDINGS = {
    "html": HTML, "htm": HTML, "xhtml": XHTML, "mhtml": MHTML, "mht": MHTML, "eml": MHTML, "pdf": PDF, "docx": DOCX,
    "txt": PLAIN, "text": PLAIN, "md": PLAIN,
}  # fmt: skip
OUTGROWN = {
    b"\xd0\xcf\x11\xe0": "an old Word document (.doc). Save it as .docx",
    b"{\\rtf": "Rich Text. Save it as .docx",
    b"\x89PNG": "a picture. Run text recognition over it",
    b"\xff\xd8\xff": "a picture. Run text recognition over it",
    b"GIF8": "a picture. Run text recognition over it",
    b"PK\x03\x04": "a zip file, or a document of a kind that is not taken. Unpack it, or save it as .docx",
}


def read_document(
    content: bytes, *, media_type: str = "", charset: str = "", filename: str = "", url: str = "",
    keep_everything: bool = False,
) -> ExtractedArticle:  # fmt: skip
    """The article in a file: HTML (also saved with everything inside), MHTML, PDF, DOCX or plain text.

    What the bytes look like goes before what they are called: `media_type` (a `Content-Type` will do), then the ending of
    `filename`. `charset` is the `Content-Type`'s, `url` where the document was. Plain text is taken as it is, with only what
    canonical text asks for; from HTML and PDF what stands around the article is left out unless `keep_everything`.

    Raises Invalid at /file, saying what to do instead, for what is empty, too large, broken, locked, or of another kind.
    """
    if len(content) > LARGEST_FILE:
        raise unreadable(
            f"The file has {len(content):,} bytes; {LARGEST_FILE:,} are taken. Paste the text that you need."
        )
    if not content.strip():
        raise unreadable("The file is empty. Paste the text of the article instead.")
    called, named = label(media_type)
    kind = _kind(content, called, filename)
    found = _read(content, kind, charset or named, url, keep_everything=keep_everything)
    if not found.text.strip():
        raise unreadable("There are no words in the file. Paste the text of the article instead.")
    original = original_url(url)
    return replace(
        found,
        copied_at=found.copied_at or original.copied_at,
        canonical_url=found.canonical_url or plausible_address(original.url, page=None),
    )


def _kind(content: bytes, called: str, filename: str) -> str:
    """The media type to read it as."""
    looks = looks_like(content)
    ending = ENDINGS.get(filename.rpartition(".")[2].lower(), "") if "." in filename else ""
    if looks in (PDF, DOCX) or (looks and PLAIN not in (called, called or ending)):
        return looks
    for start, what in OUTGROWN.items():
        if content.startswith(start):
            raise unreadable(f"This is {what}, or paste its text instead.")
    kind = called if called in READABLE else ending or PLAIN
    if kind in (PDF, DOCX):
        raise unreadable(
            f"The file is called a {'PDF' if kind == PDF else 'Word document'}, but is none. Upload another copy."
        )
    if kind == PLAIN and not is_text(content):
        raise unreadable("The file holds no text. Save it as HTML, PDF, DOCX or plain text, or paste its text instead.")
    return kind


def _read(content: bytes, kind: str, charset: str, url: str, *, keep_everything: bool) -> ExtractedArticle:
    if kind == PDF:
        return read_pdf(content, keep_everything=keep_everything)
    if kind == DOCX:
        return read_docx(content)
    if kind == PLAIN:
        return _plain(content, charset)
    if kind == MHTML:
        page = saved_page(content)
        content, charset, url = page.content, page.charset, page.url or url
    decoded = decode(content, declared=charset, markup=True)
    found = extract_html(decoded.words, url=url or None, keep_everything=keep_everything)
    address = found.canonical_url or plausible_address(original_url(url).url, page=None)
    return replace(
        found,
        media_type=kind,
        charset=decoded.charset,
        canonical_url=address,
        copied_at=original_url(url).copied_at,
        html=decoded.words,
    )


def _plain(content: bytes, charset: str) -> ExtractedArticle:
    decoded = decode(content, declared=charset)
    require_length(len(decoded.words))
    text = canonical_text(decoded.words)
    return ExtractedArticle(text=text, blocks=blocks_of(text), media_type=PLAIN, charset=decoded.charset)
