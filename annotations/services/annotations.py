"""Marking words of an article."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from annotations import permissions
from annotations.anchoring import Span, describe, locate
from annotations.models import Anchor, Annotation, Article, Revision
from annotations.models.anchor import AnchorStatus
from annotations.models.annotation import IN_A_CLAIM
from annotations.services.carrying import carried_to
from annotations.services.reckoning import reckoned_first
from factcheck.core.problems import Conflict, Invalid
from factcheck.core.text import is_blank
from factcheck.desks.actors import Actor
from factcheck.desks.editing import archive, change, create, lock
from factcheck.desks.permissions import require

LONGEST_MARK = 20_000
"""Code points that one annotation marks; a long newspaper article has as many."""


def too_long() -> str:
    """What is said to somebody who marks more."""
    return _("At most %(most)d characters are marked at once; choose the words that matter.") % {"most": LONGEST_MARK}


def locate_words(text: str, selector: object) -> Span:
    """The one place a selector means. Raises Invalid when nothing can be marked there: no words, or too many."""
    span = locate(text, selector)
    if span.end - span.start > LONGEST_MARK:
        raise Invalid.at("/selector", too_long())
    if is_blank(text[span.start : span.end]):
        raise Invalid.at("/selector", _("There is only white space at this place; choose words."))
    return span


@reckoned_first
def annotate(
    actor: Actor, article: Article, *, selector: object, comment: str = "", motivation: str = "highlighting",
    tags: Sequence[str] = (), reply_to: Annotation | None = None, revision: Revision | None = None,
    canonical: str | None = None, via: Sequence[str] = (), external: dict[str, Any] | None = None,
) -> Annotation:  # fmt: skip
    """Mark the words `selector` points at in the current revision, and store them with their W3C selectors.

    `revision` is the one that was read, if the article may have changed since: the words are marked there, and carried
    to the current one.
    `selector` is as the API takes it: `{start, end}` in code points, `{exact, prefix?, suffix?}` or a list of W3C
    selectors. Raises Invalid when nothing is there, AmbiguousQuote when the words stand in several places. `canonical`,
    `via` and `external` are what came with an annotation that was made elsewhere.
    """
    require(permissions.may_annotate(actor, article))
    article = lock(article)
    current = article.revision
    if current is None:
        raise Conflict("This article has no text yet, so nothing in it can be marked.")
    if revision is not None and revision.article_id != article.pk:
        raise Invalid.at("/revision", "This is not a revision of the article.")
    revision = revision or current
    if reply_to is not None and reply_to.article_id != article.id:
        raise Invalid.at("/reply_to", "An answer belongs to the same article as what it answers.")
    span = locate_words(revision.text, selector)
    quote = describe(revision.text, span.start, span.end)
    annotation = create(
        actor, "annotation.made",
        Annotation(
            desk_id=article.desk_id, article=article, revision=revision, start=span.start, end=span.end,
            exact=quote.exact, prefix=quote.prefix, suffix=quote.suffix, comment=comment, motivation=motivation,
            tags=list(tags), reply_to=reply_to, canonical=canonical, via=list(via) or None, external=external,
        ),
    )  # fmt: skip
    Anchor.objects.create(
        desk_id=article.desk_id, created_by=actor.user, annotation=annotation, revision=revision, start=span.start,
        end=span.end, status=AnchorStatus.EXACT, score=1.0, words_since=revision,
    )  # fmt: skip
    if revision != current:
        carried_to(actor, article, revision, current, [annotation])
    return annotation


@transaction.atomic
def edit_annotation(actor: Actor, annotation: Annotation, *, version: int | None = None, **changes: Any) -> Annotation:
    """Change comment, motivation, tags or what came with it from elsewhere; where it points is never rewritten."""
    require(permissions.may_edit_annotation(actor, annotation))
    annotation = lock(annotation, version)
    return change(actor, "annotation.edited", annotation, changes)


@transaction.atomic
def archive_annotation(actor: Actor, annotation: Annotation, *, version: int | None = None) -> Annotation:
    """Take an annotation out of sight, unless a claim stands on it."""
    require(permissions.may_edit_annotation(actor, annotation))
    annotation = lock(annotation, version)
    if Annotation.objects.filter(IN_A_CLAIM, pk=annotation.pk).exists():
        raise Conflict("A claim stands on these words. Remove the claim first; then the annotation can go.")
    return archive(actor, "annotation.archived", annotation)
