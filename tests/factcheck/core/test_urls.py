from __future__ import annotations

import pytest

from factcheck.core.urls import normalised


@pytest.mark.parametrize(
    "url",
    ["https://example.org", "https://example.org/", "HTTPS://Example.ORG/", "https://example.org:443", "https://example.org:/",
     "https://example.org/#part", "https://example.org#part"],
)  # fmt: skip
def test_one_address_has_one_spelling(url: str) -> None:
    assert normalised(url) == "https://example.org/"


@pytest.mark.parametrize(
    "url",
    ["http://example.org/", "https://example.org/a", "https://example.org/A", "https://example.org/a/",
     "https://example.org/?q", "https://example.org/?q=1&p=2", "https://example.org/?p=2&q=1", "https://www.example.org/",
     "https://example.org:8443/", "http://example.org:443/", "https://Ravi@example.org/", "https://ravi:x@example.org/",
     "https://[2001:db8::7]/", "https://[2001:db8::7]:8443/", "https://bücher.example/ä%20b"],
)  # fmt: skip
def test_what_may_lead_elsewhere_stays_as_it_is(url: str) -> None:
    assert normalised(url) == url


def test_a_host_in_capitals_is_no_other_host_behind_a_user_or_a_port() -> None:
    assert normalised("http://Ravi@EXAMPLE.org:80/A?B#C") == "http://Ravi@example.org/A?B"
    assert normalised("http://[2001:DB8::7]:80") == "http://[2001:db8::7]/"


@pytest.mark.parametrize("url", ["", "words", "/page", "https://", "https:///page", "https://x:port/", "http://[::1"])
def test_what_is_no_address_has_no_spelling(url: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        normalised(url)
