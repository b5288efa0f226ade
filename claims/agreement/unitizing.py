"""Krippendorff's alpha_u: agreement of raters who cut units out of a continuum, here claims out of a text.

Krippendorff 1995, "On the reliability of unitizing continuous data", Sociological Methodology 25; Krippendorff 2004, Content
Analysis, 2nd edition, chapter 11. There is one category (a claim), so that alpha_u is the book's alpha of that category.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

import numpy as np

from claims.agreement.figures import Floats, Ints, Why
from claims.agreement.spans import MarkedText, Span


@dataclass(frozen=True)
class Section:
    """A part of the text as one rater has it: a unit, or a gap between two."""

    start: int
    length: int
    is_unit: bool

    @property
    def end(self) -> int:
        return self.start + self.length


class AlphaU:
    """1 - Do/De over texts. A Measure; its units are the texts.

    The source has one continuum. Of several, both disagreements are averaged alike, each text weighing as much as there was
    to mark in it, its length times its raters; one text alone is as in the source.
    """

    def __init__(self, texts: Sequence[MarkedText]) -> None:
        shared = [text for text in texts if len(text.spans) > 1 and any(text.spans.values())]
        weigh = [text.length * len(text.spans) for text in shared]
        self._observed = np.array([w * observed_disagreement(t) for w, t in zip(weigh, shared, strict=True)])
        self._expected = np.array([w * expected_disagreement(t) for w, t in zip(weigh, shared, strict=True)])

    @property
    def counts(self) -> Ints:
        return np.ones(len(self._observed), np.int64)

    @property
    def cells(self) -> int:
        return len(self._observed)

    @cached_property
    def why_undefined(self) -> Why | None:
        if not len(self._observed):
            return Why.NO_SPANS
        return None if self._expected.sum() > 0 else Why.NO_CHANCE

    def at(self, draws: Ints) -> Floats:
        observed, expected = draws @ self._observed, draws @ self._expected
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(expected > 0, 1 - observed / expected, np.nan)


def observed_disagreement(text: MarkedText) -> float:
    """Do: how far the sections of each two raters lie apart, in code points squared, of m (m - 1) L²."""
    sections = [_sections(spans, text.length) for spans in text.flat.values()]
    apart = sum(_apart_along(a, b) for a, b in combinations(sections, 2))
    raters = len(sections)
    return 2 * apart / (raters * (raters - 1) * text.length**2)


def expected_disagreement(text: MarkedText) -> float:
    """De: the same for all ways in which the units found could lie in the continuum.

    For each unit of length l, of N in all: (N - 1) (2 l³ - 3 l² + l) / 3 for meeting other units, and l² (g - l + 1) for
    each gap of length g that it fits into; twice that of L (m L (m L - 1) - sum of l (l - 1)).
    """
    sections = [section for spans in text.flat.values() for section in _sections(spans, text.length)]
    units = [section.length for section in sections if section.is_unit]
    gaps = np.sort(np.array([section.length for section in sections if not section.is_unit], dtype=np.int64))
    after = np.append(np.cumsum(gaps[::-1])[::-1], 0)
    found = 0.0
    for length in units:
        fits = int(np.searchsorted(gaps, length))
        room = int(after[fits]) - (len(gaps) - fits) * (length - 1)
        found += (len(units) - 1) * (2 * length**3 - 3 * length**2 + length) / 3 + length**2 * room
    whole = len(text.spans) * text.length
    ways = whole * (whole - 1) - sum(length * (length - 1) for length in units)
    return 2 * found / (text.length * ways) if ways else 0.0


def _sections(spans: list[Span], length: int) -> list[Section]:
    """The whole text from left to right as units and gaps."""
    found: list[Section] = []
    at = 0
    for start, end in spans:
        if start > at:
            found.append(Section(at, start - at, is_unit=False))
        found.append(Section(start, end - start, is_unit=True))
        at = end
    if at < length:
        found.append(Section(at, length - at, is_unit=False))
    return found


def _apart_along(a: list[Section], b: list[Section]) -> int:
    """The distances of all sections of two raters that meet."""
    found = i = j = 0
    while i < len(a) and j < len(b):
        found += _distance(a[i], b[j])
        end_a, end_b = a[i].end, b[j].end
        i += end_a <= end_b
        j += end_b <= end_a
    return found


def _distance(a: Section, b: Section) -> int:
    """Squared distance of two sections that meet: of their beginnings and ends where both are units; where a unit lies
    wholly in the other's gap, its length squared; otherwise none."""
    if a.is_unit and b.is_unit:
        return (a.start - b.start) ** 2 + (a.end - b.end) ** 2
    if a.is_unit and b.start <= a.start and a.end <= b.end:
        return a.length**2
    if b.is_unit and a.start <= b.start and b.end <= a.end:
        return b.length**2
    return 0
