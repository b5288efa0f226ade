"""Below `/api/v1/`."""

from __future__ import annotations

from django.urls import path

from annotations.api.annotations import AnnotationAnchor, AnnotationDetail, AnnotationList
from annotations.api.articles import (
    ArticleDetail,
    ArticleList,
    ArticleRevisions,
    ArticleText,
    MergeArticle,
    RefetchArticle,
    RevisionDetail,
    RevisionDiff,
)

urlpatterns = [
    path("articles/", ArticleList.as_view(), name="api-articles"),
    path("articles/<uuid:id>/", ArticleDetail.as_view(), name="api-article"),
    path("articles/<uuid:id>/text/", ArticleText.as_view(), name="api-article-text"),
    path("articles/<uuid:id>/revisions/", ArticleRevisions.as_view(), name="api-article-revisions"),
    path("articles/<uuid:id>/refetch/", RefetchArticle.as_view(), name="api-article-refetch"),
    path("articles/<uuid:id>/merge/", MergeArticle.as_view(), name="api-article-merge"),
    path("revisions/<uuid:id>/", RevisionDetail.as_view(), name="api-revision"),
    path("revisions/<uuid:id>/diff/", RevisionDiff.as_view(), name="api-revision-diff"),
    path("annotations/", AnnotationList.as_view(), name="api-annotations"),
    path("annotations/<uuid:id>/", AnnotationDetail.as_view(), name="api-annotation"),
    path("annotations/<uuid:id>/anchor/", AnnotationAnchor.as_view(), name="api-annotation-anchor"),
]
