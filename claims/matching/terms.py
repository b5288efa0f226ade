"""The words of a text that say which claim it makes, and how much each of them counts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from factcheck.core.words import words_of

_ADDRESS = re.compile(r"https?://\S+|\bwww\.\S+|\bpic\.twitter\.com/\S+", re.IGNORECASE)
_TAG = re.compile(r"[#@](\w+)")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_ENDINGS = ("ies", "ing", "ed", "es", "s")
SHORTEST_STEM = 3


MOST_STEMS = 300
"""A text that says more is looked for by its beginning: each stem is counted, in one statement."""


@dataclass(frozen=True)
class Asked:
    """`stems` are the first MOST_STEMS of a text, each once with the word it was first spelt as, in order."""

    stems: dict[str, str]


def asked(text: str) -> Asked:
    """The words of a text that may have been posted: addresses say nothing, `#AustralianFires` says two words."""
    plain = _TAG.sub(lambda tag: " " + _HUMP.sub(" ", tag[1]), _ADDRESS.sub(" ", text))
    stems: dict[str, str] = {}
    for word in words_of(plain):
        stems.setdefault(stem(word), word)
        if len(stems) == MOST_STEMS:
            break
    return Asked(stems)


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """A word without the ending of a plural or a verb in English; it begins the word, so that the index finds it."""
    if len(word) > SHORTEST_STEM + 1 and word.isalpha():
        for ending in _ENDINGS:
            if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_STEM:
                return word[: -len(ending)]
    return word
