"""Marking words of an article."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from annotations import permissions
from annotations.anchoring import describe, locate
from annotations.models import Anchor, Annotation, Article
from annotations.models.anchor import AnchorStatus
from factcheck.core.problems import Conflict, Invalid
from factcheck.desks.actors import Actor
from factcheck.desks.editing import archive, change, create, lock
from factcheck.desks.permissions import require


@transaction.atomic
def annotate(
    actor: Actor, article: Article, *, selector: object, comment: str = "", motivation: str = "highlighting",
    tags: Sequence[str] = (), reply_to: Annotation | None = None,
) -> Annotation:  # fmt: skip
    """Mark the words `selector` points at in the current revision, and store them with their W3C selectors.

    `selector` is as the API takes it: `{start, end}` in code points, `{exact, prefix?, suffix?}` or a list of W3C
    selectors. Raises Invalid when nothing is there, AmbiguousQuote when the words stand in several places.
    """
    require(permissions.may_annotate(actor, article))
    revision = article.revision
    if revision is None:
        raise Conflict("This article has no text yet, so nothing in it can be marked.")
    if reply_to is not None and reply_to.article_id != article.id:
        raise Invalid.at("/reply_to", "An answer belongs to the same article as what it answers.")
    span = locate(revision.text, selector)
    quote = describe(revision.text, span.start, span.end)
    annotation = create(
        actor, "annotation.made",
        Annotation(
            desk_id=article.desk_id, article=article, revision=revision, start=span.start, end=span.end,
            exact=quote.exact, prefix=quote.prefix, suffix=quote.suffix, comment=comment, motivation=motivation,
            tags=list(tags), reply_to=reply_to,
        ),
    )  # fmt: skip
    Anchor.objects.create(
        desk_id=article.desk_id, created_by=actor.user, annotation=annotation, revision=revision, start=span.start,
        end=span.end, status=AnchorStatus.EXACT, score=1.0,
    )  # fmt: skip
    return annotation


@transaction.atomic
def edit_annotation(actor: Actor, annotation: Annotation, *, version: int | None = None, **changes: Any) -> Annotation:
    """Change comment, motivation or tags; where it points is never rewritten."""
    require(permissions.may_edit_annotation(actor, annotation))
    annotation = lock(annotation, version)
    return change(actor, "annotation.edited", annotation, changes)


@transaction.atomic
def archive_annotation(actor: Actor, annotation: Annotation, *, version: int | None = None) -> Annotation:
    """Take an annotation out of sight, unless a claim stands on it."""
    require(permissions.may_edit_annotation(actor, annotation))
    annotation = lock(annotation, version)
    if annotation.appearances.filter(archived_at=None, claim__archived_at=None).exists():
        raise Conflict("A claim stands on these words. Remove the claim first; then the annotation can go.")
    return archive(actor, "annotation.archived", annotation)
