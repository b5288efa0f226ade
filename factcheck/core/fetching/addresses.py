"""What a web address is, taken strictly: one spelling, so that what is checked is what is asked for.

After the URL Standard (https://url.spec.whatwg.org) where that is strict, and stricter where it is forgiving: a browser
reads `http://0x7f.1/` as 127.0.0.1 and `http:\\\\x` as `http://x`; here both are refused. Names go through UTS 46 and IDNA
2008 first, so that full-width digits and other look-alikes are judged by what they become.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import SplitResult, quote, urljoin, urlsplit

import idna

from factcheck.core.problems import Unfetchable
from factcheck.core.urls import DEFAULT_PORTS

from .refusals import Reason, unfetchable

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

LONGEST = 8_000
"""Characters of an address; servers take 8,000 bytes of request line as RFC 9110 4.1 recommends."""

INNER_NAMES = ("localhost", "local", "internal", "home.arpa", "localdomain", "intranet", "lan", "corp", "home")
"""Ends of names that lead into a network or back to the machine (RFC 6761, 6762, 8375, and common use)."""

_NEVER = re.compile(r"[\x00-\x20\x7f-\xa0\\\ud800-\udfff]|\s")
_IPV6_NETLOC = re.compile(r"\[([0-9A-Fa-f:.]+)\](?::[0-9]*)?")
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_NUMBER = re.compile(r"\d+|0x[0-9a-f]*")
_PATH_SAFE = "/%:@!$&'()*+,;=~"


@dataclass(frozen=True)
class WebAddress:
    """Where a request goes. `host` is a lower-case ASCII name or an IP address without brackets; `target` is ASCII."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def literal(self) -> IPAddress | None:
        """The IP address, when the host is one and not a name."""
        try:
            return ipaddress.ip_address(self.host)
        except ValueError:
            return None

    @property
    def authority(self) -> str:
        """Host and port as the `Host` header has them: the port only when it is not the scheme's own."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def origin(self) -> str:
        return f"{self.scheme}://{self.authority}"

    @property
    def url(self) -> str:
        return self.origin + self.target

    def at(self, reference: str) -> WebAddress:
        """Where a redirect leads from here, held to the same rules."""
        _refuse_odd_characters(reference)
        try:
            return parse_address(urljoin(self.url, reference))
        except ValueError as broken:
            raise _no_address(f"The site sends on to “{reference[:200]}”, which is no web address.") from broken


def parse_address(url: str) -> WebAddress:
    """Read an http or https URL; the fragment is dropped. Raises Unfetchable: not_a_web_address or private_address."""
    _refuse_odd_characters(url)
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as broken:
        raise _no_address(f"“{url[:200]}” is not a web address.") from broken
    if parts.scheme not in DEFAULT_PORTS:
        raise _no_address("The address does not begin with http:// or https://.")
    if "@" in parts.netloc:
        raise _no_address("The address holds a user name or password.")
    if not parts.hostname:
        raise _no_address("The address names no site.")
    return WebAddress(
        parts.scheme, _host(parts), port if port is not None else DEFAULT_PORTS[parts.scheme], _target(parts)
    )


def _refuse_odd_characters(url: str) -> None:
    if len(url) > LONGEST:
        raise _no_address(f"The address has {len(url):,} characters; {LONGEST:,} are taken.")
    if _NEVER.search(url):
        raise _no_address("The address holds a space, a backslash or a control character.")


def _host(parts: SplitResult) -> str:
    if parts.netloc.startswith("["):
        return _ipv6(parts.netloc)
    host = _ascii_name(parts.hostname or "")
    labels = host.split(".")
    if _NUMBER.fullmatch(labels[-1]):
        return _ipv4(host)
    if not all(_LABEL.fullmatch(label) for label in labels) or len(host) > 253:
        raise _no_address(f"“{host[:100]}” is not the name of a site.")
    if len(labels) == 1 or any(host.endswith("." + inner) for inner in INNER_NAMES):
        raise unfetchable(Reason.PRIVATE_ADDRESS, f"“{host}” is a name inside a network.")
    return host


def _ascii_name(host: str) -> str:
    if host.isascii():
        return host.lower()
    try:
        return idna.encode(host, uts46=True, std3_rules=True).decode("ascii").lower()
    except UnicodeError as broken:
        raise _no_address(f"“{host[:100]}” is not the name of a site.") from broken


def _ipv4(host: str) -> str:
    """Four decimal numbers without leading zeros; `0x7f.1`, `2130706433` and `0177.0.0.1` mean different things to
    different readers."""
    try:
        return str(ipaddress.IPv4Address(host))
    except ValueError as broken:
        raise _no_address(f"“{host[:100]}” is an IP address in an odd spelling.") from broken


def _ipv6(netloc: str) -> str:
    """An address in brackets without a zone, which would mean another network card on every machine."""
    found = _IPV6_NETLOC.fullmatch(netloc)
    try:
        return str(ipaddress.IPv6Address(found[1] if found else netloc))
    except ValueError as broken:
        raise _no_address(f"“{netloc[:100]}” is not an IPv6 address of the public web.") from broken


def _target(parts: SplitResult) -> str:
    path = quote(parts.path or "/", safe=_PATH_SAFE)
    return f"{path}?{quote(parts.query, safe=_PATH_SAFE + '?')}" if parts.query else path


def _no_address(what: str) -> Unfetchable:
    return unfetchable(Reason.NOT_A_WEB_ADDRESS, what)
