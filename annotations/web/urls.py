"""Pages about articles; the page of one article shows its claims too, and so lives with those."""

from __future__ import annotations

from django.urls import path

from annotations.web import articles, lost, notes, revisions

urlpatterns = [
    path("articles/", articles.article_list, name="articles"),
    path("articles/add/", articles.add, name="add-article"),
    path("articles/<uuid:article_id>/edit/", articles.edit, name="edit-article"),
    path("articles/<uuid:article_id>/revise/", revisions.revise, name="revise-article"),
    path("articles/<uuid:article_id>/refetch/", revisions.refetch, name="refetch-article"),
    path("articles/<uuid:article_id>/revisions/<int:number>/", revisions.revision, name="revision"),
    path("articles/<uuid:article_id>/orphans/", lost.orphans, name="orphans"),
    path("articles/<uuid:article_id>/merge/", revisions.merge, name="merge-article"),
    path("annotations/<uuid:annotation_id>/reply/", notes.reply, name="reply-annotation"),
    path("articles/<uuid:article_id>/history/", articles.article_history, name="article-history"),
    path("articles/<uuid:article_id>/archive/", articles.archive, name="archive-article"),
]
