"""Reckoning where highlights stand while nothing is locked: two long texts take seconds to compare."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from annotations.anchoring import Placement, Span, carry
from annotations.models import Revision
from factcheck.desks.preparing import Unprepared, prepared

Sat = tuple[Revision, Span]
"""The text in which a highlight sat last, and where."""


def placements(new: Revision, places: Sequence[Sat]) -> list[Placement]:
    """Where each highlight stands in the new text, in the order given: carried from the text in which it sat last.

    So one that was gone for a while is held against what stood around it, not looked for by its words alone, which may be
    somebody else's. Inside a service that is `prepared_first` they are reckoned while nothing is locked.
    """
    known = prepared()
    if known is None:
        known = _reckoned(new, places)
    missing = [sat for sat in places if _key(new, sat) not in known]
    if missing:
        raise Unprepared(lambda: _reckoned(new, missing))
    return [known[_key(new, sat)] for sat in places]


def _key(new: Revision, sat: Sat) -> Hashable:
    old, span = sat
    return old.sha256, new.sha256, span


def _reckoned(new: Revision, places: Sequence[Sat]) -> dict[Hashable, Placement]:
    known: dict[Hashable, Placement] = {}
    for old in {old.sha256: old for old, _span in places}.values():
        spans = [span for one, span in places if one.sha256 == old.sha256]
        carried = zip(spans, carry(old.text, new.text, spans), strict=True)
        known |= {(old.sha256, new.sha256, span): place for span, place in carried}
    return known
