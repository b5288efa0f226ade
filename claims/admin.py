"""Claims and all that hangs on them, in the back office."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from claims import blindness
from claims.models import (
    Appearance,
    Claim,
    Comment,
    Contact,
    Correction,
    CorrectionRequest,
    Decision,
    Evidence,
    Rating,
    RatingScale,
    Relation,
    Review,
    Snapshot,
    Source,
    Verdict,
)
from factcheck.web.admin import RecordAdmin, actor_of


@admin.register(Claim)
class ClaimAdmin(RecordAdmin):
    list_display = ("number", "text", "claimant_name", "status", "desk", "created_by", "created_at")
    list_filter = ("desk", "status")
    search_fields = ("text", "claimant_name", "=id")


@admin.register(Appearance)
class AppearanceAdmin(RecordAdmin):
    list_display = ("claim", "annotation", "desk", "created_at")


@admin.register(Source)
class SourceAdmin(RecordAdmin):
    list_display = ("title", "url", "kind", "publisher", "desk", "created_at")
    list_filter = ("desk", "kind")
    search_fields = ("title", "url", "publisher")


@admin.register(Snapshot)
class SnapshotAdmin(RecordAdmin):
    list_display = ("source", "sha256", "length", "desk", "created_at")
    search_fields = ("=sha256",)
    not_listed = ("text",)


@admin.register(Evidence)
class EvidenceAdmin(RecordAdmin):
    list_display = ("claim", "stance", "source", "quote", "desk", "created_by", "created_at")
    list_filter = ("desk", "stance")


@admin.register(RatingScale)
class RatingScaleAdmin(RecordAdmin):
    list_display = ("name", "desk", "created_at")


@admin.register(Rating)
class RatingAdmin(RecordAdmin):
    list_display = ("name", "slug", "family", "value", "scale", "desk")
    list_filter = ("desk", "family")


@admin.register(Verdict)
class VerdictAdmin(RecordAdmin):
    list_display = ("claim", "rating", "reviewer", "confidence", "desk", "submitted_at")
    not_listed = ("rationale",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Verdict]:
        """Without those whose reviewer may not be named: a record is shown with all it holds, or not at all."""
        return super().get_queryset(request).filter(blindness.reviewer_may_be_named(actor_of(request)))


@admin.register(Decision)
class DecisionAdmin(RecordAdmin):
    list_display = ("claim", "rating", "decided_by", "decided_at", "desk")


@admin.register(Comment)
class CommentAdmin(RecordAdmin):
    list_display = ("claim", "text", "resolved", "desk", "created_by", "created_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Comment]:
        """Without those whose author may not be named."""
        return super().get_queryset(request).filter(blindness.author_may_be_named(actor_of(request)))


@admin.register(Review)
class ReviewAdmin(RecordAdmin):
    list_display = ("headline", "rating", "state", "published_at", "desk", "created_at")
    list_filter = ("desk", "state")
    search_fields = ("headline", "=slug")
    not_listed = ("summary", "body")


@admin.register(Correction)
class CorrectionAdmin(RecordAdmin):
    list_display = ("review", "kind", "note", "review_version", "desk", "created_at")
    list_filter = ("desk", "kind")
    not_listed = ("review__summary", "review__body")


@admin.register(CorrectionRequest)
class CorrectionRequestAdmin(RecordAdmin):
    list_display = ("claim", "sent_to", "sent_at", "outcome", "desk", "created_by", "created_at")
    list_filter = ("desk", "outcome")
    search_fields = ("sent_to", "=id")


@admin.register(Contact)
class ContactAdmin(RecordAdmin):
    list_display = ("claim", "party", "channel", "asked_at", "answered_at", "desk", "created_by", "created_at")
    list_filter = ("desk", "party")


@admin.register(Relation)
class RelationAdmin(RecordAdmin):
    list_display = ("claim", "kind", "other", "desk", "created_by", "created_at")
    list_filter = ("desk", "kind")
