"""What a character counts as when two texts are compared: its form folded away, its meaning kept."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

JOINER = "\u200d"
INVISIBLE = (
    "\u00ad\u034f\u0640\u061c\u115f\u1160\u180e\u200b\u200c\u200d\u200e\u200f"
    "\u202a\u202b\u202c\u202d\u202e\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\ufeff"
    "\ufe00\ufe01\ufe0e\ufe0f\ufff9\ufffa\ufffb"
)
"""Soft hyphen, joiners, direction marks, zero-width spaces, variation selectors, byte order mark; and the tatweel,
which only stretches a word."""

COMPOSING = frozenset(
    "\u09be\u09d7\u0b3e\u0b56\u0b57\u0bbe\u0bd7\u0cc2\u0cd5\u0cd6\u0d3e\u0d57\u0dcf\u0ddf\u102e\u1b35\uff9e\uff9f"
    "\U00011127\U0001133e\U00011357\U000114b0\U000114ba\U000114bd\U000115af\U00011930"
)
"""What NFC joins to the character before it although its combining class is 0, besides Hangul vowels and finals."""

_SINGLE_QUOTES = "‘’‚‛‹›′´`ʹʻʼʽˈ׳՚"
_DOUBLE_QUOTES = "“”„‟«»″〝〞〟״「」『』"
_DASHES = "‐‑‒–—―−⁃֊־⸺⸻﹘⁻"
_LOOKS = {
    **dict.fromkeys(_SINGLE_QUOTES, "'"),
    **dict.fromkeys(_DOUBLE_QUOTES, '"'),
    **dict.fromkeys(_DASHES, "-"),
    "。": ".",
    "、": ",",
    "\u06d4": ".",
    "\u060c": ",",
    "\u061f": "?",
}
_QUOTES_AND_DASHES = str.maketrans(_LOOKS)


@lru_cache(maxsize=4096)
def form_of(cluster: str) -> str:
    """One character with its marks as it is compared: NFKC, plain quotes and dashes, digits of any script as ASCII."""
    plain = unicodedata.normalize("NFKC", cluster.translate(_QUOTES_AND_DASHES)).translate(_QUOTES_AND_DASHES)
    if plain.isspace():
        return " "
    return "".join(_digit(character) for character in plain) if not plain.isascii() else plain


def _digit(character: str) -> str:
    value = unicodedata.decimal(character, None)
    return character if value is None else str(value)


@lru_cache(maxsize=4096)
def joins_the_one_before(character: str) -> bool:
    """Whether normalisation may reorder this character, or compose it with what stands before it."""
    return (
        unicodedata.combining(character) != 0 or character in COMPOSING or "\u1161" <= character <= "\u11ff"
    )  # the last: Hangul vowels and finals


def is_pictograph(character: str) -> bool:
    """Whether a joiner beside it makes one picture: an emoji, or the skin tone that follows one."""
    return bool(character) and (unicodedata.category(character) == "So" or "\U0001f3fb" <= character <= "\U0001f3ff")


def caseless(folded: str) -> str:
    """The same text in lower case, character for character, so that offsets stay what they are."""
    return folded.replace("İ", "i").lower().replace("ς", "σ")


def extends_the_one_before(text: str, at: int) -> bool:
    """Whether to cut before `text[at]` would cut what a reader sees as one character (UAX #29, in short)."""
    character = text[at]
    return (
        unicodedata.category(character).startswith("M")
        or "\U0001f3fb" <= character <= "\U0001f3ff"
        or "\u1160" <= character <= "\u11ff"
        or (character == JOINER and is_pictograph(text[at + 1 : at + 2]))
        or (text[at - 1 : at] == JOINER and is_pictograph(character))
    )
