"""Drafts of articles with marks in them, and Web Annotations, taken in by the rules for texts."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from annotations import queries
from annotations.models import Annotation, Article
from annotations.services.annotations import annotate, locate_words
from annotations.services.articles import add_article
from annotations.services.taking_in import take_in
from annotations.webannotation.reading import Given, read_annotation
from annotations.webannotation.taking_in import Reader
from factcheck.core.problems import ArticleExists, Conflict, FieldError, Invalid
from factcheck.core.text import canonical_text
from factcheck.desks.actors import Actor
from factcheck.desks.editing import check
from factcheck.desks.models import Desk
from factcheck.exchange.imports.drafts import ArticleDraft, DocumentDraft, MarkDraft

from annotations.models.article import ArticleState  # isort: skip


class TextsIn:
    """Takes in texts and annotations of one import, at one desk; `base` is scheme and host by which documents name it."""

    def __init__(self, actor: Actor, desk: Desk, base: str) -> None:
        self.actor, self.desk = actor, desk
        self.reader = Reader(actor, desk, base)

    # Articles ------------------------------------------------------------------------------------------------------

    def check_article(self, draft: ArticleDraft) -> None:
        """Raises what is wrong with an article and its marks, as far as can be told without writing."""
        text = take_in(text=draft.text).text
        fields = _fields(draft)
        fields.pop("url", None)
        check(Article(desk=self.desk, state=ArticleState.FETCHING, **fields))
        errors = []
        for mark in draft.marks:
            try:
                locate_words(text, _place(mark))
                check(_as_row(self.desk, mark))
            except Invalid as problem:
                where = mark.at.pointer.removeprefix(draft.at.pointer)
                errors += [FieldError(where, e.detail) for e in problem.errors]
        if errors:
            raise Invalid(errors[0].detail, errors=errors)

    def write_article(self, draft: ArticleDraft) -> tuple[Article, bool]:
        """The article, and whether it is new. One that the desk has at this address with the same text is that one."""
        try:
            return add_article(self.actor, self.desk, text=draft.text, **_fields(draft)), True
        except ArticleExists as known:
            article = queries.article_rows(self.actor).fetch(str(known.facts["article"]))
            self._require_same(article, draft)
            return article, False

    def article(self, key: UUID) -> Article | None:
        """The article that came before, if it is still there."""
        return queries.article_rows(self.actor).filter(pk=key).first()

    def _require_same(self, article: Article, draft: ArticleDraft) -> None:
        if article.revision is None or article.revision.text != canonical_text(draft.text):
            raise Conflict("The desk has this article with another text; places in the one are none in the other.")

    def write_mark(self, article: Article, draft: ArticleDraft, mark: MarkDraft) -> Annotation:
        """Words of the article's text as it came; should the article have another by now, they are carried there."""
        self._require_same(article, draft)
        motivation = "commenting" if mark.comment else "tagging" if mark.tags else "highlighting"
        return annotate(
            self.actor, article, selector=_place(mark), tags=mark.tags, comment=mark.comment, motivation=motivation
        )

    # Web Annotations -----------------------------------------------------------------------------------------------

    def check_document(self, draft: DocumentDraft) -> Given:
        """The document as it is read, after looking whether there is a place for it."""
        given = read_annotation(draft.document, self.reader.base)
        self.reader.check(given)
        return given

    def write_document(self, draft: DocumentDraft) -> Annotation:
        return self.reader.take_in(read_annotation(draft.document, self.reader.base))


def _fields(draft: ArticleDraft) -> dict[str, Any]:
    return {name: value for name, value in draft.fields.items() if value not in (None, "", [])}


def _place(mark: MarkDraft) -> dict[str, int]:
    return {"start": mark.start, "end": mark.end}


def _as_row(desk: Desk, mark: MarkDraft) -> Annotation:
    """The annotation as it will be, for the rules of its own fields."""
    return Annotation(desk=desk, start=mark.start, end=mark.end, exact="…", comment=mark.comment, tags=list(mark.tags))
