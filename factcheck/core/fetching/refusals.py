"""Why a page was not fetched, and what a person can do instead."""

from __future__ import annotations

from enum import StrEnum

from factcheck.core.problems import FieldError, Unfetchable


class Reason(StrEnum):
    """The fact `reason` of an Unfetchable."""

    NOT_A_WEB_ADDRESS = "not_a_web_address"
    PRIVATE_ADDRESS = "private_address"
    PORT = "port"
    DNS = "dns"
    REFUSED = "refused"
    TLS = "tls"
    TIMEOUT = "timeout"
    TOO_SOON = "too_soon"
    ROBOTS = "robots"
    HTTP_STATUS = "http_status"
    TOO_MANY_REDIRECTS = "too_many_redirects"
    BROKEN_ANSWER = "broken_answer"
    TOO_LARGE = "too_large"
    WRONG_TYPE = "wrong_type"


BY_HAND = "Open the page in your browser, then paste its text here or upload the saved page."
INSTEAD = {
    Reason.NOT_A_WEB_ADDRESS: "Give a full address such as https://news.example/2018/story.",
    Reason.PRIVATE_ADDRESS: "Only pages on the public web are fetched; paste the text or upload the saved page.",
    Reason.PORT: "Give the page's public address, or paste its text or upload the saved page.",
    Reason.DNS: f"Check the spelling of the address. {BY_HAND}",
    Reason.TOO_LARGE: "Paste the part of the text that you need.",
    Reason.WRONG_TYPE: "Articles are read from HTML, MHTML, PDF, DOCX and plain text; paste the text instead.",
}


def unfetchable(reason: Reason, what: str, **facts: object) -> Unfetchable:
    """The problem to raise: `what` happened (a sentence), and what to do instead."""
    detail = f"{what} {INSTEAD.get(reason, BY_HAND)}"
    return Unfetchable(detail, errors=[FieldError("/url", detail)], reason=reason.value, **facts)
