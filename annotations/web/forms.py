"""Forms about articles."""

from __future__ import annotations

from typing import Any, ClassVar, TypedDict

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from factcheck.core.problems import Invalid
from factcheck.web.forms import DayInput, LinesField, ServiceForm

LARGEST_FILE = 15 * 2**20
KINDS_OF_FILE = (".txt", ".html", ".htm")


class Words(TypedDict, total=False):
    """An article's words: one of the two."""

    text: str
    html: str


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


class AddArticleForm(ArticleForm):
    """An article's words, pasted or from a file, and what is known about it."""

    url = forms.CharField(label=_("URL"), max_length=2000, required=False, help_text=_("Where it was published."))
    text = forms.CharField(
        label=_("Paste text"), required=False, strip=False, widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_("The whole article, as it is. Copied from a page is fine."),
    )  # fmt: skip
    file = forms.FileField(
        label=_("Upload file"), required=False, widget=forms.FileInput(attrs={"accept": ",".join(KINDS_OF_FILE)}),
        help_text=_("A saved page (.html) or a plain text (.txt), instead of pasting."),
    )  # fmt: skip
    desk = forms.ChoiceField(label=_("Desk"), required=False)

    field_at: ClassVar[dict[str, str]] = {"/html": "file"}
    field_order = ("desk", "url", "text", "file", "title", "publisher", "authors", "published_on", "language", "tags")

    def __init__(self, *args: Any, desks: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["desk"].choices = desks  # type: ignore[attr-defined]
        if len(desks) < 2:
            del self.fields["desk"]

    def words(self) -> Words:
        """The article's words as `text` or `html`. Raises Invalid where there are none, or a file cannot be read."""
        file = self.cleaned_data.get("file")
        if not file:
            if not self.cleaned_data["text"].strip():
                raise Invalid.at("/text", gettext("Paste the article's text, or choose a file that holds it."))
            return {"text": self.cleaned_data["text"]}
        if self.cleaned_data["text"].strip():
            raise Invalid.at("/file", gettext("There is pasted text and a file; leave one of them out."))
        name = str(file.name).lower()
        if not name.endswith(KINDS_OF_FILE) or file.size > LARGEST_FILE:
            raise Invalid.at("/file", gettext("A .html or .txt file of at most 15 MB is taken."))
        try:
            words = file.read().decode("utf-8-sig")
        except UnicodeDecodeError:
            raise Invalid.at("/file", gettext("The file is not in UTF-8; save it as UTF-8 and try again.")) from None
        return {"text": words} if name.endswith(".txt") else {"html": words}
