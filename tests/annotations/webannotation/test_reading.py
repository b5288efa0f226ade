"""What of a document is refused, and where; and what the desk makes of what it takes."""

from __future__ import annotations

import json
from typing import Any

import pytest

from annotations.models import Annotation, Article
from tests.annotations.webannotation.speaking import (
    LETTER,
    MEDIA_TYPE,
    QUOTE,
    client_of,
    document,
    made,
    post,
    refused_at,
    selecting,
)
from tests.conftest import Person, json_of


def text(value: str, **more: Any) -> dict[str, Any]:
    return {"type": "TextualBody", "value": value, **more}


NESTED: Any = QUOTE
for _level in range(60):
    NESTED = {**QUOTE, "refinedBy": NESTED}


@pytest.mark.parametrize(
    ("members", "pointer"),
    [
        ({"@context": None}, "/@context"),
        ({"@context": "http://www.w3.org/ns/activitystreams"}, "/@context"),
        ({"@context": ["http://www.w3.org/ns/anno.jsonld", 7]}, "/@context/1"),
        ({"type": "Note"}, "/type"),
        ({"id": "anno1"}, "/id"),
        ({"id": ["http://example.org/1", "http://example.org/2"]}, "/id"),
        ({"motivation": 7}, "/motivation"),
        ({"created": "2015-10-13T13:00:00"}, "/created"),
        ({"created": "2015-13-13T13:00:00Z"}, "/created"),
        ({"created": "2015-10-13T13:00:00+02:00"}, "/created"),
        ({"creator": [{"name": "A"}, 7]}, "/creator/1"),
        ({"creator": {"id": "nobody"}}, "/creator/id"),
        ({"rights": ["https://example.org/licence", "all"]}, "/rights/1"),
        ({"canonical": "http://example.org/" + "a" * 2000}, "/canonical"),
        ({"via": ["http://example.org/a b"]}, "/via"),
        ({"stylesheet": ["http://example.org/1", "http://example.org/2"]}, "/stylesheet"),
        ({"target": None}, "/target"),
        ({"target": []}, "/target"),
        ({"target": text("words")}, "/target"),
        ({"target": {"type": "SpecificResource"}}, "/target"),
        ({"target": {"source": LETTER, "selector": {"type": "Squirrel"}}}, "/target/selector/type"),
        ({"target": {"source": LETTER, "selector": []}}, "/target/selector"),
        ({"target": {"source": LETTER, "selector": [QUOTE, {"type": "TextQuoteSelector", "exact": ""}]}},
         "/target/selector/1/exact"),
        ({"target": {"source": LETTER, "selector": {"type": "TextPositionSelector", "start": 4, "end": 4}}},
         "/target/selector/end"),
        ({"target": {"source": LETTER, "selector": {"type": "TextPositionSelector", "start": True, "end": 4}}},
         "/target/selector/start"),
        ({"target": {"source": LETTER, "selector": {"type": "RangeSelector", "startSelector": QUOTE}}},
         "/target/selector/endSelector"),
        ({"target": {"source": LETTER, "selector": QUOTE, "styleClass": "red"}}, "/stylesheet"),
        ({"target": {"source": LETTER, "state": {"type": "TimeState", "sourceDate": "2015-10-13T13:00:00Z",
                                                 "sourceDateEnd": "2015-10-13T13:00:00Z"}}}, "/target/state"),
        ({"target": [LETTER, {"type": "List", "items": [{"type": "List", "items": []}]}]}, "/target/1/items/0"),
        ({"target": ["http://example.org/a"] * 101}, "/target"),
        ({"target": "https://elsewhere.example/page"}, "/target"),
        ({"target": {"source": {"id": "https://elsewhere.example/page"}, "selector": QUOTE}}, "/target"),
        ({"body": 7}, "/body"),
        ({"body": ["http://example.org/a", {"type": "TextualBody"}]}, "/body/1"),
        ({"body": {"id": "http://example.org/a", "purpose": "tagging"}}, "/body/purpose"),
        ({"body": {"type": "Choice", "items": ["here"]}}, "/body/items/0"),
        ({"body": text("a", source="http://example.org/a")}, "/body/value"),
        ({"body": text("a", textDirection="up")}, "/body/textDirection"),
        ({"body": text("a"), "bodyValue": "b"}, "/bodyValue"),
        ({"bodyValue": ["a", "b"]}, "/bodyValue"),
        ({"bodyValue": "a" * 20_001}, "/bodyValue"),
        ({"body": [text("tag", purpose="tagging"), text("a" * 20_001)]}, "/body/1/value"),
        ({"body": text("t" * 101, purpose="tagging")}, "/body"),
        ({"body": text("a\x00b")}, "/body/value"),
        ({"schema:about": "a" * 100_000}, ""),
        ({"schema:about": 2**60}, ""),
        ({"schema:about": 1e300}, ""),
        ({"target": {"source": LETTER, "selector": NESTED}}, ""),
    ],
)  # fmt: skip
def test_what_is_wrong_is_refused_where_it_stands(
    members: dict[str, Any], pointer: str, reviewer_ravi: Person, article: Article
) -> None:
    answer = post(reviewer_ravi, document(**members))

    assert pointer in refused_at(answer)
    assert Annotation.objects.count() == 0


@pytest.mark.parametrize(
    "body", [b"", b"[]", b'"text"', b"{", b'{"type": "Annotation", "type": "Annotation"}', b"\xff"]
)
def test_what_is_no_document_is_refused(body: bytes, reviewer_ravi: Person, article: Article) -> None:
    answer = client_of(reviewer_ravi).post("/wa/demo/", body, content_type=MEDIA_TYPE)

    assert refused_at(answer) == [""] or answer.json()["errors"][0]["pointer"] == "/@context"


def test_an_article_the_desk_has_not_is_to_be_added_first(reviewer_ravi: Person, article: Article) -> None:
    answer = post(reviewer_ravi, selecting(QUOTE, "https://elsewhere.example/page"))

    assert answer.json()["detail"] == (
        "The desk 'demo' has no article at https://elsewhere.example/page. Add the article first (POST /api/v1/articles/)."
    )


@pytest.mark.parametrize(
    "address",
    ["https://news.example/letter", "https://news.example/letter#top", "http://testserver/articles/{article}/",
     "http://testserver/api/v1/articles/{article}/", "http://testserver/api/v1/articles/{article}/text/",
     "http://testserver/api/v1/revisions/{revision}/"],
)  # fmt: skip
def test_an_article_is_known_by_each_of_its_addresses(address: str, reviewer_ravi: Person, article: Article) -> None:
    made(reviewer_ravi, selecting(QUOTE, address.format(article=article.pk, revision=article.revision_id)))

    assert Annotation.objects.get().article == article


@pytest.mark.parametrize(
    "address", ["http://testserver/articles/{article}/", "http://testserver/api/v1/revisions/{revision}/", LETTER]
)
def test_an_article_of_another_desk_is_not_known(
    address: str, stranger_stan: Person, article: Article, other_desk: Any
) -> None:
    source = address.format(article=article.pk, revision=article.revision_id)

    assert refused_at(post(stranger_stan, selecting(QUOTE, source), "other")) == ["/target"]


@pytest.mark.parametrize(
    ("members", "comment", "tags", "motivation"),
    [
        ({}, "", [], "highlighting"),
        ({"bodyValue": "Wrong year"}, "Wrong year", [], "commenting"),
        ({"body": text("Wrong year")}, "Wrong year", [], "commenting"),
        ({"body": {"value": "Wrong year"}, "motivation": "assessing"}, "Wrong year", [], "assessing"),
        ({"body": text("date", purpose="tagging")}, "", ["date"], "tagging"),
        ({"body": text("date"), "motivation": "tagging"}, "", ["date"], "tagging"),
        ({"body": [text("a", purpose="tagging"), text("b", purpose=["tagging", "describing"]),
                   text("a", purpose="tagging"), text("c")]},
         "c", ["a", "b"], "commenting"),
        ({"body": "http://example.org/video"}, "", [], "linking"),
        ({"body": text("<b>no</b>", format="text/html")}, "", [], "linking"),
        ({"body": text("kind", purpose="classifying")}, "", [], "linking"),
        ({"body": {"type": "Choice", "items": [text("Falsches Jahr", language="de"), text("Wrong year", language="en")]}},
         "Falsches Jahr", [], "commenting"),
        ({"motivation": ["ex:checking", "oa:questioning"]}, "", [], "questioning"),
        ({"motivation": ["replying", "assessing"]}, "", [], "assessing"),
        ({"motivation": "ex:checking"}, "", [], "highlighting"),
    ],
)  # fmt: skip
def test_what_the_desk_makes_of_it(
    members: dict[str, Any], comment: str, tags: list[str], motivation: str, reviewer_ravi: Person, article: Article
) -> None:
    shown = made(reviewer_ravi, document(**members))

    row = Annotation.objects.get()
    assert (row.comment, row.tags, row.motivation) == (comment, tags, motivation)
    assert {name: shown[name] for name in members} == members
    told = json_of(reviewer_ravi.api().get(f"/api/v1/annotations/{row.pk}/"))
    assert (told["comment"], told["tags"], told["motivation"]) == (comment, tags, motivation)


def test_a_reply_points_at_what_it_answers(reviewer_ravi: Person, reviewer_rosa: Person, article: Article) -> None:
    first = made(reviewer_ravi, document(bodyValue="2001?"))

    reply = made(reviewer_rosa, document(target=first["id"], bodyValue="Yes", motivation="replying"))

    row = Annotation.objects.latest("id")
    assert str(row.reply_to_id) == first["id"].rsplit("/", 1)[1]
    assert row.exact == "attacks of Sep. 11, 2011"
    assert (reply["target"], reply["motivation"]) == (first["id"], "replying")


def test_a_reply_may_have_words_of_its_own(reviewer_ravi: Person, article: Article) -> None:
    first = made(reviewer_ravi, document())
    own = {"type": "SpecificResource", "source": LETTER, "selector": {"type": "TextQuoteSelector", "exact": "letter"}}

    reply = made(reviewer_ravi, document(target=[first["id"], own]))

    row = Annotation.objects.latest("id")
    assert (str(row.reply_to_id), row.exact) == (first["id"].rsplit("/", 1)[1], "letter")
    assert reply["target"][0] == first["id"]
    assert reply["target"][1]["selector"] == own["selector"]


def test_what_is_answered_has_to_be_there(reviewer_ravi: Person, article: Article) -> None:
    first = made(reviewer_ravi, document())
    client_of(reviewer_ravi).delete(first["id"], headers={"if-match": "*"})

    assert refused_at(post(reviewer_ravi, document(target=first["id"]))) == ["/target"]


def test_positions_on_another_text_need_a_quote(reviewer_ravi: Person, article: Article) -> None:
    state = {
        "type": "TimeState", "sourceDate": "2018-12-03T00:00:00Z",
        "cached": "http://testserver/api/v1/revisions/0193a3b4-0000-7000-8000-000000000000/",
    }  # fmt: skip
    position = {"type": "TextPositionSelector", "start": 2, "end": 8}
    target = {"source": LETTER, "selector": position, "state": state}

    assert refused_at(post(reviewer_ravi, document(target=target))) == ["/target/selector"]
    made(reviewer_ravi, document(target={**target, "selector": [position, QUOTE]}))
    assert Annotation.objects.get().exact == "attacks of Sep. 11, 2011"


def test_json_is_taken_by_its_plain_name_too(reviewer_ravi: Person, article: Article) -> None:
    answer = client_of(reviewer_ravi).post("/wa/demo/", json.dumps(document()), content_type="application/json")

    assert answer.status_code == 201
