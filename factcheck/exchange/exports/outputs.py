"""What a row of an export is, declared as the API declares its objects: the columns of Parquet are made of it."""

from __future__ import annotations

from rest_framework import serializers

from annotations.api.shapes import AnnotationOut, ArticleOut
from claims.api.outputs import ClaimOut, EvidenceOut, RatingOut, ReviewOut, SourceOut, VerdictOut
from claims.models import ClaimStatus
from factcheck.api.outputs import Output, PersonOut


class ExportedClaimOut(ClaimOut):
    review = ReviewOut(allow_null=True)
    evidence = EvidenceOut(many=True)
    verdicts = VerdictOut(many=True, help_text="Those the caller may see.")


class MatrixCellOut(Output):
    claim = serializers.UUIDField()
    number = serializers.IntegerField(min_value=1)
    desk = serializers.CharField()
    claimed_on = serializers.DateField(allow_null=True)
    status = serializers.ChoiceField(choices=ClaimStatus.choices)
    reviewer = PersonOut(allow_null=True)
    rating = RatingOut()
    confidence = serializers.FloatField(allow_null=True)
    second_look = serializers.BooleanField()
    judging_round = serializers.IntegerField()
    submitted_at = serializers.DateTimeField()


ROWS: dict[str, type[Output]] = {
    "claims": ExportedClaimOut,
    "agreement": MatrixCellOut,
    "annotations": AnnotationOut,
    "articles": ArticleOut,
    "verdicts": VerdictOut,
    "evidence": EvidenceOut,
    "reviews": ReviewOut,
    "sources": SourceOut,
}
