"""Sources."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from claims import queries
from claims.api import shown
from claims.api.inputs import NewSourceInput, SourceChanges
from claims.api.outputs import SourceOut
from claims.filters import SourceFilters
from claims.models import Source
from claims.services.sources import archive_source, edit_source, remove_source
from factcheck.api.views import ResourceDetail, ResourceList


class SourceList(ResourceList[Source]):
    """The desk's sources, newest first."""

    tag = "sources"
    filters = SourceFilters
    orderings = ("-id", "title", "publisher", "published_on", "created_at")
    input, output = NewSourceInput, SourceOut
    shape = shown.SOURCE

    def rows(self) -> QuerySet[Source]:
        return queries.source_rows(self.actor)

    def create(self, given: dict[str, Any]) -> Source:
        """Keep a source, with an archived copy when its words are sent; a known address is a 409 that names it."""
        return archive_source(self.actor, self.actor.choose_desk(given.pop("desk", None)), **given)


class SourceDetail(ResourceDetail[Source]):
    """One source. `text` or `html` in a change keeps one more archived copy."""

    tag = "sources"
    input, output = SourceChanges, SourceOut
    shape = shown.SOURCE
    needs_if_match = False

    def rows(self) -> QuerySet[Source]:
        return queries.source_rows(self.actor)

    def change(self, row: Source, version: int | None, changes: dict[str, Any]) -> Source:
        return edit_source(self.actor, row, version=version, **changes)

    def remove(self, row: Source, version: int | None) -> None:
        remove_source(self.actor, row, version=version)
