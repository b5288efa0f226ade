"""Below `/api/v1/`."""

from __future__ import annotations

from django.urls import path

from annotations.api.annotations import AnnotationDetail, AnnotationList
from annotations.api.articles import ArticleDetail, ArticleList, ArticleRevisions, ArticleText, RevisionDetail

urlpatterns = [
    path("articles/", ArticleList.as_view(), name="api-articles"),
    path("articles/<uuid:id>/", ArticleDetail.as_view(), name="api-article"),
    path("articles/<uuid:id>/text/", ArticleText.as_view(), name="api-article-text"),
    path("articles/<uuid:id>/revisions/", ArticleRevisions.as_view(), name="api-article-revisions"),
    path("revisions/<uuid:id>/", RevisionDetail.as_view(), name="api-revision"),
    path("annotations/", AnnotationList.as_view(), name="api-annotations"),
    path("annotations/<uuid:id>/", AnnotationDetail.as_view(), name="api-annotation"),
]
