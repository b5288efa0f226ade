"""Annotations."""

from __future__ import annotations

from typing import Any

from annotations import queries
from annotations.api import presenters
from annotations.api.shapes import AnchorInput, AnnotationChanges, AnnotationOut, NewAnnotation
from annotations.models import Annotation
from annotations.services.annotations import annotate, archive_annotation, edit_annotation
from annotations.services.revisions import reattach
from factcheck.api.inputs import referred_to
from factcheck.api.presenters import Shown
from factcheck.api.views import Action, ResourceDetail, ResourceList
from factcheck.desks.scoping import DeskQuerySet


class AnnotationList(ResourceList[Annotation]):
    """Annotations of the caller's desks."""

    input, output = NewAnnotation, AnnotationOut
    filters = queries.AnnotationFilters
    orderings = ("-id", "created_at", "updated_at", "start")

    def rows(self) -> DeskQuerySet[Annotation]:
        return queries.annotation_rows(self.actor)

    def present(self, row: Annotation) -> Shown:
        return presenters.annotation(row, self.base)

    def create(self, given: dict[str, Any]) -> Annotation:
        """Mark words of an article; a quote that stands in several places is a 409 that lists them."""
        article = referred_to(queries.article_rows(self.actor), given.pop("article"), "/article")
        answered = given.pop("reply_to", None)
        if answered is not None:
            given["reply_to"] = referred_to(self.rows(), answered, "/reply_to")
        if "revision" in given:
            rows = queries.revision_rows(self.actor).filter(article=article)
            given["revision"] = referred_to(rows, given["revision"], "/revision")
        return annotate(self.actor, article, **given)


class AnnotationDetail(ResourceDetail[Annotation]):
    """One annotation."""

    input, output = AnnotationChanges, AnnotationOut

    def rows(self) -> DeskQuerySet[Annotation]:
        return queries.annotation_rows(self.actor)

    def present(self, row: Annotation) -> Shown:
        return presenters.annotation(row, self.base)

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

    def rows(self) -> DeskQuerySet[Annotation]:
        return queries.annotation_rows(self.actor)

    def present(self, row: Annotation) -> Shown:
        return presenters.annotation(row, self.base)

    def act(self, row: Annotation, version: int | None, given: dict[str, Any]) -> Annotation:
        read = None
        if "revision" in given:
            rows = queries.revision_rows(self.actor).defer(None).filter(article=row.article_id)
            read = referred_to(rows, given["revision"], "/revision")
        reattach(self.actor, row, selector=given["selector"], revision=read, version=version)
        return row
