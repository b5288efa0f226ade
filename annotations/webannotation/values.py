"""Single values of a document, held against what the model says of them. Each check raises Invalid at its pointer."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any, NoReturn

from annotations.webannotation.terms import Step, listed, pointer_of
from factcheck.core.problems import Invalid

LONGEST_IRI = 2000
MOST = 100
"""Bodies, targets, items and agents of one kind."""

_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s\x00-\x20<>\"{}|\\^`]+")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")

Steps = tuple[Step, ...]


def refuse(steps: Steps, detail: str) -> NoReturn:
    """Raise Invalid at this place of the document."""
    raise Invalid.at(pointer_of(steps), detail)


def is_iri(value: object) -> bool:
    """Whether it is an absolute IRI (RFC 3987) that can be kept."""
    return isinstance(value, str) and len(value) <= LONGEST_IRI and _IRI.fullmatch(value) is not None


def check_iri(value: object, at: Steps) -> str:
    if not isinstance(value, str) or not is_iri(value):
        refuse(
            at, f"This should be one absolute IRI of at most {LONGEST_IRI:,} characters, such as https://example.org/a."
        )
    return value


def check_iris(value: object, at: Steps) -> list[str]:
    """One IRI or a list of them; `null` is none."""
    return [check_iri(one, here) for one, here in each(value, at)]


def check_time(value: object, at: Steps) -> None:
    """One xsd:dateTime in UTC that says so with `Z` (annotation-model §3.3.1)."""
    if isinstance(value, str) and _TIME.fullmatch(value):
        try:
            datetime.fromisoformat(value)
        except ValueError:
            pass
        else:
            return
    refuse(at, "This should be one time in UTC, such as 2015-10-13T13:00:00Z.")


def check_string(value: object, at: Steps) -> str:
    if not isinstance(value, str):
        refuse(at, "This should be one string.")
    return value


def check_agents(value: object, at: Steps) -> None:
    """People, organisations or programs: each an IRI, or an object."""
    for one, here in each(value, at):
        if isinstance(one, dict):
            if "id" in one:
                check_iri(one["id"], (*here, "id"))
        elif not is_iri(one):
            refuse(here, "An agent is an IRI, or an object with `id`, `type`, `name` and the like.")


def check_object(value: object, at: Steps) -> dict[str, Any]:
    if not isinstance(value, dict):
        refuse(at, "This should be an object.")
    return value


def each(value: object, at: Steps) -> list[tuple[object, Steps]]:
    """The values of a member that has one or many, each with where it stands."""
    if not isinstance(value, list):
        return [(one, at) for one in listed(value)]
    if len(value) > MOST:
        refuse(at, f"At most {MOST} are taken; these are {len(value)}.")
    return [(one, (*at, index)) for index, one in enumerate(value)]
