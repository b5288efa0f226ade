"""Forms about claims, evidence, verdicts, decisions and reviews. Names and labels are those of the UI contract."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from claims.models import Appearance, Evidence, Outcome, Rating, ReasonCode, SourceKind, Stance
from factcheck.core import clock
from factcheck.desks.models import User
from factcheck.web.forms import DayInput, LinesField, MomentField, ServiceForm


def _words(label: Any, rows: int = 3, *, required: bool = False, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label, required=required, help_text=help_text, widget=forms.Textarea(attrs={"rows": rows}), strip=False
    )


class ClaimForm(ServiceForm):
    """A claim in its normalised wording, with who made it and when."""

    text = _words(_("Claim"), required=True, help_text=_("One checkable statement, in words that stand by themselves."))
    claimant_name = forms.CharField(label=_("Claimant"), max_length=200, required=False)
    claimant_role = forms.CharField(label=_("Role or office"), max_length=200, required=False)
    claimed_on = forms.DateField(label=_("Date of the claim"), required=False, widget=DayInput())
    topics = LinesField(label=_("Topics"), required=False, help_text=_("Separated by commas."))
    selection_reason = _words(_("Why this claim"), 2)

    FIELDS: ClassVar = ("text", "claimant_name", "claimant_role", "claimed_on", "topics", "selection_reason")


class SpotClaimForm(ClaimForm):
    """A claim and the words of the article that make it: `place` is `start-end` in code points, or nothing yet."""

    place = forms.RegexField(
        r"^\d{1,9}-\d{1,9}$", required=False, widget=forms.HiddenInput,
        error_messages={"invalid": _("Choose the words again: select them, or find them by words.")},
    )  # fmt: skip
    exact = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)
    revision = forms.UUIDField(required=False, widget=forms.HiddenInput)

    field_at: ClassVar[dict[str, str]] = {"/appearances/0": "place"}

    def span(self) -> dict[str, int] | None:
        """The place as a selector."""
        if not self.cleaned_data.get("place"):
            return None
        start, _dash, end = self.cleaned_data["place"].partition("-")
        return {"start": int(start), "end": int(end)}


class EditClaimForm(ClaimForm):
    version = forms.IntegerField(widget=forms.HiddenInput)


class PeopleField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # no generic when it runs
    """Members of the desk, each with a box to tick."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        return str(obj)


class AssignForm(ServiceForm):
    """Who works on a claim, by when, and how much it presses."""

    assignees = PeopleField(queryset=None, label=_("Assigned to"), required=False)
    due_on = forms.DateField(label=_("Due"), required=False, widget=DayInput())
    priority = forms.IntegerField(
        label=_("Priority"), min_value=0, max_value=9, help_text=_("From 0 to 9; 9 presses most.")
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    FIELDS: ClassVar = ("assignees", "due_on", "priority")

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["assignees"].queryset = people  # type: ignore[attr-defined]


class EvidenceForm(ServiceForm):
    """A source applied to a claim."""

    source_url = forms.CharField(
        label=_("Source URL"), max_length=2000, required=False,
        help_text=_("A URL the desk knows is the same source; its title may then be left out."),
    )  # fmt: skip
    source_title = forms.CharField(label=_("Source title"), max_length=500, required=False)
    source_kind = forms.ChoiceField(label=_("Kind"), choices=SourceKind.choices, initial=SourceKind.OTHER)
    source_publisher = forms.CharField(label=_("Publisher"), max_length=200, required=False)
    source_published_on = forms.DateField(label=_("Published on"), required=False, widget=DayInput())
    source_text = _words(
        _("Source text"), 6, help_text=_("The words of the source. They are kept as an archived copy with its hash.")
    )
    stance = forms.ChoiceField(label=_("Stance"), choices=Stance.choices, widget=forms.RadioSelect)
    quote = _words(_("Quote"), 2, help_text=_("To the letter; it is looked for in the archived copy."))
    note = _words(_("Note"), 2)
    question = _words(_("Question"), 2, help_text=_("What the source was asked, if that helps the reader."))
    answer = _words(_("Answer"), 2)

    field_at: ClassVar[dict[str, str]] = {"/source/html": "source_text", "/source": "source_title"}
    JUDGEMENT: ClassVar = ("stance", "quote", "note", "question", "answer")

    def source(self) -> dict[str, Any]:
        """The source's fields, as `NewSource` takes them."""
        return {
            name.removeprefix("source_"): value
            for name, value in self.cleaned_data.items()
            if name.startswith("source_")
        }


class EditEvidenceForm(ServiceForm):
    """What evidence says; its source stays."""

    stance = forms.ChoiceField(label=_("Stance"), choices=Stance.choices, widget=forms.RadioSelect)
    quote = _words(_("Quote"), 2, help_text=_("To the letter; it is looked for in the archived copy."))
    note = _words(_("Note"), 2)
    question = _words(_("Question"), 2)
    answer = _words(_("Answer"), 2)
    version = forms.IntegerField(widget=forms.HiddenInput)

    FIELDS: ClassVar = EvidenceForm.JUDGEMENT


class CorrectionRequestForm(ServiceForm):
    """What a publisher was asked."""

    sent_to = forms.CharField(label=_("Sent to"), max_length=200)
    channel = forms.CharField(
        label=_("Channel"), max_length=100, required=False, help_text=_("Such as email, or a web form.")
    )
    sent_at = MomentField(label=_("Sent at (UTC)"), initial=clock.now)

    FIELDS: ClassVar[tuple[str, ...]] = ("sent_to", "channel", "sent_at")


class AddCorrectionRequestForm(CorrectionRequestForm):
    """And about which words."""

    appearance = forms.ChoiceField(label=_("Which words"))

    def __init__(self, *args: Any, places: Sequence[Appearance], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["appearance"].choices = [  # type: ignore[attr-defined]
            (str(place.pk), f"“{place.annotation.exact[:100]}” · {place.annotation.article.name}") for place in places
        ]


class EditCorrectionRequestForm(CorrectionRequestForm):
    """And what came of it."""

    outcome = forms.ChoiceField(label=_("Outcome"), choices=Outcome.choices)
    answer = _words(_("Answer"), 4)
    version = forms.IntegerField(widget=forms.HiddenInput)

    FIELDS = (*CorrectionRequestForm.FIELDS, "outcome", "answer")


class VerdictForm(ServiceForm):
    """One's own verdict on a claim; with `alone` one from the evidence, without the stances that others gave it."""

    rating = forms.ChoiceField(label=_("Rating"))
    rationale = _words(_("Rationale"), 4, required=True, help_text=_("Why this rating follows from the evidence."))
    confidence = forms.FloatField(
        label=_("Confidence"), required=False, min_value=0, max_value=1,
        widget=forms.NumberInput(attrs={"step": "0.05", "min": "0", "max": "1", "inputmode": "decimal"}),
        help_text=_("From 0 to 1, if you like."),
    )  # fmt: skip
    evidence = forms.MultipleChoiceField(label=_("Evidence used"), required=False, widget=forms.CheckboxSelectMultiple)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, ratings: Sequence[Rating], evidence: Sequence[Evidence], alone: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rating"].choices = [(r.slug, r.name) for r in ratings]  # type: ignore[attr-defined]
        choices = [(str(e.pk), _evidence_label(n, e, alone=alone)) for n, e in enumerate(evidence, 1)]
        self.fields["evidence"].choices = choices  # type: ignore[attr-defined]


def _evidence_label(number: int, evidence: Evidence, *, alone: bool) -> str:
    title = evidence.source.title if evidence.source else evidence.question
    return f"{number}. {title[:120]}" if alone else f"{number}. {evidence.get_stance_display()}: {title[:120]}"


class DecisionForm(ServiceForm):
    """The desk's rating, and why."""

    rating = forms.ChoiceField(label=_("Decision"))
    reason = _words(_("Reason"), 4, required=True)
    reason_code = forms.ChoiceField(
        label=_("What they differed on"), required=False, choices=[("", "—"), *ReasonCode.choices],
        help_text=_("So that the desk sees what its reviewers differ on."),
    )  # fmt: skip

    def __init__(self, *args: Any, ratings: Sequence[Rating], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rating"].choices = [(r.slug, r.name) for r in ratings]  # type: ignore[attr-defined]


class CommentForm(ServiceForm):
    """Something to say about a claim; `reply_to` is the comment that is answered."""

    text = _words(_("Comment"), 3, required=True, help_text=_("@username tells a colleague."))
    reply_to = forms.UUIDField(required=False, widget=forms.HiddenInput)


class EditCommentForm(CommentForm):
    reply_to = None  # type: ignore[assignment]  # stays as it is
    version = forms.IntegerField(widget=forms.HiddenInput)


class NoticesForm(ServiceForm):
    """Which notice was read; all of them where none is named."""

    notice = forms.UUIDField(required=False)


class ReasonForm(ServiceForm):
    """A step of a claim's life that has to be explained."""

    reason = _words(_("Reason"), 3, required=True)


class VersionForm(ServiceForm):
    """Which version somebody saw when they pressed the button."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class ReviewForm(ServiceForm):
    """The article about a decision."""

    headline = forms.CharField(label=_("Headline"), max_length=200)
    summary = _words(_("Summary"), 3, help_text=_("One or two sentences; they stand beside the rating."))
    body = _words(
        _("Body"),
        12,
        help_text=_(
            "In Markdown: a blank line between paragraphs, **bold**, *italic*, [words](https://address), - before each "
            "item of a list. The claim, the rating and the evidence are added by themselves."
        ),
    )
    author_name = forms.CharField(
        label=_("Author"), max_length=200, required=False, help_text=_("Left empty, the desk is the author.")
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    FIELDS: ClassVar = ("headline", "summary", "body", "author_name")


class CorrectReviewForm(ReviewForm):
    note = _words(
        _("Correction note"), 3, required=True, help_text=_("What was wrong; it stands on top of the review.")
    )
    field_order = ("note", "headline", "summary", "body", "author_name")
