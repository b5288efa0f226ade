"""Marking words of an article."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from annotations import permissions
from annotations.anchoring import Span, describe, locate
from annotations.models import Anchor, Annotation, Article, Revision
from annotations.models.anchor import AnchorStatus
from annotations.models.annotation import IN_A_CLAIM
from annotations.services.carrying import carried_to
from factcheck.core.problems import Conflict, Invalid
from factcheck.core.text import is_blank
from factcheck.desks.actors import Actor
from factcheck.desks.editing import archive, change, check, lock, put_many, to_lock
from factcheck.desks.many import for_each
from factcheck.desks.permissions import require
from factcheck.desks.preparing import prepared_first
from factcheck.desks.writing import insert_many

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


@dataclass(frozen=True)
class Mark:
    """Words that are yet to be marked, with what is said of them.

    `revision` is the one that was read, if the article may have changed since: the words are marked there, and carried
    to the current one.
    `selector` is as the API takes it: `{start, end}` in code points, `{exact, prefix?, suffix?}` or a list of W3C
    selectors. `canonical`, `via` and `external` are what came with an annotation that was made elsewhere.
    """

    article: Article
    selector: object
    comment: str = ""
    motivation: str = "highlighting"
    tags: Sequence[str] = ()
    reply_to: Annotation | None = None
    revision: Revision | None = None
    canonical: str | None = None
    via: Sequence[str] = ()
    external: dict[str, Any] | None = None


@prepared_first
def annotate(actor: Actor, article: Article, **mark: Any) -> Annotation:
    """Mark words of an article (fields of Mark), and store them with their W3C selectors.

    Raises Invalid when nothing is there, AmbiguousQuote when the words stand in several places.
    """
    articles = _lock_articles(actor, [article])
    return _write(actor, articles, [_placed(Mark(article, **mark), articles[article.pk])])[0]


@prepared_first
def annotate_all(actor: Actor, marks: Sequence[Mark]) -> list[Annotation]:
    """The same of many, all or nothing; errors are told under their index among the marks."""
    articles = _lock_articles(actor, [mark.article for mark in marks])
    return _write(actor, articles, for_each(marks, lambda mark: _placed(mark, articles[mark.article.pk])))


_TO_MARK = to_lock(
    lambda: Article.objects.select_related("revision", "desk").defer("revision__html", "revision__blocks")
)


def _lock_articles(actor: Actor, articles: Iterable[Article]) -> dict[UUID, Article]:
    """The articles as they are now, by key, each with its current revision; locked in one order."""
    found: dict[UUID, Article] = {}
    for article in sorted({a.pk: a for a in articles}.values(), key=lambda a: a.pk):
        require(permissions.may_annotate(actor, article))
        found[article.pk] = lock(article, rows=_TO_MARK)
    return found


def _placed(mark: Mark, article: Article) -> Annotation:
    """The annotation, yet to be written, where its selector leads."""
    current = article.revision
    if current is None:
        raise Conflict("This article has no text yet, so nothing in it can be marked.")
    if mark.revision is not None and mark.revision.article_id != article.pk:
        raise Invalid.at("/revision", "This is not a revision of the article.")
    revision = current if mark.revision is None or mark.revision == current else mark.revision
    if mark.reply_to is not None and mark.reply_to.article_id != article.id:
        raise Invalid.at("/reply_to", "An answer belongs to the same article as what it answers.")
    span = locate_words(revision.text, mark.selector)
    quote = describe(revision.text, span.start, span.end)
    annotation = Annotation(
        desk=article.desk, article=article, revision=revision, start=span.start, end=span.end,
        exact=quote.exact, prefix=quote.prefix, suffix=quote.suffix, comment=mark.comment, motivation=mark.motivation,
        tags=list(mark.tags), reply_to=mark.reply_to, canonical=mark.canonical, via=list(mark.via) or None,
        external=mark.external,
    )  # fmt: skip
    check(annotation)
    return annotation


def _write(actor: Actor, articles: dict[UUID, Article], annotations: Sequence[Annotation]) -> list[Annotation]:
    """Write annotations with their anchors, in the text they were made on and, if that is another, in the current one.

    Those made on the current one have theirs as `current_anchors`, as `annotation_rows` has them.
    """
    for desk_id in sorted({one.desk_id for one in annotations}):  # heads of chains are locked in one order
        put_many(actor, "annotation.made", [one for one in annotations if one.desk_id == desk_id])
    anchors = [
        Anchor(
            desk_id=one.desk_id, created_by=actor.user, annotation=one, revision=one.revision, start=one.start,
            end=one.end, status=AnchorStatus.EXACT, score=1.0, words_since=one.revision,
        )
        for one in annotations
    ]  # fmt: skip
    insert_many(anchors)
    earlier: dict[UUID, list[Annotation]] = {}
    for one, anchor in zip(annotations, anchors, strict=True):
        if one.revision_id == articles[one.article_id].revision_id:
            one.current_anchors = [anchor]  # type: ignore[attr-defined]  # as the query has it
        else:
            earlier.setdefault(one.revision_id, []).append(one)
    for made in earlier.values():
        article = articles[made[0].article_id]
        carried_to(actor, article, made[0].revision, cast(Revision, article.revision), made)
    return list(annotations)


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
