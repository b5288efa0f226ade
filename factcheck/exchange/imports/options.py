"""What may be said beside a file about how it is meant: the `mapping` of an import, read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from factcheck.core.problems import FieldError, Invalid
from factcheck.exchange.imports.encodings import known_encoding

TARGETS = (
    "id", "text", "claimant.name", "claimant.role", "claimant.url", "claimant.affiliation", "claimed_on", "location",
    "claim_types", "topics", "selection_reason", "reach", "due_on", "priority", "author", "made_at",
    "evidence.url", "evidence.title", "evidence.publisher", "evidence.stance", "evidence.quote", "evidence.note",
)  # fmt: skip
"""What a column of a table can be."""
CHOICES = {"reviews": ("drafts", "published", "sources"), "dates": ("", "dmy", "mdy")}
OTHERS = ("ratings", "verdicts", "data_set", "encoding", *CHOICES)


@dataclass(frozen=True)
class Options:
    """`columns`: what → the header of its column. `ratings`: another's word → the slug of one of the desk's ratings.

    `reviews`: whether others' reviews become drafts of the desk's own, are published here at once, or are kept as sources.
    `verdicts`: whether labels become verdicts of who imports. `dates`: how 3/4/2018 is meant. `data_set`: where the ids in
    the file hold, so that those of two files do not meet. `encoding`: that of a table, by any name Python knows.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    ratings: Mapping[str, str] = field(default_factory=dict)
    reviews: str = "drafts"
    verdicts: bool = False
    dates: str = ""
    data_set: str = ""
    encoding: str = ""


def read_options(mapping: object) -> Options:
    """The options in a `mapping`. Raises Invalid at each member that is none, or not of its kind."""
    if not isinstance(mapping, dict):
        raise Invalid.at("/mapping", "This should be an object.")
    errors = [
        FieldError(f"/mapping/{name}", wrong) for name, value in mapping.items() if (wrong := _wrong(name, value))
    ]
    if errors:
        raise Invalid(errors[0].detail, errors=errors)
    given: dict[str, Any] = {name: value for name, value in mapping.items() if name in OTHERS}
    return Options(columns={name: mapping[name] for name in mapping if name in TARGETS}, **given)


def _wrong(name: str, value: object) -> str:
    if name in CHOICES:
        known = CHOICES[name]
        return "" if value in known else f"{str(value)[:40]!r} is not one of {', '.join(filter(None, known))}."
    if name == "verdicts":
        return "" if isinstance(value, bool) else "This should be true or false."
    if name == "ratings":
        is_map = isinstance(value, dict) and len(value) <= 500 and all(isinstance(x, str) for x in value.values())
        return (
            "" if is_map else "This should be an object: another's word for a rating → the slug of one of the desk's."
        )
    if name == "encoding":
        is_known = isinstance(value, str) and known_encoding(value)
        return (
            ""
            if is_known
            else f"{str(value)[:40]!r} is no encoding; it is UTF-8, windows-1252, ISO-8859-2 and the like."
        )
    if name == "data_set" or name in TARGETS:
        return (
            ""
            if isinstance(value, str) and 0 < len(value) <= 200
            else "This should be a string of 1 to 200 characters."
        )
    return f"There is no {name[:60]!r} here; there is {', '.join((*OTHERS, *TARGETS))}."
