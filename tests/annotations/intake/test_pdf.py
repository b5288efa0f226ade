"""A PDF's lines become its paragraphs again. The PDFs are made by the program that makes the reports."""

from __future__ import annotations

import io
import time
import zlib
from contextlib import suppress
from datetime import date

import pytest
import typst
from pypdf import PdfReader, PdfWriter

from annotations.intake import read_document
from annotations.intake.pdf_lines import PrintedLine, paragraphs
from factcheck.core.problems import Invalid
from tests.annotations.intake.reading import refusal, told

FIRST = (
    "Pakistani Prime Minister Imran Khan said Monday that he had received a letter from President Donald Trump, asking "
    "for cooperation in advancing peace talks with the Afghan Taliban insurgents and their internationally recognised "
    "go-betweens."
)
SECOND = "He said “no Pakistani was involved” in the attacks of Sep. 11, 2011. " * 6
SYLLABLES = " ".join(a + b + c for a in "bdfkl" for b in "aeiou" for c in "mnprstvxyz")
LONG = f"Words that go on and on over the end of a page and further, {SYLLABLES} to the end."


def printed(body: str, *, hyphenate: bool = True) -> bytes:
    source = f"""
#set document(title: "A letter", author: ("Ann Lee", "Bob Roy"), date: datetime(year: 2018, month: 12, day: 3))
#set page(width: 12cm, height: 16cm, header: [The Daily Example], footer: context [Page #counter(page).display()])
#set text(lang: "en", hyphenate: {str(hyphenate).lower()}, size: 10pt)
#set par(justify: true)
{body}"""
    return typst.compile(source.encode())


@pytest.fixture(scope="module")
def letter() -> bytes:
    return printed(
        f"= A letter to Islamabad\n{FIRST}\n\n{SECOND}\n\n== What it says\n- one thing\n- another thing\n\n{LONG}"
    )


def test_paragraphs_are_joined_over_lines_hyphens_and_pages(letter):
    assert len(PdfReader(io.BytesIO(letter)).pages) > 1

    assert told(read_document(letter)) == [
        ("heading", "A letter to Islamabad"),
        ("paragraph", FIRST),
        ("paragraph", SECOND.strip()),
        ("heading", "What it says"),
        ("list_item", "one thing"),
        ("list_item", "another thing"),
        ("paragraph", LONG.strip()),
    ]


def test_a_pdf_says_who_made_it_when(letter):
    article = read_document(letter, filename="whatever.bin")

    assert (article.title, article.authors, article.language) == ("A letter", ("Ann Lee", "Bob Roy"), "en")
    assert (article.published_on, article.media_type) == (date(2018, 12, 3), "application/pdf")


def test_running_heads_and_page_numbers_are_kept_only_on_demand(letter):
    assert "The Daily Example" not in read_document(letter).text
    assert "Page 2" in read_document(letter, keep_everything=True).text


def test_a_line_is_no_running_head_for_being_said_twice_on_a_page():
    refrain = "And the sea, and the sea."

    assert " ".join(p.words for p in paragraphs(column(refrain, "It sang.", refrain))).count(refrain) == 2


def column(*words: str, page: int = 0, x: float = 50, size: float = 10, top: float = 700) -> list[PrintedLine]:
    return [PrintedLine(page, line, size, x, top - 13 * at) for at, line in enumerate(words)]


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        (["an interna-", "tional treaty"], "an international treaty"),
        (["the go-", "between went; a go-between came"], "the go-between went; a go-between came"),
        (["a state-of-the-", "art machine"], "a state-of-the-art machine"),
        (["the Anglo-", "American treaty"], "the Anglo-American treaty"),
        (["the years 2010-", "2011 were"], "the years 2010-2011 were"),
        (["he said –", "and left"], "he said – and left"),
        (["soft hy\u00ad", "phens and well\u00adknown ones"], "soft hyphens and well-known ones"),
        (["11. September", "2001 was a Tuesday"], "11. September 2001 was a Tuesday"),
        (["首相は記者会", "見で述べた"], "首相は記者会見で述べた"),
    ],
)
def test_hyphens_go_only_where_the_printer_put_them(lines, joined):
    assert [piece.words for piece in paragraphs(column(*lines))] == [joined]


def test_a_gap_an_indent_or_a_short_last_line_begin_a_paragraph():
    full = "A line of the usual length, as full as most are in here."
    by_gap = [*column(full, full), *column(full, full, top=640)]
    by_indent = [*column(full, full), *column(full, x=62, top=674), *column(full, top=661)]
    by_short_line = column(full, "The end.", full, full)

    for lines in (by_gap, by_indent, by_short_line):
        assert len(paragraphs(lines)) == 2


def test_a_second_column_goes_on_where_the_first_ended():
    assert [
        p.words for p in paragraphs([*column("a sentence that goes"), *column("on in the next", x=300, top=760)])
    ] == ["a sentence that goes on in the next"]


def test_a_locked_pdf_is_refused_and_one_locked_against_editing_is_read(letter):
    def locked(user_password: str) -> bytes:
        writer = PdfWriter(clone_from=io.BytesIO(letter))
        writer.encrypt(user_password, "owner", algorithm="RC4-128")
        out = io.BytesIO()
        writer.write(out)
        return out.getvalue()

    assert "password" in refusal(locked("secret"))
    assert "A letter to Islamabad" in read_document(locked("")).text


def blank(pages: int) -> bytes:
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(100, 100)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def drawn(content: bytes) -> bytes:
    """A PDF of one page that is drawn by this packed content stream."""
    head = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    page = b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R/Resources<<>>>>endobj\n"
    stream = b"4 0 obj<</Length %d/Filter/FlateDecode>>stream\n%b\nendstream endobj\n" % (len(content), content)
    return head + page + stream + b"trailer<</Root 1 0 R>>\n%%EOF"


def test_pictures_of_text_are_no_text():
    assert "text recognition" in refusal(blank(2))


def test_a_pdf_of_five_thousand_pages_is_refused():
    assert "500 pages" in refusal(blank(5_000))


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.4", b"%PDF-1.7\n" + bytes(range(256)) * 100, b"%PDF-1.4\ntrailer<</Root 1 0 R>>",
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 1 0 R/Kids[1 0 R]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF",
        b"%PDF-1.4\n1 0 obj" + b"[" * 100_000 + b"\ntrailer<</Root 1 0 R>>\n%%EOF",
    ],
)  # fmt: skip
def test_a_broken_pdf_is_refused(content):
    assert "PDF" in refusal(content)


def test_half_a_pdf_is_refused_or_read_but_never_a_crash(letter):
    for size in (20, 1000, len(letter) // 2, len(letter) - 200):
        with suppress(Invalid):
            told(read_document(letter[:size]))


def test_a_bomb_in_a_pdf_goes_off_in_a_process_of_its_own():
    started = time.monotonic()

    refusal(drawn(zlib.compress(bytes(400_000_000), 9)))

    assert time.monotonic() - started < 30
