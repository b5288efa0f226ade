"""The little things that make a sentence another sentence: its numbers, its names, and whether it is denied."""

from __future__ import annotations

import re
from collections import Counter

from rapidfuzz.distance import Indel

from annotations.anchoring.words import tokens

_NUMBER = re.compile(r"(?<![^\W\d_])\d+(?:[.,]\d+)*(?![^\W\d_])")
_NAME = re.compile(r"(?<![.!?:\"'(“„«¿¡\s])\s+[\"'(“„«]*([^\W\d_]\w+)")
_DENIED_WITH = (
    "not no never none nobody nothing neither nor without cannot "
    "nicht nichts nie niemals kein keine keinen keiner keinem keines ohne "
    "ne n pas jamais sans aucun aucune nunca ningún ninguna ninguno sin non mai senza não nao sem nenhum nenhuma "
    "niet geen nooit inte ingen ikke ei nie bez не нет ни нельзя без δεν δε μην μη χωρίς değil yok tidak bukan không "
    "לא אין בלי لا لم لن ليس ليست غير بدون نہیں नहीं मत না নয় இல்லை"
)
_DENIALS = frozenset(_DENIED_WITH.split())
_CONTRACTED = re.compile(r"n't\b")
_UNSPACED_DENIALS = re.compile("不|没|沒|無|无|未|ない|なかった|ません|지 않|지 못|없|아니|ไม่")


_DENIED_AFTER = frozenset(["not", "nicht", "pas", "niet", "inte", "ikke"])
_LAST_WORD, _FIRST_WORD = re.compile(r"(\w{2,})\s+$"), re.compile(r"\s+(\w{2,})\b")


def denial_before(text: str) -> int | None:
    """Where the word begins with which a text ends, if it denies what follows: the "not" of "was not "."""
    found = _LAST_WORD.search(text)
    return found.start(1) if found and found[1].lower() in _DENIALS else None


def denial_after(text: str) -> int | None:
    """Where the word ends with which a text goes on, if it denies what came before."""
    found = _FIRST_WORD.match(text)
    return found.end(1) if found and found[1].lower() in _DENIED_AFTER else None


SPELT_OTHERWISE = 0.7
"""How alike two names are, in letters, that are one name spelt in two ways."""


def says_the_same_of(words: str, other: str) -> bool:
    """Whether two folded, caseless wordings hold the same numbers, and as many denials.

    Where the place does not tell, this does: sentences alike but for a figure or a "not" are two sentences.
    """
    return Counter(_NUMBER.findall(words)) == Counter(_NUMBER.findall(other)) and _denials(words) == _denials(other)


def names_another(words: str, other: str) -> bool:
    """Whether a name of the one wording stands where the other has another name.

    A name is a word that begins with a capital: one that is only left out or put in says nothing, nor does a word that has
    its capital because a sentence begins.
    """
    lost = [name for name in _names(words) if name.lower() not in other.lower()]
    won = [name for name in _names(other) if name.lower() not in words.lower()]
    return bool(won) and any(max(Indel.normalized_similarity(a, b) for b in won) < SPELT_OTHERWISE for a in lost)


def _names(words: str) -> set[str]:
    return {name for name in _NAME.findall(words) if name[0].isupper()}


def _denials(text: str) -> int:
    spaced = sum(word in _DENIALS for word in tokens(text).words)
    return spaced + len(_CONTRACTED.findall(text)) + len(_UNSPACED_DENIALS.findall(text))
