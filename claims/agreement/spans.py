"""Agreement on where: the share of words that two people marked both."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import Any

import numpy as np

from claims.agreement.figures import Floats, Ints, Why
from factcheck.core.problems import Invalid

Span = tuple[int, int]


@dataclass(frozen=True)
class MarkedText:
    """A text of `length` code points, and what each rater marked in it: half-open spans [start, end), in any order.

    A rater with no span looked and marked nothing; one who did not look is not in it.
    """

    length: int
    spans: Mapping[Any, Sequence[Span]]

    def __post_init__(self) -> None:
        for rater, spans in self.spans.items():
            for start, end in spans:
                if not 0 <= start < end <= self.length:
                    raise Invalid.at(
                        "/spans",
                        f"{rater!r} marked [{start}, {end}); a span begins before it ends, within 0 and {self.length}.",
                    )

    @cached_property
    def flat(self) -> dict[Any, list[Span]]:
        """What each rater marked, from left to right; spans that overlap are one, those that only touch are two."""
        return {rater: _joined(spans) for rater, spans in self.spans.items()}


def _joined(spans: Sequence[Span]) -> list[Span]:
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


class SpanF1:
    """The F1 of what each two raters marked, in code points, over the texts both looked at; the mean over all pairs.

    2 |A and B| / (|A| + |B|): which of the two is taken for the truth makes no difference (van Rijsbergen 1979, ch. 7;
    Hripcsak and Rothschild 2005 for agreement without a number of negatives). A Measure; its units are the texts.
    """

    def __init__(self, texts: Sequence[MarkedText]) -> None:
        shared = [text for text in texts if len(text.spans) > 1]
        met: dict[tuple[Any, Any], list[tuple[int, int, int]]] = defaultdict(list)
        for at, text in enumerate(shared):
            for a, b in combinations(sorted(text.flat, key=str), 2):
                both, either = 2 * _overlap(text.flat[a], text.flat[b]), _covered(text.flat[a]) + _covered(text.flat[b])
                met[a, b].append((at, both, either))
        self._texts = len(shared)
        self._pairs = [_OfPair.of(rows) for rows in met.values()]

    @property
    def counts(self) -> Ints:
        return np.ones(self._texts, np.int64)

    @property
    def cells(self) -> int:
        return self._texts + 2 * len(self._pairs)

    @property
    def why_undefined(self) -> Why | None:
        return None if any(pair.marked[:, 1].any() for pair in self._pairs) else Why.NO_SPANS

    def at(self, draws: Ints) -> Floats:
        by_text = np.ascontiguousarray(draws.T, dtype=np.float64)
        both, either = np.stack([by_text[pair.texts].T @ pair.marked for pair in self._pairs]).transpose(2, 1, 0)
        marked = either > 0
        shares = np.divide(both, either, out=np.zeros_like(both), where=marked)
        pairs = marked.sum(axis=1)
        return np.where(pairs > 0, shares.sum(axis=1) / np.maximum(pairs, 1), np.nan)


@dataclass(frozen=True)
class _OfPair:
    """Two raters who met: in which `texts`, and for each what they marked there, as (2 |A and B|, |A| + |B|).

    Most of many raters never meet, so that a table of all texts and all pairs would be nearly empty.
    """

    texts: Ints
    marked: Floats

    @classmethod
    def of(cls, rows: Sequence[tuple[int, int, int]]) -> _OfPair:
        table = np.array(rows, dtype=np.int64)
        return cls(table[:, 0].copy(), table[:, 1:].astype(np.float64))


def _covered(spans: list[Span]) -> int:
    return sum(end - start for start, end in spans)


def _overlap(a: list[Span], b: list[Span]) -> int:
    """Code points in spans of both; each list is from left to right, without overlaps."""
    found = i = j = 0
    while i < len(a) and j < len(b):
        found += max(0, min(a[i][1], b[j][1]) - max(a[i][0], b[j][0]))
        if a[i][1] <= b[j][1]:
            i += 1
        else:
            j += 1
    return found
