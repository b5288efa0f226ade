"""Days and times as people and programs write them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from email.utils import parsedate_to_datetime

from factcheck.desks.filters import moment_in

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_NUMBERS = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?!\d)")
_DAY_FIRST = re.compile(
    r"(?:[a-z]+,?\s+)?(\d{1,2})(?:st|nd|rd|th)?\.?(?:\s+of)?\s+([a-z]{3,9})\.?,?\s+(\d{4})(?!\d)", re.I
)
_MONTH_FIRST = re.compile(r"(?:[a-z]+,\s+)?([a-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})(?!\d)", re.I)


class Unclear(Exception):
    """These words name no one day; says why."""


def day_in(words: str, order: str = "") -> date:
    """The day that words name, whatever time stands behind it. Raises Unclear.

    `order` is `dmy` or `mdy`: how 3/4/2018 is meant. Without it such a day is unclear unless only one reading is a day.
    """
    said = words.strip()[:100]
    iso = _ISO.match(said) or _COMPACT.fullmatch(said)
    if iso:
        return _day(int(iso[1]), int(iso[2]), int(iso[3]), said)
    numbers = _NUMBERS.match(said)
    if numbers:
        return _in_order(numbers, order, said)
    day_first, month_first = _DAY_FIRST.match(said), _MONTH_FIRST.match(said)
    if day_first and (month := _month(day_first[2])):
        return _day(int(day_first[3]), month, int(day_first[1]), said)
    if month_first and (month := _month(month_first[1])):
        return _day(int(month_first[3]), month, int(month_first[2]), said)
    raise Unclear(f"{said!r} names no day; a day is written 2018-12-03.")


def moment_of(words: str, order: str = "") -> datetime:
    """The time that words name, in UTC; a day alone is its first moment. Raises Unclear."""
    said = words.strip()[:100]
    moment = moment_in(said)
    if moment is not None:
        return moment
    try:
        moment = parsedate_to_datetime(said)
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return datetime.combine(day_in(said, order), time.min, UTC)


def _in_order(numbers: re.Match[str], order: str, said: str) -> date:
    first, second, year = int(numbers[1]), int(numbers[3]), int(numbers[4])
    is_dotted = numbers[2] == "."
    if order == "mdy" and not is_dotted:
        return _day(year, first, second, said)
    if order == "dmy" or is_dotted or first > 12 or first == second:
        return _day(year, second, first, said)
    if second > 12:
        return _day(year, first, second, said)
    raise Unclear(f"{said!r} may be two days; say with `dates` whether the day (dmy) or the month (mdy) stands first.")


def _month(word: str) -> int | None:
    start = word[:3].lower()
    return MONTHS.index(start) + 1 if start in MONTHS else None


def _day(year: int, month: int, day: int, said: str) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise Unclear(f"{said!r} is no day of the calendar.") from None
