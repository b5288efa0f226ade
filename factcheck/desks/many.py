"""The same done to many, all or nothing: what is wrong is told by its place among them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from factcheck.core.problems import FieldError, Invalid, Problem
from factcheck.desks.preparing import Unprepared, Work

A = TypeVar("A")
B = TypeVar("B")


def for_each(given: Sequence[A], act: Callable[[A], B]) -> list[B]:
    """What `act` makes of each, in their order; in one transaction, which whatever is raised here has to end.

    Raises one Invalid with what is wrong with any of them, each error under its index (`/3/text`). Any other problem
    ends it at once, under its index too.
    """
    made: list[B] = []
    wrong: list[FieldError] = []
    lacking: list[Work] = []
    for index, one in enumerate(given):
        try:
            made.append(act(one))
        except Unprepared as lacks:
            lacking += (_at(index, work) for work in lacks.works)
        except Invalid as problem:
            wrong += problem.under(f"/{index}").errors
        except Problem as problem:
            raise problem.under(f"/{index}") from None
    if wrong:
        raise Invalid(f"{wrong[0].pointer}: {wrong[0].detail}", errors=wrong)
    if lacking:
        raise Unprepared(*lacking)
    return made


def _at(index: int, work: Work) -> Work:
    """The same work, whose problem is told under the index of what needs it."""

    def run() -> Mapping[Any, Any]:
        try:
            return work()
        except Problem as problem:
            raise problem.under(f"/{index}") from None

    return run
