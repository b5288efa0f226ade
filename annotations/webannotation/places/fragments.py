"""FragmentSelector: parts of plain text (RFC 5147), text fragments (`:~:text=`), and the ids of elements (RFC 3236)."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import unquote

from annotations.anchoring import Span, find
from annotations.webannotation.places.document import Document, Region
from annotations.webannotation.values import Steps, refuse

_PLAIN_TEXT = re.compile(r"(char|line)=(\d{0,12})(?:,(\d{0,12}))?((?:;[^;]*)*)")
_DIRECTIVE = ":~:"


def region_at(selector: dict[str, Any], document: Document, at: Steps) -> Region:
    """Where a fragment leads; which standard it follows is in `conformsTo`, or shows by its form."""
    value, standard = selector["value"].removeprefix("#"), selector.get("conformsTo", "")
    here = (*at, "value")
    if _DIRECTIVE in value:
        return Region(_of_text_directive(value.partition(_DIRECTIVE)[2], document, here))
    plain = _PLAIN_TEXT.fullmatch(value)
    if plain and (not standard or "rfc5147" in str(standard).lower()):
        return Region(_of_plain_text(plain, document.text, here))
    if standard and "rfc3236" not in str(standard).lower():
        refuse((*at, "conformsTo"), "Taken are fragments of plain text (RFC 5147), of HTML (RFC 3236), and `:~:text=`.")
    found = document.markup_for("fragment", here).with_id(unquote(value))
    if len(found) != 1:
        refuse(here, f"{len(found) or 'No'} elements of the stored page have the id {value[:100]!r}.")
    return document.place_of(document.markup.run_of(found[0]), here)


def _of_plain_text(found: re.Match[str], text: str, at: Steps) -> Span:
    """`char=5,10` counts characters, `line=1,3` lines; the counts are of the gaps between them, from 0."""
    scheme, first, last, checks = found.groups()
    for check in checks.split(";")[1:]:
        name, _equals, length = check.partition("=")
        if name == "length" and length.partition(",")[0] != str(len(text)):
            refuse(at, f"It was made on a text of another length; this one has {len(text)} characters.")
        if name == "md5":
            refuse(
                at, "The check `md5=` is not made here; leave it out, and send a TextQuoteSelector beside the fragment."
            )
    if last is None:
        refuse(at, f"It names a point, in which are no words; give a range, such as {scheme}=0,{int(first or 0) + 1}.")
    gaps = range(len(text) + 1) if scheme == "char" else _line_gaps(text)
    start, end = int(first or 0), int(last or len(gaps) - 1)
    if not start < end < len(gaps):
        counted = "characters" if scheme == "char" else "lines"
        refuse(at, f"The text has {len(gaps) - 1:,} {counted}; `{found[0][:60]}` selects nothing in it.")
    return Span(gaps[start], gaps[end])


def _line_gaps(text: str) -> list[int]:
    return sorted({0, len(text), *(feed.end() for feed in re.finditer("\n", text))})


def _of_text_directive(directive: str, document: Document, at: Steps) -> Span:
    """`text=[prefix-,]start[,end][,-suffix]`, each percent-encoded (https://wicg.github.io/scroll-to-text-fragment/)."""
    first = directive.partition("&")[0]
    parts = first.removeprefix("text=").split(",")
    prefix = unquote(parts.pop(0)[:-1]) if parts[0].endswith("-") else ""
    suffix = unquote(parts.pop()[1:]) if parts and parts[-1].startswith("-") else ""
    if not first.startswith("text=") or not 1 <= len(parts) <= 2 or not all(parts):
        refuse(at, "A text fragment is `:~:text=[prefix-,]start[,end][,-suffix]`.")
    start, end = unquote(parts[0]), unquote(parts[1]) if len(parts) == 2 else ""
    begun = _located(document.text, start, prefix, "" if end else suffix, at)
    if not end:
        return begun
    within = document.text[begun.end :]
    ends = [found.end() for found in re.finditer(re.escape(end), within)]
    followed = [e for e in ends if within[e:].lstrip().startswith(suffix.lstrip())] if suffix else ends
    if not followed:
        refuse(at, f"{end[:100]!r} does not stand in the text after {start[:100]!r}.")
    return Span(begun.start, begun.end + followed[0])


def _located(text: str, exact: str, prefix: str, suffix: str, at: Steps) -> Span:
    """One place of these words, between this context; the context is trimmed, so that it may stand a space apart."""
    places = [
        place
        for place in find(text, exact)
        if text[: place.start].rstrip().endswith(prefix.rstrip())
        and text[place.end :].lstrip().startswith(suffix.lstrip())
    ]
    if len(places) != 1:
        many = len(places)
        refuse(at, f"{exact[:100]!r} stands in {many or 'no'} place{'s' * (many != 1)} of the text as it is quoted.")
    return places[0]
