"""The article workspace: its text with the claims marked, and the form that spots another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from annotations.anchoring import Span, find
from annotations.models import Anchor, Annotation, Article, Revision
from annotations.models.anchor import AnchorStatus
from annotations.permissions import may_edit_article
from annotations.queries import ANNOTATIONS_OF_ARTICLE, ARTICLES, REVISIONS_OF_ARTICLE, current_text, revision_rows
from annotations.services.annotations import LONGEST_MARK, too_long
from annotations.web.notes import notes_in
from annotations.webannotation.terms import service_link
from claims import kept, permissions, queries
from claims.models import Appearance, Claim, Rating
from claims.reports import FORMS
from claims.services.claims import NewAppearance, spot_claim
from claims.web.forms import SpotClaimForm
from claims.web.marked_text import LONG, Marking, marked_text
from claims.web.parts import Part, Parts
from factcheck.core.text import from_a_word, to_a_word
from factcheck.desks.actors import Actor
from factcheck.web.pages import PageRequest, page

MOST_HITS = 20
AROUND = 60
"""Code points shown on each side of a hit, at most."""


@dataclass(frozen=True)
class Card:
    """A claim as the rail shows it, with its appearances in this article in the order of their words."""

    claim: Claim
    rating: Rating | None
    appearances: list[Appearance]

    @property
    def family(self) -> str:
        return self.rating.family if self.rating else "open"

    @property
    def place(self) -> Annotation:
        """Its first words that are still in the text; the first there were, when all are lost."""
        places = [appearance.annotation for appearance in self.appearances]
        return next((place for place in places if _anchor(place)), places[0])

    @property
    def is_in_text(self) -> bool:
        return _anchor(self.place) is not None

    @property
    def reworded(self) -> list[Appearance]:
        """The appearances whose words the publisher changed or took out."""
        return [appearance for appearance in self.appearances if queries.changed_by_publisher(appearance)]

    @property
    def order(self) -> tuple[int, int]:
        """Where the claim stands in the text, or stood when its words were marked."""
        anchor = _anchor(self.place)
        return (anchor.start if anchor and anchor.start is not None else self.place.start, self.claim.number)


@dataclass(frozen=True)
class Hit:
    """Words that were looked for, where they stand."""

    place: str
    before: str
    exact: str
    after: str


@page
def article_page(request: PageRequest, article_id: str) -> HttpResponseBase:
    """Read an article, mark the words of a claim in it, and say what the claim is."""
    article = ARTICLES.fetch(request.actor, article_id)
    form = SpotClaimForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with form.problems():
            return _spot(request, article, form)
    return _workspace(request, article, form)


def _spot(request: PageRequest, article: Article, form: SpotClaimForm) -> HttpResponse:
    exact = form.cleaned_data["exact"].replace("\r\n", "\n")
    selector = {**(form.span() or {}), **({"exact": exact} if exact else {})}
    read = form.cleaned_data["revision"]
    revision = revision_rows(request.actor).filter(article=article, pk=read).first() if read else None
    claim = spot_claim(
        request.actor, article.desk, appearances=[NewAppearance(article, selector, revision=revision)],
        **{name: form.cleaned_data[name] for name in form.FIELDS},
    )  # fmt: skip
    messages.success(request, _("Saved as claim %(number)d.") % {"number": claim.number})
    return redirect(claim.appearances.select_related("annotation").get().annotation.path)


def _workspace(request: PageRequest, article: Article, form: SpotClaimForm) -> HttpResponse:
    revision = current_text(request.actor, article)
    annotations = ANNOTATIONS_OF_ARTICLE.of(request.actor, [article.pk])
    cards, markings = _claims_in(request.actor, article, annotations)
    words = request.GET.get("find", "").replace("\r\n", "\n").strip()
    if form.is_bound and not words:
        words = (form["exact"].value() or "").replace("\r\n", "\n")
    hits = _hits(revision.text, words) if revision else []
    part = _part(request, revision, markings, form)
    if words and hits and not form.is_bound:
        form.initial = {"text": words, "exact": words}
    context: dict[str, Any] = {
        "article": article,
        "revision": revision,
        "revisions": REVISIONS_OF_ARTICLE.of(request.actor, [article.pk]),
        "text": _text(revision, part, markings),
        "part": part,
        "elsewhere": {m.annotation for m in markings if not part.holds(m.span.end)},
        "is_long": revision is not None and revision.length > LONG,
        "cards": cards,
        "notes": notes_in(article, annotations),
        "lost": sum(_is_lost(annotation) for annotation in annotations),
        "plain": [m for m in markings if m.claim is None],
        "decided": sum(card.rating is not None for card in cards),
        "form": form,
        "form_open": bool(hits) or form.is_bound,
        "words": words,
        "hits": hits[:MOST_HITS],
        "hit_count": len(hits),
        "chosen": form["place"].value() or (hits[0].place if len(hits) == 1 else ""),
        "may_write": permissions.may_write(request.actor, article.desk),
        "may_edit": may_edit_article(request.actor, article),
        "longest_mark": LONGEST_MARK,
        "too_long": too_long(),
        "report_kinds": list(FORMS),
        "presence_url": reverse("api-article-presence", args=[article.pk]),
        "nav": "articles",
    }
    response = render(request, "claims/article.html", context)
    response["Link"] = service_link(article.desk.slug)
    return response


def _claims_in(actor: Actor, article: Article, annotations: list[Annotation]) -> tuple[list[Card], list[Marking]]:
    """The article's claims in the order of their words, and every place to be marked in its current revision."""
    rows = kept.claims_in(actor, article)
    cards: list[Card] = []
    markings: list[Marking] = []
    for claim in rows:
        decisions = claim.decisions_in_force  # type: ignore[attr-defined]
        rating = decisions[0].rating if decisions else None
        here = [a for a in claim.appearances_live if a.annotation.article_id == article.pk]  # type: ignore[attr-defined]
        cards.append(Card(claim, rating, sorted(here, key=lambda a: a.annotation.start)))
        for appearance in here:
            markings += _marking(appearance.annotation, claim, rating)
    claimed = {m.annotation for m in markings}
    for annotation in annotations:
        if annotation.reply_to_id is None and annotation.pk not in claimed:
            markings += _marking(annotation, None, None)
    return sorted(cards, key=lambda card: card.order), markings


def _anchor(annotation: Annotation) -> Anchor | None:
    """Where an annotation stands in the current text; None when it is lost there."""
    anchors: list[Anchor] = annotation.current_anchors  # type: ignore[attr-defined]
    return anchors[0] if anchors and anchors[0].start is not None else None


def _is_lost(annotation: Annotation) -> bool:
    """Whether the current text has no place for an annotation."""
    anchors: list[Anchor] = annotation.current_anchors  # type: ignore[attr-defined]
    return any(anchor.status == AnchorStatus.ORPHANED for anchor in anchors)


def _marking(annotation: Annotation, claim: Claim | None, rating: Rating | None) -> list[Marking]:
    anchor = _anchor(annotation)
    if anchor is None or anchor.start is None or anchor.end is None:
        return []
    return [
        Marking(
            annotation=annotation.pk, span=Span(anchor.start, anchor.end),
            family=rating.family if rating else "open", rating=rating.name if rating else str(_("not yet rated")),
            number=claim.number if claim else None, claim=claim.pk if claim else None,
        )
    ]  # fmt: skip


def _part(request: PageRequest, revision: Revision | None, markings: list[Marking], form: SpotClaimForm) -> Part:
    """The part of the text to be shown: where the words stand that are being marked, or an annotation ends (`?mark=`), else
    the one that is asked for (`?part=`)."""
    if revision is None:
        return Part([])
    parts = Parts(revision.blocks)
    chosen = form.span() if form.is_bound and hasattr(form, "cleaned_data") else None
    if chosen:
        return parts.at(chosen["start"])
    named = next((m for m in markings if str(m.annotation) == request.GET.get("mark")), None)
    if named:
        return parts.at(named.span.end - 1)
    asked = request.GET.get("part", "")
    return parts.numbered(int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else 1)


def _text(revision: Revision | None, part: Part, markings: list[Marking]) -> SafeString:
    if revision is None:
        return SafeString("")
    return marked_text(revision.text, part.blocks, [m for m in markings if part.touches(m.span)])


def _hits(text: str, words: str) -> list[Hit]:
    return [
        Hit(
            f"{s.start}-{s.end}", from_a_word(text[max(0, s.start - AROUND) : s.start]), words,
            to_a_word(text[s.end : s.end + AROUND]),
        )
        for s in find(text, words)
    ]  # fmt: skip
