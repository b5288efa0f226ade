"""Rows of a resource, chunk by chunk, as they were at one moment."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import QuerySet

from factcheck.api.presenters import Shown
from factcheck.desks.actors import Actor
from factcheck.desks.reading import reading
from factcheck.exchange.resources import Resource

CHUNK = 500


def shown_rows(resource: Resource, rows: QuerySet, actor: Actor, base: str) -> Iterator[Shown]:  # type: ignore[type-arg]
    """Every row, oldest first. Memory holds one chunk, each read by key where the last one ended."""
    with reading():
        last = None
        while True:
            beyond = rows if last is None else rows.filter(pk__gt=last)
            chunk = list(beyond.order_by("pk")[:CHUNK])
            yield from resource.present(actor, chunk, base)
            if len(chunk) < CHUNK:
                return
            last = chunk[-1].pk
