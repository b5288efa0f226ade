"""Forms about articles, their texts, and highlights that lost their place."""

from __future__ import annotations

from typing import Any, ClassVar, TypedDict

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from annotations.models import Article
from annotations.services.taking_in import Upload
from factcheck.core.problems import Invalid
from factcheck.web.forms import DayInput, LinesField, ServiceForm

LARGEST_FILE = 15 * 2**20
KINDS_OF_FILE = (".html", ".htm", ".xhtml", ".mhtml", ".mht", ".pdf", ".docx", ".txt")


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


class EditArticleForm(ArticleForm):
    version = forms.IntegerField(widget=forms.HiddenInput)


class WordsForm(ServiceForm):
    """An article's words, pasted or from a file."""

    text = forms.CharField(
        label=_("Paste text"), required=False, strip=False, widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_("The whole article, as it is. Copied from a page is fine."),
    )  # fmt: skip
    file = forms.FileField(
        label=_("Upload file"), required=False, max_length=255,
        widget=forms.FileInput(attrs={"accept": ",".join(KINDS_OF_FILE)}),
        help_text=_("A saved page (.html, .mhtml), .pdf, .docx or .txt, of at most 15 MB."),
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
        if not str(file.name).lower().endswith(KINDS_OF_FILE) or file.size > LARGEST_FILE:
            raise Invalid.at("/file", gettext("A saved page, PDF, DOCX or text file of at most 15 MB is taken."))
        return {"upload": Upload(file.read(), file.name, file.content_type or "", file.charset or "")}

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
        return {} if self.cleaned_data["url"].strip() else super().without_words()


class NewRevisionForm(WordsForm):
    """What an article says now."""


class ReattachForm(ServiceForm):
    """Where a highlight belongs: a place that was suggested, or words of the text."""

    place = forms.RegexField(r"^\d{1,9}-\d{1,9}$", required=False, widget=forms.HiddenInput)
    exact = forms.CharField(
        label=_("Or these words of the text"), required=False, strip=False, max_length=5000,
        help_text=_("To the letter."),
    )  # fmt: skip

    field_at: ClassVar[dict[str, str]] = {"/selector": "exact"}

    def selector(self) -> dict[str, Any]:
        """What was chosen, as a selector."""
        if self.cleaned_data["exact"].strip():
            return {"exact": self.cleaned_data["exact"].strip()}
        if not self.cleaned_data["place"]:
            raise Invalid.at("/exact", gettext("Choose a place, or give words of the text."))
        start, _dash, end = self.cleaned_data["place"].partition("-")
        return {"start": int(start), "end": int(end)}


class MergeForm(ServiceForm):
    """Which record of an article stays."""

    into = forms.ModelChoiceField(Article._base_manager.none(), label=_("The article that stays"))

    def __init__(self, *args: Any, articles: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"].queryset = articles  # type: ignore[attr-defined]
