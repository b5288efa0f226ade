"""The texts of an article: a new one, two held against each other, and those of another record of it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from annotations import permissions, queries
from annotations.anchoring import diff
from annotations.models import Article, Revision
from annotations.services.articles import merge_article
from annotations.services.fetching import refetch_article
from annotations.services.revisions import add_revision
from annotations.web.differences import MOST_ROWS, Part, beside, inline, is_long, row_by_row
from annotations.web.forms import MergeForm, NewRevisionForm
from factcheck.core.problems import NotFound
from factcheck.desks.permissions import require
from factcheck.web.pages import PageRequest, page


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
            if done.revision.number == 1:
                messages.success(request, _("The article is here. Select the words of a claim."))
                return redirect("article", article_id=article.pk)
            messages.success(request, _told(done.reanchoring))
            return redirect("revision", article_id=article.pk, number=done.revision.number)
    context = {"article": article, "form": form, "nav": "articles"}
    return render(request, "annotations/revise.html", context)


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
        messages.success(request, _("The article will be fetched in a moment."))
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
    named = _named(others, request.GET.get("against", ""))
    is_inline = request.GET.get("view") == "inline"
    against, parts = None, []
    if named or any(row.number < number for row in others):
        against = queries.revision_beside(request.actor, this, named)
        show = inline if is_inline else beside
        parts = show(against.text, this.text, diff(against.text, this.text))
    context = {
        "article": article, "revision": this, "against": against, "others": others, "is_inline": is_inline,
        "nav": "articles", **_on_pages(request, parts),
    }  # fmt: skip
    return render(request, "annotations/revision.html", context)


def _named(others: list[Revision], number: str) -> UUID | None:
    """The one of the other revisions that the address names, if it names one. Raises NotFound if there is none such."""
    if not number:
        return None
    named = next((row.pk for row in others if str(row.number) == number), None)
    if named is None:
        raise NotFound(_("The article has no other revision %(n)s to hold this one against.") % {"n": number[:20]})
    return named


def _on_pages(request: PageRequest, parts: list[Part]) -> dict[str, object]:
    """What differs, whole or as the page of it that is asked for: `?page=2&all=1`."""
    if not is_long(parts):
        return {"parts": parts}
    everything = request.GET.get("all") == "1"
    pages = Paginator(row_by_row(parts, everything=everything), MOST_ROWS).get_page(request.GET.get("page"))
    return {"parts": pages.object_list, "pages": pages, "is_long": True, "everything": everything}


@page
def merge(request: PageRequest, article_id: str) -> HttpResponseBase:
    """Join an article with another record of it."""
    article = _article(request, article_id)
    require(permissions.may_archive_article(request.actor, article))
    form = MergeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with form.problems():
            other = queries.other_at_desk(request.actor, article, form.cleaned_data["into"])
            into = merge_article(request.actor, article, into=other)
            messages.success(request, _("The two are one now."))
            return redirect("article", article_id=into.pk)
    context = {"article": article, "form": form, "nav": "articles"}
    return render(request, "annotations/merge.html", context)
