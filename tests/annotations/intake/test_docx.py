"""A Word document's words come out as its readers see them."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml

from annotations.intake import read_document
from tests.annotations.intake.reading import refusal, told

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
ONE_WORD = f"<w:document {W}><w:body><w:p><w:r><w:t>{{}}</w:t></w:r></w:p></w:body></w:document>"


def written(write=lambda document: None) -> bytes:
    document = docx.Document()
    write(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def repacked(content: bytes, *, leave_out: str = "", **parts: Any) -> bytes:
    """The same document with parts replaced or added; `word__document` stands for word/document.xml."""
    named = {name.replace("__", "/") + ".xml": part for name, part in parts.items()}
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in named and name != leave_out:
                new.writestr(name, old.read(name))
        for name, part in named.items():
            new.writestr(name, part)
    return out.getvalue()


def test_blocks_have_their_kinds():
    def write(document) -> None:
        document.add_heading("A letter", 0)
        document.add_heading("What it says", 2)
        paragraph = document.add_paragraph("Plain and ")
        paragraph.add_run("bold").bold = True
        paragraph.add_run(" words\nin one paragraph.")
        document.add_paragraph("one thing", style="List Bullet")
        document.add_paragraph("another thing", style="List Number")
        document.add_paragraph("Words of somebody.", style="Quote")
        document.add_paragraph("A picture", style="Caption")
        table = document.add_table(2, 2)
        for cell, words in zip(table._cells, ["Year", "Dead", "2001", "2,977"], strict=True):
            cell.text = words
        document.add_paragraph("  ")
        document.add_paragraph("The end.")

    assert told(read_document(written(write))) == [
        ("heading", "A letter"),
        ("heading", "What it says"),
        ("paragraph", "Plain and bold words in one paragraph."),
        ("list_item", "one thing"),
        ("list_item", "another thing"),
        ("quote", "Words of somebody."),
        ("caption", "A picture"),
        ("paragraph", "Year\tDead"),
        ("paragraph", "2001\t2,977"),
        ("paragraph", "The end."),
    ]


def test_a_table_for_the_layout_is_read_as_blocks():
    def write(document) -> None:
        cell = document.add_table(1, 2)._cells[0]
        cell.text = "First paragraph."
        cell.add_paragraph("one thing", style="List Bullet")

    assert told(read_document(written(write))) == [("paragraph", "First paragraph."), ("list_item", "one thing")]


def test_changes_are_read_as_accepted_and_codes_not_at_all():
    def write(document) -> None:
        document.element.body.insert(0, parse_xml(
            f'<w:p {W}><w:r><w:t>Kept </w:t></w:r><w:ins><w:r><w:t>new</w:t></w:r></w:ins><w:del><w:r>'
            f'<w:delText>old</w:delText><w:t>old</w:t></w:r></w:del><w:r><w:instrText>PAGE</w:instrText><w:tab/><w:t>x</w:t></w:r>'
            f'<w:hyperlink><w:r><w:t> link</w:t></w:r></w:hyperlink></w:p>'
        ))  # fmt: skip

    assert read_document(written(write)).text == "Kept new\tx link"


def test_a_document_says_who_wrote_it_when():
    def write(document) -> None:
        document.add_paragraph("Words.")
        about = document.core_properties
        about.title, about.author, about.language = "A letter", "Ann Lee; Bob Roy", "en-GB"
        about.created = datetime(2018, 12, 3)  # noqa: DTZ001 - Word says no zone

    article = read_document(written(write), filename="letter.docx")

    assert (article.title, article.authors, article.language) == ("A letter", ("Ann Lee", "Bob Roy"), "en-GB")
    assert article.published_on == date(2018, 12, 3)


@pytest.fixture
def letter() -> bytes:
    return written(lambda document: document.add_paragraph("Words of a letter."))


def test_an_entity_bomb_is_refused(letter):
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<!DOCTYPE x [<!ENTITY a0 "lol">{entities}]>{ONE_WORD.format("&a9;")}'

    assert "entities" in refusal(repacked(letter, word__document=bomb.encode()))


def test_an_entity_bomb_in_another_charset_does_not_go_off(letter):
    bomb = f'<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x [<!ENTITY a "lol">]>{ONE_WORD.format("&a;")}'

    assert "no words" in refusal(repacked(letter, word__document=bomb.encode("utf-16")))


def test_a_zip_bomb_is_refused_before_it_is_unpacked(letter):
    assert "unpacks to more" in refusal(repacked(letter, word__media__bomb=bytes(70_000_000)))
    many: dict[str, Any] = {f"word__media__{n}": b"" for n in range(5_001)}
    assert "unpacks to more" in refusal(repacked(letter, **many))


def test_a_zip_that_lies_about_its_size_is_broken(letter):
    content = bytearray(repacked(letter, word__document=b"x" * 1_000_000))
    entry = content.rindex(b"word/document.xml") - 46
    content[entry + 24 : entry + 28] = (10).to_bytes(4, "little")

    assert "broken" in refusal(bytes(content))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda content: content[:-100],
        lambda content: content[:200] + b"\x00" * 200 + content[400:],
        lambda content: b"PK\x03\x04 word/document.xml",
        lambda content: repacked(content, word__document=b"<w:document"),
        lambda content: repacked(content, word__document=f"<w:document {W}/>".encode()),
        lambda content: repacked(content, word__document=b"<html/>"),
        lambda content: repacked(content, leave_out="[Content_Types].xml"),
        lambda content: repacked(content, leave_out="word/document.xml"),
        lambda content: repacked(content, word__document=f"<w:document {W}>".encode() + b"<w:p>" * 300_000),
    ],
)
def test_a_broken_document_is_refused(letter, spoil):
    assert read_document(letter).text == "Words of a letter."

    assert "Word document" in refusal(spoil(letter))
