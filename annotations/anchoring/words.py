"""Words of any script: where they begin and end in a folded text."""

from __future__ import annotations

import re
from dataclasses import dataclass

_IDEOGRAPHS = "\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_UNSPACED = "\u0e00-\u0e4e\u0e80-\u0ece\u0f00-\u0fbc\u1000-\u1049\u1780-\u17d3"
"""Thai, Lao, Tibetan, Burmese, Khmer: letters and marks of scripts that put no space between words."""
_MARKS = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc"
    "\u06df-\u06e8\u06ea-\u06ed\u0711\u0730-\u074a\u07a6-\u07b0\u0900-\u0963\u0966-\u0dff\u135d-\u135f\u1dc0-\u1dff\u20d0-\u20ff"
    "\u302a-\u302f\u3099\u309a\ufe20-\ufe2f"
)
_UNSPACED_MARKS = (
    "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ece"
    "\u0f71-\u0f84\u0f90-\u0fbc\u102b-\u103e\u17b6-\u17d3"
)
_TOKEN = re.compile(
    rf"[{_IDEOGRAPHS}]"
    rf"|[{_UNSPACED}][{_UNSPACED_MARKS}]*"
    rf"|(?:[^\W_{_IDEOGRAPHS}{_UNSPACED}]|[{_MARKS}])+"
    r"|\S"
)
_IN_A_WORD = re.compile(rf"(?:[^\W_{_IDEOGRAPHS}{_UNSPACED}]|[{_MARKS}]){{2}}")
_IDEOGRAPH = re.compile(rf"[{_IDEOGRAPHS}]")
_HANGUL = re.compile("[\uac00-\ud7a3]")
_BY_CHARACTER = re.compile(rf"[{_IDEOGRAPHS}{_UNSPACED}]")


@dataclass(frozen=True)
class Tokens:
    """The words and marks of a text, in order, and where each begins and ends."""

    words: list[str]
    starts: list[int]
    ends: list[int]


def tokens(text: str, start: int = 0, end: int | None = None) -> Tokens:
    """Words, numbers and single marks; an ideograph, and a Thai or Khmer letter with its signs, each by itself."""
    found = list(_TOKEN.finditer(text, start, len(text) if end is None else end))
    return Tokens([m.group() for m in found], [m.start() for m in found], [m.end() for m in found])


def cuts_a_word(text: str, at: int) -> bool:
    """Whether a span that begins or ends at `at` has half a word of a spaced script."""
    return 0 < at < len(text) and _IN_A_WORD.match(text, at - 1) is not None


def is_written_without_spaces(text: str) -> bool:
    """Whether more than a third of the text is in a script that puts no space between words."""
    return len(_BY_CHARACTER.findall(text)) * 3 > len(text)


def weight_of(text: str) -> float:
    """How much a text says, in letters of an alphabet: letters and digits count 1, Hangul 2, an ideograph 2.5."""
    return sum(map(str.isalnum, text)) + len(_HANGUL.findall(text)) + 1.5 * len(_IDEOGRAPH.findall(text))
