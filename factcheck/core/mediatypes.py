"""What kind of document some bytes are, by their label and by their looks."""

from __future__ import annotations

import re
from email.message import Message

HTML = "text/html"
XHTML = "application/xhtml+xml"
PLAIN = "text/plain"
MHTML = "multipart/related"
PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

READABLE = frozenset({HTML, XHTML, PLAIN, MHTML, PDF, DOCX})
"""The kinds that an article can be read from."""

UNLABELLED = frozenset({"", "application/octet-stream", "binary/octet-stream", "application/x-download"})
"""Labels that say nothing: the looks decide."""

OTHER_NAMES = {"message/rfc822": MHTML, "application/x-mimearchive": MHTML, "application/x-pdf": PDF}

_MARKUP = re.compile(rb"<(?:!doctype\s+html|html|head|body|article|title|meta|div|p|h1)\b", re.I)
_MIME_HEADERS = re.compile(rb"(?:[A-Za-z][A-Za-z0-9-]*:[^\n]*\n(?:[ \t][^\n]*\n)*)+")
_LOOKED_AT = 4096


def label(content_type: str) -> tuple[str, str]:
    """Media type (lower case, by its common name) and charset of a `Content-Type`; "" for what it does not give."""
    if not content_type.strip():
        return "", ""
    message = Message()
    message["content-type"] = content_type.replace("\r", " ").replace("\n", " ")
    media_type = content_type.partition(";")[0].strip().lower()
    charset = message.get_param("charset", "")
    return OTHER_NAMES.get(media_type, media_type), charset if isinstance(charset, str) else charset[2]


def looks_like(content: bytes) -> str:
    """The readable kind that bytes look like, or "". Plain text is never recognised by its looks: anything can be that."""
    start = content[:_LOOKED_AT].lstrip(b"\xef\xbb\xbf \t\r\n\x00")
    if b"%PDF-" in content[:1024]:
        return PDF
    if content.startswith(b"PK\x03\x04"):
        return DOCX if b"word/" in content else ""
    if _is_mime_archive(start):
        return MHTML
    if _MARKUP.search(start.replace(b"\x00", b"")):
        return HTML
    return ""


def _is_mime_archive(start: bytes) -> bool:
    headers = _MIME_HEADERS.match(start)
    return headers is not None and b"multipart/related" in headers[0].lower()
