"""A file is read as what it is, whatever it is called."""

from __future__ import annotations

from datetime import UTC, datetime
from email.message import EmailMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

import pytest

from annotations.intake import LARGEST_FILE, Original, original_url, read_document
from tests.annotations.intake.reading import refusal, told

STORY = "".join(
    f"<p>Sentence number {n} of the story – “as told” – stands here and says something.</p>" for n in range(8)
)
PAGE = f"<html lang=en><head><title>The story</title></head><body><article><h1>The story</h1>{STORY}</article></body></html>"


def saved_as_mhtml(page: str = PAGE, charset: str = "utf-8", **headers: str) -> bytes:
    archive = MIMEMultipart("related", type="text/html", boundary="----Boundary--")
    archive["From"] = "<Saved by Blink>"
    for name, value in {"Snapshot-Content-Location": "https://news.example/story", **headers}.items():
        archive[name.replace("_", "-")] = value
    frame = MIMEText("<p>An advertisement in a frame of its own.</p>", "html", "utf-8")
    root = MIMEText(page, "html", charset)
    root["Content-ID"] = "<root@page>"
    picture = EmailMessage()
    picture.set_content(b"\x89PNG", "image", "png")
    for part in (root, frame, picture):
        archive.attach(part)
    return archive.as_bytes()


@pytest.mark.parametrize("ends", [b"\n", b"\r\n"])
@pytest.mark.parametrize("charset", ["utf-8", "cp1252"])
def test_a_page_saved_as_mhtml(ends, charset):
    article = read_document(saved_as_mhtml(charset=charset).replace(b"\n", ends), filename="page.mhtml")

    assert told(article)[0] == ("heading", "The story")
    assert "– “as told” –" in article.text and "advertisement" not in article.text
    assert article.canonical_url == "https://news.example/story"
    assert article.media_type == "multipart/related"


def test_the_root_of_an_archive_is_the_part_that_it_names():
    archive = saved_as_mhtml().replace(b'type="text/html"', b'type="text/html"; start="<root@page>"')
    first, root, frame, rest = archive.split(b"------Boundary--\n", 3)
    turned = b"------Boundary--\n".join([first, frame, root, rest])

    assert "stands here" in read_document(turned).text


def test_an_archive_may_be_cut_off_or_badly_parted():
    archive = saved_as_mhtml()

    assert "stands here" in read_document(archive[: archive.index(b"image/png")]).text
    assert "no page inside" in refusal(archive.replace(b"\n------Boundary--", b"\n--Other"))


def test_a_page_saved_with_everything_inside():
    picture = f"<img src='data:image/png;base64,{'A' * 500_000}'>"
    style = f"<style>p{{background:url(data:image/png;base64,{'B' * 500_000})}}</style>"
    saved = f"<!DOCTYPE html> <!--\n Page saved with SingleFile \n url: https://news.example/story \n-->{style}"

    article = read_document((saved + PAGE.replace("<p>", f"{picture}<p>", 1)).encode(), filename="story.html")

    assert told(article)[0] == ("heading", "The story")
    assert len(article.blocks) == 9 and "base64" not in article.text


@pytest.mark.parametrize(
    ("content", "named"),
    [
        (PAGE.encode(), {}),
        (PAGE.encode(), {"media_type": "application/octet-stream"}),
        (PAGE.encode(), {"media_type": "TEXT/HTML; charset=utf-8"}),
        (PAGE.encode(), {"filename": "story.HTM"}),
        (PAGE.encode(), {"media_type": "application/pdf", "filename": "story.pdf"}),
        (b"\xef\xbb\xbf\n\n" + PAGE.encode(), {}),
        (PAGE.encode("utf-16"), {}),
        (saved_as_mhtml(), {}),
        (saved_as_mhtml(), {"media_type": "text/html"}),
        (saved_as_mhtml(), {"filename": "story.html"}),
    ],
)
def test_what_a_file_looks_like_goes_before_what_it_is_called(content, named):
    assert told(read_document(content, **named))[0] == ("heading", "The story")


def test_plain_text_is_taken_as_it_is(real_article):
    article = read_document(real_article.encode(), filename="article.txt")

    assert article.text == real_article
    assert told(article)
    assert (article.media_type, article.charset, article.title) == ("text/plain", "utf-8", None)


@pytest.mark.parametrize("named", [{"media_type": "text/plain"}, {"filename": "notes.txt"}])
def test_text_about_markup_is_still_text(named):
    words = "To begin a paragraph write <p> and to end it </p>."

    assert read_document(words.encode(), **named).text == words


def test_plain_text_is_only_made_storable():
    words = "a\r\nb\rc\n\n e \n" + "f" * 30

    assert read_document((words + "\x00").encode(), filename="a.txt").text == "a\nb\nc\n\n e \n" + "f" * 30 + "\ufffd"
    assert read_document(words.encode("utf-16"), filename="a.txt").text == "a\nb\nc\n\n e \n" + "f" * 30


@pytest.mark.parametrize(
    ("content", "named", "said"),
    [
        (b"", {}, "empty"),
        (b" \r\n\t", {}, "empty"),
        (b"<html><body></body></html>", {}, "no words"),
        (b"\xef\xbb\xbf", {}, "no words"),
        (b"words", {"filename": "story.pdf"}, "called a PDF, but is none"),
        (b"words", {"media_type": "application/pdf"}, "called a PDF, but is none"),
        (b"words", {"filename": "story.docx"}, "called a Word document, but is none"),
        (b"PK\x03\x04 xl/workbook.xml", {"filename": "story.docx"}, "zip file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", {"filename": "story.doc"}, "save it as .docx"),
        (b"{\\rtf1 words}", {}, "save it as .docx"),
        (b"\x89PNG\r\n\x1a\n", {"filename": "story.png"}, "text recognition"),
        (b"\x7fELF\x00\x00\x00\x00", {}, "no text"),
        (b"x" * (LARGEST_FILE + 1), {}, "16,777,216 are taken"),
        (b"word " * 1_000_001, {}, "5,000,000 characters"),
    ],
)
def test_what_cannot_be_read_is_refused_with_advice(content, named, said):
    detail = refusal(content, **named)

    assert said.lower() in detail.lower()
    assert any(advice in detail for advice in ("aste", "Upload", "ake in"))


NEWS = "https://news.example/2018/12/03/story?id=1"
CACHE = "https://webcache.googleusercontent.com/search?q=cache:"
SAVED = datetime(2018, 12, 4, 10, 20, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("url", "copied_at"),
    [
        (f"https://web.archive.org/web/20181204102030/{NEWS}", SAVED),
        (f"https://web.archive.org/web/20181204102030id_/{NEWS}", SAVED),
        (f"http://web.archive.org/web/20181204102030if_/{NEWS}", SAVED),
        (f"https://archive.org/wayback/20181204102030/{NEWS}", SAVED),
        (f"https://web.archive.org/web/20181204102030/{NEWS.replace('//', '/', 1)}", SAVED),
        (f"https://web.archive.org/web/20181204/{NEWS}", datetime(2018, 12, 4, tzinfo=UTC)),
        (f"https://web.archive.org/web/2018/{NEWS}", None),
        (f"https://web.archive.org/web/*/{NEWS}", None),
        (f"https://web.archive.org/web/20189999999999/{NEWS}", None),
        (f"https://archive.ph/2018.12.04-102030/{NEWS}", SAVED),
        (f"https://archive.today/20181204102030/{NEWS}", SAVED),
        (f"https://archive.is/newest/{NEWS}", None),
        (f"https://archive.ph/o/AbCd1/{NEWS}", None),
        (f"https://web.archive.org/web/20200101000000/https://web.archive.org/web/20181204102030/{NEWS}", SAVED),
        (f"{CACHE}AbCdEfGhIjKl:https://news.example/2018/12/03/story%3Fid%3D1", None),
        (f"{CACHE}https%3A%2F%2Fnews.example%2F2018%2F12%2F03%2Fstory%3Fid%3D1", None),
    ],
)  # fmt: skip
def test_an_archive_is_looked_through(url, copied_at):
    assert original_url(url) == Original(NEWS, copied_at)


@pytest.mark.parametrize(
    "url",
    [
        NEWS, "https://archive.ph/AbCd1", "https://archive.today/", "https://web.archive.org/", "https://web.archive.org/web/",
        "https://web.archive.org/save/https://news.example/", "https://archive.org/details/book",
        "https://news.example/web/20181204102030/https://other.example/", "https://web.archive.org/web/2018/nonsense",
        "http://[bad/", "", "not an address",
    ],
)  # fmt: skip
def test_any_other_address_is_its_own_original(url):
    assert original_url(url) == Original(url)


def test_a_copy_in_an_archive_is_of_the_page_it_keeps():
    article = read_document(PAGE.encode(), url=f"https://web.archive.org/web/20181204102030/{NEWS}")

    assert (article.canonical_url, article.copied_at) == (NEWS, SAVED)
