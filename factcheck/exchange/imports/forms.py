"""Forms about imports: the file, and how it is meant."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from factcheck.exchange.imports.formats import ImportFormat
from factcheck.exchange.imports.options import TARGETS
from factcheck.exchange.models import Import
from factcheck.web.forms import ServiceForm

COLUMNS = {
    "id": _("Its name elsewhere"), "text": _("Claim"), "claimant.name": _("Claimant"), "claimant.role": _("Claimant’s role"),
    "claimant.url": _("Claimant’s URL"), "claimant.affiliation": _("Claimant’s affiliation"),
    "claimed_on": _("Date of the claim"), "location": _("Place of the claim"), "claim_types": _("Kinds of claim"),
    "topics": _("Topics"), "selection_reason": _("Why this claim"), "reach": _("Reach"), "due_on": _("Due on"),
    "priority": _("Priority"), "author": _("Who made it there"), "made_at": _("When it was made there"),
    "evidence.url": _("Source: URL"), "evidence.title": _("Source: title"), "evidence.publisher": _("Source: publisher"),
    "evidence.stance": _("Evidence: stance"), "evidence.quote": _("Evidence: quote"), "evidence.note": _("Evidence: note"),
}  # fmt: skip
REVIEWS = [
    ("drafts", _("The desk decides as they did; each becomes a draft")),
    ("published", _("The desk decides as they did; each is published at once, with its date")),
    ("sources", _("Nothing is decided; each is kept as evidence")),
]
DATES = [("", _("Tell me, where it may be either")), ("dmy", _("3 April")), ("mdy", _("4 March"))]


ENCODINGS = [
    "UTF-8", "UTF-16", "windows-1252", "windows-1250", "windows-1251", "windows-1253", "windows-1254", "windows-1255",
    "windows-1256", "windows-1257", "ISO-8859-2", "ISO-8859-15", "KOI8-R", "GB18030", "Big5", "Shift_JIS", "EUC-JP", "EUC-KR",
]  # fmt: skip


def _encodings(kept: str) -> list[tuple[str, Any]]:
    """Those that are offered, with one that was said otherwise."""
    others = [kept] if kept and kept not in ENCODINGS else []
    return [("", _("What it looks like")), *((name, name) for name in (*ENCODINGS, *others))]


class ImportForm(ServiceForm):
    """A file to be looked at."""

    file = forms.FileField(label=_("File"), max_length=255, help_text=_("At most 16 MB; it may be packed as .gz."))
    format = forms.ChoiceField(
        label=_("Format"), required=False, choices=[("", _("What it looks like")), *ImportFormat.choices]
    )
    field_at: ClassVar[dict[str, str]] = {"/content": "file"}

    def __init__(self, *args: object, desks: Sequence[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        if len(desks) > 1:
            self.fields["desk"] = forms.ChoiceField(label=_("Desk"), choices=list(desks))


class MeaningForm(ServiceForm):
    """How a file is meant, as far as its format leaves that open; and whether it is taken in now, or looked at again."""

    dates = forms.ChoiceField(label=_("3/4/2018 is"), required=False, choices=DATES)
    partial = forms.BooleanField(
        label=_("Take in good rows, though others are refused"), required=False,
        help_text=_("Otherwise it is all or nothing."),
    )  # fmt: skip

    def __init__(
        self, data: Any, job: Import, *, headers: Sequence[str], columns: dict[str, str], ratings: Any
    ) -> None:
        self.job, self.headers, self.ratings = job, headers, ratings
        kept = job.mapping
        super().__init__(
            data, initial={"dates": kept.get("dates", ""), "partial": job.partial, "reviews": kept.get("reviews")}
        )
        if job.format == ImportFormat.ARCHIVE:  # which says by itself what is in it, and comes whole
            del self.fields["dates"], self.fields["partial"]
        if job.format == ImportFormat.CSV:
            self.fields["encoding"] = forms.ChoiceField(
                label=_("Encoding"), required=False, choices=_encodings(kept.get("encoding", "")),
                initial=kept.get("encoding", ""),
            )  # fmt: skip
        for place, name in enumerate(headers):
            chosen = next((what for what, column in columns.items() if column == name), "")
            self.fields[f"column-{place}"] = forms.ChoiceField(
                label=name or _("(without a header)"), required=False, choices=[("", _("Leave out")), *COLUMNS.items()],
                initial=chosen,
            )  # fmt: skip
        if job.format == ImportFormat.CLAIMREVIEW:
            self.fields["reviews"] = forms.ChoiceField(label=_("Reviews"), choices=REVIEWS, initial="drafts")
        if job.format in (ImportFormat.CLAIMREVIEW, ImportFormat.AVERITEC, ImportFormat.FEVER):
            for place, (word, slug) in enumerate(self._words()):
                self.fields[f"rating-{place}"] = forms.ChoiceField(
                    label=word, required=False, choices=[("", _("By its name or number")), *ratings], initial=slug
                )
        if job.format in (ImportFormat.AVERITEC, ImportFormat.FEVER):
            self.fields["verdicts"] = forms.BooleanField(
                label=_("Give each label as my verdict"), required=False, initial=kept.get("verdicts", False)
            )

    def _words(self) -> list[tuple[str, str]]:
        """Others' words for ratings in the rows that were shown, and those mapped already."""
        mapped: dict[str, str] = dict(self.job.mapping.get("ratings", {}))
        seen = {str(row["says"].get("rating") or row["says"].get("label") or ""): "" for row in self.job.preview}
        return [(word, slug) for word, slug in (seen | mapped).items() if word][:50]

    @property
    def columns(self) -> list[Any]:
        return [self[name] for name in self.fields if name.startswith("column-")]

    @property
    def rating_words(self) -> list[Any]:
        return [self[name] for name in self.fields if name.startswith("rating-")]

    def mapping(self) -> dict[str, Any]:
        """The form as the `mapping` of an import."""
        given = self.cleaned_data
        found: dict[str, Any] = {
            name: given[name] for name in ("dates", "reviews", "verdicts", "encoding") if given.get(name)
        }
        for place, name in enumerate(self.headers):
            what = given.get(f"column-{place}")
            if what in TARGETS:
                found.setdefault(what, name)
        ratings = {
            word: given[f"rating-{place}"]
            for place, (word, _slug) in enumerate(self._words())
            if given.get(f"rating-{place}")
        }
        if "data_set" in self.job.mapping:
            found["data_set"] = self.job.mapping["data_set"]
        return found | ({"ratings": ratings} if ratings else {})
