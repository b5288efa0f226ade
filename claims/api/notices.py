"""What concerns the caller."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from claims import queries
from claims.api import presenters
from claims.api.outputs import NoticeOut
from claims.filters import NoticeFilters
from claims.models import Notice
from claims.services.notices import mark_read
from factcheck.api.inputs import Nothing
from factcheck.api.presenters import Shown
from factcheck.api.views import Action, ResourceList


class NoticeList(ResourceList[Notice]):
    """The caller's notices, newest first: of what concerns them, as far as they may see it now."""

    tag = "notices"
    filters = NoticeFilters
    by_desk = False
    output = NoticeOut

    def rows(self) -> QuerySet[Notice]:
        return queries.notice_rows(self.actor)

    def present(self, row: Notice) -> Shown:
        return presenters.notice(row, self.base)


class ReadNotice(Action[Notice]):
    """Note that one was read."""

    tag = "notices"
    input, output = Nothing, NoticeOut

    def rows(self) -> QuerySet[Notice]:
        return queries.notice_rows(self.actor)

    def present(self, row: Notice) -> Shown:
        return presenters.notice(row, self.base)

    def version_to_change(self, row: Any) -> None:
        """A notice has no versions: it was read, or not."""

    def act(self, row: Notice, version: int | None, given: dict[str, Any]) -> Notice:
        mark_read(self.actor, self.rows().filter(pk=row.pk))
        return row
