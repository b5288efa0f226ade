"""Fetching a page that somebody named, without being led anywhere else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime

from factcheck.core import clock
from factcheck.core.mediatypes import READABLE, UNLABELLED, label, looks_like
from factcheck.core.problems import Unfetchable

from .addresses import WebAddress, parse_address
from .bodies import TAKEN_ENCODINGS, beginning, collected, unpacked
from .connecting import Deadline
from .policy import PRODUCT, FetchPolicy
from .refusals import Reason, unfetchable
from .robots import RULES_BYTES, RobotsAnswer
from .visiting import Answer, visit

ACCEPT = "text/html,application/xhtml+xml,application/pdf;q=0.9,text/plain;q=0.8,*/*;q=0.5"
STRANGERS_PAGES = FetchPolicy()
"""The policy when none is given: one for the process, so that pace and robots.txt are remembered."""


@dataclass(frozen=True)
class Fetched:
    """A page as its site sent it, at `final_url` after all redirects. `body` is unpacked but not decoded.

    `media_type` is by its looks where the site gave none; `charset` is the header's, "" if it named none. `not_modified`:
    the site says that what the caller has (by the etag or date it gave) is still the page, and `body` is empty.
    """

    final_url: str
    media_type: str
    charset: str
    body: bytes
    etag: str = ""
    last_modified: str = ""
    not_modified: bool = False


def fetch(url: str, *, policy: FetchPolicy = STRANGERS_PAGES, etag: str = "", last_modified: str = "") -> Fetched:
    """GET a page. `etag` and `last_modified` are those of an earlier Fetched, to ask whether it changed.

    Raises Unfetchable, with the fact `reason` (see Reason), `http_status` for HTTP errors, and `retry_after` (seconds) where
    known. Blocks for at most the policy's total seconds.
    """
    at = parse_address(url)
    deadline = Deadline(policy.total_seconds)
    conditions = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    headers = {
        "Accept": ACCEPT,
        "Accept-Encoding": TAKEN_ENCODINGS,
        **{name: value for name, value in conditions.items() if value.isascii() and value.isprintable() and value},
    }
    waited: set[str] = set()

    def ask_leave(hop: WebAddress) -> None:
        if policy.robots is not None:
            policy.robots.require(hop, product=PRODUCT, ask=lambda rules: _robots(rules, policy, deadline))
        if policy.pace is not None and hop.host not in waited:
            policy.pace.wait(hop.host, at_most=min(policy.pace_seconds, deadline.left()))
            waited.add(hop.host)

    with visit(at, policy, deadline, headers, ask_leave) as answer:
        return _fetched(answer, policy, conditional=bool(etag or last_modified))


def _robots(rules: WebAddress, policy: FetchPolicy, deadline: Deadline) -> RobotsAnswer:
    headers = {"Accept": "text/plain,*/*;q=0.5", "Accept-Encoding": TAKEN_ENCODINGS}
    with visit(rules, policy, deadline, headers, lambda _hop: None) as answer:
        pieces = unpacked(answer.chunks, answer.headers.get("content-encoding", ""))
        return RobotsAnswer(answer.status, beginning(pieces, at_most=RULES_BYTES))


def _fetched(answer: Answer, policy: FetchPolicy, *, conditional: bool) -> Fetched:
    unchanged = conditional and answer.status == 304
    if answer.status not in (200, 203) and not unchanged:
        raise _http_status(answer)
    media_type, charset = label(answer.headers.get("content-type", ""))
    body = b"" if unchanged else _body(answer, policy, media_type)
    if not unchanged and media_type in UNLABELLED:
        media_type = _by_looks(body, policy)
    return Fetched(
        final_url=answer.at.url, media_type=media_type, charset=charset, body=body, not_modified=unchanged,
        etag=answer.headers.get("etag", ""), last_modified=answer.headers.get("last-modified", ""),
    )  # fmt: skip


def _body(answer: Answer, policy: FetchPolicy, media_type: str) -> bytes:
    if media_type not in policy.media_types | UNLABELLED:
        raise _wrong_type(media_type)
    length = answer.headers.get("content-length", "")
    if length.isdecimal() and int(length) > policy.wire_bytes:
        raise unfetchable(Reason.TOO_LARGE, f"The page has {int(length):,} bytes; {policy.wire_bytes:,} are taken.")
    pieces = unpacked(answer.chunks, answer.headers.get("content-encoding", ""))
    return collected(pieces, at_most=policy.body_bytes)


def _by_looks(body: bytes, policy: FetchPolicy) -> str:
    media_type = looks_like(body)
    if media_type not in policy.media_types & READABLE:
        raise _wrong_type("")
    return media_type


def _wrong_type(media_type: str) -> Unfetchable:
    what = f"“{media_type[:80]}”" if media_type else "something that is not recognised"
    return unfetchable(Reason.WRONG_TYPE, f"The site sends {what}.", media_type=media_type[:80])


def _http_status(answer: Answer) -> Unfetchable:
    wait = seconds_to_wait(answer.headers.get("retry-after", ""))
    again = "" if wait is None else f" It asks to be left alone for {wait} s."
    facts = {} if wait is None else {"retry_after": wait}
    return unfetchable(
        Reason.HTTP_STATUS,
        f"{answer.at.host} answers with HTTP {answer.status}.{again}",
        http_status=answer.status,
        **facts,
    )


def seconds_to_wait(retry_after: str) -> int | None:
    """`Retry-After` (RFC 9110 10.2.3), a number of seconds or a date, in whole seconds from now; None if it is neither."""
    if retry_after.isascii() and retry_after.isdecimal():
        return int(retry_after[:9])
    try:
        moment = parsedate_to_datetime(retry_after)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0, round((moment - clock.now()).total_seconds()))
