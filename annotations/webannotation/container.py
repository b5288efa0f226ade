"""A desk's annotations as an LDP container and its pages (annotation-model §5, annotation-protocol §4.2).

Pages go from the oldest to the newest, so that a page stays as it is while annotations come in. Each address of a page holds
its number and the key after which it begins, so that the last page of a million costs what the first does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from annotations.models import Annotation
from annotations.queries import Extent
from annotations.webannotation import writing
from annotations.webannotation.protocol import Preference
from annotations.webannotation.terms import CONTEXT, LDP_CONTEXT
from factcheck.core import clock
from factcheck.core.problems import NotFound
from factcheck.desks.models import Desk
from factcheck.desks.scoping import DeskQuerySet

PAGE = 100
"""Annotations on a page."""

Document = dict[str, Any]


@dataclass(frozen=True)
class Container:
    """The annotations of one desk; `rows` are those of `queries.portable_rows`, `base` is the scheme and host."""

    desk: Desk
    rows: DeskQuerySet[Annotation]
    base: str

    @property
    def iri(self) -> str:
        return f"{self.base}/wa/{self.desk.slug}/"

    def document(self, extent: Extent, preference: Preference) -> Document:
        """The container: all there is to say of it, and its first page unless the client would rather not see that."""
        return {
            "@context": [CONTEXT, LDP_CONTEXT],
            **self._named(preference),
            "total": extent.total,
            "created": clock.iso(self.desk.created_at),
            "modified": clock.iso(extent.modified),
            **(self._ends(extent, preference) if extent.total else {}),
        }

    def _named(self, preference: Preference) -> Document:
        """What names the container, in itself and in its pages; those do not tell the total, which costs a count."""
        return {
            "id": self.iri if preference.minimal else self._address(preference),
            "type": ["BasicContainer", "AnnotationCollection"],
            "label": f"Annotations of {self.desk.name}",
        }

    def _ends(self, extent: Extent, preference: Preference) -> Document:
        number = (extent.total - 1) // PAGE
        return {
            "first": self._page_address(preference, 0) if preference.minimal else self._page(preference, 0, None),
            "last": self._page_address(preference, number, self._key_before(extent.total, number)),
        }

    def _key_before(self, total: int, number: int) -> UUID | None:
        """The last key before the last page: as many steps from the end as that page has annotations."""
        if number == 0:
            return None
        from_the_end = total - number * PAGE
        return self.rows.order_by("-id").values_list("id", flat=True)[from_the_end : from_the_end + 1].first()

    def page(self, preference: Preference, number: int, after: UUID | None) -> Document:
        """A page on its own. Raises NotFound when there is none with this number."""
        if number and after is None:
            before = number * PAGE - 1
            after = self.rows.order_by("id").values_list("id", flat=True)[before : before + 1].first()
            if after is None:
                raise NotFound(f"There is no page {number}; follow `last` of {self.iri}.")
        page = self._page(preference, number, after if number else None)
        if not page["items"] and number:
            raise NotFound(f"There is no page {number}; follow `last` of {self.iri}.")
        return {"@context": CONTEXT, **page, "partOf": self._named(preference)}

    def _page(self, preference: Preference, number: int, after: UUID | None) -> Document:
        rows = self.rows.order_by("id")
        found = list((rows.filter(id__gt=after) if after else rows)[: PAGE + 1])
        more, found = len(found) > PAGE, found[:PAGE]
        next_page = {"next": self._page_address(preference, number + 1, found[-1].pk)} if more else {}
        return {
            "id": self._page_address(preference, number, after),
            "type": "AnnotationPage",
            "startIndex": number * PAGE,
            **({"prev": self._previous(preference, number, after)} if after else {}),
            **next_page,
            "items": [self._item(row, preference) for row in found],
        }

    def _item(self, row: Annotation, preference: Preference) -> str | Document:
        return writing.address(row, self.base) if preference.iris else writing.embedded(row, self.base)

    def _previous(self, preference: Preference, number: int, after: UUID) -> str:
        """The address of the page that ends with `after`."""
        keys = self.rows.filter(id__lte=after).order_by("-id").values_list("id", flat=True)
        return self._page_address(preference, number - 1, keys[PAGE : PAGE + 1].first() if number > 1 else None)

    def _address(self, preference: Preference) -> str:
        return f"{self.iri}?iris={int(preference.iris)}"

    def _page_address(self, preference: Preference, number: int, after: UUID | None = None) -> str:
        place = {"page": number, **({"after": str(after)} if after else {})}
        return f"{self._address(preference)}&{urlencode(place)}"
