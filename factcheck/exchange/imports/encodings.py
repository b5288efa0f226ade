"""The encoding that a text is in: as its sender says, by its mark, or as it looks; which is a guess, and told as one."""

from __future__ import annotations

import codecs
import re
from typing import IO

from charset_normalizer import from_bytes
from charset_normalizer.constant import IANA_SUPPORTED

from factcheck.exchange.imports.opening import LOOKED_AT, opened

MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
GUESSED = [
    "cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "koi8_r", "gb18030", "big5", "cp932",
    "euc_jp", "euc_kr",
]  # fmt: skip
"""Encodings in which tables are saved today: with those of other times beside them, few words are taken for one of theirs."""
LATIN = ("cp1250", "cp1252", "cp1254", "cp1257")
"""They differ in so few letters that charset-normalizer mistakes one for another."""
_ODD_IN_WESTERN = re.compile("[ŠšŽž\ufffd]|[A-Za-z][£¥¹³¼¾¿]|[£¥¹³¼¾¿][a-z]")
"""What stands in Central European text that is read as Windows-1252, and in no Western language."""
_ODD_TOGETHER = (("øØ", "èìùÈÌÙ"), ("õÕ", "öüÖÜ"))
"""Letters that no Western language has together: so read are ř with č, ě or ů, and ő with ö or ü."""


def known_encoding(name: str) -> str:
    """What Python calls an encoding of text; empty for what is none."""
    try:
        found = codecs.lookup(name).name
    except (LookupError, ValueError):
        return ""
    known = {codecs.lookup(one).name for one in IANA_SUPPORTED}
    return "utf-8-sig" if found in ("utf-8", "utf-8-sig") else found if found in known else ""


def encoding_of(file: IO[bytes]) -> tuple[str, bool]:
    """The encoding of a text, and whether that is a guess: by its mark, else UTF-8 if its start is that, else as it looks."""
    start = opened(file).read(LOOKED_AT)
    for mark, name in MARKS:
        if start.startswith(mark):
            return name, False
    nuls = start[:400].count(0)
    if nuls * 3 > len(start[:400]) > 1:  # text in Latin letters has every second byte 0 in UTF-16
        return ("utf-16-le" if start[1:2] == b"\0" else "utf-16-be"), True
    if _is_mostly_utf8(start):
        return "utf-8", False
    return _guessed(start[:32_768]), True


def told(encoding: str) -> str:
    """The name by which people know an encoding."""
    return re.sub(r"^cp(125\d)$", r"windows-\1", encoding.removesuffix("-sig"))


def _is_mostly_utf8(start: bytes) -> bool:
    """Whether of the lines with other than ASCII letters more are UTF-8 than not: those that are not are told then."""
    lines = start.splitlines()
    is_cut = len(start) == LOOKED_AT
    judged = [
        _is_utf8(line, whole=not is_cut or number < len(lines) - 1)
        for number, line in enumerate(lines[:2000])
        if not line.isascii()
    ]
    return judged.count(True) > judged.count(False) or not judged


def _is_utf8(line: bytes, *, whole: bool) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(line, whole)
    except UnicodeDecodeError:
        return False
    return True


def _guessed(start: bytes) -> str:
    guess = from_bytes(start, cp_isolation=GUESSED).best()
    name = guess.encoding if guess else "cp1252"
    if name in LATIN or name not in GUESSED:
        western = start.decode("cp1252", "replace")
        return "cp1250" if any(map(_is_odd, western.splitlines())) else "cp1252"
    return name


def _is_odd(line: str) -> bool:
    together = any(
        not set(line).isdisjoint(ones) and not set(line).isdisjoint(others) for ones, others in _ODD_TOGETHER
    )
    return together or _ODD_IN_WESTERN.search(line) is not None
