"""Where in a long text something like the wanted words may stand: regions that share many short pieces with them."""

from __future__ import annotations

from dataclasses import dataclass

from annotations.anchoring.wanted import Wanted
from annotations.anchoring.words import is_written_without_spaces

MOST_SEEDS = 64
"""Pieces of the wanted text that are looked for, spread over it evenly."""
MOST_HITS = 16
"""A piece that stands in more places says nothing about where the words are."""
DROWNED = 8
"""A run of votes this many times less loud than the loudest is not looked at."""
NOTICEABLE = 1.2
"""... as this many times louder is."""
WIDE = 600
"""Characters that may have been inserted into what is wanted."""
LONG = 3000
"""What is so long is hardly stretched by an insertion."""
MOST_REGIONS = 4
"""Regions with a closer look; half as many again are looked at with room for what may have been inserted."""


@dataclass(frozen=True)
class Region:
    """A stretch of the text, half open. A `narrow` one has room for edits but for no second copy of what is wanted."""

    start: int
    end: int
    narrow: bool


def regions(wanted: Wanted, caseless: str) -> list[Region]:
    """The regions of `caseless` (a folded text in lower case) worth a closer look, the most promising first; at most 6.

    Each piece that is found votes for the place where the wanted text would then begin, the rarer the piece the louder;
    votes that agree make a region, once give or take a few words, and once what an inserted paragraph moves. Time is
    linear in the text.
    """
    pattern = wanted.caseless
    votes = sorted(_votes(pattern, caseless))
    padding = 48 + len(pattern) // 8
    narrow = _loudest(votes, padding)[:MOST_REGIONS]
    wide = [run for run in _loudest(votes, max(WIDE, padding)) if _adds_to(narrow, run)][: MOST_REGIONS // 2]
    found: list[Region] = []
    for run in [*narrow, *wide]:
        start = max(0, votes[run.first][0] - padding)
        end = min(len(caseless), votes[run.last][0] + len(pattern) + padding)
        found.append(Region(start, end, run in narrow or len(pattern) > LONG))
    return found


@dataclass(frozen=True)
class _Run:
    """Votes from `first` to `last` that lie close together, and how loud they are in all."""

    loud: float
    first: int
    last: int


def _adds_to(narrow: list[_Run], wide: _Run) -> bool:
    """Whether a wide run has noticeably more to say than each narrow one in it."""
    inside = (run.loud for run in narrow if wide.first <= run.first and run.last <= wide.last)
    return wide.loud > NOTICEABLE * max(inside, default=0)


def _votes(pattern: str, text: str) -> list[tuple[int, float]]:
    """(where the pattern would begin, how loud), one for each place of each piece."""
    size = 3 if is_written_without_spaces(pattern) else 6 if len(pattern) > 48 else 4
    last = max(0, len(pattern) - size)
    stride = max(1 if len(pattern) < 96 else 2, -(-last // MOST_SEEDS))
    votes: list[tuple[int, float]] = []
    for offset in range(0, last + 1, stride):
        hits = _hits(pattern[offset : offset + size], text)
        votes += [(hit - offset, 1 / len(hits)) for hit in hits]
    return votes


def _hits(piece: str, text: str) -> list[int]:
    hits: list[int] = []
    at = text.find(piece)
    while at >= 0:
        hits.append(at)
        if len(hits) > MOST_HITS:
            return []
        at = text.find(piece, at + 1)
    return hits


def _loudest(votes: list[tuple[int, float]], reach: int) -> list[_Run]:
    """Runs of votes that lie within `reach`, the loudest first, without overlap.

    A lone vote says little, and one drowned by another run eight times as loud says nothing.
    """
    runs: list[tuple[float, int, int]] = []
    last, loud = -1, 0.0
    for first, (at, weight) in enumerate(votes):
        while last + 1 < len(votes) and votes[last + 1][0] - at <= reach:
            last += 1
            loud += votes[last][1]
        if last > first:
            runs.append((loud, first, last))
        loud -= weight
    runs.sort(key=lambda run: (-run[0], run[1]))
    taken: list[_Run] = []
    for loud, first, last in runs:
        if loud * DROWNED < runs[0][0] or len(taken) == MOST_REGIONS:
            break
        if all(last < other.first or first > other.last for other in taken):
            taken.append(_Run(loud, first, last))
    return taken
