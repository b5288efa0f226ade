"""How a list of the API finds the rows of a page: the queries for their keys, apart from what is then shown of each."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver

from factcheck.api import pagination
from factcheck.api.views import ResourceList
from factcheck.desks.actors import Actor
from factcheck.desks.filters import narrowed

View = ResourceList[Any]


def lists() -> dict[str, type[View]]:
    """Every list of the API that has an address of its own, not below one record; by its path."""
    return {
        route: vars(pattern.callback)["view_class"]
        for route, pattern in _routes(get_resolver().url_patterns)
        if "<" not in route
        and issubclass(view := getattr(pattern.callback, "view_class", object), ResourceList)
        and view.get is ResourceList.get
    }


def _routes(patterns: list[Any], before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _routes(pattern.url_patterns, route)
        else:
            yield route, pattern


def read_keys(view: type[View], given: dict[str, str], actor: Actor) -> list[Any]:
    """The keys of one page, as the list itself finds them."""
    asked = view()
    asked.actor = actor
    rows = narrowed(view.filters, asked.rows(), given, actor)
    ordering = pagination._ordering(given.get("ordering"), view.orderings, rows)
    cursor = pagination.Cursor.decoded(given["cursor"], ordering, rows) if "cursor" in given else None
    across = actor.desk_ids if view.by_desk and "desk" not in given else []
    return pagination._keys(rows, ordering, cursor, across, pagination.DEFAULT_SIZE + 1)


def queries_of(view: type[View], given: dict[str, str], actor: Actor) -> list[str]:
    """The SQL that a page's keys are found by."""
    with CaptureQueriesContext(connection) as captured:
        read_keys(view, given, actor)
    return [query["sql"] for query in captured]


def seconds(view: type[View], given: dict[str, str], actor: Actor) -> float:
    began = time.perf_counter()
    read_keys(view, given, actor)
    return time.perf_counter() - began
