"""Refusing what documents wrongly say about themselves: dates that cannot be, authors that are links, and the like.

What is believed can be kept: like the words of a text, names and titles have U+FFFD for NUL and lone surrogates.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin, urlsplit

from factcheck.core import clock
from factcheck.core.text import canonical_text, has_unstorable

OLDEST = date(1800, 1, 1)
PLACEHOLDERS = frozenset({date(1900, 1, 1), date(1970, 1, 1)})
"""Where spreadsheets and clocks start: a date nobody entered. A real one is typed in by hand."""

LONGEST_NAME = 100
MOST_AUTHORS = 20

_DATE = re.compile(r"\s*(\d{4})[-/.]?(\d{2})[-/.]?(\d{2})(?!\d{3})")
_LANGUAGE = re.compile(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{4}))?(?:[-_]([A-Za-z]{2}|\d{3}))?(?:[-_.@].*)?")
_LINK = re.compile(r"https?:|www\.|//|@|[<>{}\[\]|]|\.(?:com|org|net)\b", re.I)
_BY = re.compile(r"^(?:by|von|par|por|di|door)[\s:]+", re.I)
_NOBODY = frozenset(
    {"admin", "administrator", "author", "editor", "guest", "none", "null", "undefined", "unknown", "user"}
)


def plausible_date(said: str) -> date | None:
    """The date at the start of an ISO 8601 or RFC 5322 moment, as the publisher's own calendar has it."""
    found = _read_date(said)
    if found is None or found < OLDEST or found in PLACEHOLDERS or found > clock.now().date() + timedelta(days=1):
        return None
    return found


def _read_date(said: str) -> date | None:
    match = _DATE.match(said)
    try:
        return date(*map(int, match.groups())) if match else parsedate_to_datetime(said).date()
    except (ValueError, OverflowError):
        return None


def plausible_authors(said: Iterable[str]) -> tuple[str, ...]:
    """Names in the order given, each once; links, handles, account names and whole sentences are left out."""
    names: dict[str, str] = {}
    for names_together in said:
        for name in _split_names(_one_line(names_together)):
            if _is_name(name):
                names.setdefault(name.casefold(), name)
    return tuple(list(names.values())[:MOST_AUTHORS])


def _split_names(said: str) -> list[str]:
    said = _BY.sub("", said)
    parts = [part.strip() for part in re.split(r";|\s+(?:and|und|et|y|&)\s+", said)]
    together = [part.strip() for part in said.replace(" and ", ",").split(",")]
    # "Smith, John" is one name, "Ann Lee, Bob Roy" are two.
    if "," in said and all(" " in part for part in together if part):
        return together
    return parts


def _is_name(name: str) -> bool:
    return (
        2 <= len(name) <= LONGEST_NAME
        and any(letter.isalpha() for letter in name)
        and not _LINK.search(name)
        and name.casefold() not in _NOBODY
        and len(name.split()) <= 10
    )


def plausible_language(said: str) -> str | None:
    """A language tag (BCP 47) of language, script and region, in their usual case."""
    match = _LANGUAGE.fullmatch(said.strip())
    if match is None or match[1].lower() in ("und", "mul", "zxx"):
        return None
    language, script, region = match[1].lower(), match[2], match[3]
    return "-".join(filter(None, (language, script and script.title(), region and region.upper())))


def plausible_words(said: str, *, at_most: int) -> str | None:
    """One line of words, if there are any and not too many."""
    line = _one_line(said)
    return line if 0 < len(line) <= at_most and any(letter.isalnum() for letter in line) else None


def _one_line(said: str) -> str:
    return canonical_text(" ".join(said.split()))


def plausible_address(said: str, *, page: str | None) -> str | None:
    """An http(s) address of a page. That of a home page is not believed of a page below it."""
    try:
        url = urljoin(page or "", said.strip())
        parts, ours = urlsplit(url), urlsplit(page or "")
    except ValueError:
        return None
    if has_unstorable(url):
        return None
    if parts.scheme not in ("http", "https") or "." not in (parts.hostname or "") or len(url) > 2000 or " " in url:
        return None
    if parts.path in ("", "/") and not parts.query and ours.path not in ("", "/"):
        return None
    return url
