"""One visit: a request, the answer's head, its redirects, each hop checked anew."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import httpcore

from factcheck.core.problems import Unfetchable

from .addresses import WebAddress
from .connecting import Allowance, Deadline, PinnedBackend
from .policy import FetchPolicy
from .reach import addresses_to_reach
from .refusals import Reason, unfetchable

REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True)
class Answer:
    """The head of an answer, and its body as it comes in. Header names are lower case, the first of a name counts."""

    at: WebAddress
    status: int
    headers: Mapping[str, str]
    chunks: Iterator[bytes]


@contextmanager
def visit(
    at: WebAddress, policy: FetchPolicy, deadline: Deadline, headers: Mapping[str, str],
    before: Callable[[WebAddress], None],
) -> Iterator[Answer]:  # fmt: skip
    """The first answer that is no redirect. `before` is called with every address before it is asked, and may raise."""
    redirects = 0
    while True:
        before(at)
        with _asked(at, policy, deadline, headers) as response:
            heads = _heads(response, policy.header_bytes)
            if response.status not in REDIRECTS or "location" not in heads:
                yield Answer(at, response.status, heads, response.iter_stream())
                return
        redirects += 1
        if redirects > policy.redirects:
            raise unfetchable(Reason.TOO_MANY_REDIRECTS, f"The site sends on more than {policy.redirects} times.")
        at = at.at(heads["location"])


@contextmanager
def _asked(
    at: WebAddress, policy: FetchPolicy, deadline: Deadline, headers: Mapping[str, str]
) -> Iterator[httpcore.Response]:
    if at.port not in policy.ports:
        raise unfetchable(Reason.PORT, f"Port {at.port} is not one that pages are served on.")
    addresses = addresses_to_reach(
        at, resolve=policy.resolve, may_reach=policy.may_reach, seconds=min(policy.connect_seconds, deadline.left())
    )
    backend = PinnedBackend(addresses, deadline=deadline, allowance=Allowance(policy.wire_bytes))
    timeout = {"connect": policy.connect_seconds, "read": policy.read_seconds, "write": policy.read_seconds}
    with (
        _transport_failures(at),
        httpcore.ConnectionPool(ssl_context=policy.trust(), network_backend=backend) as pool,
        pool.stream(
            "GET",
            httpcore.URL(scheme=at.scheme, host=at.host, port=at.port, target=at.target),
            headers=[("Host", at.authority), ("User-Agent", policy.user_agent), *headers.items()],
            extensions={"timeout": timeout},
        ) as response,
    ):
        yield response


@contextmanager
def _transport_failures(at: WebAddress) -> Iterator[None]:
    try:
        yield
    except httpcore.TimeoutException as late:
        raise unfetchable(Reason.TIMEOUT, f"{at.host} stopped answering.") from late
    except (httpcore.NetworkError, httpcore.ProtocolError) as broken:
        if any(getattr(why, "error_status_hint", None) == 431 for why in broken.args):
            raise _heads_too_large(at.host) from broken
        raise unfetchable(Reason.BROKEN_ANSWER, f"The answer of {at.host} broke off or is not HTTP.") from broken


def _heads(response: httpcore.Response, at_most: int) -> dict[str, str]:
    if sum(len(name) + len(value) + 4 for name, value in response.headers) > at_most:
        raise _heads_too_large("the site")
    heads: dict[str, str] = {}
    for name, value in response.headers:
        heads.setdefault(name.decode("latin-1").lower(), _text(value))
    return heads


def _text(value: bytes) -> str:
    """A header's words: UTF-8 where they are (as browsers read `Location`), else Latin-1."""
    try:
        return value.decode("utf-8").strip()
    except UnicodeDecodeError:
        return value.decode("latin-1").strip()


def _heads_too_large(host: str) -> Unfetchable:
    return unfetchable(Reason.TOO_LARGE, f"The headers that {host} sends are too large.")
