"""Addresses of archived copies, and the pages that they are copies of."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import parse_qs, unquote, urlsplit

_WAYBACK = re.compile(r"/(?:web|wayback)/(\d{4,14}|\*)(?:[a-z]{2}_)?/(.+)", re.S)
_DATED = re.compile(r"/(\d{4}(?:[.\-]?\d{2}){0,5}(?:-\d{6})?)/(https?:/.+)", re.S)
_PLAIN = re.compile(r"/(?:newest|oldest|o/[A-Za-z0-9]+)/(https?:/.+)", re.S)
_CACHED = re.compile(r"cache:(?:[A-Za-z0-9_-]{12}:)?(\S+)")

WAYBACK_HOSTS = {
    "web.archive.org",
    "archive.org",
    "wayback.archive.org",
    "arquivo.pt",
    "web.archive.org.au",
}
ARCHIVE_TODAY = {f"archive.{end}" for end in ("today", "ph", "is", "li", "vn", "md", "fo")}
CACHES = {"webcache.googleusercontent.com", "cc.bingj.com"}


@dataclass(frozen=True)
class Original:
    """The page behind an address, and when the copy at that address was made, if it says."""

    url: str
    copied_at: datetime | None = None


def original_url(url: str) -> Original:
    """Look through an archive's address to the page it keeps; any other address is its own original.

    Knows the Wayback Machine (with flags such as `id_`), archive.today where the address is inside, and search engines'
    caches. Archives within archives are looked through, the innermost date counts.
    """
    found = Original(url)
    for _ in range(3):
        inner = _looked_through(found.url)
        if inner is None:
            break
        found = Original(inner.url, inner.copied_at or found.copied_at)
    return found


def _looked_through(url: str) -> Original | None:
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return None
    host = (parts.hostname or "").removeprefix("www.")
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    if host in WAYBACK_HOSTS:
        match = _WAYBACK.fullmatch(path)
        return _original(match[2], match[1]) if match else None
    if host in ARCHIVE_TODAY:
        dated, plain = _DATED.fullmatch(path), _PLAIN.fullmatch(path)
        if dated:
            return _original(dated[2], dated[1])
        return _original(plain[1], "") if plain else None
    if host in CACHES:
        asked = parse_qs(parts.query)
        cached = _CACHED.search(asked.get("q", [""])[0]) or _CACHED.fullmatch("cache:" + asked.get("u", [""])[0])
        return _original(cached[1], "") if cached else None
    return None


def _original(inner: str, stamp: str) -> Original | None:
    """Servers and people fold `//` into `/`, leave the scheme out, or quote the whole address."""
    url = unquote(inner) if re.match(r"https?%3A", inner, re.I) else inner
    url = re.sub(r"^(https?):/+", r"\1://", url, flags=re.I)
    if not re.match(r"https?://", url, re.I):
        url = "http://" + url
    host = url.split("/")[2]
    return Original(url, _moment(stamp)) if "." in host else None


def _moment(stamp: str) -> datetime | None:
    digits = re.sub(r"\D", "", stamp)
    for length, form in ((14, "%Y%m%d%H%M%S"), (12, "%Y%m%d%H%M"), (8, "%Y%m%d")):
        if len(digits) >= length:
            try:
                return datetime.strptime(digits[:length], form).replace(tzinfo=UTC)
            except ValueError:
                return None
    return None
