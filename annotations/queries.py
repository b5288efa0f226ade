"""Shaped reads, shared by every face. Each brings all that is shown, so a list costs the same for one row and fifty.

Counts and filters over claims go by the names of reverse relations: this app knows nothing of claims.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Count, Exists, F, IntegerField, Max, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from annotations.models import Anchor, Annotation, Article, ArticleURL, Revision
from annotations.models.anchor import AnchorStatus
from annotations.models.annotation import IN_A_CLAIM, Motivation
from annotations.models.article import ArticleState
from factcheck.core.problems import Gone, Invalid, NotFound
from factcheck.core.urls import url_key
from factcheck.desks import history
from factcheck.desks.actors import Actor, Standing
from factcheck.desks.filters import (
    Colleague,
    Day,
    DeskSlug,
    Filters,
    Item,
    Moment,
    OneOf,
    Related,
    Search,
    Words,
    YesNo,
    matching,
)  # fmt: skip
from factcheck.desks.kept_rows import KeptRows
from factcheck.desks.lookups import AskedOfEach
from factcheck.desks.models import Desk, Event
from factcheck.desks.questions import Question, first_of_desks
from factcheck.desks.scoping import DeskQuerySet

_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def articles_there(actor: Actor) -> DeskQuerySet[Article]:
    """Articles by themselves, to be narrowed and counted."""
    return Article.objects.visible_to(actor).live()


def article_rows(actor: Actor) -> DeskQuerySet[Article]:
    """Articles with their URLs, current revision (without its words) and counts."""
    marks = Annotation.objects.live()
    claimed = marks.filter(IN_A_CLAIM)
    reviewed = marks.filter(
        IN_A_CLAIM, appearances__claim__reviews__isnull=False, appearances__claim__reviews__archived_at=None
    )
    return (
        articles_there(actor)
        .select_related("desk", "created_by", "revision")
        .defer("revision__text", "revision__html", "revision__blocks")
        .prefetch_related("urls")
        .annotate(
            annotation_count=_count(marks, "pk"),
            claim_count=_count(claimed, "appearances__claim"),
            review_count=_count(reviewed, "appearances__claim__reviews"),
        )
    )


def _count(marks: QuerySet[Annotation], what: str) -> Coalesce:
    """How many different `what` the annotations of the outer query's article lead to."""
    of_article = marks.order_by().filter(article=OuterRef("pk")).values("article")
    return Coalesce(Subquery(of_article.annotate(n=Count(what, distinct=True)).values("n"), IntegerField()), 0)


ARTICLES = KeptRows(article_rows)


def newest_articles(actor: Actor, most: int) -> list[Article]:
    """The articles that were taken in last, the newest first."""
    question = _newest(actor.standing, most)
    return ARTICLES.named(actor, question.keys(me=actor.user_id) if question else [])


@lru_cache(maxsize=512)
def _newest(who: Standing, most: int) -> Question | None:
    return first_of_desks(articles_there(who.actor).order_by("-id"), who.actor.desk_ids, most)


def url_rows(actor: Actor) -> DeskQuerySet[ArticleURL]:
    """The addresses that articles are known by."""
    return ArticleURL.objects.visible_to(actor)


def revision_rows(actor: Actor) -> DeskQuerySet[Revision]:
    """Revisions of articles that are there; words and blocks are fetched when they are asked for."""
    return (
        Revision.objects.visible_to(actor)
        .live()
        .filter(article__archived_at=None)
        .select_related("desk", "created_by", "capture")
        .defer("text", "html", "blocks")
    )


REVISIONS_OF_ARTICLE = KeptRows(lambda actor: revision_rows(actor).order_by("-number"), "article")


def revision_beside(actor: Actor, revision: Revision, named: UUID | str | None) -> Revision:
    """What a revision is held against, with its words: the one of the same article `named` by its id, else its forerunner.

    Raises Invalid at `/against` when there is no such revision.
    """
    texts = revision_rows(actor).defer(None).filter(article=revision.article_id)
    if named is None:
        before = texts.filter(pk=revision.follows_id).first() if revision.follows_id else None
        before = before or texts.filter(number__lt=revision.number).order_by("-number").first()
        if before is None:
            raise Invalid.at("/against", "This is the first revision; name another one to hold it against.")
        return before
    try:
        return texts.fetch(named)
    except NotFound as problem:
        raise Invalid.at("/against", f"{problem.detail} It has to be a revision of the same article.") from None


def events_of_article(actor: Actor, article: Article) -> DeskQuerySet[Event]:
    """What happened to an article, its addresses, texts and kept pages, as far as the actor may see it."""
    parts = (article.urls, article.revisions, article.captures)
    subjects = Q(subject_id=article.pk)
    for rows in parts:
        subjects |= Q(subject_id__in=rows.values("pk"))
    return history.events_visible_to(actor).filter(subjects)


def current_text(actor: Actor, article: Article) -> Revision | None:
    """The article's current revision with its words and blocks; None while it has none."""
    if article.revision_id is None:
        return None
    return Revision.objects.visible_to(actor).filter(pk=article.revision_id).first()


def anchor_rows(actor: Actor) -> DeskQuerySet[Anchor]:
    """Where annotations sit in one text and another."""
    return Anchor.objects.visible_to(actor)


def annotation_rows(actor: Actor) -> DeskQuerySet[Annotation]:
    """Annotations with the anchor in their article's current revision, as `current_anchors` (one, or none)."""
    anchors = Anchor.objects.filter(revision__besides=F("annotation__article__revision"))
    return (
        Annotation.objects.visible_to(actor)
        .live()
        .filter(article__archived_at=None)
        .select_related("desk", "created_by")
        .prefetch_related(Prefetch("anchors", anchors, to_attr="current_anchors"))
    )


ANNOTATIONS_OF_ARTICLE = KeptRows(annotation_rows, "article")


def portable_rows(actor: Actor) -> DeskQuerySet[Annotation]:
    """Annotations with what their W3C documents tell: their article's addresses, their revision, what they answer."""
    return (
        Annotation.objects.visible_to(actor)
        .live()
        .filter(article__archived_at=None)
        .select_related("desk", "created_by", "article", "revision", "reply_to")
        .defer("revision__text", "revision__html", "revision__blocks")
        .prefetch_related("article__urls")
    )


def portable_annotation(actor: Actor, desk: Desk, id: UUID) -> Annotation:  # noqa: A002  # the contract calls it id
    """One of them; Gone when it, or its article, was removed, NotFound when it never was at this desk."""
    found = portable_rows(actor).filter(desk=desk, pk=id).first()
    if found is not None:
        return found
    if Annotation.objects.visible_to(actor).filter(desk=desk, pk=id).exists():
        raise Gone("This annotation was removed. Its history stays in the desk's events.")
    raise NotFound(f"There is no annotation {id} at this desk.")


@dataclass(frozen=True)
class Extent:
    """How many annotations a desk has, and when one was last made, changed or removed."""

    total: int
    modified: datetime


def extent_of(actor: Actor, desk: Desk) -> Extent:
    """The extent of a desk's annotations, in one query."""
    there = Q(archived_at=None, article__archived_at=None)
    rows = Annotation.objects.visible_to(actor).filter(desk=desk)
    found = rows.aggregate(total=Count("pk", filter=there), modified=Max("updated_at"))
    return Extent(found["total"], found["modified"] or desk.created_at)


def orphans_of(actor: Actor, article: Article) -> DeskQuerySet[Annotation]:
    """The annotations that have no place in the article's current text, in the order they were made in.

    Each has the appearances of claims that stand on its words as `appearances_live`, with their claims.
    """
    lost = Anchor.objects.filter(
        annotation=OuterRef("pk"), revision__besides=OuterRef("article__revision"), status=AnchorStatus.ORPHANED
    )
    rows = annotation_rows(actor).filter(article=article).filter(Exists(lost))
    claimed = Prefetch("appearances", _appearances(actor), to_attr="appearances_live")
    rows = rows.select_related("revision", "created_by", "article__desk").prefetch_related(claimed)
    return rows.defer("revision__text", "revision__html", "revision__blocks").order_by("id")


def other_at_desk(actor: Actor, article: Article, named: str) -> Article:
    """Another article of an article's desk, by its URL, the address of its page here, or its id. Raises Invalid at /into."""
    rows = article_rows(actor).filter(desk=article.desk_id).exclude(pk=article.pk)
    id_ = _ID.search(named)
    known = Q(urls__key=url_key(named), urls__archived_at=None)
    found = rows.filter(known | Q(pk=id_[0]) if id_ else known).distinct().first()
    if found is None:
        raise Invalid.at("/into", "The desk has no other article there; give its URL, or copy the address of its page.")
    return found


class ArticleFilters(Filters):
    q = Search("the title, the publisher, the authors or the text")
    desk = DeskSlug(label=_("Desk"), help_text="The slug of one of your desks.")
    publisher = Words("publisher", label=_("Publisher"), help_text="Exactly this publisher.")
    language = Words("language", label=_("Language"), help_text="Exactly this language tag, such as `en`.")
    tag = Item("tags", label=_("Tag"), help_text="Articles with this tag.")
    state = OneOf(ArticleState, label=_("State"), help_text="Whether its words are there yet.")
    published_after = Day("published_on", "gte", label=_("Published from"), help_text="Published on this day or later.")
    published_before = Day(
        "published_on", "lte", label=_("Published until"), help_text="Published on this day or earlier."
    )
    has_claims = YesNo(method="with_claims", label=_("Has claims"), help_text="Whether a claim was marked in it.")
    updated_after = Moment("updated_at", "gte", label=_("Changed from"), help_text="Changed at this time or later.")

    def with_claims(self, rows: QuerySet[Article], _name: str, wanted: Any) -> QuerySet[Article]:
        claimed = Annotation.objects.live().filter(IN_A_CLAIM, article=OuterRef("pk"))
        return rows.filter(Exists(claimed) if wanted else ~Exists(claimed))


def _revisions(actor: Actor) -> DeskQuerySet[Revision]:
    return Revision.objects.visible_to(actor).filter(article__archived_at=None)


def _claims(actor: Actor) -> DeskQuerySet[Any]:
    """Claims by their name, for they are above this app."""
    rows: DeskQuerySet[Any] = apps.get_model("claims", "Claim")._default_manager.visible_to(actor)
    return rows.live()


def _appearances(actor: Actor) -> DeskQuerySet[Any]:
    """Where claims are made, by its name for the same reason."""
    rows: DeskQuerySet[Any] = apps.get_model("claims", "Appearance")._default_manager.visible_to(actor)
    return rows.live().filter(claim__archived_at=None).select_related("claim")


class OfClaim(Related):
    """Annotations that a claim stands on."""

    def narrow(self, rows: QuerySet[Any], value: UUID) -> QuerySet[Any]:
        places = Annotation.objects.filter(appearances__claim_id=value, appearances__archived_at=None)
        return matching(rows, places, "pk")


class AnnotationFilters(Filters):
    q = Search("the quote or the comment")
    desk = DeskSlug(help_text="The slug of one of your desks.")
    article = Related(articles_there, "article_id", help_text="Annotations of this article.")
    revision = Related(_revisions, "revision_id", help_text="Annotations made on this revision.")
    claim = OfClaim(_claims, help_text="Where this claim is made.")
    created_by = Colleague("created_by", help_text="Who made it: a username, or an id.")
    tag = Item("tags", help_text="Annotations with this tag.")
    motivation = OneOf(Motivation, help_text="Why it was made, in the W3C's words.")
    anchor_status = OneOf(
        AnchorStatus, method="anchored", help_text="How it sits in the current revision of its article."
    )
    updated_after = Moment("updated_at", "gte", help_text="Changed at this time or later.")

    def anchored(self, rows: QuerySet[Annotation], _name: str, status: str) -> QuerySet[Annotation]:
        here = Annotation._base_manager.filter(pk=OuterRef("annotation"), article__revision=OuterRef("revision"))
        those = Anchor.objects.visible_to(self.actor).filter(AskedOfEach(here.order_by()), status=status)
        its = Anchor._base_manager.filter(annotation=OuterRef("pk"), revision=OuterRef("article__revision"))
        return matching(rows, those, "annotation_id", each=AskedOfEach(its.order_by().filter(status=status)))
