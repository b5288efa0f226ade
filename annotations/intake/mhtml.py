"""The page inside a web archive of one file (MHTML, RFC 2557), as browsers save it."""

from __future__ import annotations

import email
import email.policy
import re
from dataclasses import dataclass
from email.message import Message

from .article import unreadable

MOST_NESTED = 10
MOST_DASHED = 50_000
MOST_LINES = 500_000
"""Multiparts, lines that may part them (those that begin with two dashes), and lines at all. The largest file taken has
230,000 lines of the usual 76 characters; the parser needs seconds for a million."""

_ENDLESS_TYPE = re.compile(rb"^content-type:(?:[^\r\n]|[\r\n]{1,2}[ \t]){10000}", re.I | re.M)
"""A `Content-Type` of 10,000 bytes; the parser needs the square of their number."""

PAGES = ("text/html", "application/xhtml+xml")


TOO_MUCH = "The archive has more parts than a saved page has. Save the page anew as HTML and upload that."


@dataclass(frozen=True)
class SavedPage:
    """The root page: its bytes, the charset its part names ("" if none), and where it was saved from ("" if not said)."""

    content: bytes
    charset: str
    url: str


def saved_page(content: bytes) -> SavedPage:
    """Find the root page. Raises Invalid at /file when there is none."""
    nested = content.lower().count(b"boundary=")
    dashed = content.count(b"\n--") + content.count(b"\r--")
    lines = max(content.count(b"\n"), content.count(b"\r"))
    if nested > MOST_NESTED or dashed > MOST_DASHED or lines > MOST_LINES or _ENDLESS_TYPE.search(content):
        raise unreadable(TOO_MUCH)
    try:
        message = email.message_from_bytes(content, policy=email.policy.compat32)
    except RecursionError:  # messages that are attached to messages, hundreds deep
        raise unreadable(TOO_MUCH) from None
    pages = [part for part in message.walk() if part.get_content_type() in PAGES]
    if not pages:
        raise unreadable("There is no page inside the archive. Save the page anew, as HTML or as a single file.")
    root = _root(message, pages)
    payload = root.get_payload(decode=True)
    return SavedPage(
        payload if isinstance(payload, bytes) else b"",
        _charset(root),
        _one_line(message.get("Snapshot-Content-Location") or root.get("Content-Location") or ""),
    )


def _charset(part: Message) -> str:
    try:
        return str(part.get_content_charset(""))
    except ValueError:  # a name with NUL in it
        return ""


def _root(message: Message, pages: list[Message]) -> Message:
    """The part that `start` names, else the first page (RFC 2387 3.2)."""
    start = message.get_param("start", "")
    named = [page for page in pages if start and _one_line(page.get("Content-ID") or "") == start]
    return (named or pages)[0]


def _one_line(header: object) -> str:
    return "".join(str(header).split())
