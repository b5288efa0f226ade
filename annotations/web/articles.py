"""The list of articles, taking one in, and putting its particulars right."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from annotations import permissions, queries
from annotations.models import Article
from annotations.models.article import ArticleState
from annotations.queries import ArticleFilters
from annotations.services.articles import add_article, archive_article, edit_article
from annotations.web.forms import AddArticleForm, EditArticleForm
from annotations.web.timeline import show_history
from factcheck.core.problems import ArticleExists
from factcheck.desks.permissions import require
from factcheck.desks.queries import desks_of
from factcheck.web.lists import listing
from factcheck.web.pages import PageRequest, page

PARTICULARS = ("title", "publisher", "authors", "published_on", "language", "tags")


@page
def article_list(request: PageRequest) -> HttpResponse:
    """Articles of the desks one is a member of, newest first."""
    found = listing(
        request,
        ArticleFilters,
        queries.articles_there(request.actor).order_by("-id"),
        always=("q", "publisher", "has_claims"),
        shown=queries.ARTICLES,
    )
    return render(request, "annotations/articles.html", {"list": found, "nav": "articles"})


@page
def add(request: PageRequest) -> HttpResponseBase:
    """Take an article in. Nothing typed is lost by an error."""
    desks = [(d.slug, d.name) for d in desks_of(request.actor)]
    form = AddArticleForm(request.POST or None, request.FILES or None, desks=desks)
    if request.method == "POST" and form.is_valid():
        with form.problems():
            article = add_article(
                request.actor, request.actor.choose_desk(form.cleaned_data.get("desk")), url=form.cleaned_data["url"],
                keep_everything=form.cleaned_data["keep_everything"],
                **{name: form.cleaned_data[name] for name in PARTICULARS}, **form.words(),
            )  # fmt: skip
            if article.state == ArticleState.READY:
                messages.success(request, _("The article is here. Select the words of a claim."))
            return redirect("article", article_id=article.pk)
    known = form.problem.facts["article"] if isinstance(form.problem, ArticleExists) else None
    context = {"form": form, "known": known, "nav": "articles"}
    return render(request, "annotations/add_article.html", context)


@page
def edit(request: PageRequest, article_id: str) -> HttpResponseBase:
    """Change what is known about an article; its words are never edited."""
    article = Article.objects.visible_to(request.actor).live().fetch(article_id)
    require(permissions.may_edit_article(request.actor, article))
    saved = {name: getattr(article, name) for name in PARTICULARS}
    form = EditArticleForm(request.POST or None, initial={**saved, "version": article.version})
    if request.method == "POST" and form.is_valid():
        changes = {name: form.cleaned_data[name] for name in PARTICULARS}
        with form.problems():
            edit_article(request.actor, article, version=form.cleaned_data["version"], **changes)
            messages.success(request, _("Saved."))
            return redirect("article", article_id=article.pk)
    differences = form.show_conflict(saved) if form.conflict else []
    context = {
        "form": form, "article": article, "differences": differences, "nav": "articles",
        "may_archive": permissions.may_archive_article(request.actor, article),
    }  # fmt: skip
    return render(request, "annotations/edit_article.html", context)


@page
def article_history(request: PageRequest, article_id: str) -> HttpResponse:
    """What happened to an article and its texts."""
    article = Article.objects.visible_to(request.actor).live().fetch(article_id)
    events = queries.events_of_article(request.actor, article)
    return show_history(
        request, events, title=_("History of an article"), of=str(article), back=f"/articles/{article.pk}/",
        nav="articles",
    )  # fmt: skip


@page
def archive(request: PageRequest, article_id: str) -> HttpResponseBase:
    """Take an article out of sight, after asking."""
    article = Article.objects.visible_to(request.actor).live().fetch(article_id)
    require(permissions.may_archive_article(request.actor, article))
    if request.method == "POST":
        archive_article(request.actor, article)
        messages.success(request, _("The article is archived; its history stays."))
        return redirect("articles")
    return render(request, "annotations/archive_article.html", {"article": article, "nav": "articles"})
