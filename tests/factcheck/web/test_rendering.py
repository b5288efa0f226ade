"""Form fields as HTML."""

from __future__ import annotations

from django import forms
from django.forms.renderers import DjangoTemplates
from django.forms.widgets import Select
from django.utils.translation import gettext_lazy as _

from factcheck.web.rendering import Fields

FLAT = [("", "Any"), ("a&b", _("Claims")), (3, 7), ('"x"', "<b>"), (None, "none")]
GROUPED = [("", "—"), ("Group <1>", [("1", "one"), ("2", "two")]), ("Group 2", [("3", "three")])]


def test_what_is_chosen_from_is_written_to_the_letter_as_django_writes_it():
    for choices in (FLAT, GROUPED, []):
        for attrs in ({}, {"required": True, "disabled": False, "aria-describedby": 'a "b" & c', "size": 3}):
            for value in ("", "a&b", "2", 3, None, "nothing of these"):
                widget = Select(attrs=attrs, choices=choices)
                told = widget.render("na<me", value, {"id": "id_x"}, Fields())
                assert told == widget.render("na<me", value, {"id": "id_x"}, DjangoTemplates())


def test_other_fields_are_written_by_django():
    field = forms.CharField().widget
    assert field.render("name", "<x>", {}, Fields()) == field.render("name", "<x>", {}, DjangoTemplates())
