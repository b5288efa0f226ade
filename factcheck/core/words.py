"""The words of a text as search and matching compare them: one definition, for what is kept and for what is asked.

Compatibility forms are made one (NFKC), case is folded, diacritics and vowel points are dropped (`Zürich` → `zurich`), and
digits of every script are 0 to 9. A word is a run of letters or of digits: `Covid-19` is `covid 19`. A number stays whole
with its decimals and without its grouping (`1,234.5` and `1.234,5` are `1234.5`); a date in digits is three numbers.
Scripts that put no space between words (Chinese, Japanese, Thai, Lao, Khmer, Burmese) are kept as each two neighbouring
characters and the last one: `日本語` is `日本 本語 語`.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterator

LONGEST_WORD = 64
"""Code points of a word that count; what stands behind them is left out."""

_UNSPACED = (
    "\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0eff\u1000-\u103f\u1050-\u109f\u1780-\u17d3\u3005-\u3007\u3041-\u3096\u309d-\u309f"
    "\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
)
_DROPPED = re.compile(
    "[\u00ad\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670"
    "\u1ab0-\u1aff\u1dc0-\u1dff\u200c\u200d\u2060\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f\ufeff]"
)
"""Diacritics of Latin, Greek and Cyrillic, points of Hebrew and Arabic, and characters of no width."""

_TYPESET = str.maketrans("“”„«»‹›–—•‘’\u00a0", '"""""\'\'--*\'\' ')
"""What typesetting puts into plain text; without it a line is often ASCII."""
_PLAIN = str.maketrans({**dict(zip("øđłıðħŧŋ", "odlidhtn", strict=True)), "æ": "ae", "œ": "oe", "þ": "th"})
_DIGITS = {
    point: str(unicodedata.decimal(chr(point)))
    for point in range(0x660, 0x1FC00)
    if unicodedata.category(chr(point)) == "Nd"
}
_LETTERS = _PLAIN | _DIGITS


def _marks() -> str:
    """The combining marks that belong to their letters, as in Devanagari, for a class of a regular expression."""
    points = (point for point in range(0x300, min(sys.maxunicode, 0x1FFFF)))
    return "".join(chr(point) for point in points if unicodedata.category(chr(point)) in ("Mn", "Mc"))


_NUMBER = r"[0-9]+(?:[.,'][0-9]+)*"
_LETTER = rf"[^\W\d_{_UNSPACED}]"
_PIECE = re.compile(rf"({_LETTER}+(?:[{_marks()}]+{_LETTER}*)*)|({_NUMBER})|([{_UNSPACED}]+)")
_ASCII_PIECE = re.compile(rf"[a-z]+|{_NUMBER}")
_UNSPACED_ONE = re.compile(f"[{_UNSPACED}]")
_IN_THREES = re.compile(
    r"(?P<whole>[0-9]{1,3}(?P<by>[,.'])[0-9]{3}(?:(?P=by)[0-9]{3})*)(?:(?!(?P=by))[.,](?P<rest>[0-9]+))?"
)
_DECIMAL = re.compile(r"([0-9]+)(?:[.]([0-9]+)|,(?![0-9]{3}$)([0-9]+))")
"""A comma before three digits groups them, a point does not: `1,234` is 1234, `1.234` is less than two."""


def folded(text: str) -> str:
    """The text with what does not count made equal. It may be longer or shorter than it was."""
    if text.isascii():
        return text.lower()
    # Folding the case of a letter can put it together anew, so it is taken apart twice.
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return unicodedata.normalize("NFC", _DROPPED.sub("", apart)).translate(_LETTERS)


def words_of(text: str) -> list[str]:
    """Every word of a text, folded, in order."""
    return [word for line in text.translate(_TYPESET).splitlines() for word in _of_line(folded(line))]


def places_of(piece: str) -> list[tuple[int, int, str]]:
    """The words of a piece of text without blanks, each with where it stands there, `[start, end)` in code points.

    Where folding leaves no telling which characters made which word, each of them is the whole piece.
    """
    found: list[tuple[int, int, str]] = []
    for run in _PIECE.finditer(piece):
        words = words_of(run[0])
        if len(words) > 1 and run[3]:
            found += [(run.start() + at, min(run.start() + at + 2, run.end()), word) for at, word in enumerate(words)]
        else:
            found += [(run.start(), run.end(), word) for word in words]
    words = words_of(piece)
    if [word for _start, _end, word in found] != words:
        return [(0, len(piece), word) for word in words]
    return found


def is_unspaced(word: str) -> bool:
    """Whether it is one character, or two, of a script without spaces."""
    return _UNSPACED_ONE.match(word) is not None


def _of_line(line: str) -> Iterator[str]:
    if line.isascii():  # most lines of most desks, in a third of the time
        for piece in _ASCII_PIECE.findall(line):
            yield from _of_ascii(piece)
    else:
        for found in _PIECE.finditer(line):
            yield from _of_piece(found)


def _of_ascii(piece: str) -> Iterator[str]:
    if piece.isdigit() or piece.isalpha():
        yield piece[:LONGEST_WORD]
    else:
        yield from _numbers(piece)


def _of_piece(piece: re.Match[str]) -> Iterator[str]:
    letters, number, unspaced = piece.groups()
    if letters:
        yield letters[:LONGEST_WORD]
    elif number:
        yield from _numbers(number)
    else:
        yield from (unspaced[at : at + 2] for at in range(len(unspaced)))


def _numbers(written: str) -> Iterator[str]:
    """Digits with what stands between them, as one number where they are one."""
    if decimal := _DECIMAL.fullmatch(written):
        yield f"{decimal[1]}.{decimal[2] or decimal[3]}"[:LONGEST_WORD]
    elif grouped := _IN_THREES.fullmatch(written):
        whole = re.sub("[^0-9]", "", grouped["whole"])
        yield (f"{whole}.{grouped['rest']}" if grouped["rest"] else whole)[:LONGEST_WORD]
    else:
        yield from (part[:LONGEST_WORD] for part in re.findall("[0-9]+", written))
