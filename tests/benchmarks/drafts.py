"""A text under edit, and the question that comes of it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Draft:
    """A text under edit, with the span that is followed: half open, in code points; None once it is gone."""

    text: str
    span: tuple[int, int] | None

    def replace(self, start: int, end: int, new: str) -> None:
        """Put `new` for `[start, end)`; what is inserted right at an edge of the span stays outside."""
        self.text = self.text[:start] + new + self.text[end:]
        if self.span is None:
            return
        first, last = self.span
        delta = len(new) - (end - start)
        if start <= first and end >= last and not new:
            self.span = None
            return
        if first >= end:
            first += delta
        elif first > start:
            first = start
        if last >= end and not start == end == last:
            last += delta
        elif last > start and start != end:
            last = start + len(new)
        self.span = (first, last)


@dataclass(frozen=True)
class Case:
    """One question and its honest answer: `truth` is None when nothing should be found."""

    kind: str
    text: str
    exact: str
    prefix: str
    suffix: str
    start: int
    truth: tuple[int, int] | None
