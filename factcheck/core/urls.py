"""Addresses of the web: when two are the same."""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit

DEFAULT_PORTS = {"http": 80, "https": 443}


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
