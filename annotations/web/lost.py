"""The highlights that lost their place, each with the places that may be it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from annotations import permissions, queries
from annotations.anchoring import Span, suggest
from annotations.models import Annotation, Article, Revision
from annotations.services.revisions import reattach
from annotations.web.forms import ReattachForm
from factcheck.core.problems import Invalid, NotFound
from factcheck.core.text import from_a_word, to_a_word
from factcheck.web.pages import PageRequest, page

AROUND = 120
"""Code points shown on each side of a place, at most."""
SUGGESTED = 5
ALIKE_ENOUGH = 0.6
"""The score from which a place is worth a person's look; what is less alike only leads astray."""
MOST_PLACES = 20
"""Places of words that were typed, of which one is chosen."""
PER_PAGE = 20


@dataclass(frozen=True)
class Suggestion:
    """A place in the current text that may be the one, with its surroundings; `alike` says in words how like a guess is."""

    place: str
    before: str
    exact: str
    after: str
    alike: str = ""


@dataclass(frozen=True)
class Orphan:
    """An annotation that lost its place, and where that may be: where the `typed` words stand, else what is like it."""

    annotation: Annotation
    suggestions: list[Suggestion]
    form: ReattachForm
    typed: str = ""


@page
def orphans(request: PageRequest, article_id: str) -> HttpResponseBase:
    """The annotations that lost their place, each with the places that may be it; a chosen one is kept."""
    article = queries.article_rows(request.actor).fetch(article_id)
    lost = queries.orphans_of(request.actor, article)
    sent = None
    if request.method == "POST":
        try:
            annotation = lost.fetch(request.POST.get("annotation", ""))
        except NotFound:
            messages.info(request, _("This highlight is not lost any more."))
            return redirect(request.get_full_path())
        sent = _form(annotation, request.POST)
        if sent.is_valid():
            with sent.problems():
                _put_back(request, article, annotation, sent)
                messages.success(request, _("The highlight has its place again."))
                return redirect(request.get_full_path())
    current = queries.current_text(request.actor, article)
    pages = Paginator(lost, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "article": article, "pages": pages, "revision": current, "nav": "articles",
        "orphans": [_orphan(current.text if current else "", one, sent) for one in pages],
        "may_reattach": permissions.may_annotate(request.actor, article),
    }  # fmt: skip
    return render(request, "annotations/orphans.html", context)


def _form(annotation: Annotation, given: QueryDict | None = None) -> ReattachForm:
    return ReattachForm(given, auto_id=f"id_{annotation.pk}_%s")


def _put_back(request: PageRequest, article: Article, annotation: Annotation, sent: ReattachForm) -> None:
    """Keep what was chosen in the text that was shown, which may have another after it by now."""
    named = sent.cleaned_data["revision"]
    rows = queries.revision_rows(request.actor).defer(None).filter(article=article)
    read = rows.filter(pk=named).first() if named else queries.current_text(request.actor, article)
    if read is None:
        raise Invalid.at("/exact", _("The article has no such text any more. Reload the page and choose again."))
    span = _chosen(read, sent)
    reattach(
        request.actor, annotation, selector={"start": span.start, "end": span.end}, revision=read,
        version=sent.cleaned_data["version"],
    )  # fmt: skip


def _chosen(read: Revision, sent: ReattachForm) -> Span:
    """The place that was chosen, or the only one where the words stand that were typed."""
    typed, chosen = sent.cleaned_data["exact"].strip(), sent.chosen()
    if not typed and chosen is None:
        raise Invalid.at("/exact", _("Choose a place, or give words of the text."))
    if not typed and chosen is not None:
        return chosen
    places = places_of(read.text, typed)
    if not places:
        raise Invalid.at("/exact", _("These words do not stand in the text. Copy them from it."))
    if chosen in places:
        return chosen
    if len(places) > 1:
        raise Invalid.at("/exact", _("These words stand in several places; choose the one that is meant."))
    return places[0]


def places_of(text: str, typed: str) -> list[Span]:
    """Where words stand in a text, at most 20 places; any run of white space matches any other, line breaks too."""
    if not typed.split():
        return []
    pattern = r"\s+".join(re.escape(word) for word in typed.split())
    return [Span(*match.span()) for match in islice(re.finditer(pattern, text), MOST_PLACES)]


def _orphan(text: str, annotation: Annotation, sent: ReattachForm | None) -> Orphan:
    is_sent = sent is not None and sent.data.get("annotation") == str(annotation.pk)
    form = sent if is_sent and sent else _form(annotation)
    typed = form.data.get("exact", "").strip()
    if places := places_of(text, typed):
        return Orphan(annotation, [_shown(text, place) for place in places], form, typed)
    guesses = _guesses(text, annotation)
    if not guesses:
        form.fields["exact"].label = _("These words of the text")
    return Orphan(annotation, guesses, form)


def _guesses(text: str, annotation: Annotation) -> list[Suggestion]:
    return [
        _shown(text, Span(place.start, place.end), _alike(place.score))
        for place in suggest(text, annotation.selectors, limit=SUGGESTED)
        if place.start is not None and place.end is not None and place.score >= ALIKE_ENOUGH
    ]


def _shown(text: str, place: Span, alike: str = "") -> Suggestion:
    exact = text[place.start : place.end]
    return Suggestion(f"{place.start}-{place.end}", _before(text, place.start), exact, _after(text, place.end), alike)


def _before(text: str, start: int) -> str:
    return from_a_word(text[start - AROUND : start]) if start > AROUND else text[:start]


def _after(text: str, end: int) -> str:
    return to_a_word(text[end : end + AROUND]) if end + AROUND < len(text) else text[end:]


def _alike(score: float) -> str:
    """A score from `ALIKE_ENOUGH` to 1, in words."""
    if score >= 0.9:
        return _("almost the same words")
    return _("much the same words") if score >= 0.75 else _("some of the same words")
