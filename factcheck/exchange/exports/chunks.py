"""Rows a few at a time, each few read by key where the last ones ended, so that memory holds no more."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from django.db.models import Model, QuerySet

M = TypeVar("M", bound=Model)


def chunks_of(rows: QuerySet[M], size: int) -> Iterator[list[M]]:
    """The rows, oldest first, in lists of `size`; the last one may be shorter, and none is empty."""
    last = None
    while True:
        beyond = rows if last is None else rows.filter(pk__gt=last)
        chunk = list(beyond.order_by("pk")[:size])
        if chunk:
            yield chunk
        if len(chunk) < size:
            return
        last = chunk[-1].pk
