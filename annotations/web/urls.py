"""Pages about articles; the page of one article shows its claims too, and so lives with those."""

from __future__ import annotations

from django.urls import path

from annotations.web import articles

urlpatterns = [
    path("articles/", articles.article_list, name="articles"),
    path("articles/add/", articles.add, name="add-article"),
    path("articles/<uuid:article_id>/edit/", articles.edit, name="edit-article"),
    path("articles/<uuid:article_id>/archive/", articles.archive, name="archive-article"),
]
