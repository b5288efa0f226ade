"""Annotations."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from annotations import queries
from annotations.api import shown
from annotations.api.shapes import AnchorInput, AnnotationChanges, AnnotationOut, NewAnnotation
from annotations.models import Annotation, Article
from annotations.services.annotations import Mark, annotate, annotate_all, archive_annotation, edit_annotation
from annotations.services.revisions import reattach
from factcheck.api.inputs import all_referred_to, referred_to
from factcheck.api.views import Action, ResourceDetail, ResourceList
from factcheck.desks.kept import KeptFor, KeptSeen
from factcheck.desks.scoping import DeskQuerySet

_TO_MARK = KeptFor(lambda actor: Article.objects.visible_to(actor).live().only("desk"))


class AnnotationList(ResourceList[Annotation]):
    """Annotations of the caller's desks."""

    input, output = NewAnnotation, AnnotationOut
    shape = shown.ANNOTATION
    filters = queries.AnnotationFilters
    orderings = ("-id", "created_at", "updated_at", "start")

    def rows(self) -> DeskQuerySet[Annotation]:
        return queries.annotation_rows(self.actor)

    def create(self, given: dict[str, Any]) -> Annotation:
        """Mark words of an article; a quote that stands in several places is a 409 that lists them."""
        [mark] = self._marks({"": given})
        return annotate(self.actor, mark.pop("article"), **mark)

    def as_read(self, made: Annotation) -> Annotation:
        """As it was made; one that was carried to another text is read again."""
        return made if hasattr(made, "current_anchors") else super().as_read(made)

    def create_all(self, given: list[dict[str, Any]]) -> list[Annotation]:
        marks = self._marks({f"/{index}": one for index, one in enumerate(given)})
        return annotate_all(self.actor, [Mark(**mark) for mark in marks])

    def _marks(self, given: Mapping[str, dict[str, Any]]) -> list[dict[str, Any]]:
        """Fields of Mark, out of bodies by their pointers; what they refer to is found together."""
        kinds: dict[str, Callable[[], DeskQuerySet[Any] | KeptSeen[Any]]] = {
            "article": lambda: _TO_MARK.of(self.actor),
            "revision": lambda: queries.revision_rows(self.actor).defer(None).defer("html", "blocks"),
            "reply_to": self.rows,
        }
        found: dict[str, dict[str, Any]] = {}
        for name, rows in kinds.items():
            named = {f"{at}/{name}": one[name] for at, one in given.items() if one.get(name)}
            found[name] = all_referred_to(rows(), named) if named else {}
        return [
            {**one, **{name: found[name].get(f"{at}/{name}") for name in kinds}} for at, one in given.items()
        ]  # fmt: skip


class AnnotationDetail(ResourceDetail[Annotation]):
    """One annotation."""

    input, output = AnnotationChanges, AnnotationOut
    shape = shown.ANNOTATION

    def rows(self) -> DeskQuerySet[Annotation]:
        return queries.annotation_rows(self.actor)

    def change(self, row: Annotation, version: int | None, changes: dict[str, Any]) -> Annotation:
        """Comment, motivation or tags; where it points is never rewritten."""
        return edit_annotation(self.actor, row, version=version, **changes)

    def remove(self, row: Annotation, version: int | None) -> None:
        """An annotation that no claim stands on; its history stays."""
        archive_annotation(self.actor, row, version=version)


class AnnotationAnchor(Action[Annotation]):
    """Say by hand where an annotation sits in the article's current text. The annotation itself stays as it was made."""

    tag = "annotations"
    input, output = AnchorInput, AnnotationOut
    shape = shown.ANNOTATION

    def rows(self) -> DeskQuerySet[Annotation]:
        return queries.annotation_rows(self.actor)

    def act(self, row: Annotation, version: int | None, given: dict[str, Any]) -> Annotation:
        read = None
        if "revision" in given:
            rows = queries.revision_rows(self.actor).defer(None).filter(article=row.article_id)
            read = referred_to(rows, given["revision"], "/revision")
        reattach(self.actor, row, selector=given["selector"], revision=read, version=version)
        return row
