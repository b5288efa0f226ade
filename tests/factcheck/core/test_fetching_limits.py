"""Sites that take their time, never end, or send a small thing that unpacks into a large one."""

from __future__ import annotations

import gzip
import ipaddress
import socket
import ssl
import threading
import time

import pytest
import trustme

from factcheck.core.fetching import fetch
from factcheck.core.problems import Unfetchable
from tests.factcheck.core.sites import PAGE, Site, lenient, names, page, raw, redirect, serving

OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


def refusal(url: str, **changes) -> str:
    with pytest.raises(Unfetchable) as problem:
        fetch(url, policy=lenient(**changes))
    return str(problem.value.facts["reason"])


def dripping(start: bytes, drip: bytes = b"x", every: float = 0.02):
    """Sends a little, again and again, until nobody listens any more."""

    def play(connection: socket.socket, _head: bytes) -> None:
        connection.sendall(start)
        while True:
            connection.sendall(drip)
            time.sleep(every)

    return play


def silent(connection: socket.socket, _head: bytes) -> None:
    connection.recv(1)


@pytest.mark.parametrize(
    "play",
    [
        dripping(OK + b"\r\n"),
        dripping(b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n"),
        dripping(b"", b"H"),
        dripping(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        dripping(OK + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(b"x")[:10], b"\x00"),
        dripping(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
    ],
    ids=["body", "headers", "first line", "interim answers", "packed body", "chunks"],
)
def test_a_site_that_drips_is_left_after_the_total_time(site, play):
    site.pages["/slow"] = play
    started = time.monotonic()

    assert refusal(site.url("/slow"), read_seconds=5, total_seconds=0.3) in ("timeout", "broken_answer")
    assert time.monotonic() - started < 1.5
    assert site.hits == ["/slow"]


def test_a_site_that_says_nothing_is_left_after_the_read_time(site):
    site.pages["/silent"] = silent
    started = time.monotonic()

    assert refusal(site.url("/silent"), read_seconds=0.2) == "timeout"
    assert time.monotonic() - started < 1.5


def test_the_total_time_counts_over_all_redirects(site):
    def slowly(connection: socket.socket, head: bytes) -> None:
        time.sleep(0.15)
        redirect("/again")(connection, head)

    site.pages["/again"] = slowly

    assert refusal(site.url("/again"), total_seconds=0.35) == "timeout"
    assert len(site.hits) <= 3


def test_a_name_that_is_long_in_being_found_is_given_up():
    found = threading.Event()

    def resolve(_host: str, _port: int) -> list[str]:
        found.wait(5)
        return ["127.0.0.1"]

    started = time.monotonic()
    assert refusal("http://slow.example/", resolve=resolve, connect_seconds=0.2) == "dns"
    assert time.monotonic() - started < 1.5
    found.set()


def endless(start: bytes, block: bytes):
    return dripping(start, block, every=0)


@pytest.mark.parametrize(
    "play",
    [
        endless(OK + b"\r\n", b"x" * 65536),
        endless(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"8000\r\n" + b"x" * 0x8000 + b"\r\n"),
        page(b"", content_length="99999999999"),
        page(b"x" * 300_000),
        page(gzip.compress(bytes(50_000_000)), content_encoding="gzip"),
        endless(OK + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(b"")[:10], b"\x00\x00\x00\xff\xff" * 9000),
        endless(b"HTTP/1.1 200 OK\r\n", b"X-Header: " + b"y" * 1000 + b"\r\n"),
        endless(b"HTTP/1.1 200 OK\r\nX-Header: ", b"y" * 1000),
        endless(b"", b"HTTP/1.1 100 Continue\r\nX: " + b"y" * 1000 + b"\r\n\r\n"),
        page(PAGE, **{f"x_{n}": "y" * 100 for n in range(800)}),
    ],
    ids=[
        "endless body", "endless chunks", "announced as huge", "large", "gzip bomb", "packed endlessly", "endless headers",
        "endless header", "endless interim answers", "many headers",
    ],
)  # fmt: skip
def test_what_is_too_large_is_left_early(site, play):
    site.pages["/large"] = play
    started = time.monotonic()

    reason = refusal(site.url("/large"), wire_bytes=200_000, body_bytes=100_000, total_seconds=5)

    assert reason == "too_large"
    assert time.monotonic() - started < 3


def test_a_page_just_within_the_limits_is_taken(site):
    site.pages["/large"] = page(b"x" * 100_000)
    site.pages["/packed"] = page(gzip.compress(bytes(100_000)), content_encoding="gzip")

    assert len(fetch(site.url("/large"), policy=lenient(body_bytes=100_000)).body) == 100_000
    assert len(fetch(site.url("/packed"), policy=lenient(body_bytes=100_000, wire_bytes=5_000)).body) == 100_000


@pytest.mark.parametrize(
    "play",
    [
        page(PAGE, content_length=str(len(PAGE) + 10)),
        raw(OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\n<p>a "),
        raw(OK + b"Transfer-Encoding: chunked\r\n\r\nnonsense"),
        raw(OK + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\n<p>ab"),
        raw(OK + b"Content-Length: -5\r\n\r\n<p>ab"),
        raw(b"\x16\x03\x01 this is not HTTP\r\n\r\n"),
        raw(b""),
        raw(b"HTTP/1.1 200 OK\r\nNo colon here\r\n\r\n"),
        page(PAGE, content_encoding="gzip"),
        page(gzip.compress(PAGE)[:-12], content_encoding="gzip"),
        page(PAGE, content_encoding="br"),
        page(PAGE, content_encoding="zstd"),
        page(PAGE, content_encoding="gzip, gzip"),
        page(PAGE, content_encoding="rot13"),
    ],
    ids=[
        "shorter than announced", "breaks off in a chunk", "no chunk size", "two lengths", "negative length", "not HTTP",
        "nothing", "no header", "not packed", "packed and cut", "brotli", "zstandard", "packed twice", "unknown packing",
    ],
)  # fmt: skip
def test_a_broken_answer_is_no_page(site, play):
    site.pages["/broken"] = play

    assert refusal(site.url("/broken")) == "broken_answer"
    assert site.hits == ["/broken"]


def test_a_page_longer_than_announced_ends_where_it_said(site):
    site.pages["/story"] = page(PAGE + b"HTTP/1.1 200 OK\r\n\r\nsmuggled", content_length=str(len(PAGE)))

    assert fetch(site.url("/story"), policy=lenient()).body == PAGE


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


def secure(authority: trustme.CA, *names: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*names).configure_cert(context)
    return context


def trusting(authority: trustme.CA):
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return lambda: context


def test_a_secure_site_is_believed_only_with_a_certificate_of_its_name(authority):
    resolve = names(news="127.0.0.1", evil="127.0.0.1")
    with serving(Site(), tls=secure(authority, "news.example")) as site:
        news, evil = (site.url("/", host=f"{name}.example", scheme="https") for name in ("news", "evil"))

        assert refusal(news, resolve=resolve) == "tls"
        assert refusal(evil, resolve=resolve, trust=trusting(authority)) == "tls"
        assert site.heads == []
        assert fetch(news, policy=lenient(resolve=resolve, trust=trusting(authority))).body == PAGE


def test_a_secure_site_may_be_an_address(authority):
    with serving(Site(), tls=secure(authority, str(ipaddress.ip_address("127.0.0.1")))) as site:
        assert fetch(site.url("/", scheme="https"), policy=lenient(trust=trusting(authority))).body == PAGE


def test_a_site_that_speaks_no_tls():
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def answer_in_the_clear() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.recv(65536)
                connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

        threading.Thread(target=answer_in_the_clear, daemon=True).start()

        assert refusal(f"https://127.0.0.1:{listener.getsockname()[1]}/") == "tls"


def test_a_handshake_that_never_ends():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        started = time.monotonic()

        assert refusal(f"https://127.0.0.1:{listener.getsockname()[1]}/", total_seconds=0.3) == "timeout"
        assert time.monotonic() - started < 1.5
