"""Working out what takes long while nothing is locked: comparing two long texts, or reading a document, takes seconds."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast

from django.db import transaction

from factcheck.core.problems import Conflict

P = ParamSpec("P")
T = TypeVar("T")

TURNS = 5
"""How often a service begins anew, because what it needs changed while that was worked out."""

Known = dict[Hashable, Any]
Work = Callable[[], Mapping[Hashable, Any]]

_known: ContextVar[Known | None] = ContextVar("known", default=None)


class Unprepared(Exception):
    """Raised through the transaction that lacks something, to end it. `works` give it, each value by its key."""

    def __init__(self, *works: Work) -> None:
        super().__init__("This is yet to be worked out.")
        self.works = works


def prepared_first(service: Callable[P, T]) -> Callable[P, T]:
    """Make a service one transaction that waits for nothing that takes long.

    When it asks for something that is not known, all it did is rolled back and its locks are given up; that is worked
    out, and it runs again. So what is written always fits what is there, and other writers never wait. A service within
    another is part of the outer one. Raises Conflict after five turns.
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
            except Unprepared as lacking:
                works = lacking.works
            finally:
                _known.reset(mark)
            for work in works:
                known |= work()
        raise Conflict("What this rests on changed again and again meanwhile. Send it once more.")

    return run


def prepared() -> Known | None:
    """What has been worked out for the running service, by key; None where nothing has to be ahead of it."""
    return _known.get()


def worked_out(key: Hashable, work: Callable[[], T]) -> T:
    """What `work` gives; inside a service that is `prepared_first`, worked out while nothing is locked."""
    known = _known.get()
    if known is None:
        return work()
    if key not in known:
        raise Unprepared(lambda: {key: work()})
    return cast(T, known[key])
