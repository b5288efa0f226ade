"""A Word document's words come out as its readers see them."""

from __future__ import annotations

import io
import re
import resource
import zipfile
from contextlib import suppress
from datetime import datetime
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml

from annotations.intake import read_document
from factcheck.core.problems import Invalid
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


def test_a_document_says_who_wrote_it_and_nothing_of_when_it_was_published():
    def write(document) -> None:
        document.add_paragraph("Words.")
        about = document.core_properties
        about.title, about.author, about.language = "A letter", "Ann Lee; Bob Roy", "en-GB"
        about.created = datetime(2018, 12, 3)  # noqa: DTZ001 - Word says no zone

    article = read_document(written(write), filename="letter.docx")

    assert (article.title, article.authors, article.language) == ("A letter", ("Ann Lee", "Bob Roy"), "en-GB")
    assert article.published_on is None


def test_a_document_that_says_nothing_of_itself_is_not_spoken_for(letter):
    without = related(
        letter, "_rels/.rels", lambda said: re.sub(r'<Relationship [^>]*core-properties"[^>]*/>', "", said)
    )
    article = read_document(repacked(without, leave_out="docProps/core.xml"))

    assert (article.title, article.authors, article.language) == (None, (), None)
    assert read_document(repacked(letter, docProps__core=b"<x/>")).text == "Words of a letter."


def of_body(letter: bytes, body: str, **parts: Any) -> list[str]:
    """The blocks of the letter with another body."""
    spaces = (
        f'{W} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
        'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    )
    document = f"<w:document {spaces}><w:body>{body}</w:body></w:document>"
    return [words for _kind, words in told(read_document(repacked(letter, word__document=document.encode(), **parts)))]


def p(*runs: str, mark: str = "") -> str:
    return f"<w:p>{mark}{''.join(run if run.startswith('<') else f'<w:r><w:t>{run}</w:t></w:r>' for run in runs)}</w:p>"


def table(*rows: str) -> str:
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def tr(*cells: str, wrapped: str = "{}") -> str:
    return f"<w:tr>{''.join(wrapped.format(f'<w:tc>{cell}</w:tc>') for cell in cells)}</w:tr>"


CONTROL = "<w:sdt><w:sdtPr><w:alias w:val='unsaid'/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>"
BOX = "<w:r><mc:AlternateContent><mc:Choice><w:txbxContent>{0}</w:txbxContent></mc:Choice><mc:Fallback>{0}</mc:Fallback></mc:AlternateContent></w:r>"


@pytest.mark.parametrize(
    ("body", "blocks"),
    [
        (p("before") + CONTROL.format(CONTROL.format(p("inside"))) + p("after"), ["before", "inside", "after"]),
        (p("a ", CONTROL.format("<w:r><w:t>choice</w:t></w:r>"), " b"), ["a choice b"]),
        (p("a ", "<w:smartTag><w:hyperlink><w:r><w:t>link</w:t></w:r></w:hyperlink></w:smartTag>"), ["a link"]),
        (table(tr(p("a"), p("b"), wrapped=CONTROL), CONTROL.format(tr(p("c")))), ["a\tb", "c"]),
        (table(tr("<w:tcPr><w:gridSpan w:val='1000000000'/></w:tcPr>" + p("wide"), p("b"))), ["wide\tb"]),
        (table(tr(table(tr(table(tr(table(tr(table(tr(table(tr(p("deep"))))))))))))), ["deep"]),
        (p("a box ", BOX.format(p("one") + p("two")), "beside"), ["a box beside", "one", "two"]),
        (f"<w:ins>{p('put in')}</w:ins><w:del>{p('taken out')}</w:del><w:moveFrom>{p('away')}</w:moveFrom>", ["put in"]),
        (p("went ", mark="<w:pPr><w:rPr><w:del/></w:rPr></w:pPr>") + p("on"), ["went on"]),
        (table(tr(p("a")), f"<w:tr><w:trPr><w:del/></w:trPr><w:tc>{p('b')}</w:tc></w:tr>"), ["a"]),
        (p("seen", "<w:r><w:rPr><w:vanish/></w:rPr><w:t> hidden</w:t></w:r>"), ["seen"]),
        (p("seen", "<w:r><w:rPr><w:vanish w:val='0'/></w:rPr><w:t> too</w:t></w:r>"), ["seen too"]),
        (p("is ", "<m:oMath><m:r><m:t>E=mc²</m:t></m:r></m:oMath>"), ["is E=mc²"]),
    ],
)  # fmt: skip
def test_nothing_that_a_reader_sees_is_lost(letter, body, blocks):
    assert of_body(letter, body) == blocks


def related(content: bytes, of: str, change: Any) -> bytes:
    """The same document with its relations (word/_rels/document.xml.rels or _rels/.rels) changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name).decode()) if name == of else old.read(name))
    return out.getvalue()


def test_notes_stand_at_the_end_in_the_order_of_the_text(letter):
    def referring(kind: str, number: int) -> str:
        return f'<w:r><w:{kind}Reference w:id="{number}"/></w:r>'

    def notes(kind: str) -> bytes:
        all_of_them = "".join(f'<w:{kind} w:id="{n}">{p(f"{kind} {n}")}</w:{kind}>' for n in range(-1, 4))
        return f"<w:{kind}s {W}>{all_of_them}</w:{kind}s>".encode()

    types = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    more = "".join(f'<Relationship Id="{x}" Type="{types}/{x}s" Target="{x}s.xml"/>' for x in ("footnote", "endnote"))
    noted = related(
        letter, "word/_rels/document.xml.rels", lambda said: said.replace("</Relationships>", more + "</Relationships>")
    )
    body = p("One", referring("footnote", 2), " two", referring("endnote", 1), referring("footnote", 1)) + p("last")
    parts = {"word__footnotes": notes("footnote"), "word__endnotes": notes("endnote")}

    assert of_body(noted, body, **parts) == ["One two", "last", "footnote 2", "endnote 1", "footnote 1"]


@pytest.mark.parametrize(
    "body",
    [
        "<w:p/>" * 2_000_001,
        "<w:p/>" * 300_000,
        table(tr(p("a"), p("b")) * 40_000),
        table(tr(p("a")) + "<w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc></w:tr>" * 100_000),
        table(tr(table(tr("<w:p/>" * 100 + p("a"))) * 80) * 50),
    ],
)  # fmt: skip
def test_a_bomb_of_a_few_kilobytes_costs_seconds(letter, body):
    bomb = repacked(letter, word__document=f"<w:document {W}><w:body>{body}</w:body></w:document>".encode())
    started = processor_time()

    with suppress(Invalid):
        read_document(bomb)

    assert processor_time() - started < 10


def processor_time() -> float:
    """Seconds that this process and its children used: a busy machine makes no difference."""
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def test_many_paragraphs_are_read(letter):
    assert len(of_body(letter, p("a") * 40_000)) == 40_000


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
