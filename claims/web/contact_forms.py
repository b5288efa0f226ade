"""Forms about who was asked, and about what claims are to each other."""

from __future__ import annotations

from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from claims.models import Party, RelationKind
from factcheck.web.forms import MomentField, ServiceForm


class ContactForm(ServiceForm):
    """Who was asked about a claim, or why they were not."""

    party = forms.ChoiceField(label=_("Who was asked"), choices=Party.choices)
    channel = forms.CharField(
        label=_("Channel"), max_length=100, required=False, help_text=_("Such as email, or a phone call.")
    )
    asked_at = MomentField(label=_("Asked at (UTC)"), required=False)
    deadline = MomentField(label=_("Answer wanted by (UTC)"), required=False)
    not_asked_because = forms.CharField(
        label=_("Or why they were not asked"), required=False, widget=forms.Textarea(attrs={"rows": 2}), strip=False
    )
    answered_at = MomentField(label=_("Answered at (UTC)"), required=False)
    answer = forms.CharField(label=_("Answer"), required=False, widget=forms.Textarea(attrs={"rows": 4}), strip=False)

    FIELDS: ClassVar[tuple[str, ...]] = (
        "party", "channel", "asked_at", "deadline", "answered_at", "answer", "not_asked_because",
    )  # fmt: skip


class EditContactForm(ContactForm):
    version = forms.IntegerField(widget=forms.HiddenInput)


class RelationForm(ServiceForm):
    """What a claim is to another of its desk."""

    kind = forms.ChoiceField(label=_("This claim is a"), choices=RelationKind.choices)
    number = forms.IntegerField(
        label=_("Number of the other claim"), min_value=1, max_value=2**31 - 1, help_text=_("Such as 12, for #12.")
    )

    field_at: ClassVar[dict[str, str]] = {"/claim": "number"}
