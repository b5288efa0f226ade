"""A text as its words: what two texts are aligned by. Case, form and white space do not count; offsets lead back."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from itertools import accumulate

from annotations.anchoring.folding import Folded, fold
from annotations.anchoring.words import Tokens, tokens

SENTENCE_ENDS = frozenset([*".!?।॥…", "..."])
LINE_BREAKS = re.compile("\n+")


@dataclass(frozen=True)
class Wording:
    """The words of a text in order; a punctuation mark and an ideograph are words of their own.

    `starts` and `ends` are offsets into `folded`, `keys` what is compared, `weights` how much each tells: about its
    characters. `closing` is 1 where a sentence or a line ends with the word;
    `weight_until[n]` is the weight of the first n words.
    """

    original: str
    folded: Folded
    starts: list[int]
    ends: list[int]
    keys: list[str]
    weights: list[int]
    closing: bytearray
    weight_until: list[int]

    def __len__(self) -> int:
        return len(self.keys)

    def weight_of(self, words: range) -> int:
        return self.weight_until[words.stop] - self.weight_until[words.start]

    def span_of(self, first: int, last: int) -> tuple[int, int]:
        """The original characters from the word `first` to the word `last`, both included."""
        return self.folded.original_span(self.starts[first], self.ends[last])

    def touched_by(self, start: int, end: int) -> range:
        """The words of which the original characters `[start, end)` hold at least a part."""
        folded_start, folded_end = self.folded.folded_span(start, end)
        return range(bisect_right(self.ends, folded_start), bisect_left(self.starts, folded_end))


def wording_of(text: str) -> Wording:
    """Read a text into its words; linear in its length."""
    folded = fold(text)
    found = _of_whole_characters(folded, tokens(folded.caseless))
    weigh = {key: _weight(key) for key in set(found.words)}
    weights = [weigh[key] for key in found.words]
    closing = _closing(text, folded, found)
    until = list(accumulate(weights, initial=0))
    return Wording(text, folded, found.starts, found.ends, found.words, weights, closing, until)


def _of_whole_characters(folded: Folded, found: Tokens) -> Tokens:
    """The words, those joined that are parts of one original character, as the three of ¼ are when it is folded."""
    joined: set[int] = set()
    for start, end in zip(folded.folded_starts, folded.folded_ends, strict=True):
        if end - start > 1:
            inside = range(bisect_right(found.starts, start), bisect_left(found.starts, end))
            joined.update(word for word in inside if word and found.ends[word - 1] > start)
    if not joined:
        return found
    words: list[str] = []
    for word, key in enumerate(found.words):
        if word in joined:
            words[-1] += key
        else:
            words.append(key)
    count = len(found.words)
    starts = [found.starts[word] for word in range(count) if word not in joined]
    ends = [found.ends[word] for word in range(count) if word + 1 not in joined]
    return Tokens(words, starts, ends)


def _weight(key: str) -> int:
    return min(len(key), 8) + 1 if key[0].isalnum() else 1


def _closing(text: str, folded: Folded, found: Tokens) -> bytearray:
    closing = bytearray(len(found.words))
    for word, key in enumerate(found.words):
        if key in SENTENCE_ENDS:
            closing[word] = key != "." or not _is_inside(found, word)
    for lines in LINE_BREAKS.finditer(text):
        before = bisect_left(found.starts, folded.folded_span(lines.start(), lines.end())[0]) - 1
        if before >= 0:
            closing[before] = 1
    return closing


def _is_inside(found: Tokens, dot: int) -> bool:
    """Whether a full stop stands within a number or an abbreviation: right before an ASCII letter or digit."""
    after = dot + 1
    return after < len(found.words) and found.starts[after] == found.ends[dot] and found.words[after].isascii()
