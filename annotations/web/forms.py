"""Forms about articles, their texts, and highlights that lost their place."""

from __future__ import annotations

from typing import Any, ClassVar, TypedDict

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from annotations.anchoring import Span
from annotations.intake import ENDINGS, LARGEST_FILE
from annotations.services.annotations import LONGEST_MARK
from annotations.services.taking_in import Upload
from factcheck.core.problems import Invalid
from factcheck.web.forms import DayInput, LinesField, ServiceForm


class Words(TypedDict, total=False):
    """What a service takes as an article's words: one of these, or nothing."""

    text: str
    upload: Upload


class ArticleForm(ServiceForm):
    """What is known about an article besides its words."""

    title = forms.CharField(
        label=_("Title"), max_length=500, required=False, help_text=_("Left empty, the first line.")
    )
    publisher = forms.CharField(label=_("Publisher"), max_length=200, required=False)
    authors = LinesField(label=_("Authors"), required=False, help_text=_("Separated by commas."))
    published_on = forms.DateField(label=_("Published on"), required=False, widget=DayInput())
    language = forms.CharField(label=_("Language"), max_length=35, required=False, help_text=_("Such as en or pt-BR."))
    tags = LinesField(label=_("Tags"), required=False, help_text=_("Separated by commas."))


class ReplyForm(ServiceForm):
    """An answer to what was said about marked words."""

    comment = forms.CharField(
        label=_("Your reply"), strip=True, max_length=20_000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("@username tells a colleague. Everybody at the desk reads it, also who has not judged yet."),
    )  # fmt: skip


class EditArticleForm(ArticleForm):
    title = forms.CharField(
        label=_("Title"), max_length=500, required=False, help_text=_("Left empty, it is called by its address.")
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class WordsForm(ServiceForm):
    """An article's words, pasted or from a file."""

    text = forms.CharField(
        label=_("Paste text"), required=False, strip=False, widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_("The whole article, as it is. Copied from a page is fine."),
    )  # fmt: skip
    file = forms.FileField(
        label=_("Upload file"), required=False, max_length=255,
        widget=forms.FileInput(attrs={"accept": ",".join(f".{ending}" for ending in ENDINGS)}),
        help_text=format_lazy(
            _("A saved page (.html, .mhtml), .pdf, .docx or .txt, of at most {n} MB."), n=LARGEST_FILE // 2**20
        ),
    )  # fmt: skip

    field_at: ClassVar[dict[str, str]] = {"/html": "file"}

    def words(self) -> Words:
        """What was pasted or chosen. Raises Invalid where there are two, or none and that will not do."""
        file, text = self.cleaned_data.get("file"), self.cleaned_data["text"]
        if file and text.strip():
            raise Invalid.at("/file", gettext("There is pasted text and a file; leave one of them out."))
        if not file and not text.strip():
            return self.without_words()
        if not file:
            return {"text": text}
        return {"upload": Upload.of(file)}

    def without_words(self) -> Words:
        raise Invalid.at("/text", gettext("Paste the article's text, or choose a file that holds it."))


class AddArticleForm(WordsForm, ArticleForm):
    """An article's words, or where they are to be fetched, and what is known about it."""

    url = forms.CharField(
        label=_("URL"), max_length=2000, required=False,
        help_text=_("Where it was published. Alone, it is fetched from there."),
    )  # fmt: skip
    keep_everything = forms.BooleanField(
        label=_("Keep everything on the page"), required=False,
        help_text=_("Also menus, comment forms and the like, which are left out otherwise."),
    )  # fmt: skip
    desk = forms.ChoiceField(label=_("Desk"), required=False)

    field_order = (
        "desk", "url", "text", "file", "keep_everything", "title", "publisher", "authors", "published_on", "language",
        "tags",
    )  # fmt: skip

    def __init__(self, *args: Any, desks: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["desk"].choices = desks  # type: ignore[attr-defined]
        if len(desks) < 2:
            del self.fields["desk"]

    def without_words(self) -> Words:
        if not self.cleaned_data["url"].strip():
            raise Invalid.at("", gettext("Give the article’s URL, paste its text, or choose a file that holds it."))
        return {}


class NewRevisionForm(WordsForm):
    """What an article says now."""


class ReattachForm(ServiceForm):
    """Where a highlight belongs: a place that is shown, or words of the text, in the `revision` that is shown."""

    place = forms.RegexField(r"^\d{1,9}-\d{1,9}$", required=False, widget=forms.HiddenInput)
    exact = forms.CharField(
        label=_("Or these words of the text"), required=False, strip=False, max_length=LONGEST_MARK,
        widget=forms.Textarea(attrs={"rows": 2}), help_text=_("To the letter; line breaks do not matter."),
    )  # fmt: skip
    revision = forms.UUIDField(required=False, widget=forms.HiddenInput)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    field_at: ClassVar[dict[str, str]] = {"/selector": "exact", "/selector/end": "exact", "/revision": "exact"}

    def chosen(self) -> Span | None:
        """The place that was chosen, in code points of the revision that was shown."""
        if not self.cleaned_data["place"]:
            return None
        start, _dash, end = self.cleaned_data["place"].partition("-")
        return Span(int(start), int(end))


class MergeForm(ServiceForm):
    """Which record of an article stays."""

    into = forms.CharField(
        label=_("The article that stays"), max_length=2000,
        help_text=_("The address it was published at, or the address of its page here."),
    )  # fmt: skip
