"""How close a claim is to what is asked: BM25 over stems, in Python, so that both databases rank alike.

Robertson and Zaragoza, The Probabilistic Relevance Framework (2009), 3.4; parameters tuned as docs/matching.md tells.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from rapidfuzz import fuzz, process

from claims.matching.terms import stem

RARENESS = 1.6
"""The power to which a word's rareness is taken: in a long post a few rare words tell which claim it makes."""
K1 = 0.9
"""How much a second occurrence of a word adds."""
B = 0.7
"""How much a long claim's words count less."""
SPELT_ALIKE = 85
"""Of 100: above it, a word that nothing else has is taken for another spelling of one in a claim."""
FOR_ALIKE = 0.6
"""What such a word counts, of what it would count spelt the same."""
LEAST_LETTERS = 6
"""A shorter word is too much like others."""


def weight(rows_with: int, rows: int) -> float:
    """What agreeing on a stem is worth that so many of all rows have."""
    return float(math.log(1 + (rows - rows_with + 0.5) / (rows_with + 0.5)) ** RARENESS)


def score(words: Sequence[str], weights: Mapping[str, float], usual_length: float) -> float:
    """Hold the words of a claim against what is asked: stems with their weights. `usual_length` is in words."""
    saturation = _saturation(words, usual_length)
    return sum(weights[one] * n * (K1 + 1) / (n + saturation) for one, n in _counts(words, weights).items())


def other_spellings(words: Sequence[str], unknown: Mapping[str, float], usual_length: float) -> tuple[float, list[str]]:
    """What is added for words that no claim has, where this one has a word that is spelt almost like it; and those words."""
    others = [word for word in words if len(word) >= LEAST_LETTERS and word.isalpha()]
    more, alike = 0.0, []
    for word, worth in unknown.items():
        found = process.extractOne(word, others, scorer=fuzz.ratio, score_cutoff=SPELT_ALIKE)
        if found is not None:
            more += FOR_ALIKE * worth * (K1 + 1) / (1 + _saturation(words, usual_length))
            alike.append(found[0])
    return more, alike


def agreeing(words: Sequence[str], weights: Mapping[str, float]) -> list[str]:
    """The words of a claim that are also asked for, those that say most first."""
    spelt: dict[str, str] = {}
    for word in words:
        if stem(word) in weights:
            spelt.setdefault(stem(word), word)
    return [spelt[one] for one in sorted(spelt, key=lambda one: (-weights[one], one))]


def _saturation(words: Sequence[str], usual_length: float) -> float:
    return K1 * (1 - B + B * len(words) / usual_length)


def _counts(words: Sequence[str], weights: Mapping[str, float]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for word in words:
        one = stem(word)
        if one in weights:
            counts[one] = counts.get(one, 0) + 1
    return counts
