"""Articles, their texts and the places in them, in the back office."""

from __future__ import annotations

from django.contrib import admin

from annotations.models import Anchor, Annotation, Article, ArticleURL, Capture, Revision
from factcheck.web.admin import RecordAdmin


@admin.register(Article)
class ArticleAdmin(RecordAdmin):
    list_display = ("title", "publisher", "published_on", "language", "state", "desk", "created_at")
    list_filter = ("desk", "state", "language")
    search_fields = ("title", "publisher", "=id")


@admin.register(ArticleURL)
class ArticleURLAdmin(RecordAdmin):
    list_display = ("url", "kind", "article", "desk")
    list_filter = ("desk", "kind")
    search_fields = ("url",)


@admin.register(Capture)
class CaptureAdmin(RecordAdmin):
    list_display = ("article", "way", "media_type", "size", "sha256", "desk", "created_at")
    list_filter = ("desk", "way")
    exclude = ("content",)
    search_fields = ("url", "=sha256", "=id")


@admin.register(Revision)
class RevisionAdmin(RecordAdmin):
    list_display = ("article", "number", "length", "sha256", "desk", "created_at")
    search_fields = ("=sha256", "=id")
    not_listed = ("text", "blocks", "html")


@admin.register(Annotation)
class AnnotationAdmin(RecordAdmin):
    list_display = ("exact", "motivation", "article", "created_by", "desk", "created_at")
    list_filter = ("desk", "motivation")
    search_fields = ("exact", "comment", "=id")


@admin.register(Anchor)
class AnchorAdmin(RecordAdmin):
    list_display = ("annotation", "revision", "status", "score", "start", "end", "desk")
    list_filter = ("desk", "status")
    not_listed = ("revision__text", "revision__blocks", "revision__html")
