"""Charts as lengths and places, for templates to write as SVG: widths in per cent of the page, heights in pixels.

Nothing is scaled, so letters keep their size; everything is written out, so that no language puts a comma into a number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

ROW = 44
"""Pixels: a line of words, a bar and the space after it."""
BAR_TOP, LABEL_LINE = 20, 14
NARROWEST_WITH_NUMBER = 8
"""Per cent of the page that a part of a bar needs for its number to fit in."""


@dataclass(frozen=True)
class Part:
    """A piece of a bar; `kind` ends a class that colours it, `number` is written into it where it fits."""

    kind: str
    label: str
    n: int
    x: str
    width: str
    middle: str
    number: str


@dataclass(frozen=True)
class Bar:
    label: str
    n: int
    label_y: int
    bar_y: int
    number_y: int
    parts: list[Part]


@dataclass(frozen=True)
class BarChart:
    height: int
    bars: list[Bar]


def bar_chart(rows: Sequence[tuple[str, Sequence[tuple[str, str, int]]]]) -> BarChart:
    """A bar for each (label, parts), its parts (kind, label, n) beside each other; the longest fills the width."""
    longest = max((sum(n for _kind, _label, n in parts) for _label, parts in rows), default=0) or 1
    bars = []
    for at, (label, parts) in enumerate(rows):
        top = at * ROW
        total = sum(n for _kind, _label, n in parts)
        bars.append(
            Bar(label, total, top + LABEL_LINE, top + BAR_TOP, top + BAR_TOP + LABEL_LINE, _parts(parts, longest))
        )
    return BarChart(max(1, len(rows)) * ROW, bars)


def _parts(parts: Sequence[tuple[str, str, int]], longest: int) -> list[Part]:
    found, begun = [], 0
    for kind, label, n in parts:
        if n:
            width = 100 * n / longest
            number = str(n) if width >= NARROWEST_WITH_NUMBER else ""
            middle = 100 * (begun + n / 2) / longest
            found.append(
                Part(kind, label, n, _percent(100 * begun / longest), _percent(width), _percent(middle), number)
            )
        begun += n
    return found


@dataclass(frozen=True)
class Cell:
    """`kind`: heat-0 (by chance or worse) to heat-4 (0.8 and more), or none; `words` is what it says in full."""

    x: str
    y: int
    middle: str
    text_y: int
    kind: str
    text: str
    words: str


@dataclass(frozen=True)
class HeatMap:
    """Rows and columns have numbers instead of names, so that it fits where the page is narrow."""

    height: int
    cell_width: str
    heads: list[Cell]
    cells: list[Cell]


def heat_map(size: int, values: dict[tuple[int, int], tuple[float | None, str, str]]) -> HeatMap:
    """`values`: (value, text, words) by row and column from 0 on; what is not there stays empty."""
    width = 100 / (size + 1)
    heads = [_cell(0, at + 1, width, "head", str(at + 1), "") for at in range(size)]
    heads += [_cell(at + 1, 0, width, "head", str(at + 1), "") for at in range(size)]
    cells = [
        _cell(row + 1, column + 1, width, _heat(value), text, words)
        for (row, column), (value, text, words) in sorted(values.items(), key=lambda item: item[0])
    ]
    return HeatMap((size + 1) * ROW, _percent(width), heads, cells)


def _cell(row: int, column: int, width: float, kind: str, text: str, words: str) -> Cell:
    y = row * ROW
    return Cell(_percent(column * width), y, _percent((column + 0.5) * width), y + ROW // 2 + 5, kind, text, words)


def _heat(value: float | None) -> str:
    if value is None:
        return "none"
    return f"heat-{sum(value >= least for least in (0.2, 0.4, 0.667, 0.8))}"


def _percent(share: float) -> str:
    return f"{share:.3f}%"
