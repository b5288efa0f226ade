"""Texts with what is marked in them, as the tools for labelling words take them."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import Any

from annotations.models import Annotation, Article, Revision
from annotations.queries import annotation_rows, article_rows
from factcheck.exchange.exports.chunks import chunks_of
from factcheck.exchange.exports.selection import Selection

CHUNK = 200
AT_ONCE = 2_000_000
"""As many code points of texts are in memory, or one text that is longer."""


@dataclass(frozen=True)
class Mark:
    """Words of a text, `[start, end)` in its code points. `labels` are the annotation's tags or, without any, its motivation;
    `by` is its maker's username.
    """

    id: str
    start: int
    end: int
    labels: tuple[str, ...]
    comment: str
    by: str
    created_at: Any


@dataclass(frozen=True)
class Marked:
    """The current text of an article, and the marks that sit in it, from the first to the last."""

    article: Article
    text: str
    marks: tuple[Mark, ...]
    base: str

    @property
    def about(self) -> dict[str, Any]:
        """What is told beside the text, so that it is found again."""
        article = self.article
        urls = list(article.urls.all())
        return {
            "article": str(article.pk),
            "revision": str(article.revision_id),
            "desk": article.desk.slug,
            "title": article.title,
            "url": urls[0].url if urls else f"{self.base}/articles/{article.pk}/",
            "language": article.language,
        }


def of_articles(selection: Selection) -> Generator[Marked]:
    """Each article that has a text, with all of its marks."""
    yield from _marked(selection, selection.rows, annotation_rows(selection.actor))


def of_annotations(selection: Selection) -> Generator[Marked]:
    """Each text that one of these annotations is in, with those alone."""
    articles = article_rows(selection.actor).filter(pk__in=selection.rows.order_by().values("article_id"))
    yield from _marked(selection, articles, selection.rows)


READERS = {"articles": of_articles, "annotations": of_annotations}


def _marked(selection: Selection, articles: Any, marks: Any) -> Iterator[Marked]:
    for chunk in chunks_of(articles.filter(revision__isnull=False), CHUNK):
        found: dict[Any, list[Mark]] = {}
        for row in marks.filter(article__in=[a.pk for a in chunk]).order_by("pk"):
            found.setdefault(row.article_id, []).extend(_mark(row))
        for article, text in _with_text(selection, chunk):
            placed = sorted(found.get(article.pk, []), key=lambda mark: (mark.start, -mark.end, mark.id))
            yield Marked(article, text, tuple(placed), selection.base)


def _with_text(selection: Selection, articles: list[Any]) -> Iterator[tuple[Article, str]]:
    """The articles with their texts, of which a few are read at a time."""
    few: list[Any] = []
    for number, article in enumerate(articles, 1):
        few.append(article)
        if number == len(articles) or sum(one.revision.length for one in few) >= AT_ONCE:
            revisions = Revision.objects.visible_to(selection.actor).filter(pk__in=[one.revision_id for one in few])
            texts = dict(revisions.order_by().values_list("pk", "text"))
            yield from ((one, texts[one.revision_id]) for one in few)
            few = []


def _mark(row: Annotation) -> Iterator[Mark]:
    """Where an annotation sits in the current text; nothing while it has no place there."""
    anchors: list[Any] = row.current_anchors  # type: ignore[attr-defined]  # prefetched by the query
    if anchors and anchors[0].start is not None:
        labels = tuple(row.tags) or (row.motivation,)
        by = row.created_by.username if row.created_by else ""
        yield Mark(str(row.pk), anchors[0].start, anchors[0].end, labels, row.comment, by, row.created_at)
