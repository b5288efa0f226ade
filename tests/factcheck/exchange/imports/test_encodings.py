"""Tables in other encodings than UTF-8: read as they are meant, told when that is a guess, and as the sender says."""

from __future__ import annotations

import codecs
import io

import pytest

from claims.models import Claim
from factcheck.exchange.imports.encodings import encoding_of
from factcheck.exchange.models import Import
from tests.conftest import json_of
from tests.factcheck.exchange.imports.doing import IMPORTS, send, taken, told, work

ENDING = ["Le président est allé", "Il a changé", "On a voté"]
WORDS = [
    ("cp1250", "Źródło: Główny Urząd Statystyczny podał, że bezrobocie spadło."),
    ("cp1250", "Rząd obniżył podatki, a dług publiczny rośnie."),
    ("cp1250", "Příliš žluťoučký kůň"),
    ("cp1250", "Vláda zvýšila daně o třetinu."),
    ("cp1250", "A kormány csökkentette az adókat, mondta őszintén a miniszter."),
    ("cp1252", "Die Arbeitslosigkeit ist gesunken, sagte der Minister für Wirtschaft."),
    ("cp1252", "Straße"),
    ("cp1252", "Le chômage a baissé en France, a déclaré le président."),
    ("cp1252", "L’été dernier, les élèves étaient fatigués où qu’ils fussent."),
    ("cp1252", "España está en Europa, señaló el año pasado."),
    ("cp1252", "København er større end Århus, sagde ministeren."),
    ("cp1251", "Безработица снизилась, заявил министр."),
    ("cp1253", "Η ανεργία μειώθηκε, δήλωσε ο υπουργός."),
]


def table(*claims: str, encoding: str) -> bytes:
    return ("id,text\n" + "".join(f"{number},{text}\n" for number, text in enumerate(claims))).encode(encoding)


def texts() -> list[str]:
    return list(Claim.objects.order_by("number").values_list("text", flat=True))


@pytest.mark.parametrize(("encoding", "words"), WORDS)
def test_few_words_are_read_as_they_are_meant(encoding, words):
    content = table(words, encoding=encoding)

    guess, is_guess = encoding_of(io.BytesIO(content))

    assert is_guess
    assert content.decode(guess) == content.decode(encoding)


def test_lines_that_end_in_an_accented_letter_are_no_utf_8(editor_edna, demo_desk):
    done = taken(editor_edna, table(*ENDING, encoding="cp1252"), format="csv")

    assert texts() == ENDING
    assert told(done["warnings"]) == [(None, "")]
    assert done["warnings"][0]["detail"].startswith("Read as windows-1252, for it is no UTF-8.")


def test_utf_8_that_is_cut_where_its_start_ends_is_utf_8():
    for padding in range(3):
        content = b"text\n" + b"x" * padding + "ż".encode() * 200_000

        assert encoding_of(io.BytesIO(content)) == ("utf-8", False)


def test_a_guess_is_told_before_anything_is_taken_in(editor_edna, demo_desk):
    done = taken(editor_edna, table(*ENDING, encoding="cp1252"), format="csv", dry_run=True)

    assert "Read as windows-1252" in done["warnings"][0]["detail"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_what_is_no_guess_is_not_told(editor_edna, demo_desk, encoding):
    assert taken(editor_edna, table(*ENDING, encoding=encoding), format="csv")["warnings"] == []


@pytest.mark.parametrize("encoding", ["ISO-8859-2", "iso8859_2", "windows-1250", "UTF-8", "utf-16-le", "cp852"])
def test_the_sender_may_say_it(editor_edna, demo_desk, encoding):
    content = table("Żółć", encoding=encoding)

    done = taken(editor_edna, content, format="csv", mapping={"encoding": encoding})

    assert (texts(), done["warnings"]) == (["Żółć"], [])


def test_a_mark_is_no_letter_though_the_sender_says_utf_8(editor_edna, demo_desk):
    taken(editor_edna, codecs.BOM_UTF8 + b"text\nA.\n", format="csv", mapping={"encoding": "utf8"})

    assert texts() == ["A."]


@pytest.mark.parametrize("encoding", ["utf-99", "idna", "hex", "unicode_escape", "", 3, "x" * 300])
def test_what_is_no_encoding_is_refused_at_once(editor_edna, demo_desk, encoding):
    answer = json_of(send(editor_edna, b"text\nA.\n", format="csv", mapping={"encoding": encoding}), 400)

    assert [error["pointer"] for error in answer["errors"]] == ["/mapping/encoding"]
    assert "is no encoding; it is UTF-8, windows-1252" in answer["errors"][0]["detail"]


def test_an_encoding_is_said_of_a_table_in_a_file_alone(editor_edna, demo_desk):
    of_json = send(editor_edna, b'{"claim": "A."}', format="fever", mapping={"encoding": "cp1252"})
    of_text = editor_edna.api().post(
        IMPORTS,
        {"content": "text\nA.\n", "format": "csv", "mapping": {"encoding": "cp1252"}},
        content_type="application/json",
    )

    for answer in (of_json, of_text):
        assert [error["pointer"] for error in json_of(answer, 400)["errors"]] == ["/mapping/encoding"]


@pytest.mark.parametrize("encoding", ["utf-8", "ascii", "utf-16", "shift_jis"])
def test_bytes_that_are_not_what_was_said_are_refused_with_what_would_be_right(editor_edna, demo_desk, encoding):
    done = taken(editor_edna, "text\nŻółć\nA\n".encode("cp1250"), format="csv", mapping={"encoding": encoding})

    assert done["state"] == "failed"
    words = str(done["errors"]) + done["problem"]["detail"]
    assert "ave it as UTF-8" in words or "ave the file as UTF-8" in words


def test_a_file_that_mixes_encodings_is_told_how_to_save_it(editor_edna, demo_desk):
    done = taken(editor_edna, "text\né\né\n".encode() + b"\xe9t\n", format="csv")

    assert [(error["line"], error["detail"]) for error in done["errors"]] == [
        (4, "The row holds bytes that are no utf-8; the file mixes encodings. Save it as UTF-8.")
    ]


def test_the_page_asks_for_it(editor_edna, demo_desk):
    browser = editor_edna.browser
    file = io.BytesIO("text\nŻółć\n".encode("iso8859-2"))
    file.name = "table.csv"
    looked = browser.post("/imports/", {"file": file}, follow=True).redirect_chain[0][0]
    work()
    page = browser.get(looked).content.decode()
    assert 'name="encoding"' in page and "for it is no UTF-8" in page

    browser.post(f"{looked}again/", {"take": "1", "column-0": "text", "encoding": "ISO-8859-2"})
    work()

    assert Import.objects.latest("id").mapping["encoding"] == "ISO-8859-2"
    assert texts() == ["Żółć"]
