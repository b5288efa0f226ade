"""Articles, revisions and annotations as the API and the exports show them; see `factcheck.api.shapes`."""

from __future__ import annotations

from typing import Any

from django.db.models import F, FilteredRelation, Q

from annotations import queries
from annotations.api.shapes import AnnotationOut, ArticleOut, RevisionOut, RevisionWithTextOut
from annotations.models import Anchor, Annotation, Article, ArticleURL, Revision
from factcheck.api.shapes import PERSON, Address, Column, Either, Every, Group, Reckoned, Shape, Whole, counted
from factcheck.api.sql_json import Blocks

_CURRENT = ("id", "number", "sha256", "length", "created_at")

URL: Shape = Shape(ArticleURL, queries.url_rows, members={"url": Column("url"), "kind": Column("kind")})

ARTICLE: Shape = Shape(
    Article,
    queries.article_rows,
    output=ArticleOut,
    members={
        "id": Column("id"),
        "url": Address("/api/v1/articles/{id}/"),
        "html_url": Address("/articles/{id}/"),
        "desk": Column("desk__slug"),
        "title": Column("title"),
        "urls": Every(lambda: URL, "article"),
        "publisher": Column("publisher"),
        "authors": Column("authors"),
        "published_on": Column("published_on"),
        "language": Column("language"),
        "tags": Column("tags"),
        "keep_everything": Column("keep_everything"),
        "state": Column("state"),
        "problem": Column("problem"),
        "fetched_at": Column("fetched_at"),
        "revision": Group(
            {name: Column(f"revision__{name}") for name in _CURRENT}, lambda _actor: Q(revision__isnull=True)
        ),
        "counts": Group(
            {
                "annotations": counted("annotation_count"),
                "claims": counted("claim_count"),
                "reviews": counted("review_count"),
            }
        ),
        "version": Column("version"),
        "created_by": PERSON("created_by"),
        "created_at": Column("created_at"),
        "updated_at": Column("updated_at"),
    },
    expansions={
        "revision": Whole(lambda: REVISION, "revision_id"),
        "annotations": Every(lambda: ANNOTATION, "article"),
    },
)

_CAPTURE = {
    "way": Column("capture__way"),
    "captured_url": Column("capture__url"),
    "media_type": Column("capture__media_type"),
    "sha256": Column("capture__sha256"),
    "size": Column("capture__size"),
    "copied_at": Column("capture__copied_at"),
    "created_at": Column("capture__created_at"),
}

REVISION: Shape = Shape(
    Revision,
    queries.revision_rows,
    output=RevisionOut,
    members={
        **{name: Column(name) for name in _CURRENT},
        "url": Address("/api/v1/revisions/{id}/"),
        "desk": Column("desk__slug"),
        "article": Column("article_id"),
        "capture": Group(_CAPTURE, lambda _actor: Q(capture__isnull=True)),
        "created_by": PERSON("created_by"),
    },
    expansions={"article": Whole(lambda: ARTICLE, "article_id")},
)

TEXT_OF_REVISION: Shape = Shape(
    Revision,
    queries.revision_rows,
    output=RevisionWithTextOut,
    members={
        **REVISION.members,
        "text": Column("text"),
        "blocks": Reckoned(lambda _actor: Blocks(F("blocks"))),
    },
    expansions=REVISION.expansions,
)


def _here(name: str) -> Reckoned:
    """A column of the anchor in the article's current revision."""
    field: Any = Anchor._meta.get_field(name)
    return Reckoned(lambda _actor: F(f"here__{name}"), field)


ANNOTATION: Shape = Shape(
    Annotation,
    queries.annotation_rows,
    output=AnnotationOut,
    members={
        "id": Column("id"),
        "url": Address("/api/v1/annotations/{id}/"),
        "html_url": Either(
            Q(reply_to__isnull=True),
            Address("/articles/{article_id}/?mark={id}#annotation-{id}"),
            Address("/articles/{article_id}/#note-{id}"),
        ),
        "desk": Column("desk__slug"),
        "article": Column("article_id"),
        "revision": Column("revision_id"),
        "start": Column("start"),
        "end": Column("end"),
        "exact": Column("exact"),
        "prefix": Column("prefix"),
        "suffix": Column("suffix"),
        "comment": Column("comment"),
        "motivation": Column("motivation"),
        "tags": Column("tags"),
        "reply_to": Column("reply_to_id"),
        "anchor": Group(
            {name: _here(name) for name in ("status", "score", "revision", "start", "end")},
            lambda _actor: Q(here__isnull=True),
        ),
        "version": Column("version"),
        "created_by": PERSON("created_by"),
        "created_at": Column("created_at"),
        "updated_at": Column("updated_at"),
    },
    expansions={
        "article": Whole(lambda: ARTICLE, "article_id"),
        "revision": Whole(lambda: REVISION, "revision_id"),
    },
    joined=lambda: {
        "here": FilteredRelation("anchors", condition=Q(anchors__revision__besides=F("article__revision")))
    },
)
