"""The form beside the claims that are chosen: what to do with them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.services.bulk import AddTopic, Assign, Change, Drop, SetDueDate, SetPriority
from factcheck.desks.actors import Actor
from factcheck.desks.queries import members_at_least
from factcheck.desks.roles import Role
from factcheck.web.forms import DayInput, ServiceForm

KINDS = [
    ("assign", gettext_lazy("Assign to")),
    ("due", gettext_lazy("Set the due date")),
    ("priority", gettext_lazy("Set the priority")),
    ("topic", gettext_lazy("Add a topic")),
    ("drop", gettext_lazy("Drop")),
]


class BulkForm(ServiceForm):
    """What to do, and the one field that it needs; the others are not looked at."""

    do = forms.ChoiceField(label=gettext_lazy("With those chosen"), choices=KINDS)
    person: Any = forms.ModelChoiceField(queryset=None, label=gettext_lazy("Colleague"), required=False)
    due_on = forms.DateField(label=gettext_lazy("Due"), required=False, widget=DayInput())
    priority = forms.IntegerField(label=gettext_lazy("Priority"), required=False, min_value=0, max_value=9)
    topic = forms.CharField(label=gettext_lazy("Topic"), required=False, max_length=100)
    reason = forms.CharField(label=gettext_lazy("Reason"), required=False, max_length=2000)

    field_at = {"/assignees": "person", "/topics": "topic"}
    NEEDED = {"assign": "person", "priority": "priority", "topic": "topic", "drop": "reason"}
    """The field without which a change means nothing; a due date left empty takes the date away."""

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="bulk-%s", **kwargs)
        self.fields["person"].queryset = members_at_least(Role.REVIEWER, *actor.desk_ids)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        needed = self.NEEDED.get(given.get("do", ""))
        if needed and needed not in self.errors and given.get(needed) in (None, ""):
            self.add_error(needed, _("This is needed."))
        return given

    def change(self) -> Change:
        """What the form asks for."""
        given = self.cleaned_data
        kinds: dict[str, Callable[[], Change]] = {
            "assign": lambda: Assign(given["person"]),
            "due": lambda: SetDueDate(given["due_on"]),
            "priority": lambda: SetPriority(given["priority"]),
            "topic": lambda: AddTopic(given["topic"]),
            "drop": lambda: Drop(given["reason"]),
        }
        return kinds[given["do"]]()

    def in_words(self) -> str:
        """The same, as the preview says it."""
        given = self.cleaned_data
        if given["do"] == "due" and given["due_on"] is None:
            return _("Take the due date away")
        value = given[{**self.NEEDED, "due": "due_on"}[given["do"]]]
        shown = date_format(value, "j M Y") if given["do"] == "due" else value
        return f"{dict(KINDS)[given['do']]}: {shown}"
