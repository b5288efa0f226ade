"""Overlapping spans as flat runs: each part of a text with the spans that cover it, never nested."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from annotations.anchoring.spans import Span


@dataclass(frozen=True)
class Segment:
    """The run `[start, end)` with the indices of the spans that cover it, and of those that end with it."""

    start: int
    end: int
    covering: tuple[int, ...]
    ending: tuple[int, ...]


def segments(within: Span, spans: Sequence[Span]) -> Iterator[Segment]:
    """Cut `within` at every edge of the spans: maximal runs in which the same spans are on, in order and without gaps."""
    here = [(i, s) for i, s in enumerate(spans) if s.start < within.end and s.end > within.start]
    edges = {within.start, within.end}
    for _index, span in here:
        edges |= {max(span.start, within.start), min(span.end, within.end)}
    cuts = sorted(edges)
    opening = sorted(here, key=lambda x: x[1].start)
    active: list[tuple[int, Span]] = []
    for start, end in pairwise(cuts):
        while opening and opening[0][1].start <= start:
            active.append(opening.pop(0))
        active = [(i, s) for i, s in active if s.end > start]
        covering = sorted(active, key=lambda x: (x[1].start, x[0]))
        yield Segment(start, end, tuple(i for i, _s in covering), tuple(i for i, s in covering if s.end == end))
