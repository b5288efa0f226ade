"""Components of pages: `{% load ui %}`.

{% rating_badge rating %}            icon and words of a rating (anything with `family` and `name`); None: not rated yet
{% status_badge claim.status label %}
{% icon "name" %}                    a small inline picture, hidden from screen readers
{% when moment %}                    <time> in UTC
{% when_today moment %}              the same by its clock alone
{{ event.verb|verb }}                what happened, in words
{% in_context quote family %}        quoted words (anything with `prefix`, `exact`, `suffix`) marked among those around them
{{ text|mentioning:people }}         a text with the colleagues it names as links
{% field form.name %}                label, control, help and errors, tied together
{% query_with page=None q="x" %}     this address with other parameters
{% action "Start review" url may %}  a button that may be pressed, or says why not; `method="post"` for what changes things
{% rating_radios form.rating ratings %}
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import template
from django.forms import BoundField
from django.http import QueryDict
from django.template.context import RequestContext
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from django.utils.translation import gettext as _

from factcheck.core.text import from_a_word, to_a_word
from factcheck.desks import verbs
from factcheck.desks.mentions import People, Piece, pieces
from factcheck.desks.permissions import Answer

register = template.Library()

ICONS = {
    "tick": '<circle cx="8" cy="8" r="6.5"/><path d="m5 8.2 2.1 2.1L11 6"/>',
    "half": '<circle cx="8" cy="8" r="6.5"/><path d="M8 1.5a6.5 6.5 0 0 1 0 13z" fill="currentColor"/>',
    "warn": '<path d="M8 2 1.5 13.5h13z"/><path d="M8 6.5v3.2M8 11.6v.1"/>',
    "cross": '<circle cx="8" cy="8" r="6.5"/><path d="m5.6 5.6 4.8 4.8m0-4.8-4.8 4.8"/>',
    "question": '<circle cx="8" cy="8" r="6.5"/><path d="M6 6.3a2 2 0 1 1 2.7 1.9c-.5.2-.7.5-.7 1v.3M8 11.6v.1"/>',
    "speech": '<path d="M2 3h12v8H7l-3 2.5V11H2z"/>',
    "ring": '<circle cx="8" cy="8" r="6.5" stroke-dasharray="3 2.4"/>',
    "brand": '<path d="M2 4h12M2 8h6M2 12h4"/><path d="m9 11.2 2 2 3.5-4"/>',
    "plus": '<path d="M8 3v10M3 8h10"/>',
    "link": '<path d="M6.5 9.5 9.5 6.5M7 4.5l1-1a3 3 0 0 1 4.5 4.5l-1 1M9 11.5l-1 1A3 3 0 0 1 3.5 8l1-1"/>',
    "menu": '<path d="M2 4h12M2 8h12M2 12h12"/>',
    "bell": '<path d="M3 12h10l-1.2-2V7a3.8 3.8 0 0 0-7.6 0v3z"/><path d="M6.7 14.2h2.6"/>',
    "lock": '<rect x="3" y="7" width="10" height="7" rx="1"/><path d="M5.5 7V5a2.5 2.5 0 0 1 5 0v2"/>',
}
FAMILY_ICON = {
    "true": "tick", "mostly_true": "tick", "mixed": "half", "conflicting": "half", "mostly_false": "warn",
    "false": "cross", "not_enough_evidence": "question", "satire": "speech", "other": "speech",
}  # fmt: skip


@register.simple_tag
def icon(name: str) -> SafeString:
    """An inline SVG of 16 by 16 that takes the colour of the words beside it."""
    return mark_safe(  # noqa: S308  # our own constants
        '<svg class="icon" width="16" height="16" viewBox="0 0 16 16" fill="none" stroke="currentColor" '
        f'stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">{ICONS[name]}</svg>'
    )


@register.simple_tag
def family_icon(family: str) -> SafeString:
    """The icon of a verdict family, so that colour never says anything alone."""
    return icon(FAMILY_ICON.get(family, "ring"))


@register.simple_tag
def rating_badge(rating: Any, size: str = "") -> SafeString:
    """A rating in words, with its family's icon and colours; without one, that there is none yet."""
    family = rating.family if rating else "open"
    name = rating.name if rating else _("Not yet rated")
    large = " badge-large" if size == "large" else ""
    return format_html('<span class="badge family-{}{}">{}{}</span>', family, large, family_icon(family), name)


@register.simple_tag
def status_badge(status: str, label: str) -> SafeString:
    return format_html('<span class="status status-{}">{}</span>', status, label)


@register.simple_tag
def when(moment: datetime | date | None) -> SafeString:
    """A date, or a time in UTC, for people and machines."""
    if moment is None:
        return SafeString("")
    if not isinstance(moment, datetime):
        return format_html('<time datetime="{}">{}</time>', moment.isoformat(), date_format(moment, "j M Y"))
    utc = timezone.localtime(moment, timezone.get_fixed_timezone(0))
    words = date_format(utc, "j M Y, H:i")
    return format_html('<time datetime="{}" title="UTC">{}</time>', utc.isoformat(timespec="seconds"), words)


@register.simple_tag
def in_context(quote: Any, family: str = "") -> SafeString:
    """Quoted words in the colours of a verdict family, among the whole words around them."""
    before, after = from_a_word(quote.prefix), to_a_word(quote.suffix)
    return format_html(
        '<span class="quiet">{}</span><mark class="family-{}">{}</mark><span class="quiet">{}</span>',
        f"…{before}" if before.strip() else "", family or "open", quote.exact, f"{after}…" if after.strip() else "",
    )  # fmt: skip


@register.simple_tag
def when_today(moment: datetime) -> SafeString:
    """A time of today, or of the night that comes, by the clock: “14:30 UTC”."""
    utc = timezone.localtime(moment, timezone.get_fixed_timezone(0))
    return format_html('<time datetime="{}">{} UTC</time>', utc.isoformat(timespec="seconds"), date_format(utc, "H:i"))


@register.filter
def verb(name: str) -> str:
    """An event in words: `verdict.submitted` is “Verdict given”."""
    return verbs.said(name)


@register.filter
def mentioning(text: str, people: People) -> SafeString:
    """A text in which those of `people` whom it names as @username are links to what they work on."""
    return format_html_join("", "{}", ((_linked(piece),) for piece in pieces(text, people)))


def _linked(piece: Piece) -> str | SafeString:
    if piece.who is None:
        return piece.text
    query = urlencode({"assignee": piece.who.username})
    return format_html('<a class="mention" href="/claims/?{}" title="{}">{}</a>', query, piece.who, piece.text)


@register.inclusion_tag("components/field.html")
def field(bound: BoundField) -> dict[str, Any]:
    """A control with its label, help and errors, tied together for screen readers."""
    about = [f"{bound.id_for_label}-help"] if bound.help_text else []
    about += [f"{bound.id_for_label}-error"] if bound.errors else []
    attributes: dict[str, Any] = {"aria-describedby": " ".join(about)} if about else {}
    if bound.errors:
        attributes["aria-invalid"] = "true"
    return {
        "field": bound, "control": bound.as_widget(attrs=attributes), "is_group": bound.use_fieldset,
        "is_checkbox": bound.widget_type == "checkbox",
    }  # fmt: skip


@register.inclusion_tag("components/action.html", takes_context=True)
def action(
    context: RequestContext, label: str, url: str, may: Answer | None = None, method: str = "get", kind: str = ""
) -> dict[str, Any]:
    """A button of its own; when `may` is a Denied it is disabled and says why. `kind`: primary, danger or quiet."""
    reason = "" if may is None or may else may.reason
    return {
        "label": label, "url": url, "method": method, "kind": kind, "why_not": reason, "name": slugify(label),
        "csrf_token": context.get("csrf_token"),
    }  # fmt: skip


@register.inclusion_tag("components/rating_radios.html")
def rating_radios(bound: BoundField, ratings: Any) -> dict[str, Any]:
    """A radio for each rating, with its icon, colours and number key."""
    chosen = str(bound.value() or "")
    rows = [(number, rating, rating.slug == chosen) for number, rating in enumerate(ratings, 1)]
    return {"field": bound, "rows": rows}


@register.simple_tag(takes_context=True)
def query_with(context: RequestContext, **parameters: Any) -> str:
    """This page's query string with some parameters set, and those given as None left out."""
    query: QueryDict = context["request"].GET.copy()
    for name, value in parameters.items():
        query.pop(name, None)
        if value is not None:
            query[name] = value
    return "?" + query.urlencode()
