"""What OpenAPI cannot say of a request: where schemathesis takes for good what the API refuses with reason, or the other way.

All checks are on for all operations but for what stands here, each with its reason.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

STATUSES = {
    # 412 is the answer to an ETag that is well formed and of another version; 422 to an address that cannot be fetched
    "positive_data_acceptance": ["2xx", "3xx", "401", "403", "404", "409", "412", "422", "429"],
    "negative_data_rejection": ["400", "401", "403", "404", "405", "406", "409", "412", "415", "422", "428", "429"],
    # RFC 6585 has this status for exactly that
    "missing_required_header": ["428", "400"],
}


NOT_ASKED = {
    "POST /api/v1/articles/: Unsupported type: 'Binary'": "a file in JSON, which schemathesis makes but cannot write",
}
"""What schemathesis itself cannot do: its words → why."""


@dataclass(frozen=True)
class Off:
    """A check that is off for one operation."""

    check: str
    operation: str
    why: str


OFF: list[Off] = []


@dataclass(frozen=True)
class Unsaid:
    """Refusals of well-formed input at a place in it: patterns of the operation and of the JSON pointer."""

    operation: str
    pointer: str
    why: str


REFUSED = [
    Unsaid(r".*", r"(/appearances/\d+)?/selector(/.*)?", "the words have to stand in the text, and in one place"),
    Unsaid(r".*", r"/(.*/)?url", "schemathesis tries the greatest length without the pattern that stands beside it"),
    Unsaid(r".*", r"/(.*/)?slug", "a slug is given once in a scale, and once for a review"),
    Unsaid(
        r"GET .*",
        r"/(assignee|reviewer|created_by|rating|import_id)",
        "it has to be somebody or something the caller knows",
    ),
    Unsaid(r"GET .*", r"/\w+_(after|before)|/after", "a time, in UTC, from the year 1 to the year 9999"),
    Unsaid(r"GET .*/diff/", r"/against", "another revision of the same article, and the first has none before it"),
    Unsaid(
        r"POST .*/articles/(.*)",
        r"/(text|html|file|into)?",
        "there have to be words in it, and another article to join",
    ),
    Unsaid(
        r".* .*/(appearances|annotations|claims)/(.*)",
        r"/(annotation|appearance|article|revision|reply_to)(/.*)?",
        "it has to hang on the same claim or article",
    ),
    Unsaid(r"PATCH .*/comments/{id}/", r"/resolved", "an answer is resolved with what it answers"),
    Unsaid(r".*", r"/(ends_on|sent_at)", "a day that is yet to come, or a time that has been"),
    Unsaid(
        r".*",
        r"(/source.*|/quote|/question|/answer.*|/searched|/medium)",
        "evidence has a source that bears it out, or says why not",
    ),
    Unsaid(
        r".*/(verdicts|claims)/(.*)",
        r"/(rating|evidence(/.*)?|second_look)",
        "what the desk's policy and scale ask for",
    ),
    Unsaid(r"POST .*/transitions/", r"/(to|reason|rating|reason_code)", "what the status asks for"),
    Unsaid(r".*/members/.*", r"/(username|email)", "one account has one name"),
    Unsaid(r"GET .*/claims/match/", r"/q", "there have to be words"),
    Unsaid(r"GET .*/(match|similar)/", r"/limit", "a number, and not an empty one"),
    Unsaid(r"POST .*/relations/", r"/claim", "another claim of the same desk"),
    Unsaid(r"POST .*/reviews/", r"/claim", "a claim that the caller knows"),
    Unsaid(r"POST .*/rating-scales/", r"/ratings/\d+/value", "a whole number, written as one"),
    Unsaid(r"POST .*/exports/", r"/(format|desk|filters(/.*)?)", "what the resource comes in, and may be narrowed by"),
    Unsaid(
        r"POST .*/imports/",
        r"/(file|content|data|format|desk|partial|mapping(/.*)?)",
        "one file, and what its format and mapping ask for",
    ),
    Unsaid(r"PATCH .*/desks/{slug}/", r"/profile(/.*)?", "what is stored has at most 20,000 characters"),
]


def is_unsaid(check: str, operation: str, case: Any, interaction: Any, body: bytes) -> bool:
    """Whether this failure of a check is one that the schema could not have kept away."""
    if check == "positive_data_acceptance":
        return _is_refused_with_reason(operation, body)
    return check == "negative_data_rejection" and _is_empty_filter(case, interaction)


def _is_refused_with_reason(operation: str, body: bytes) -> bool:
    try:
        errors = json.loads(body).get("errors", [])
    except ValueError:
        return False
    return bool(errors) and all(_has_reason(operation, error["pointer"]) for error in errors)


def _has_reason(operation: str, pointer: str) -> bool:
    """Of a list of objects, each is refused as it would be alone."""
    within = re.sub(r"^/\d+(?=/)", "", pointer)
    return any(re.fullmatch(one.operation, operation) and re.fullmatch(one.pointer, within) for one in REFUSED)


def _is_empty_filter(case: Any, interaction: Any) -> bool:
    """Whether what was made wrong is a filter with no value: that was left open in a form, and narrows nothing."""
    sent = parse_qsl(urlsplit(interaction.request.uri).query, keep_blank_values=True)
    wrong = getattr(case.meta.phase.data, "parameter", None)
    return any(not value for name, value in sent if wrong in (None, name))
