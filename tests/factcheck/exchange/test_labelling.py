"""Texts with labelled spans, as tools for labelling read them: every offset cuts just the words that were marked."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import pytest

from annotations.models import Annotation, Article
from annotations.services.annotations import annotate
from annotations.services.revisions import add_revision
from claims.models import Claim
from factcheck.exchange.formats.brat import name_of
from tests.conftest import TEXT, WRONG_YEAR, Person
from tests.factcheck.exchange.conftest import AWKWARD, exported

FAMILY = "The Taliban 👨‍👩‍👧"
OVER_LINES = "Islamabad\n\nThe prime"
LABELS = {FAMILY: ["who is it", "odd\ttag"], OVER_LINES: ["highlighting"], WRONG_YEAR: ["identifying"]}


@pytest.fixture
def client(full_desk: Claim, reviewer_ravi: Person) -> Any:
    return reviewer_ravi.api()


def test_doccano(client: Any) -> None:
    [line] = exported(client, "articles.doccano").splitlines()
    text = json.loads(line)

    assert text["text"] == TEXT
    cut: dict[str, list[str]] = {}
    for start, end, label in text["label"]:
        cut.setdefault(text["text"][start:end], []).append(label)
    assert {words: sorted(found) for words, found in cut.items()} == {w: sorted(ls) for w, ls in LABELS.items()}
    assert AWKWARD in text["Comments"]
    assert (text["url"], text["language"]) == ("https://news.example/letter", "en")


def test_label_studio(client: Any) -> None:
    [task] = json.loads(exported(client, "articles.label-studio"))

    spans = [r for r in task["annotations"][0]["result"] if r["type"] == "labels"]
    assert {r["value"]["text"]: r["value"]["labels"] for r in spans} == LABELS
    for region in task["annotations"][0]["result"]:
        value = region["value"]
        assert (region["to_name"], region["from_name"]) in {("text", "label"), ("text", "comment")}
        if region["type"] == "labels":
            assert task["data"]["text"][value["start"] : value["end"]] == value["text"]
    said = [r["value"]["text"] for r in task["annotations"][0]["result"] if r["type"] == "textarea"]
    assert [AWKWARD] in said


def test_brat(client: Any, article: Article) -> None:
    with zipfile.ZipFile(io.BytesIO(exported(client, "articles.brat"))) as archive:
        text = archive.read(f"{article.pk}.txt").decode()
        lines = archive.read(f"{article.pk}.ann").decode().splitlines()

    assert text == TEXT
    cut: dict[str, list[str]] = {}
    for _id, place, words in (line.split("\t") for line in lines if line.startswith("T")):
        label, _, spans = place.partition(" ")
        parts = [text[slice(*map(int, span.split()))] for span in spans.split(";")]
        assert " ".join(parts) == words
        cut.setdefault(words, []).append(label)
    assert cut == {
        FAMILY: ["who_is_it", "odd_tag"], "Islamabad The prime": ["highlighting"], WRONG_YEAR: ["identifying"],
    }  # fmt: skip
    notes = [line for line in lines if line.startswith("#")]
    assert len(notes) == 3
    assert all(line.count("\t") == 2 for line in notes)


def test_conll(client: Any, article: Article) -> None:
    content = exported(client, "articles.conll").decode()
    lines = content.split("\n")
    rows = [line.split("\t") for line in lines if line]

    assert rows[0] == ["-DOCSTART-", str(article.pk), str(article.revision_id), "O"]
    assert all(len(row) == 4 for row in rows)
    for token, start, end, _tag in rows[1:]:
        assert TEXT[int(start) : int(end)] == token
    assert "".join(row[0] for row in rows[1:]) == "".join(TEXT.split())
    found: list[list[Any]] = []
    for _token, start, end, tag in rows[1:]:
        if tag.startswith("B-"):
            found.append([tag[2:], int(start), int(end)])
        elif tag.startswith("I-"):
            assert found[-1][0] == tag[2:]
            found[-1][2] = int(end)
    assert [(label, TEXT[start:end]) for label, start, end in found] == [
        ("highlighting", OVER_LINES), ("identifying", WRONG_YEAR), ("who_is_it", FAMILY),
    ]  # fmt: skip
    assert "\n\n\n" not in content.rstrip("\n")


def test_of_marks_that_overlap_conll_tells_the_longest(reviewer_ravi: Person, article: Article) -> None:
    for exact in ("The Taliban wait", "Taliban wait.", "wait"):
        annotate(reviewer_ravi.actor, article, selector={"exact": exact}, tags=[exact])

    lines = exported(reviewer_ravi.api(), "articles.conll").decode().split("\n")

    assert {line.split("\t")[3] for line in lines if line} == {"O", "B-The_Taliban_wait", "I-The_Taliban_wait"}


@pytest.mark.parametrize("form", ["doccano", "label-studio", "brat", "conll"])
def test_a_text_that_changed_is_exported_as_it_is_now(form: str, reviewer_ravi: Person, article: Article) -> None:
    annotate(reviewer_ravi.actor, article, selector={"exact": "The Taliban wait."}, tags=["moved"])
    annotate(reviewer_ravi.actor, article, selector={"exact": "Sep. 11, 2011"}, tags=["lost"])
    add_revision(reviewer_ravi.actor, article, text="New. The Taliban wait.\n")

    content = exported(reviewer_ravi.api(), f"articles.{form}")

    told = content if form != "brat" else b"".join(zipfile.ZipFile(io.BytesIO(content)).read(n) for n in
                                                   zipfile.ZipFile(io.BytesIO(content)).namelist())  # fmt: skip
    assert b"moved" in told
    assert b"lost" not in told
    assert b"New" in told


def test_only_the_annotations_that_were_asked_for_are_in_their_texts(client: Any) -> None:
    [line] = exported(client, "annotations.doccano", tag="who is it").splitlines()
    text = json.loads(line)

    assert {text["text"][start:end] for start, end, _label in text["label"]} == {FAMILY}
    assert exported(client, "annotations.doccano", tag="nothing") == b""


def test_an_article_without_a_text_is_left_out(client: Any, article: Article) -> None:
    Annotation.objects.update(archived_at=article.created_at)
    assert len(exported(client, "articles.doccano").splitlines()) == 1
    assert exported(client, "annotations.doccano") == b""


@pytest.mark.parametrize(
    ("label", "name"),
    [("plain", "plain"), ("who is it", "who_is_it"), ("a\tb\nc", "a_b_c"), ("؟!", "_"), ("عنوان", "عنوان")],
)
def test_a_label_is_a_name(label: str, name: str) -> None:
    assert name_of(label) == name
