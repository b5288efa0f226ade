"""From bytes to words: in which order the signs of a charset are believed.

1. A byte order mark (UTF-8, UTF-16, UTF-32).
2. The charset of the `Content-Type`.
3. For HTML, the charset that a <meta> or an XML declaration within the first 4,096 bytes names.
4. UTF-8, if the bytes are that.
5. What charset-normalizer takes the bytes for.
6. Windows-1252, with U+FFFD for what even that does not know.

A charset is believed only if all bytes can be read with it. Western Europe's single-byte charsets read anything, and
servers name them by default, so they give way to bytes that are plainly UTF-8. Names are those of the Encoding Standard
(https://encoding.spec.whatwg.org): ISO 8859-1 means Windows-1252 there, and other codecs of Python are not reachable.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from charset_normalizer import from_bytes

BYTE_ORDER_MARKS = [
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
]
WIDENED = {
    "ascii": "cp1252", "iso8859-1": "cp1252", "iso8859-9": "cp1254", "iso8859-11": "cp874", "tis-620": "cp874",
    "gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932", "euc_kr": "cp949", "big5": "big5hkscs",
}  # fmt: skip
"""Charsets that are read as the larger one that contains them, as browsers do."""

TAKEN = frozenset(
    {
        "utf-8", "utf-16", "utf-16-le", "utf-16-be", "cp866", "cp874", "cp932", "cp949", "cp1250", "cp1251", "cp1252",
        "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "iso8859-2", "iso8859-3", "iso8859-4", "iso8859-5",
        "iso8859-6", "iso8859-7", "iso8859-8", "iso8859-10", "iso8859-13", "iso8859-14", "iso8859-15", "iso8859-16",
        "koi8-r", "koi8-u", "mac-roman", "mac-cyrillic", "gb18030", "big5hkscs", "euc_jp", "iso2022_jp",
    }
)  # fmt: skip
READS_ANYTHING = frozenset({"cp1252", "iso8859-15", "mac-roman"})

_META = re.compile(rb"""<meta[^>]{0,300}?charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]{1,40})""", re.I)
_XML = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9_:.-]{1,40})["']""", re.I)
_GUESSED_FROM = 256 * 1024
_LOOKED_AT = 4096


@dataclass(frozen=True)
class Decoded:
    """Words, and the charset they were read with (Python's name)."""

    words: str
    charset: str


def is_text(content: bytes) -> bool:
    """Whether bytes can be words: NUL is rare in text, except where a mark says that characters have several bytes."""
    start = content[:_LOOKED_AT]
    return start.count(0) * 20 <= len(start) or any(start.startswith(mark) for mark, _charset in BYTE_ORDER_MARKS)


def decode(content: bytes, *, declared: str = "", markup: bool = False) -> Decoded:
    """The words of bytes. Never fails: what cannot be read becomes U+FFFD."""
    for mark, charset in BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return Decoded(content[len(mark) :].decode(charset, errors="replace"), charset)
    named = [_known(declared)]
    if markup:
        named.append(_named_in_markup(content))
    is_utf8 = _reads(content, "utf-8")
    for charset in named:
        if charset and not (is_utf8 and charset in READS_ANYTHING) and _reads(content, charset):
            return Decoded(content.decode(charset), charset)
    charset = "utf-8" if is_utf8 else _guessed(content)
    return Decoded(content.decode(charset, errors="replace"), charset)


def _known(name: str) -> str:
    """Python's name of a charset that is taken, or ""."""
    try:
        found = codecs.lookup(name.strip().strip("\"'")).name
    except (LookupError, ValueError):
        return ""
    found = WIDENED.get(found, found)
    return found if found in TAKEN else ""


def _named_in_markup(content: bytes) -> str:
    start = content[:_LOOKED_AT]
    found = _XML.search(start) or _META.search(start)
    charset = _known(found[1].decode("ascii")) if found else ""
    # A declaration that could be read byte by byte is not in UTF-16, whatever it says.
    return "utf-8" if charset.startswith("utf-16") else charset


def _reads(content: bytes, charset: str) -> bool:
    try:
        content.decode(charset)
    except UnicodeError:
        return False
    return True


def _guessed(content: bytes) -> str:
    best = from_bytes(content[:_GUESSED_FROM]).best()
    charset = _known(best.encoding) if best is not None else ""
    return charset if charset and _reads(content, charset) else "cp1252"
