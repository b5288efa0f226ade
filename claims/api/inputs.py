"""What the bodies of requests about claims may hold. Fields of models come under the model's own rules."""

from __future__ import annotations

from typing import Any

from drf_spectacular.extensions import OpenApiSerializerFieldExtension
from rest_framework import serializers

from annotations.api.shapes import SelectorField
from claims.models import (
    Claim,
    Comment,
    Contact,
    CorrectionRequest,
    Evidence,
    RatingFamily,
    ReasonCode,
    RelationKind,
    Review,
    Source,
    Verdict,
)
from factcheck.api.fields import (
    Reference,
    ShortStrings,
    SourceText,
    StrictBoolean,
    StrictChoice,
    StrictInteger,
    StrictNumber,
    StrictSlug,
    StrictString,
    WebURL,
)
from factcheck.api.inputs import Input, ModelInput


class ClaimantInput(Input):
    name = StrictString(max_length=200, allow_blank=False)
    role = StrictString(max_length=200, required=False)
    url = WebURL(required=False)
    affiliation = StrictString(max_length=200, required=False)


class PlaceInput(Input):
    """Words of an article: marked already, or to be marked."""

    together = {
        "oneOf": [
            {"required": ["annotation"], "maxProperties": 1},
            {"required": ["article", "selector"], "maxProperties": 2},
        ]
    }

    annotation = Reference(required=False)
    article = Reference(required=False)
    selector = SelectorField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if set(attrs) not in ({"annotation"}, {"article", "selector"}):
            raise serializers.ValidationError("Give `annotation`, or `article` and `selector`.")
        return attrs


class ClaimChanges(ModelInput):
    claimant = ClaimantInput(required=False, allow_null=True)
    assignees = ShortStrings(required=False, help_text="Usernames of members of the desk.")

    class Meta:
        model = Claim
        fields = (
            "text", "claimant", "claimed_on", "location", "claim_types", "topics", "selection_reason", "reach",
            "assignees", "due_on", "priority",
        )  # fmt: skip


class NewClaim(ClaimChanges):
    desk = StrictString(required=False, max_length=80, allow_blank=False)
    appearances = serializers.ListField(child=PlaceInput(), required=False, max_length=100)

    class Meta(ClaimChanges.Meta):
        fields = ("desk", *ClaimChanges.Meta.fields, "appearances")


class TransitionInput(Input):
    to = StrictString(max_length=20, allow_blank=False)
    reason = StrictString(max_length=20_000, required=False)
    rating = StrictString(max_length=80, required=False, allow_blank=False)
    reason_code = StrictChoice(
        choices=ReasonCode.choices, required=False, help_text="What the difference came from that a decision settles."
    )


class SourceChanges(ModelInput):
    text = SourceText(required=False, help_text="The source's words, kept as an archived copy.")
    html = SourceText(required=False)

    class Meta:
        model = Source
        fields = (
            "url", "title", "publisher", "kind", "published_on", "accessed_on", "interests", "protected", "text", "html",
        )  # fmt: skip


class NewSourceInput(SourceChanges):
    desk = StrictString(required=False, max_length=80, allow_blank=False)

    class Meta(SourceChanges.Meta):
        fields = ("desk", *SourceChanges.Meta.fields)


class SourceOfEvidence(serializers.Field[Any, Any, Any, Any]):
    """The id of a source, or a new source, or null."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict):
            inline = SourceChanges(data=data)
            inline.is_valid(raise_exception=True)
            return dict(inline.validated_data)
        return Reference().to_internal_value(data)

    def to_representation(self, value: Any) -> Any:
        return value


class DescribedSourceOfEvidence(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    target_class = "claims.api.inputs.SourceOfEvidence"

    def map_serializer_field(self, auto_schema: Any, direction: str) -> dict[str, Any]:
        inline = auto_schema.resolve_serializer(SourceChanges, direction)
        return {"oneOf": [{"type": "string", "format": "uuid"}, inline.ref]}


class EvidenceChanges(ModelInput):
    source = SourceOfEvidence(required=False, allow_null=True)

    class Meta:
        model = Evidence
        fields = (
            "source", "stance", "quote", "note", "question", "answer", "answer_type", "medium", "searched",
        )  # fmt: skip


class NewEvidence(EvidenceChanges):
    source = SourceOfEvidence(allow_null=True)


class VerdictChanges(ModelInput):
    rating = StrictString(max_length=80, allow_blank=False, help_text="The slug of a rating.")
    confidence = StrictNumber(required=False, allow_null=True, min_value=0, max_value=1)
    evidence = serializers.ListField(child=Reference(), required=False, max_length=500)

    class Meta:
        model = Verdict
        fields = ("rating", "rationale", "confidence", "evidence", "reasons", "second_look")


class CommentChanges(ModelInput):
    text = StrictString(max_length=20_000)
    resolved = StrictBoolean(required=False)

    class Meta:
        model = Comment
        fields = ("text", "resolved")


class NewComment(ModelInput):
    text = StrictString(max_length=20_000)
    reply_to = Reference(required=False)

    class Meta:
        model = Comment
        fields = ("text", "reply_to")


class CorrectionRequestChanges(ModelInput):
    class Meta:
        model = CorrectionRequest
        fields = ("sent_to", "sent_at", "channel", "answer", "outcome")


class NewCorrectionRequest(CorrectionRequestChanges):
    appearance = Reference(help_text="Which of the claim's appearances is to be corrected.")

    class Meta(CorrectionRequestChanges.Meta):
        fields = ("appearance", *CorrectionRequestChanges.Meta.fields)


class ContactChanges(ModelInput):
    class Meta:
        model = Contact
        fields = ("party", "channel", "asked_at", "deadline", "answered_at", "answer", "not_asked_because")


class NewRelation(Input):
    claim = Reference(help_text="The other claim, of the same desk.")
    kind = StrictChoice(choices=RelationKind.choices, help_text="What this claim is to the other.")


class ReviewChanges(ModelInput):
    slug = StrictSlug(required=False, max_length=120, allow_blank=False)

    class Meta:
        model = Review
        fields = ("headline", "summary", "body", "slug", "author_name")


class NewReview(ReviewChanges):
    claim = Reference()

    class Meta(ReviewChanges.Meta):
        fields = ("claim", *ReviewChanges.Meta.fields)


class CorrectionInput(ModelInput):
    note = StrictString(max_length=20_000)
    headline = StrictString(required=False, max_length=200, allow_blank=False)

    class Meta:
        model = Review
        fields = ("note", "headline", "summary", "body", "author_name")


class RetractionInput(Input):
    reason = StrictString(max_length=20_000)


class RatingInput(Input):
    slug = StrictSlug(max_length=40, allow_blank=False)
    name = StrictString(max_length=60, allow_blank=False)
    family = StrictChoice(choices=RatingFamily.choices)
    value = StrictInteger(required=False, allow_null=True, min_value=-1000, max_value=1000)
    description = StrictString(required=False, max_length=500)


class RatingScaleChanges(Input):
    name = StrictString(max_length=80, allow_blank=False)
    ratings = serializers.ListField(child=RatingInput(), min_length=2, max_length=20)


class NewRatingScale(RatingScaleChanges):
    desk = StrictString(required=False, max_length=80, allow_blank=False)
