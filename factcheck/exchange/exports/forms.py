"""The form on which somebody chooses what to take along, and how."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from factcheck.exchange.formats import formats_of
from factcheck.web.forms import ServiceForm

SAID: dict[str, Promise] = {
    "csv": _("a table for a spreadsheet; lists stand in cells as JSON"),
    "json": _("one array of the API’s objects"),
    "jsonl": _("the API’s objects, one a line; for programs that read as they go"),
    "parquet": _("typed columns, for pandas, DuckDB or R"),
    "claimreview": _("published reviews as schema.org has them, as a DataFeed"),
    "webannotation": _("JSON-LD after the W3C’s model, as one collection"),
    "doccano": _("texts with labelled spans, a line each"),
    "label-studio": _("texts with labelled spans, as tasks"),
    "brat": _("a zip of texts with standoff annotations"),
    "conll": _("a token a line, with BIO tags"),
    "fever": _("decided claims with a label and sentences as evidence"),
    "averitec": _("decided claims with questions, answers and their sources"),
}
"""What each format is good for, in a few words."""
NOW, LATER = "now", "later"


class ExportForm(ServiceForm):
    """`format`, `desk` where there are several, and `way`: download at once, or have a worker do it."""

    format = forms.ChoiceField(label=_("Format"), widget=forms.RadioSelect, initial="csv")
    desk = forms.ChoiceField(label=_("Desk"))
    way = forms.ChoiceField(choices=[(NOW, NOW), (LATER, LATER)])

    def __init__(self, *args: Any, resource: str, desks: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("format", [(name, _described(name, f.title)) for name, f in formats_of(resource).items()])
        if len(desks) > 1:
            self.choose_from("desk", desks)
        else:
            del self.fields["desk"]

    def choose_from(self, name: str, choices: list[tuple[str, str]]) -> None:
        """Offer these, values and words."""
        cast(forms.ChoiceField, self.fields[name]).choices = choices


def _described(name: str, title: str) -> str:
    return format_html('<span><strong>{}</strong> <span class="quiet">{}</span></span>', title, SAID[name])
