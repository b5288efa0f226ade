"""The texts of an article: a new one, two held against each other, and the annotations that lost their place."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from annotations import permissions, queries
from annotations.anchoring import diff, suggest
from annotations.models import Annotation, Article
from annotations.services.articles import merge_article
from annotations.services.fetching import refetch_article
from annotations.services.revisions import add_revision, reattach, selectors_of
from annotations.web.differences import beside, inline
from annotations.web.forms import MergeForm, NewRevisionForm, ReattachForm
from factcheck.core.problems import NotFound
from factcheck.desks.permissions import require
from factcheck.web.pages import PageRequest, page, status_of

AROUND = 120
"""Code points shown on each side of a place."""
SUGGESTED = 5


@dataclass(frozen=True)
class Suggestion:
    """A place in the current text that may be the one, with its surroundings; `score` in per cent."""

    place: str
    before: str
    exact: str
    after: str
    score: int


@dataclass(frozen=True)
class Orphan:
    """An annotation that lost its place, as it stood in the text it was made on."""

    annotation: Annotation
    before: str
    after: str
    suggestions: list[Suggestion]
    form: ReattachForm


def _article(request: PageRequest, article_id: object) -> Article:
    return queries.article_rows(request.actor).fetch(article_id)  # type: ignore[arg-type]


@page
def revise(request: PageRequest, article_id: str) -> HttpResponseBase:
    """Take in what the article says now."""
    article = _article(request, article_id)
    require(permissions.may_edit_article(request.actor, article))
    form = NewRevisionForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        with form.problems():
            done = add_revision(request.actor, article, **form.words())
            if not done.is_new:
                messages.success(request, _("The article says just what it said before; no revision was made."))
                return redirect("article", article_id=article.pk)
            messages.success(request, _told(done.reanchoring))
            return redirect("revision", article_id=article.pk, number=done.revision.number)
    context = {"article": article, "form": form, "nav": "articles"}
    return render(request, "annotations/revise.html", context, status=status_of(form))


def _told(reanchoring: dict[str, int]) -> str:
    kept = reanchoring["exact"] + reanchoring["moved"]
    parts = [ngettext("%(n)d highlight stands as it was", "%(n)d highlights stand as they were", kept) % {"n": kept}]
    if reanchoring["changed"]:
        parts.append(_("%(n)d with other words") % {"n": reanchoring["changed"]})
    if reanchoring["orphaned"]:
        parts.append(_("%(n)d lost") % {"n": reanchoring["orphaned"]})
    return _("The new text is here: %(how)s.") % {"how": ", ".join(parts)}


@page
def refetch(request: PageRequest, article_id: str) -> HttpResponseBase:
    """Ask for the article to be looked at again."""
    article = _article(request, article_id)
    if request.method == "POST":
        refetch_article(request.actor, article)
        messages.success(request, _("The article will be looked at in a moment."))
    return redirect("article", article_id=article.pk)


@page
def revision(request: PageRequest, article_id: str, number: int) -> HttpResponse:
    """A revision held against the one before, or against another: `?against=1&view=inline`."""
    article = _article(request, article_id)
    rows = queries.revision_rows(request.actor).filter(article=article)
    this = rows.defer(None).filter(number=number).first()
    if this is None:
        raise NotFound(_("The article has no revision %(n)d.") % {"n": number})
    others = [row for row in rows.order_by("-number") if row.number != number]
    wanted = request.GET.get("against", "")
    against = next((row for row in others if str(row.number) == wanted), None)
    against = against or next((row for row in others if row.number < number), None)
    is_inline = request.GET.get("view") == "inline"
    parts = []
    if against is not None:
        show = inline if is_inline else beside
        parts = show(against.text, this.text, diff(against.text, this.text))
    context = {
        "article": article, "revision": this, "against": against, "others": others, "parts": parts,
        "is_inline": is_inline, "nav": "articles",
    }  # fmt: skip
    return render(request, "annotations/revision.html", context)


@page
def orphans(request: PageRequest, article_id: str) -> HttpResponseBase:
    """The annotations that lost their place, each with the places that may be it; a chosen one is kept."""
    article = _article(request, article_id)
    lost = list(queries.orphans_of(request.actor, article))
    text = _current_text(request, article)
    sent = request.POST.get("annotation", "")
    shown = [_orphan(request, text, annotation, is_sent=str(annotation.pk) == sent) for annotation in lost]
    one = next((orphan for orphan in shown if orphan.form.is_bound), None)
    if one is not None and one.form.is_valid():
        with one.form.problems():
            reattach(request.actor, one.annotation, selector=one.form.selector())
            messages.success(request, _("The highlight has its place again."))
            return redirect("orphans", article_id=article.pk)
    context = {
        "article": article, "orphans": shown, "may_reattach": permissions.may_annotate(request.actor, article),
        "nav": "articles",
    }  # fmt: skip
    return render(request, "annotations/orphans.html", context, status=status_of(one.form if one else None))


def _current_text(request: PageRequest, article: Article) -> str:
    current = queries.current_text(request.actor, article)
    return current.text if current else ""


def _orphan(request: PageRequest, text: str, annotation: Annotation, *, is_sent: bool) -> Orphan:
    then = annotation.revision.text
    places = suggest(text, selectors_of(annotation), limit=SUGGESTED)
    suggestions = [
        Suggestion(
            f"{place.start}-{place.end}", text[max(0, place.start - AROUND) : place.start],
            text[place.start : place.end], text[place.end : place.end + AROUND], round(place.score * 100),
        )
        for place in places
        if place.start is not None and place.end is not None
    ]  # fmt: skip
    return Orphan(
        annotation, then[max(0, annotation.start - AROUND) : annotation.start],
        then[annotation.end : annotation.end + AROUND], suggestions,
        ReattachForm(request.POST if is_sent else None, prefix=None, auto_id=f"id_{annotation.pk}_%s"),
    )  # fmt: skip


@page
def merge(request: PageRequest, article_id: str) -> HttpResponseBase:
    """Join an article with another record of it."""
    article = _article(request, article_id)
    require(permissions.may_archive_article(request.actor, article))
    form = MergeForm(request.POST or None, articles=queries.others_at_desk(request.actor, article))
    if request.method == "POST" and form.is_valid():
        with form.problems():
            into = merge_article(request.actor, article, into=form.cleaned_data["into"])
            messages.success(request, _("The two are one now."))
            return redirect("article", article_id=into.pk)
    context = {"article": article, "form": form, "nav": "articles"}
    return render(request, "annotations/merge.html", context, status=status_of(form))
