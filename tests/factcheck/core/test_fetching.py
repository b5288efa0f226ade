"""What a fetch brings home from a well-behaved site, and what it says when a site has nothing for it."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime

import pytest

from factcheck.core import clock
from factcheck.core.fetching import fetch
from factcheck.core.problems import Unfetchable
from tests.factcheck.core.sites import PAGE, lenient, names, page, raw, redirect

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def noon(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOON)


def refused(url: str, **changes) -> Unfetchable:
    with pytest.raises(Unfetchable) as problem:
        fetch(url, policy=lenient(**changes))
    return problem.value


def test_a_page_comes_home_with_its_particulars(site):
    site.pages["/story?id=1"] = page(
        content_type='Text/HTML; Charset="ISO-8859-1"', etag='"v1"', last_modified="Mon, 03 Dec 2018 10:00:00 GMT"
    )

    fetched = fetch(site.url("/story?id=1#part"), policy=lenient())

    assert fetched.final_url == site.url("/story?id=1")
    assert (fetched.media_type, fetched.charset) == ("text/html", "ISO-8859-1")
    assert fetched.body == PAGE and not fetched.not_modified
    assert (fetched.etag, fetched.last_modified) == ('"v1"', "Mon, 03 Dec 2018 10:00:00 GMT")


def test_a_site_is_told_who_asks_and_nothing_else(site):
    fetch(site.url("/"), policy=lenient())

    names_sent = {line.split(":")[0].lower() for line in site.heads[0].splitlines()[1:] if line}
    assert "factcheck-desk/" in site.heads[0]
    assert names_sent == {"host", "user-agent", "accept", "accept-encoding"}


def test_the_name_asked_for_is_the_one_the_site_hears(site):
    fetch(site.url("/", host="Bücher.example"), policy=lenient(resolve=names(**{"xn--bcher-kva": "127.0.0.1"})))

    assert f"Host: xn--bcher-kva.example:{site.port}\r\n" in site.heads[0]


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        ("/größe", "/gr%C3%B6%C3%9Fe"),
        ("/%C3%B6?q=ä&b=%20", "/%C3%B6?q=%C3%A4&b=%20"),
        ("?q=1", "/?q=1"),
        ("/a'(b)*;c=d,e~f", "/a'(b)*;c=d,e~f"),
        ('/"<x>"', "/%22%3Cx%3E%22"),
    ],
)
def test_a_path_is_sent_in_ascii(site, path, asked):
    fetch(site.url(path), policy=lenient())

    assert site.hits == [asked]


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"])
def test_redirects_are_followed(site, other_site, status):
    site.pages["/one"] = redirect("two?x=1", status)
    site.pages["/two?x=1"] = redirect(other_site.url("/three"), status)

    fetched = fetch(site.url("/one"), policy=lenient())

    assert site.hits == ["/one", "/two?x=1"]
    assert fetched.final_url == other_site.url("/three")
    assert other_site.hits == ["/three"]


def test_a_redirect_may_hold_letters_of_any_script(site):
    site.pages["/one"] = raw("HTTP/1.1 302 Found\r\nLocation: /größe\r\nContent-Length: 0\r\n\r\n".encode())

    assert fetch(site.url("/one"), policy=lenient()).final_url == site.url("/gr%C3%B6%C3%9Fe")


def test_five_redirects_are_followed_and_a_sixth_is_not(site):
    site.pages |= {f"/{n}": redirect(f"/{n + 1}") for n in range(6)}

    assert fetch(site.url("/1"), policy=lenient()).final_url == site.url("/6")
    assert refused(site.url("/0")).facts["reason"] == "too_many_redirects"


def test_a_loop_of_redirects_ends(site):
    site.pages["/loop"] = redirect("/loop")

    assert refused(site.url("/loop")).facts["reason"] == "too_many_redirects"
    assert site.hits == ["/loop"] * 6


def test_a_page_that_did_not_change_is_not_sent_again(site):
    site.pages["/story"] = page(b"", status="304 Not Modified", etag='"v1"')

    again = fetch(site.url("/story"), policy=lenient(), etag='"v1"', last_modified="Mon, 03 Dec 2018 10:00:00 GMT")

    assert again.not_modified and again.body == b""
    assert 'If-None-Match: "v1"\r\n' in site.heads[0]
    assert "If-Modified-Since: Mon, 03 Dec 2018 10:00:00 GMT\r\n" in site.heads[0]


def test_an_etag_cannot_smuggle_a_header_in(site):
    fetch(site.url("/"), policy=lenient(), etag='"v1"\r\nX-Injected: 1')

    assert "Injected" not in site.heads[0]


def test_not_modified_without_having_asked_is_an_error(site):
    site.pages["/story"] = page(b"", status="304 Not Modified")

    assert refused(site.url("/story")).facts["http_status"] == 304


@pytest.mark.parametrize(
    ("status", "retry_after", "seconds"),
    [
        ("404 Not Found", "", None),
        ("403 Forbidden", "", None),
        ("429 Too Many", "120", 120),
        ("503 Busy", "Wed, 25 Nov 2026 12:01:30 GMT", 90),
        ("503 Busy", "Wed, 25 Nov 2026 11:00:00 GMT", 0),
        ("503 Busy", "soon", None),
        ("500 Broken", "-5", None),
        ("204 No Content", "", None),
        ("302 Found", "", None),
    ],
)
def test_an_error_of_the_site_says_which_and_when_to_come_back(site, status, retry_after, seconds):
    site.pages["/story"] = page(b"", status=status, retry_after=retry_after)

    problem = refused(site.url("/story"))

    assert problem.facts["reason"] == "http_status"
    assert problem.facts["http_status"] == int(status[:3])
    assert problem.facts.get("retry_after") == seconds
    assert "paste its text" in problem.detail


@pytest.mark.parametrize(
    ("label", "body", "media_type"),
    [
        ("text/html", b"words", "text/html"),
        ("application/xhtml+xml; charset=utf-8", b"words", "application/xhtml+xml"),
        ("text/plain", b"words", "text/plain"),
        ("multipart/related; boundary=x", b"words", "multipart/related"),
        ("message/rfc822", b"words", "multipart/related"),
        ("application/pdf", b"%PDF-1.4", "application/pdf"),
        (DOCX, b"PK\x03\x04", DOCX),
        ("application/octet-stream", b"%PDF-1.7 and so on", "application/pdf"),
        ("application/octet-stream", b"PK\x03\x04 word/document.xml", DOCX),
        (
            "application/octet-stream",
            b"From: <Saved by>\r\nContent-Type: multipart/related;\r\n b=x",
            "multipart/related",
        ),
        ("", b"\xef\xbb\xbf\n<!DOCTYPE HTML><title>x</title>", "text/html"),
        ("", "<html><body>".encode("utf-16"), "text/html"),
    ],
)
def test_documents_that_can_be_read_are_taken(site, label, body, media_type):
    site.pages["/file"] = page(body, content_type=label)

    fetched = fetch(site.url("/file"), policy=lenient())

    assert (fetched.media_type, fetched.body) == (media_type, body)


@pytest.mark.parametrize(
    ("label", "body"),
    [
        ("image/png", b"\x89PNG"),
        ("video/mp4", PAGE),
        ("application/json", b"{}"),
        ("application/zip", b"PK\x03\x04"),
        ("text/css", b"p{}"),
        ("nonsense", PAGE),
        ("application/octet-stream", b"\x7fELF"),
        ("application/octet-stream", b"PK\x03\x04 xl/workbook.xml"),
        ("", b"just words"),
        ("", b""),
    ],
)
def test_other_things_are_refused(site, label, body):
    site.pages["/file"] = page(body, content_type=label)

    problem = refused(site.url("/file"))

    assert problem.facts["reason"] == "wrong_type"
    assert "paste the text" in problem.detail


@pytest.mark.parametrize("encoding", ["gzip", "GZIP", "x-gzip"])
@pytest.mark.parametrize(
    "packed",
    [gzip.compress(PAGE, mtime=0), gzip.compress(PAGE[:20], mtime=0) + gzip.compress(PAGE[20:], mtime=0)],
    ids=["in one part", "in two parts"],
)
def test_a_packed_page_is_unpacked(site, encoding, packed):
    site.pages["/story"] = page(packed, content_encoding=encoding)

    assert fetch(site.url("/story"), policy=lenient()).body == PAGE


def test_a_page_in_chunks_is_put_together(site):
    site.pages["/story"] = raw(
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"5\r\n<p>a \r\n", b"6\r\npage. \r\n", b"0\r\n\r\n",
    )  # fmt: skip

    assert fetch(site.url("/story"), policy=lenient()).body == b"<p>a page. "


def test_a_site_that_is_not_there(site):
    assert refused("http://nowhere.example/", resolve=names()).facts["reason"] == "dns"
    assert refused("http://empty.example/", resolve=lambda _host, _port: []).facts["reason"] == "dns"
    assert refused("http://127.0.0.1:9/").facts["reason"] == "refused"


def test_the_next_address_is_tried_when_one_takes_no_connection(site, monkeypatch):
    policy = lenient(may_reach=lambda address, port: True, resolve=names(news="127.0.0.9,127.0.0.1"))

    assert fetch(site.url("/", host="news.example"), policy=policy).body
