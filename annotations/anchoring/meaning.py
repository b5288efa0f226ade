"""The little things that make a sentence another sentence: its numbers, and whether it is denied."""

from __future__ import annotations

import re
from collections import Counter

from annotations.anchoring.words import tokens

_NUMBER = re.compile(r"(?<![^\W\d_])\d+(?:[.,]\d+)*(?![^\W\d_])")
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


def says_the_same_of(words: str, other: str) -> bool:
    """Whether two folded, caseless wordings hold the same numbers, and as many denials.

    Where the place does not tell, this does: sentences alike but for a figure or a "not" are two sentences.
    """
    return Counter(_NUMBER.findall(words)) == Counter(_NUMBER.findall(other)) and _denials(words) == _denials(other)


def _denials(text: str) -> int:
    spaced = sum(word in _DENIALS for word in tokens(text).words)
    return spaced + len(_CONTRACTED.findall(text)) + len(_UNSPACED_DENIALS.findall(text))
