"""What somebody asks to have written: rows of one resource, as far as they may see them."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from factcheck.core.problems import Invalid
from factcheck.desks.actors import Actor
from factcheck.desks.filters import narrowed
from factcheck.desks.models import Desk
from factcheck.desks.queries import desks_of
from factcheck.exchange.exports.changes import (
    CHANGED_AFTER,
    PARAMETERS,
    TOLD,
    TOMBSTONES,
    Since,
    changed,
    gone,
    since_in,
)
from factcheck.exchange.exports.stamps import Stamp, stamp_of
from factcheck.exchange.resources import RESOURCES
from factcheck.exchange.streaming import shown_lines, shown_rows


@dataclass(frozen=True)
class Selection:
    """Rows of `resource`, narrowed, as the `actor` sees them; `base` is the scheme and host of the addresses in them.

    `tombstones`: also what is gone, as objects of another shape.
    """

    resource: str
    actor: Actor
    rows: QuerySet[Any]
    base: str
    stamp: Stamp
    since: Since | None = None
    tombstones: bool = False


def select(
    resource: str, given: Mapping[str, str], actor: Actor, base: str, *, takes_tombstones: bool = True
) -> Selection:
    """The rows that fit what is `given`: the filters of the resource's list, `changed_after` and `tombstones`.

    Read inside `reading()`, rows and stamp are of one moment. Raises Invalid with a pointer for each value that is none.
    """
    kind = RESOURCES[resource]
    rows = narrowed(kind.filters, kind.rows(actor), given, actor)
    desks = _desks(actor, given.get("desk", ""))
    after = given.get(CHANGED_AFTER, "")
    since = since_in(after, desks) if after else None
    if since is not None:
        rows = rows.filter(changed(resource, actor, since))
    tombstones = _tombstones(given.get(TOMBSTONES, ""), takes_tombstones=takes_tombstones)
    return Selection(resource, actor, rows, base, stamp_of(actor, desks), since, tombstones)


def parameters_of(resource: str) -> dict[str, str]:
    """What may be given beside filters: name → description."""
    return PARAMETERS if resource in TOLD else {}


def _desks(actor: Actor, slug: str) -> list[Desk]:
    """The desks whose rows these are: the one that is named, where it is the actor's, or all of theirs."""
    desks = desks_of(actor)
    return list(desks.filter(slug=slug) if slug else desks)


def _tombstones(given: str, *, takes_tombstones: bool) -> bool:
    if given not in ("", "true", "false"):
        raise Invalid.at(f"/{TOMBSTONES}", _("%(value)s is neither true nor false.") % {"value": given[:40]})
    if given == "true" and not takes_tombstones:
        raise Invalid.at(f"/{TOMBSTONES}", _("Only JSON and JSON Lines have room for what is gone."))
    return given == "true"


def objects(selection: Selection) -> Generator[dict[str, Any]]:
    """The API's objects, oldest first, then a tombstone for each that is gone."""
    yield from shown_rows(RESOURCES[selection.resource], selection.rows, selection.actor, selection.base)
    if selection.tombstones:
        yield from gone(selection.resource, selection.actor, selection.since, selection.stamp.desk_ids)


def line_blocks(selection: Selection) -> Generator[bytes]:
    """The same as JSON, each a line, in blocks of one or more lines; the database writes it."""
    yield from shown_lines(RESOURCES[selection.resource], selection.rows, selection.actor, selection.base)
    if selection.tombstones:
        for one in gone(selection.resource, selection.actor, selection.since, selection.stamp.desk_ids):
            yield orjson.dumps(one, option=orjson.OPT_APPEND_NEWLINE)


def lines_in(block: bytes) -> int:
    """How many rows a block has."""
    return block.count(b"\n")
