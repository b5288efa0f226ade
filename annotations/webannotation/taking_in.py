"""From a document to the desk: which article it is about, which words, what it answers; and what of it has to be kept."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q

from annotations import queries
from annotations.anchoring import Quote, Span, describe
from annotations.models import Annotation, Article, Revision
from annotations.services.annotations import annotate, edit_annotation
from annotations.webannotation import writing
from annotations.webannotation.bodies import bodies_of
from annotations.webannotation.places import Document, resolve
from annotations.webannotation.reading import Given
from annotations.webannotation.targets import Target, holds_quote
from annotations.webannotation.terms import CONTEXT, pointer_of
from annotations.webannotation.values import refuse
from factcheck.core.ids import read_id
from factcheck.core.problems import Conflict, FieldError, Invalid, NotFound
from factcheck.core.urls import url_key
from factcheck.desks.actors import Actor
from factcheck.desks.models import Desk

_OUR_ARTICLE = re.compile(r"(?:/api/v1)?/articles/([0-9a-f-]{36})/(?:text/)?")
_OUR_REVISION = re.compile(r"/api/v1/revisions/([0-9a-f-]{36})/")


@dataclass(frozen=True)
class Place:
    """Where an annotation goes: the words of an article, and perhaps the annotation that it answers.

    `at` is where in the document's `target` the place is; empty for a reply, whose place is that of what it answers.
    """

    article: Article
    revision: Revision
    quote: Quote
    span: Span
    at: tuple[str | int, ...] = ()
    reply_to: Annotation | None = None


@dataclass(frozen=True)
class Reader:
    """Who takes annotations in, at which desk, on a server with which scheme and host."""

    actor: Actor
    desk: Desk
    base: str

    def take_in(self, given: Given) -> Annotation:
        """Make an annotation of a document. Its own `id` is kept in `via` (annotation-protocol §5.1)."""
        place = self._place_of(given)
        via = [*given.via, *([given.id] if given.id and given.id not in given.via else [])]
        with _pointed(given, place):
            return annotate(
                self.actor, place.article, revision=place.revision,
                selector={"exact": place.quote.exact, "start": place.span.start, "end": place.span.end},
                comment=given.said.comment, motivation=given.motivation, tags=given.said.tags, reply_to=place.reply_to,
                canonical=given.canonical, via=via, external=self._to_keep(given, place, {}),
            )  # fmt: skip

    def check(self, given: Given) -> None:
        """Raises what `take_in` would for want of a place, without writing."""
        self._place_of(given)

    def replace(self, row: Annotation, version: int | None, given: Given) -> Annotation:
        """Make an annotation say what a document says. Where it points and where it came from stay as they are."""
        own = f"/wa/{self.desk.slug}/{row.pk}"
        if given.id and not given.id.endswith(own) and given.id not in (row.via or []):
            refuse(("id",), f"The annotation at this address is {self.base}{own}; leave `id` out, or send this one.")
        if given.canonical is not None and row.canonical is not None and given.canonical != row.canonical:
            raise Conflict(f"The canonical IRI of this annotation is {row.canonical}; it is never changed.")
        if row.via and set(given.via) - set(row.via):
            raise Conflict("`via` tells where this annotation came from; it is never changed.")
        place = self._place_of(given, row)
        if (place.article.pk, place.span) != (row.article_id, row.span):
            raise Conflict("Where an annotation points is never changed. Delete this one and make another.")
        if (place.reply_to.pk if place.reply_to else None) != row.reply_to_id:
            raise Conflict("What an annotation answers is never changed. Delete this one and make another.")
        changes = {
            "comment": given.said.comment, "tags": list(given.said.tags), "motivation": given.motivation,
            "canonical": given.canonical or row.canonical, "via": row.via or list(given.via) or None,
            "external": self._to_keep(given, place, writing.own_head(row, self.base)),
        }  # fmt: skip
        with _pointed(given, place):
            return edit_annotation(self.actor, row, version=version, **changes)

    # Where it points -----------------------------------------------------------------------------------------------

    def _place_of(self, given: Given, row: Annotation | None = None) -> Place:
        answered = self._answered(given.targets)
        articles = self._articles(given.targets)
        for target in given.targets:
            if target.iri in articles:
                return self._place_in(articles[target.iri], target, given, answered, row)
        if answered is not None:
            return self._place_of_reply(answered, row)
        first = given.targets[0]
        unknown = f"The desk {self.desk.slug!r} has no article at {first.iri[:200]}."
        return refuse(first.at, f"{unknown} Add the article first (POST /api/v1/articles/).")

    def _place_in(
        self, article: Article, target: Target, given: Given, answered: Annotation | None, row: Annotation | None
    ) -> Place:
        revision = self._revision(article, target, row)
        if target.selector is None:
            span = Span(0, len(revision.text))
        elif given.revisions and str(revision.pk) not in given.revisions and not holds_quote(target.selector):
            refuse(target.selector_at, "It was made on another text of this article. Send a TextQuoteSelector too.")
        else:
            span = _selected(target, revision)
        return Place(article, revision, describe(revision.text, span.start, span.end), span, target.at, answered)

    def _revision(self, article: Article, target: Target, row: Annotation | None) -> Revision:
        """The text a target speaks of: that which an annotation was made on, or for a new one the current text."""
        wanted = article.revision_id if row is None or row.article_id != article.pk else row.revision_id
        named = _OUR_REVISION.fullmatch(target.iri.removeprefix(self.base))
        if wanted is None:
            raise Conflict("This article has no text yet, so nothing in it can be marked.")
        revision = queries.revision_rows(self.actor).defer(None).fetch(wanted)
        if named and named[1] != str(wanted):
            refuse(target.at, "This is an earlier text of the article. Annotate its current one.")
        return revision

    def _articles(self, targets: Sequence[Target]) -> dict[str, Article]:
        """The desk's articles that targets name, by IRI: where they were published, or their page, text or revision here."""
        keys = {target.iri: url_key(target.iri) for target in targets}
        here = [target.iri for target in targets if target.iri.startswith(f"{self.base}/")]
        ids, revisions = _named(here, self.base, _OUR_ARTICLE), _named(here, self.base, _OUR_REVISION)
        of_revision = queries.revision_rows(self.actor).filter(pk__in=revisions.values())
        article_of = dict(of_revision.values_list("pk", "article_id"))
        ids |= {iri: article_of[pk] for iri, pk in revisions.items() if pk in article_of}
        rows = queries.article_rows(self.actor).filter(desk=self.desk)
        found = rows.filter(Q(urls__key__in=keys.values()) | Q(pk__in=ids.values())).distinct()
        by_id = {article.pk: article for article in found}
        by_key = {url.key: article for article in found for url in article.urls.all()}
        return {iri: by_id[pk] for iri, pk in ids.items() if pk in by_id} | {
            iri: by_key[key] for iri, key in keys.items() if key in by_key
        }

    def _answered(self, targets: Sequence[Target]) -> Annotation | None:
        """The annotation of this container that the document is a reply to."""
        ours = re.compile(re.escape(f"{self.base}/wa/{self.desk.slug}/") + r"([0-9a-f-]{36})")
        rows = queries.annotation_rows(self.actor).filter(desk=self.desk)
        for target in targets:
            found = ours.fullmatch(target.iri)
            if found:
                try:
                    return rows.fetch(found[1])
                except NotFound:
                    refuse(target.at, f"There is no annotation {target.iri} to answer.")
        return None

    def _place_of_reply(self, answered: Annotation, row: Annotation | None) -> Place:
        """The words that what is answered stands on: for a new reply, in the text as it is now."""
        article = queries.article_rows(self.actor).fetch(answered.article_id)
        if row is not None:
            return Place(article, row.revision, row.quote, row.span, (), answered)
        anchors = answered.current_anchors  # type: ignore[attr-defined]  # prefetched by the query
        revision = queries.current_text(self.actor, article)
        if revision is None or not anchors or anchors[0].start is None:
            raise Conflict(
                "The words that the annotation stands on are gone from the article, so it cannot be answered."
            )
        span = Span(anchors[0].start, anchors[0].end)
        return Place(article, revision, describe(revision.text, span.start, span.end), span, (), answered)

    # What is kept --------------------------------------------------------------------------------------------------

    def _to_keep(self, given: Given, place: Place, own: dict[str, Any]) -> dict[str, Any] | None:
        """The members that would not come back by themselves; None when all of them would."""
        bodies = bodies_of(given.said.comment, given.said.tags)
        is_reply = place.reply_to is not None
        own = {
            **own, "@context": CONTEXT, "type": "Annotation", "body": bodies, "target": self._own_target(place),
            "motivation": writing.own_motivation(given.motivation, is_reply=is_reply),
        }  # fmt: skip
        members = {name: value for name, value in given.members.items() if own.get(name) != value}
        together = ("body", "motivation")  # a text without a purpose has that of the annotation
        if any(name in members for name in together):
            members |= {name: given.members[name] for name in together if name in given.members}
        if not members:
            return None
        return {"members": members, "place": list(place.at[1:])} if "target" in members else {"members": members}

    def _own_target(self, place: Place) -> object:
        words = writing.own_target(place.article, place.quote, place.span, self.base)
        answered = place.reply_to
        if answered is None:
            return words
        iri = f"{self.base}/wa/{self.desk.slug}/{answered.pk}"
        stands = (answered.revision_id, answered.span)
        return iri if stands == (place.revision.pk, place.span) else [iri, words]


def _named(iris: Sequence[str], base: str, address: re.Pattern[str]) -> dict[str, UUID]:
    """The ids in those of the IRIs that are such an address of this server."""
    matches = {iri: address.fullmatch(iri.removeprefix(base)) for iri in iris}
    return {iri: key for iri, found in matches.items() if found and (key := _uuid(found[1]))}


def _uuid(written: str) -> UUID | None:
    try:
        return read_id(written)
    except ValueError:
        return None


def _selected(target: Target, revision: Revision) -> Span:
    """The words a target selects; what is wrong with a fragment is wrong with the IRI it stands in."""
    try:
        return resolve(target.selector, Document(revision.text, revision.html), target.selector_at)
    except Invalid as problem:
        if target.is_fragment:
            refuse(target.selector_at, problem.detail)
        raise


@contextmanager
def _pointed(given: Given, place: Place) -> Iterator[None]:
    """Turns the pointers of a service's Invalid into pointers to where the document says it."""
    places = {"/comment": pointer_of(given.said.comment_at), "/tags": "/body", "/external": ""}
    places |= {"/selector": pointer_of((*place.at, "selector"))} if place.at else {}
    try:
        yield
    except Invalid as problem:
        problem.errors = tuple(FieldError(places.get(e.pointer, e.pointer), e.detail) for e in problem.errors)
        raise
