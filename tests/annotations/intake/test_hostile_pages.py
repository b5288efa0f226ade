"""Pages and archives that are made to keep a reader busy: refused or read, in bounded time either way."""

from __future__ import annotations

import time

import pytest

from annotations.intake import read_document
from tests.annotations.intake.reading import refusal

SIXTEEN_MIB = 16 * 1024 * 1024
SECONDS = 12
"""Of the processor; each of these took far longer, or all memory, with a plain use of the same libraries."""


def filled(unit: bytes, start: bytes = b"") -> bytes:
    return start + unit * ((SIXTEEN_MIB - len(start)) // len(unit))


@pytest.fixture(autouse=True)
def in_bounded_time():
    started = time.process_time()
    yield
    assert time.process_time() - started < SECONDS


@pytest.mark.parametrize(
    ("page", "said"),
    [
        (filled(b"<p>Some words of a paragraph, and more."), "100,000 tags"),
        (filled(b"<"), "100,000 tags"),
        (filled(b"word ", b"<p>"), "5,000,000 characters"),
        (b"<div>" * 10_000 + b"<p>deep words", "nested too deeply"),
        (b"<b>" * 99_000 + b"words", "nested too deeply"),
    ],
)
def test_a_page_beyond_measure_is_refused(page, said):
    assert said in refusal(page, media_type="text/html")


@pytest.mark.parametrize(
    "page",
    [
        b"<article>" + b"<p>Some <a href=x>linked</a> <b>words</b> of a paragraph." * 19_000 + b"words",
        b"<div>" * 1_500 + b"<p>deep words",
        b"<table><tr><td>" * 400 + b"words",
        b"<p><font><i>" * 600 + b"words",
        b"<p " + b" ".join(b"a%d=1" % n for n in range(1_000_000)) + b">words",
        b'<p x="<>" ' + b" ".join(b"a%d=1" % n for n in range(1_000_000)) + b">words",
        filled(b"A", b"<p>words</p><img src='data:image/png;base64,"),
        b"<script type=application/ld+json>" + b"[" * 900_000 + b"</script><p>words",
        b"<script type=application/ld+json>[" + b"{}," * 300_000 + b"{}]</script><p>words",
        b"<meta name=author content='a b'>" * 90_000 + b"<p>words",
        b"<title>" + b" - a" * 1_000_000 + b"</title><p>words",
        b"<p>words" + b"&amp;" * 500_000,
        b"<p>a\x00b words" * 1_000,
        "<p>words \ud800 &#xD800; &#0;".encode("utf-8", "surrogatepass"),
    ],
    ids=[
        "many links", "deep", "deep tables", "unclosed", "attributes", "hidden attributes", "picture inside", "deep JSON",
        "wide JSON", "many meta", "long title", "references", "NUL", "surrogates",
    ],
)  # fmt: skip
def test_a_page_that_is_odd_is_read(page):
    assert "words" in read_document(page, media_type="text/html").text


RELATED = b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n"


@pytest.mark.parametrize(
    "archive",
    [
        filled(b"A: b\n", RELATED),
        filled(b"--x\n\n", RELATED + b"\n"),
        RELATED + b"A: b\n" * 400_000,
        RELATED + b"\n" + b"--x\n\n" * 40_000,
        b"".join(b"Content-Type: multipart/related; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(3_000)),
        b"".join(b"Content-Type: multipart/related; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(9))
        + b"x\n" * 400_000,
        RELATED + b"\n--y\nContent-Type: text/html\n\n<p>words",
        RELATED.replace(b"; boundary=x", b"") + b"\n--x\nContent-Type: text/html\n\n<p>words",
    ],
    ids=["headers", "parts", "some headers", "some parts", "nested", "some nested", "other boundary", "no boundary"],
)
def test_an_archive_without_end_is_refused(archive):
    assert "archive" in refusal(archive, filename="page.mhtml")


def archive_of(part: bytes, parameters: bytes = b"") -> bytes:
    return b"Content-Type: multipart/related;" + parameters + b' boundary="B"\r\n\r\n--B\r\n' + part + b"\r\n--B--"


@pytest.mark.parametrize(
    "archive",
    [
        archive_of(b"Content-Type: message/rfc822\r\n\r\n" * 3_000 + b"Content-Type: text/html\r\n\r\n<p>Words."),
        archive_of(b"Content-Type: text/html\r\n\r\n<p>Words.", b"a=b;" * 300_000),
        archive_of(b"Content-Type: text/html\r\n\r\n<p>Words.", b"\r\n a=b;" * 300_000),
        archive_of(b"Content-Type: text/html\r\n\r\n<p>Words.", b'a="' + b'\\";' * 100_000 + b'";'),
    ],
)
def test_an_archive_within_archives_or_of_endless_headers_is_refused(archive):
    assert "more parts than" in refusal(archive, media_type="multipart/related")


def test_a_part_with_a_charset_that_cannot_be_is_read_without_it():
    archive = archive_of(b"Content-Type: text/html; charset*=%00'%ff'%00\r\n\r\n<p>Words of the story.")

    assert read_document(archive, media_type="multipart/related").text == "Words of the story."
