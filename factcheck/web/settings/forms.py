"""Forms of a desk's settings; each field is a keyword of the service that keeps it."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from factcheck.desks.models.desk import ADJUDICATORS
from factcheck.desks.roles import Role, Scope
from factcheck.desks.validators import validate_web_url
from factcheck.web.forms import DayInput, ServiceForm


def _words(label: Any, help_text: Any, rows: int = 4) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=help_text, required=False, max_length=20_000, strip=False,
        widget=forms.Textarea(attrs={"rows": rows}),
    )  # fmt: skip


class DeskForm(ServiceForm):
    """The desk's name, and what readers may know about it."""

    name = forms.CharField(label=_("Name"), max_length=120)
    url = forms.CharField(
        label=_("Website"), max_length=2000, required=False, validators=[validate_web_url],
        help_text=_("The address of the organisation; reviews name it as their author’s."),
    )  # fmt: skip
    contact = forms.CharField(
        label=_("Contact"), max_length=500, required=False,
        help_text=_("How readers reach the desk: to suggest a claim, or to say that a review is wrong."),
    )  # fmt: skip
    mission = _words(_("Mission"), _("What the desk is for, and whom it serves."))
    organisation = _words(
        _("Organisation"), _("Who runs the desk: legal form, owners, who is responsible, who works there.")
    )
    funding = _words(_("Funding"), _("Who pays for the work, and what say they have in it."))
    methodology = _words(_("How claims are checked"), _("How claims are chosen, researched, rated and reviewed."), 8)
    corrections_policy = _words(
        _("Corrections policy"), _("What happens when a review was wrong: whom readers tell, and what is then shown.")
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    PROFILE: ClassVar = (
        "url", "contact", "mission", "organisation", "funding", "methodology", "corrections_policy",
    )  # fmt: skip
    field_at: ClassVar[dict[str, str]] = {"/profile": "mission"}


def _choice(label: Any, help_text: Any) -> forms.BooleanField:
    return forms.BooleanField(label=label, help_text=help_text, required=False)


class PolicyForm(ServiceForm):
    """How the desk comes to a verdict; each field says what changing it does to claims under way."""

    verdicts_needed = forms.IntegerField(
        label=_("Verdicts needed"), min_value=1, max_value=20,
        help_text=_(
            "As many reviewers judge a claim before it is decided, or disputed where they differ. Claims under way are "
            "looked at anew with the next verdict that is given on them; nothing is decided by this change alone."
        ),
    )  # fmt: skip
    blind = _choice(
        _("Blind review"),
        _(
            "Nobody sees others’ verdicts on a claim before giving their own. It holds at once for every claim that is not "
            "decided: those who have not judged it see no verdicts on it any more, or see them from now on."
        ),
    )
    hide_names = _choice(
        _("Reviewers are not named until the decision"),
        _("Verdicts are read without knowing whose they are. It holds at once for every claim that is not decided."),
    )
    evidence_needed = forms.IntegerField(
        label=_("Evidence needed"), min_value=0, max_value=20,
        help_text=_("A verdict names at least so many pieces of evidence. Verdicts that were given stay as they are."),
    )  # fmt: skip
    primary_source_needed = _choice(
        _("A verdict needs a primary source or data"),
        _(
            "Among its evidence is a document, a record or data itself, not only what others said of it. Given verdicts stay."
        ),
    )
    two_sided = _choice(
        _("A verdict needs evidence looked for on both sides"),
        _(
            "It names what speaks for and against, or says where that was looked for and not found. Given verdicts stay."
        ),
    )
    adjudicators = forms.ChoiceField(
        label=_("Who decides where verdicts differ"), choices=ADJUDICATORS,
        help_text=_("On a blind desk only they, and those who gave one, see a disputed claim’s verdicts. It holds at once."),
    )  # fmt: skip
    own_verdict_may_adjudicate = _choice(
        _("Whoever gave a verdict may adjudicate"),
        _(
            "Otherwise somebody decides who did not judge the claim before. It holds at once; decisions that were made stay."
        ),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class MemberForm(ServiceForm):
    """A member's role and last day."""

    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, initial=Role.REVIEWER)
    ends_on = forms.DateField(
        label=_("Last day"), required=False, widget=DayInput(),
        help_text=_("Left empty, they stay until somebody ends it; an assessor has to have one."),
    )  # fmt: skip


class NewMemberForm(MemberForm):
    username = forms.CharField(
        label=_("Username"), max_length=150,
        help_text=_("Of an account there is, or of one to be made: you then get a link, at which they choose a password."),
    )  # fmt: skip
    email = forms.EmailField(label=_("Email"), required=False, help_text=_("For an account to be made, if you like."))

    field_order = ("username", "email", "role", "ends_on")


class EditMemberForm(MemberForm):
    version = forms.IntegerField(widget=forms.HiddenInput)


class EndMemberForm(ServiceForm):
    """The button that ends a membership; it carries the version that was shown."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class InvitationForm(MemberForm):
    """What the person who comes by the link will be."""


class TokenForm(ServiceForm):
    """A key of one's own."""

    name = forms.CharField(
        label=_("What it is for"), max_length=80, required=False, help_text=_("Such as “nightly export”.")
    )
    scope = forms.ChoiceField(label=_("Scope"), choices=Scope.choices, help_text=_("Each includes those before it."))
    days = forms.IntegerField(label=_("Good for days"), min_value=1, max_value=3650, initial=90)

    def __init__(self, *args: Any, role: Role, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        widest = role.widest_scope.rank
        self.fields["scope"].choices = [(s.value, s.label) for s in Scope if s.rank <= widest]  # type: ignore[attr-defined]


class JoinForm(ServiceForm):
    """An account for somebody who comes by an invitation."""

    username = forms.CharField(
        label=_("Username"), max_length=150, help_text=_("Colleagues see it; you sign in with it."),
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )  # fmt: skip
    name = forms.CharField(
        label=_("Name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"}),
        help_text=_("As colleagues and the history should name you."),
    )  # fmt: skip
    password = forms.CharField(
        label=_("Password"), strip=False, max_length=1000,
        help_text=_("At least 10 characters; not a common one, nor like your name."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip
