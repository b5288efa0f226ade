"""Reckoning where highlights stand while nothing is locked: two long texts take seconds to compare."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextvars import ContextVar
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import transaction

from annotations.anchoring import Placement, Span, carry
from annotations.models import Revision
from factcheck.core.problems import Conflict

P = ParamSpec("P")
T = TypeVar("T")

TURNS = 5
"""How often a service begins anew, because words were marked or a text came in while it reckoned."""

Sat = tuple[Revision, Span]
"""The text in which a highlight sat last, and where."""

Known = dict[tuple[str, str, Span], Placement]

_known: ContextVar[Known | None] = ContextVar("places_known", default=None)


class _Unreckoned(Exception):
    """Raised through the transaction that asked, to end it."""

    def __init__(self, new: Revision, places: Sequence[Sat]) -> None:
        super().__init__("These places are yet to be reckoned.")
        self.new, self.places = new, places


def reckoned_first(service: Callable[P, T]) -> Callable[P, T]:
    """Make a service one transaction that waits for no `placements`.

    When it asks for places that are not known, all it did is rolled back and its locks are given up; the places are
    reckoned, and it runs again. So what is written always fits what is there, and other writers never wait for a
    comparison. A service within another is part of the outer one. Raises Conflict after five turns.
    """

    @wraps(service)
    def run(*args: P.args, **kwargs: P.kwargs) -> T:
        if _known.get() is not None:
            with transaction.atomic():
                return service(*args, **kwargs)
        known: Known = {}
        for _turn in range(TURNS):
            mark = _known.set(known)
            try:
                with transaction.atomic():
                    return service(*args, **kwargs)
            except _Unreckoned as asked:
                missing = asked
            finally:
                _known.reset(mark)
            known |= _reckoned(missing.new, missing.places)
        raise Conflict("The article or what is marked in it changed again and again meanwhile. Send it once more.")

    return run


def placements(new: Revision, places: Sequence[Sat]) -> list[Placement]:
    """Where each highlight stands in the new text, in the order given: carried from the text in which it sat last.

    So one that was gone for a while is held against what stood around it, not looked for by its words alone, which may be
    somebody else's.
    """
    known = _known.get()
    if known is None:
        known = _reckoned(new, places)
    missing = [sat for sat in places if _key(new, sat) not in known]
    if missing:
        raise _Unreckoned(new, missing)
    return [known[_key(new, sat)] for sat in places]


def _key(new: Revision, sat: Sat) -> tuple[str, str, Span]:
    old, span = sat
    return old.sha256, new.sha256, span


def _reckoned(new: Revision, places: Sequence[Sat]) -> Known:
    known: Known = {}
    for old in {old.sha256: old for old, _span in places}.values():
        spans = [span for one, span in places if one.sha256 == old.sha256]
        carried = zip(spans, carry(old.text, new.text, spans), strict=True)
        known |= {(old.sha256, new.sha256, span): place for span, place in carried}
    return known
