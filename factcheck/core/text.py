"""Texts as they are kept."""

import re
import unicodedata

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def has_unstorable(s: str) -> bool:
    return _UNSTORABLE.search(s) is not None


def storable(words: str) -> str:
    """The same, with U+FFFD for what cannot be stored."""
    return words.encode("utf-8", "replace").decode().replace("\0", "\ufffd") if has_unstorable(words) else words


def canonical_text(raw: str) -> str:
    return _UNSTORABLE.sub("\ufffd", raw.replace("\r\n", "\n").replace("\r", "\n"))


def is_blank(text: str) -> bool:
    """Whether there is nothing to see in it: white space, control characters and such of no width alone."""
    return all(c.isspace() or unicodedata.category(c) in ("Cc", "Cf") for c in text)


_FIRST_PIECE = re.compile(r"\S{0,20}\s+(?=\S)")
_LAST_PIECE = re.compile(r"(?<=\S)\s+\S{0,20}$")


def from_a_word(before: str) -> str:
    """What stands before a place, without the word that it begins in the middle of; as it is where no blank is near."""
    piece = _FIRST_PIECE.match(before)
    return before[piece.end() :] if piece else before


def to_a_word(after: str) -> str:
    """What stands after a place, without the word that it ends in the middle of; as it is where no blank is near."""
    return _LAST_PIECE.sub("", after)
