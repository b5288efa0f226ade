"""Single values as files have them: strings that may be lists, numbers that may be strings, addresses that may be none."""

from __future__ import annotations

import html
import math
import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any
from urllib.parse import urljoin

from django.core.exceptions import ValidationError

from factcheck.desks.validators import validate_web_url
from factcheck.exchange.imports.days import Unclear, day_in, moment_of
from factcheck.exchange.imports.drafts import At, Note

_TAGS = re.compile(r"</?(?:p|br|b|i|em|strong|a|span|div|ul|ol|li|h[1-6]|blockquote)\b[^<>]{0,500}>", re.I)
_BLANKS = re.compile(r"[ \t\xa0]+")


def listed(value: object) -> list[Any]:
    """One value or a list of them, as a list; None is none."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def string(value: object) -> str:
    """The words of a value: of a list the first that has some; of an object its value, name or text."""
    for one in listed(value):
        if isinstance(one, str) and one.strip():
            return one.strip()
        if isinstance(one, int | float) and not isinstance(one, bool):
            return f"{one:g}" if isinstance(one, float) else str(one)
        if isinstance(one, dict):
            words = string(one.get("@value") or one.get("name") or one.get("text") or one.get("@id"))
            if words:
                return words
    return ""


def prose(value: object) -> str:
    """The same without the entities and tags of HTML that stand in it, and with single blanks."""
    words = html.unescape(html.unescape(string(value)))
    return _BLANKS.sub(" ", _TAGS.sub(" ", words)).strip()


def number(value: object) -> float | None:
    """A number, or a string that begins with one: `"3,5"`, `"1/5"`."""
    found = re.match(r"\s*([-+]?\d+(?:[.,]\d+)?)", string(value)[:40])
    if not found:
        return None
    read = float(found[1].replace(",", "."))
    return read if math.isfinite(read) else None


def web_url(value: object, base: str = "") -> str:
    """An address of the web, also one that is relative to `base`; empty for what is none."""
    words = string(value)
    if isinstance(value, dict):
        words = string(value.get("url") or value.get("@id"))
    if words.startswith("www."):
        words = f"https://{words}"
    try:
        found = urljoin(base, words) if base else words
        validate_web_url(found)
    except (ValidationError, ValueError):
        return ""
    return found if len(found) <= 2000 else ""


def an_object(value: object) -> dict[str, Any]:
    """An object as it is; empty for what is none."""
    return value if isinstance(value, dict) else {}


class Noting:
    """Reads what may be unclear, and notes what is left out."""

    def __init__(self, at: At, order: str) -> None:
        self.at, self.order = at, order
        self.notes: list[Note] = []

    def note(self, detail: str, *path: str | int) -> None:
        self.notes.append(Note(self.at.below(*path), detail))

    def day(self, value: object, *path: str | int) -> date | None:
        found: date | None = self._read(day_in, value, path)
        return found

    def moment(self, value: object, *path: str | int) -> datetime | None:
        found: datetime | None = self._read(moment_of, value, path)
        return found

    def _read(self, read: Callable[[str, str], Any], value: object, path: tuple[str | int, ...]) -> Any:
        words = string(value)
        if not words:
            return None
        try:
            return read(words, self.order)
        except Unclear as unclear:
            self.note(f"{unclear} It is left out.", *path)
            return None

    def cut(self, words: str, most: int, *path: str | int) -> str:
        """At most so many characters of what is no matter of substance."""
        if len(words) > most:
            self.note(f"It has {len(words):,} characters; the first {most:,} are kept.", *path)
        return words[:most]


def different(words: Iterator[str], length: int = 100, most: int = 50) -> list[str]:
    """Different strings that are not blank, in their order, as a list of a record holds them."""
    kept = dict.fromkeys(one.strip()[:length] for one in words)
    return [one for one in kept if one][:most]
