"""Which machines a fetch may talk to.

A name is looked up once, every address it has is judged, and the connection goes to one of those addresses. There is no
second look-up that could answer otherwise (DNS rebinding).
"""

from __future__ import annotations

import ipaddress
import socket
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future

from .addresses import IPAddress, WebAddress
from .refusals import Reason, unfetchable

MayReach = Callable[[IPAddress, int], bool]
"""Says of an address and a port whether a fetch may go there."""

Resolve = Callable[[str, int], Sequence[str]]
"""The addresses of a name, as text. Raises OSError when it has none."""

NOT_PUBLIC_IPV4 = [
    ipaddress.IPv4Network(network)
    for network in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24",
        "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
    )
]  # fmt: skip
"""IANA IPv4 Special-Purpose Address Registry, with multicast and the reserved rest (RFC 6890, 5771, 1112)."""

PUBLIC_IPV6 = ipaddress.IPv6Network("2000::/3")
NOT_PUBLIC_IPV6 = [
    ipaddress.IPv6Network(network)
    for network in ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20")
]
"""IANA IPv6 Special-Purpose Address Registry inside 2000::/3: among them Teredo and 6to4, which carry an IPv4 address.
Loopback, unique local, link-local, multicast, IPv4-mapped and IPv4-compatible addresses lie outside of 2000::/3."""

NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
"""RFC 6052: how a network with IPv6 alone reaches IPv4 sites, so it is judged by the IPv4 address inside."""


def is_public(address: IPAddress, port: int = 0) -> bool:
    """Whether an address is one of the public internet, whatever the port. The reach of a fetch unless told otherwise."""
    if isinstance(address, ipaddress.IPv4Address):
        return not any(address in network for network in NOT_PUBLIC_IPV4)
    if address in NAT64:
        return is_public(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF), port)
    return address in PUBLIC_IPV6 and not any(address in network for network in NOT_PUBLIC_IPV6)


def system_resolve(host: str, port: int) -> list[str]:
    """Ask the system, which asks DNS."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def addresses_to_reach(at: WebAddress, *, resolve: Resolve, may_reach: MayReach, seconds: float) -> list[IPAddress]:
    """The addresses a connection may go to; at least one. A name with even one that may not be reached is refused."""
    literal = at.literal
    found = [literal] if literal is not None else _look_up(at, resolve, seconds)
    for address in found:
        if not may_reach(address, at.port):
            raise unfetchable(Reason.PRIVATE_ADDRESS, f"“{at.host}” leads to an address that is not on the public web.")
    return found


def _look_up(at: WebAddress, resolve: Resolve, seconds: float) -> list[IPAddress]:
    try:
        texts = _within(seconds, lambda: resolve(at.host, at.port))
    except TimeoutError as late:
        raise unfetchable(Reason.DNS, f"The name “{at.host}” was not found in time.") from late
    except OSError as unknown:
        raise unfetchable(Reason.DNS, f"There is no site with the name “{at.host}”.") from unknown
    if not texts:
        raise unfetchable(Reason.DNS, f"There is no site with the name “{at.host}”.")
    return [ipaddress.ip_address(text) for text in dict.fromkeys(texts)]


def _within(seconds: float, look_up: Callable[[], Sequence[str]]) -> Sequence[str]:
    """The system's look-up knows no timeout, so it is left behind in a thread of its own when it takes too long."""
    answer: Future[Sequence[str]] = Future()

    def run() -> None:
        try:
            answer.set_result(look_up())
        except OSError as unknown:
            answer.set_exception(unknown)

    threading.Thread(target=run, name="dns", daemon=True).start()
    return answer.result(timeout=seconds)
