"""What is read of claims and all that hangs on them, declared for the OpenAPI description."""

from __future__ import annotations

from rest_framework import serializers

from annotations.models.anchor import AnchorStatus
from claims.models import (
    AnswerType,
    ClaimStatus,
    ClaimType,
    Medium,
    NoticeKind,
    Outcome,
    Party,
    RatingFamily,
    Reason,
    ReasonCode,
    RelationKind,
    ReviewState,
    SourceKind,
    Stance,
)
from claims.models.review import CorrectionKind
from claims.waiting import Why
from factcheck.api.outputs import Output, PersonOut, RecordOut


class RatingOut(Output):
    slug = serializers.CharField()
    name = serializers.CharField()
    family = serializers.ChoiceField(choices=RatingFamily.choices)
    value = serializers.IntegerField(allow_null=True)


class StepOut(RatingOut):
    description = serializers.CharField()
    retired = serializers.BooleanField(help_text="Not to be given any more.")


class RatingScaleOut(Output):
    id = serializers.UUIDField()
    url = serializers.URLField()
    desk = serializers.CharField()
    name = serializers.CharField()
    ratings = StepOut(many=True)
    version = serializers.IntegerField(min_value=1)
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class ClaimantOut(Output):
    name = serializers.CharField()
    role = serializers.CharField()
    url = serializers.CharField()
    affiliation = serializers.CharField()


class AppearanceAnchorOut(Output):
    status = serializers.ChoiceField(choices=AnchorStatus.choices)
    score = serializers.FloatField(min_value=0, max_value=1)
    revision = serializers.UUIDField()
    exact = serializers.CharField(allow_null=True, help_text="The words there now, if they are others.")


class AppearanceOut(Output):
    id = serializers.UUIDField()
    annotation = serializers.UUIDField()
    article = serializers.UUIDField()
    exact = serializers.CharField()
    start = serializers.IntegerField(min_value=0, help_text="Code points into the revision it was marked on.")
    end = serializers.IntegerField(min_value=1)
    anchor = AppearanceAnchorOut(allow_null=True)


class DecisionOut(Output):
    rating = RatingOut()
    rationale = serializers.CharField()
    reason_code = serializers.ChoiceField(
        choices=ReasonCode.choices, allow_null=True, help_text="What the difference came from that it settled, if said."
    )
    decided_by = PersonOut(allow_null=True, help_text="Null when equal verdicts decided it.")
    by_itself = serializers.BooleanField(help_text="Whether equal verdicts decided it, and nobody.")
    decided_at = serializers.DateTimeField()


class ClaimCountsOut(Output):
    appearances = serializers.IntegerField(min_value=0)
    evidence = serializers.IntegerField(min_value=0)
    verdicts = serializers.IntegerField(min_value=0, help_text="Those the caller may see.")


class ClaimOut(RecordOut):
    html_url = serializers.URLField()
    number = serializers.IntegerField(min_value=1)
    text = serializers.CharField()
    claimant = ClaimantOut(allow_null=True)
    claimed_on = serializers.DateField(allow_null=True)
    location = serializers.CharField()
    claim_types = serializers.ListField(child=serializers.ChoiceField(choices=ClaimType.choices))
    topics = serializers.ListField(child=serializers.CharField())
    selection_reason = serializers.CharField()
    reach = serializers.CharField()
    assignees = PersonOut(many=True)
    due_on = serializers.DateField(allow_null=True)
    priority = serializers.IntegerField(min_value=0, max_value=9)
    status = serializers.ChoiceField(choices=ClaimStatus.choices)
    appearances = AppearanceOut(many=True)
    decision = DecisionOut(allow_null=True)
    review = serializers.UUIDField(allow_null=True)
    counts = ClaimCountsOut()


class HoldOut(Output):
    person = PersonOut(allow_null=True, help_text="Null for somebody else on a desk that hides names.")
    until = serializers.DateTimeField(help_text="When it is over by itself.")
    own = serializers.BooleanField(help_text="Whether it is the caller's.")


class HoldsOut(Output):
    results = HoldOut(many=True)


class PresentOut(Output):
    person = PersonOut(allow_null=True, help_text="Null where nobody is to be named.")


class PresenceOut(Output):
    results = PresentOut(many=True, help_text="Who else has it open.")
    words = serializers.CharField(help_text="The same in a sentence; empty when nobody does.")


class VerdictsOfQueueOut(Output):
    given = serializers.IntegerField(
        min_value=0, allow_null=True, help_text="How many count; null while others' are hidden from the caller."
    )
    needed = serializers.IntegerField(min_value=1)


class QueuedClaimOut(ClaimOut):
    reasons = serializers.ListField(
        child=serializers.ChoiceField(choices=Why.choices),
        help_text="Why it waits for the caller, the most pressing first.",
    )
    overdue = serializers.BooleanField()
    verdicts = VerdictsOfQueueOut()
    holds = HoldOut(many=True)


class OptionOut(Output):
    to = serializers.ChoiceField(choices=ClaimStatus.choices)
    label = serializers.CharField()
    allowed = serializers.BooleanField()
    why_not = serializers.CharField(allow_null=True)
    needs_reason = serializers.BooleanField()
    needs_rating = serializers.BooleanField()


class TransitionsOut(Output):
    status = serializers.ChoiceField(choices=ClaimStatus.choices)
    results = OptionOut(many=True)


class SnapshotOut(Output):
    sha256 = serializers.CharField()
    length = serializers.IntegerField(min_value=1, help_text="Code points.")
    created_at = serializers.DateTimeField()


class SourceOut(RecordOut):
    url = serializers.CharField(help_text="Where the source is; empty when it has no address.")
    api_url = serializers.URLField()
    html_url = serializers.URLField()
    title = serializers.CharField()
    publisher = serializers.CharField()
    kind = serializers.ChoiceField(choices=SourceKind.choices)
    published_on = serializers.DateField(allow_null=True)
    accessed_on = serializers.DateField(allow_null=True)
    interests = serializers.CharField()
    protected = serializers.BooleanField()
    snapshot = SnapshotOut(allow_null=True)


class SelectorOut(Output):
    """A W3C TextQuoteSelector or TextPositionSelector."""

    type = serializers.CharField()
    exact = serializers.CharField(required=False)
    start = serializers.IntegerField(required=False, min_value=0)
    end = serializers.IntegerField(required=False, min_value=1)


class CorrectionRequestOut(RecordOut):
    claim = serializers.UUIDField()
    appearance = serializers.UUIDField()
    sent_to = serializers.CharField()
    sent_at = serializers.DateTimeField()
    channel = serializers.CharField()
    answer = serializers.CharField()
    outcome = serializers.ChoiceField(choices=Outcome.choices)
    outcome_revision = serializers.UUIDField(
        allow_null=True, help_text="The first revision after it was sent in which the words are others, or gone."
    )
    days = serializers.IntegerField(allow_null=True, help_text="Whole days from sending to that revision.")


class ContactOut(RecordOut):
    claim = serializers.UUIDField()
    party = serializers.ChoiceField(choices=Party.choices)
    channel = serializers.CharField()
    asked_at = serializers.DateTimeField(allow_null=True)
    deadline = serializers.DateTimeField(allow_null=True)
    answered_at = serializers.DateTimeField(allow_null=True)
    answer = serializers.CharField()
    not_asked_because = serializers.CharField()


class RelationOut(RecordOut):
    claim = serializers.UUIDField(
        help_text="The other claim: for a list of one claim's relations, the one it leads to."
    )
    kind = serializers.ChoiceField(choices=RelationKind.choices)
    direction = serializers.ChoiceField(
        choices=("to", "from"),
        help_text="`to`: `subject` is what `kind` says to `claim`; `from`: `claim` is that to the claim of the list.",
    )
    subject = serializers.UUIDField(help_text="The claim of which `kind` is said.")
    text = serializers.CharField(help_text="The words of the other claim.")
    number = serializers.IntegerField(help_text="Its number at the desk.")


class EvidenceOut(RecordOut):
    html_url = serializers.URLField()
    claim = serializers.UUIDField()
    source = serializers.UUIDField(allow_null=True)
    stance = serializers.ChoiceField(choices=Stance.choices)
    quote = serializers.CharField()
    selector = SelectorOut(many=True, allow_null=True, help_text="Where the quote stands in the archived copy.")
    snapshot = SnapshotOut(allow_null=True)
    note = serializers.CharField()
    question = serializers.CharField()
    answer = serializers.CharField()
    answer_type = serializers.ChoiceField(choices=AnswerType.choices, allow_null=True)
    medium = serializers.ChoiceField(choices=Medium.choices, allow_null=True)
    searched = serializers.CharField()
    newer_than_claim = serializers.BooleanField(allow_null=True, help_text="Null when a date is missing.")


class VerdictOut(Output):
    id = serializers.UUIDField()
    url = serializers.URLField()
    html_url = serializers.URLField()
    desk = serializers.CharField()
    claim = serializers.UUIDField()
    reviewer = PersonOut(allow_null=True, help_text="Null while the desk hides names: until the claim is decided.")
    rating = RatingOut()
    rationale = serializers.CharField()
    confidence = serializers.FloatField(allow_null=True, min_value=0, max_value=1)
    evidence = serializers.ListField(child=serializers.UUIDField())
    reasons = serializers.ListField(child=serializers.ChoiceField(choices=Reason.choices))
    second_look = serializers.BooleanField()
    counts = serializers.BooleanField(
        help_text="False for a second look, and if judging began anew since it was given: confirm it with a PATCH."
    )
    version = serializers.IntegerField(min_value=1)
    submitted_at = serializers.DateTimeField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class CommentOut(RecordOut):
    html_url = serializers.URLField()
    claim = serializers.UUIDField()
    text = serializers.CharField()
    reply_to = serializers.UUIDField(allow_null=True)
    resolved = serializers.BooleanField()
    mentions = PersonOut(many=True, help_text="Members of the desk whom it addresses as @username.")


class NoticeOut(Output):
    id = serializers.UUIDField()
    desk = serializers.CharField()
    kind = serializers.ChoiceField(choices=NoticeKind.choices)
    claim = serializers.UUIDField(allow_null=True)
    annotation = serializers.UUIDField(allow_null=True)
    event = serializers.UUIDField(help_text="The event of the desk's history that it tells of.")
    verb = serializers.CharField()
    by = PersonOut(allow_null=True, help_text="Null for what happened by itself.")
    at = serializers.DateTimeField()
    read_at = serializers.DateTimeField(allow_null=True)
    html_url = serializers.URLField(help_text="The place it is about.")


class VersionOut(Output):
    version = serializers.IntegerField(min_value=1)
    at = serializers.DateTimeField()
    by = PersonOut(allow_null=True)
    record = serializers.DictField(help_text="Its fields, by name; relations as ids.")


class VersionsOut(Output):
    results = VersionOut(many=True)


class CorrectionOut(Output):
    kind = serializers.ChoiceField(choices=CorrectionKind.choices)
    note = serializers.CharField()
    version = serializers.IntegerField(min_value=1)
    at = serializers.DateTimeField()


class ReviewOut(Output):
    id = serializers.UUIDField()
    url = serializers.URLField()
    html_url = serializers.URLField(allow_null=True, help_text="Once it is published.")
    desk = serializers.CharField()
    claim = serializers.UUIDField()
    headline = serializers.CharField()
    summary = serializers.CharField()
    body = serializers.CharField(help_text="Markdown")
    slug = serializers.CharField()
    author_name = serializers.CharField()
    rating = RatingOut()
    state = serializers.ChoiceField(choices=ReviewState.choices)
    version = serializers.IntegerField(min_value=1)
    published_at = serializers.DateTimeField(allow_null=True)
    corrections = CorrectionOut(many=True)
    claimreview = serializers.DictField(help_text="schema.org ClaimReview")
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
