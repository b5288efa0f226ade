"""The article workspace: its text with the claims marked, and the form that spots another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from annotations.anchoring import Block, Span, find
from annotations.models import Annotation, Article, Revision
from annotations.permissions import may_edit_article
from annotations.queries import annotation_rows, article_rows, current_text, orphans_of, revision_rows
from annotations.services.annotations import LONGEST_MARK, too_long
from annotations.webannotation.terms import service_link
from claims import permissions, queries
from claims.models import Claim, Rating
from claims.reports import FORMS
from claims.services.claims import NewAppearance, spot_claim
from claims.web.forms import SpotClaimForm
from claims.web.marked_text import LONG, Marking, marked_text
from factcheck.desks.actors import Actor
from factcheck.web.pages import PageRequest, page, status_of

MOST_HITS = 20
AROUND = 60
"""Code points shown on each side of a hit."""


@dataclass(frozen=True)
class Card:
    """A claim as the rail shows it; `place` is its first annotation in this article."""

    claim: Claim
    rating: Rating | None
    place: Annotation

    @property
    def family(self) -> str:
        return self.rating.family if self.rating else "open"


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
    article = article_rows(request.actor).fetch(article_id)
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
    annotation_id = claim.appearances.values_list("annotation_id", flat=True).get()
    return redirect(f"/articles/{article.pk}/#ref-{annotation_id}")


def _workspace(request: PageRequest, article: Article, form: SpotClaimForm) -> HttpResponse:
    revision = current_text(request.actor, article)
    cards, markings = _claims_in(request.actor, article)
    words = request.GET.get("find", "").replace("\r\n", "\n").strip()
    if form.is_bound and not words:
        words = (form["exact"].value() or "").replace("\r\n", "\n")
    hits = _hits(revision.text, words) if revision else []
    if words and hits and not form.is_bound:
        form.initial = {"text": words, "exact": words}
    context: dict[str, Any] = {
        "article": article,
        "revision": revision,
        "revisions": article.revisions.only("number", "sha256", "length", "created_at").order_by("-number"),
        "text": _text(revision, markings),
        "is_long": revision is not None and revision.length > LONG,
        "cards": cards,
        "lost": orphans_of(request.actor, article).count(),
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
        "nav": "articles",
    }
    response = render(request, "claims/article.html", context, status=status_of(form))
    response["Link"] = service_link(article.desk.slug)
    return response


def _claims_in(actor: Actor, article: Article) -> tuple[list[Card], list[Marking]]:
    """The article's claims in the order of their words, and every place to be marked in its current revision."""
    rows = queries.claims_in(actor, article)
    cards: list[Card] = []
    markings: list[Marking] = []
    for claim in rows:
        decisions = claim.decisions_in_force  # type: ignore[attr-defined]
        rating = decisions[0].rating if decisions else None
        places = [a.annotation for a in claim.appearances_live if a.annotation.article_id == article.pk]  # type: ignore[attr-defined]
        cards.append(Card(claim, rating, min(places, key=lambda a: a.start)))
        for annotation in places:
            markings += _marking(annotation, claim, rating)
    claimed = {m.annotation for m in markings}
    for annotation in annotation_rows(actor).filter(article=article):
        if annotation.pk not in claimed:
            markings += _marking(annotation, None, None)
    return sorted(cards, key=lambda card: (card.place.start, card.claim.number)), markings


def _marking(annotation: Annotation, claim: Claim | None, rating: Rating | None) -> list[Marking]:
    anchors = annotation.current_anchors  # type: ignore[attr-defined]
    if not anchors or anchors[0].start is None:
        return []
    return [
        Marking(
            annotation=annotation.pk, span=Span(anchors[0].start, anchors[0].end),
            family=rating.family if rating else "open", rating=rating.name if rating else str(_("not yet rated")),
            number=claim.number if claim else None, claim=claim.pk if claim else None,
        )
    ]  # fmt: skip


def _text(revision: Revision | None, markings: list[Marking]) -> SafeString:
    if revision is None:
        return SafeString("")
    return marked_text(revision.text, [Block(*block) for block in revision.blocks], markings)


def _hits(text: str, words: str) -> list[Hit]:
    return [
        Hit(f"{s.start}-{s.end}", text[max(0, s.start - AROUND) : s.start], words, text[s.end : s.end + AROUND])
        for s in find(text, words)
    ]
