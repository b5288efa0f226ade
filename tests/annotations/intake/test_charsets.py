"""The signs of a charset are believed in the documented order."""

from __future__ import annotations

import codecs

import pytest

from annotations.intake import read_document

FRENCH = "L’été dernier, les députés ont refusé d’où qu’elle vienne la réforme “à l’anglaise” – déjà annoncée."


def read(content: bytes, **named):
    return read_document(content, **named)


@pytest.mark.parametrize(
    ("mark", "charset"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
@pytest.mark.parametrize("form", ["{}", "<html><meta charset=koi8-r><p>{}"])
def test_a_byte_order_mark_goes_before_all(mark, charset, form):
    kind = "text/html" if "<" in form else "text/plain"

    article = read(mark + form.format(FRENCH).encode(charset), media_type=f"{kind}; charset=iso-8859-5")

    assert (article.text, article.charset) == (FRENCH, charset)


def test_the_header_goes_before_the_markup():
    content = "<meta charset=koi8-r><p>Привет".encode("cp1251")

    assert read(content, media_type="text/html; charset=windows-1251").text == "Привет"
    assert read(content, media_type="text/html", charset="windows-1251").text == "Привет"


@pytest.mark.parametrize(
    "declaration",
    [
        '<meta charset="windows-1251">',
        "<META HTTP-EQUIV=Content-Type CONTENT='text/html; charset=windows-1251'>",
        '<?xml version="1.0" encoding="windows-1251"?>',
        "<!-- " + "x" * 3000 + " --><meta charset=windows-1251>",
    ],
)
def test_the_markup_names_its_charset(declaration):
    article = read(f"{declaration}<html><p>Привет".encode("cp1251"), media_type="text/html")

    assert (article.text, article.charset) == ("Привет", "cp1251")


@pytest.mark.parametrize("declared", ["utf-8", "klingon", "", "zlib", "rot13", "punycode", "utf-7", "unicode_escape"])
def test_a_charset_that_is_none_or_cannot_read_the_bytes_is_passed_over(declared):
    article = read("<meta charset=windows-1251><p>Привет".encode("cp1251"), media_type=f"text/html; charset={declared}")

    assert (article.text, article.charset) == ("Привет", "cp1251")


@pytest.mark.parametrize("declared", ["iso-8859-1", "latin1", "windows-1252", "iso-8859-15"])
def test_a_charset_that_reads_anything_gives_way_to_plain_utf_8(declared):
    assert read(FRENCH.encode(), media_type=f"text/plain; charset={declared}").text == FRENCH


def test_latin_1_is_read_as_browsers_read_it():
    assert read("“été”".encode("cp1252"), media_type="text/plain; charset=iso-8859-1").text == "“été”"


def test_markup_that_can_be_read_is_not_in_utf_16():
    assert read("<meta charset=utf-16><p>é".encode(), media_type="text/html").text == "é"


@pytest.mark.parametrize(
    ("words", "encoding"),
    [
        (FRENCH * 3, "utf-8"),
        ("Сегодня в новостях говорят о выборах президента страны. " * 20, "cp1251"),
        ("今日は世界のニュースをお伝えします。首相は記者会見で述べた。" * 20, "shift_jis"),
        ("昨天，总理在新闻发布会上表示，政府将采取新的措施。" * 20, "gb18030"),
    ],
)
def test_without_any_sign_the_bytes_are_looked_at(words, encoding):
    assert read(words.strip().encode(encoding), filename="words.txt").text == words.strip()


def test_what_nothing_can_read_is_still_shown():
    article = read(b"words \x81\x8d\x8f\x90\x9d\xff\xfe", media_type="text/plain; charset=utf-8")

    assert article.text.startswith("words ")
