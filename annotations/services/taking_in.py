"""From what was given, text or page or file, to words as they are kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from annotations.anchoring import blocks_of
from annotations.intake import LONGEST_TEXT, ExtractedArticle, extract_html, read_document
from annotations.models import Article
from factcheck.core.problems import Invalid, TooLarge
from factcheck.core.text import canonical_text, is_blank
from factcheck.desks.preparing import worked_out


@dataclass(frozen=True)
class TakenIn:
    """Words as they will be kept, and what could be learnt about them."""

    text: str
    blocks: list[list[Any]]
    html: str = ""
    title: str = ""
    authors: tuple[str, ...] = ()
    publisher: str = ""
    published_on: date | None = None
    language: str = ""
    canonical_url: str = ""
    copied_at: datetime | None = None


@dataclass(frozen=True)
class Upload:
    """A file as it came: its bytes, and what its sender says it is."""

    content: bytes
    filename: str = ""
    media_type: str = ""
    charset: str = ""

    @classmethod
    def of(cls, file: UploadedFile[Any]) -> Upload:
        """A file as Django hands it over, which leaves the parameters of its `Content-Type` as the bytes they came as."""
        said: bytes | str | None = file.charset
        charset = said.decode("ascii", errors="ignore") if isinstance(said, bytes) else said or ""
        file.seek(0)
        return cls(file.read(), file.name or "", file.content_type or "", charset)


def take_in(
    *, text: str | None = None, html: str | None = None, upload: Upload | None = None, url: str = "",
    keep_everything: bool = False,
) -> TakenIn:  # fmt: skip
    """The canonical text and blocks of what was given: `text` as it is, or the article inside `html` or a file.

    `keep_everything` keeps all the words of a page, not the article's alone.
    """
    if sum(given is not None for given in (text, html, upload)) != 1:
        raise Invalid.at("/text", "Give the article's words as `text`, as `html` or as a file, one of the three.")
    for words in (text, html):
        if words is not None and len(words) > LONGEST_TEXT:
            raise TooLarge(f"A text may have {LONGEST_TEXT:,} characters; this one has {len(words):,}.")
    if text is not None:
        pointer, canonical = "/text", canonical_text(text)
        found = TakenIn(text=canonical, blocks=_rows(blocks_of(canonical)))
    elif html is not None:
        pointer, found = "/html", _from_html(html, url, keep_everything=keep_everything)
    else:
        pointer, found = "/file", _from_file(upload or Upload(b""), url, keep_everything=keep_everything)
    if is_blank(found.text):
        raise Invalid.at(pointer, "There are no words in it. Paste the text of the article.")
    return found


def _from_html(html: str, url: str, *, keep_everything: bool) -> TakenIn:
    try:
        read = worked_out(
            ("page", html, url, keep_everything),
            lambda: extract_html(html, url=url or None, keep_everything=keep_everything),
        )
    except Invalid as problem:  # which speaks of a file
        raise Invalid.at("/html", problem.detail) from None
    return _as_taken_in(read, html)


def _from_file(upload: Upload, url: str, *, keep_everything: bool) -> TakenIn:
    said = (upload.media_type, upload.charset, upload.filename)
    read = worked_out(
        ("file", upload.content, *said, url, keep_everything),
        lambda: read_document(
            upload.content, media_type=upload.media_type, charset=upload.charset, filename=upload.filename, url=url,
            keep_everything=keep_everything,
        ),
    )  # fmt: skip
    if len(read.text) > LONGEST_TEXT:
        raise TooLarge(f"A text may have {LONGEST_TEXT:,} characters; this one has {len(read.text):,}.")
    return _as_taken_in(read, read.html)


def _as_taken_in(read: ExtractedArticle, html: str) -> TakenIn:
    return TakenIn(
        text=read.text, blocks=_rows(read.blocks), html=canonical_text(html), title=read.title or "",
        authors=tuple(read.authors), publisher=read.publisher or "", published_on=read.published_on,
        language=read.language or "", canonical_url=read.canonical_url or "", copied_at=read.copied_at,
    )  # fmt: skip


def learnt(article: Article, found: TakenIn) -> dict[str, Any]:
    """What the page says of the article that is not known yet; without a title, its first line."""
    says = {
        "title": found.title[:500] or _first_line(found.text),
        "authors": list(found.authors),
        "publisher": found.publisher[:200],
        "published_on": found.published_on,
        "language": found.language[:35],
    }
    return {name: value for name, value in says.items() if value and not getattr(article, name) and _fits(name, value)}


def _fits(name: str, value: object) -> bool:
    """Whether an article may have this value; what a page says of itself may be nonsense."""
    try:
        Article._meta.get_field(name).clean(value, None)  # type: ignore[union-attr]
    except ValidationError:
        return False
    return True


def _first_line(text: str) -> str:
    return text.strip().split("\n", 1)[0].strip()[:200]


def _rows(blocks: Sequence[Any]) -> list[list[Any]]:
    return [[b.start, b.end, str(b.kind)] for b in blocks]
