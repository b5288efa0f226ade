"""Addresses of the web: when two are the same."""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit

from factcheck.core.hashing import sha256_text

DEFAULT_PORTS = {"http": 80, "https": 443}
SAME_SITE = ("www.", "m.", "mobile.", "amp.")
"""What hosts of one site differ in by custom."""


def normalised(url: str) -> str:
    """The one spelling of an http or https URL, after RFC 3986, 6.2.2 and 6.2.3, without its fragment.

    Scheme and host are in lower case, a default port is left out, and no path is `/`. Everything else means something to
    the server and stays: the path's case and its closing slash, the query, the name of a user. Raises ValueError for
    what has no host or a port that is none.
    """
    parts = urlsplit(url)
    if not parts.hostname:
        raise ValueError(f"{url[:100]!r} has no host; an address looks like https://example.org/page")
    scheme, port = parts.scheme.lower(), parts.port
    user, at, _host = parts.netloc.rpartition("@")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    place = host if port in (None, DEFAULT_PORTS.get(scheme)) else f"{host}:{port}"
    return urlunsplit((scheme, f"{user}{at}{place}", parts.path or "/", parts.query, ""))


def host_and_path(url: str) -> str:
    """What people know an address by, such as `news.example/2018/12/letter`; the whole of what is no address."""
    parts = urlsplit(url)
    return f"{parts.netloc.rpartition('@')[2]}{parts.path.rstrip('/')}" or url


def url_key(url: str) -> str:
    """What makes two addresses the same: the SHA-256 of their one spelling."""
    try:
        return sha256_text(normalised(url))
    except ValueError:  # it is told to be no address where the record is checked
        return sha256_text(url)


def same_site(one: str, other: str) -> bool:
    """Whether two addresses have the same host, but for a `www.`, `m.`, `mobile.` or `amp.` before it.

    Other hosts under one domain are strangers: who shares a domain with whom only a list of suffixes would tell.
    """
    first, second = _site(one), _site(other)
    return bool(first) and first == second


def _site(url: str) -> str:
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    return next((host.removeprefix(prefix) for prefix in SAME_SITE if host.startswith(prefix)), host)
