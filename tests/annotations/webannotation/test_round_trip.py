"""In and out without loss: what is posted comes back, also after it was changed here, and the same at another desk."""

from __future__ import annotations

import json
from typing import Any

import pytest

from annotations.models import Annotation, Article
from annotations.services.annotations import annotate, edit_annotation
from annotations.services.articles import add_article
from claims.models import Claim
from claims.services.claims import NewAppearance, spot_claim
from factcheck.desks import history
from factcheck.desks.models import Desk
from factcheck.desks.verifying import verify
from tests.annotations.webannotation.speaking import (
    LETTER,
    QUOTE,
    client_of,
    document,
    made,
    put,
    refused_at,
    without_the_servers,
)
from tests.conftest import TEXT, WRONG_YEAR, Person, json_of

RICH = document(
    **{
        "@context": ["http://www.w3.org/ns/anno.jsonld", {"schema": "https://schema.org/", "gone": None}],
        "id": "https://elsewhere.example/annotations/7",
        "canonical": "urn:uuid:dbfb1861-0ecf-41ad-be94-a584e5c4f1df",
        "via": ["https://third.example/1", "https://fourth.example/2"],
        "motivation": ["assessing", "schema:review"],
        "creator": [
            {"id": "acct:alice@elsewhere.example", "type": "Person", "name": "Alice"},
            "https://elsewhere.example/bob",
        ],
        "created": "2015-10-13T13:00:00Z",
        "rights": "https://creativecommons.org/publicdomain/zero/1.0/",
        "audience": {"id": "https://example.edu/roles/teacher", "type": "schema:EducationalAudience"},
        "stylesheet": {"type": "CssStylesheet", "value": ".red { color: red }"},
        "schema:rating": {"value": 0.5, "best": [1, True, "x"]},
        "body": [
            {
                "type": "TextualBody",
                "value": "Wrong year",
                "language": "en",
                "creator": "https://elsewhere.example/alice",
            },
            {"type": "TextualBody", "value": "date", "purpose": "tagging"},
            {
                "type": "Choice",
                "items": ["https://elsewhere.example/a.mp3", {"value": "zweiter Text", "language": "de"}],
            },
            "https://elsewhere.example/video",
        ],
        "target": [
            {
                "type": "SpecificResource",
                "source": {"id": LETTER, "format": "text/html"},
                "selector": QUOTE,
                "styleClass": "red",
                "scope": "https://news.example/",
                "state": {"type": "HttpRequestState", "value": "Accept: text/html"},
            },
            "https://elsewhere.example/other-page",
        ],
    }
)


def changed(person: Person, shown: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """The document after the annotation was changed by the REST API."""
    row = Annotation.objects.get(pk=shown["id"].rsplit("/", 1)[1])
    edit_annotation(person.actor, row, **changes)
    return dict(json_of(client_of(person).get(shown["id"])))


def test_a_rich_annotation_comes_back_as_it_came(reviewer_ravi: Person, article: Article) -> None:
    shown = made(reviewer_ravi, RICH)

    state = shown["target"][0].pop("state")
    assert state[0] == RICH["target"][0]["state"]
    assert state[1]["cached"] == f"http://testserver/api/v1/revisions/{article.revision_id}/"
    assert shown["via"] == [*RICH["via"], RICH["id"]]
    same = [name for name in RICH if name not in ("id", "via", "target")]
    assert {name: shown[name] for name in same} == {name: RICH[name] for name in same}
    assert shown["target"] == [
        {n: v for n, v in RICH["target"][0].items() if n != "state"}, "https://elsewhere.example/other-page"
    ]  # fmt: skip


def test_it_is_the_same_at_another_desk(
    reviewer_ravi: Person, article: Article, stranger_stan: Person, other_desk: Desk
) -> None:
    add_article(stranger_stan.actor, other_desk, text="They put something before it.\n" + TEXT, url=LETTER)
    here = made(reviewer_ravi, RICH)

    there = made(stranger_stan, here, "other")

    assert there["via"] == [*here["via"], here["id"]]
    assert without_the_servers({**there, "via": here["via"]}) == without_the_servers(here)
    row = Annotation.objects.get(desk=other_desk)
    assert (row.exact, row.start) == (WRONG_YEAR, TEXT.index(WRONG_YEAR) + 30)


def test_what_the_desk_made_is_the_same_at_another_desk(
    reviewer_ravi: Person, article: Article, stranger_stan: Person, other_desk: Desk
) -> None:
    add_article(stranger_stan.actor, other_desk, text=TEXT, url=LETTER)
    spot_claim(
        reviewer_ravi.actor,
        article.desk,
        text="It was 2011.",
        appearances=[NewAppearance(article, {"exact": WRONG_YEAR})],
    )
    annotate(reviewer_ravi.actor, article, selector={"start": 0, "end": 8}, comment="Which?", tags=["a", "b"])
    rows = [json_of(client_of(reviewer_ravi).get(f"/wa/demo/{row.pk}")) for row in Annotation.objects.order_by("id")]

    again = [made(stranger_stan, row, "other") for row in rows]

    assert [row.pop("via") for row in again] == [row["id"] for row in rows]
    assert list(map(without_the_servers, again)) == list(map(without_the_servers, rows))
    assert rows[0]["motivation"] == "identifying"
    assert rows[0]["creator"]["nickname"] == "ravi"


def test_what_the_desk_makes_itself_keeps_nothing_beside(reviewer_ravi: Person, article: Article) -> None:
    """Members that come back by themselves are not kept a second time, where they would grow old."""
    annotate(reviewer_ravi.actor, article, selector={"exact": WRONG_YEAR}, comment="Which?", tags=["a"])
    shown = json_of(client_of(reviewer_ravi).get(f"/wa/demo/{Annotation.objects.get().pk}"))

    again = made(
        reviewer_ravi, {name: value for name, value in shown.items() if name not in ("id", "creator", "created")}
    )

    assert Annotation.objects.latest("id").external is None
    assert without_the_servers({**again, "created": 0}) == without_the_servers({**shown, "created": 0})


@pytest.mark.parametrize(
    "sent", [RICH, document(), document(bodyValue="Wrong year")], ids=["rich", "bare", "bodyValue"]
)
def test_putting_back_what_was_read_changes_nothing(sent: Any, reviewer_ravi: Person, article: Article) -> None:
    shown = made(reviewer_ravi, sent)

    answer = put(reviewer_ravi, shown["id"], shown)

    assert json_of(answer) == shown
    assert Annotation.objects.get().version == 1


def test_putting_back_a_reply_changes_nothing(reviewer_ravi: Person, article: Article) -> None:
    first = made(reviewer_ravi, document())
    for reply in (
        made(reviewer_ravi, document(target=first["id"], bodyValue="Yes")),
        made(reviewer_ravi, document(target=[first["id"], document()["target"]], bodyValue="Yes")),
        made(
            reviewer_ravi, document(target=[first["id"], f"{LETTER}#char=0,1"], motivation=["replying", "commenting"])
        ),
    ):
        assert json_of(put(reviewer_ravi, reply["id"], reply)) == reply


def test_a_put_replaces_all_that_the_document_says(reviewer_ravi: Person, article: Article) -> None:
    address = made(reviewer_ravi, RICH)["id"]

    sent = document(
        target=RICH["target"], stylesheet=RICH["stylesheet"], bodyValue="No", motivation="describing", audience="x:y"
    )
    shown = json_of(put(reviewer_ravi, address, sent))

    row = Annotation.objects.get()
    assert (row.comment, row.tags, row.motivation, row.version) == ("No", [], "describing", 2)
    assert (shown["bodyValue"], shown["audience"]) == ("No", "x:y")
    assert {"rights", "schema:rating", "body"} & shown.keys() == set()
    assert shown["creator"]["nickname"] == "ravi"
    assert shown["canonical"] == RICH["canonical"]
    assert shown["via"] == [*RICH["via"], RICH["id"]]


@pytest.mark.parametrize(
    "members",
    [
        {"canonical": "urn:uuid:00000000-0000-0000-0000-000000000000"},
        {"via": "https://elsewhere.example/9"},
        {"target": LETTER},
        {"target": {"source": LETTER, "selector": {"type": "TextQuoteSelector", "exact": "letter"}}},
    ],
)
def test_where_it_points_and_whence_it_came_are_never_rewritten(
    members: dict[str, Any], reviewer_ravi: Person, article: Article
) -> None:
    shown = made(reviewer_ravi, RICH)

    answer = put(reviewer_ravi, shown["id"], {**shown, **members})

    assert refused_at(answer, 409) == []
    assert "never changed" in answer.json()["detail"]


def test_a_document_of_another_annotation_is_not_put_here(reviewer_ravi: Person, article: Article) -> None:
    one, other = made(reviewer_ravi, RICH), made(reviewer_ravi, document())

    assert refused_at(put(reviewer_ravi, one["id"], other)) == ["/id"]
    assert put(reviewer_ravi, one["id"], RICH).status_code == 200


def test_a_reply_stays_one(reviewer_ravi: Person, article: Article) -> None:
    first = made(reviewer_ravi, document())

    assert refused_at(put(reviewer_ravi, first["id"], {**first, "target": [first["id"], first["target"]]}), 409) == []


def test_the_same_words_may_be_selected_in_another_way(reviewer_ravi: Person, article: Article) -> None:
    shown = made(reviewer_ravi, document())
    start = TEXT.index(WRONG_YEAR)

    again = json_of(
        put(reviewer_ravi, shown["id"], document(target=f"{LETTER}#char={start},{start + len(WRONG_YEAR)}"))
    )

    assert again["target"] == f"{LETTER}#char={start},{start + len(WRONG_YEAR)}"


def test_an_edit_here_keeps_the_shape_that_came(reviewer_ravi: Person, article: Article) -> None:
    shown = made(reviewer_ravi, RICH)

    edited = changed(reviewer_ravi, shown, comment="It was 2001", tags=["year"], motivation="questioning")

    assert edited["motivation"] == ["questioning", "schema:review"]
    assert edited["body"] == [
        {**RICH["body"][0], "value": "It was 2001"}, RICH["body"][2], RICH["body"][3],
        {"type": "TextualBody", "value": "year", "purpose": "tagging", "format": "text/plain"},
    ]  # fmt: skip
    assert {name: edited[name] for name in ("rights", "audience", "canonical", "via", "target", "creator")} == {
        name: shown[name] for name in ("rights", "audience", "canonical", "via", "target", "creator")
    }


@pytest.mark.parametrize(
    ("sent", "changes", "shown"),
    [
        ({"bodyValue": "a"}, {"comment": "b"}, {"bodyValue": "b"}),
        ({"bodyValue": "a"}, {"comment": ""}, {}),
        ({"body": {"value": "a"}}, {"comment": ""}, {}),
        ({"body": "https://elsewhere.example/a"}, {"comment": "b"},
         {"body": ["https://elsewhere.example/a",
                   {"type": "TextualBody", "value": "b", "purpose": "commenting", "format": "text/plain"}]}),
        ({"body": {"value": "a"}}, {"motivation": "tagging"}, {"body": {"value": "a"}}),
        ({"body": {"type": "Choice", "items": [{"value": "a"}, {"value": "b"}]}}, {"comment": "c"},
         {"body": {"type": "Choice", "items": [{"value": "c"}, {"value": "b"}]}}),
        ({"motivation": "ex:checking"}, {"motivation": "assessing"}, {"motivation": ["assessing", "ex:checking"]}),
        ({"motivation": "ex:checking"}, {"comment": "a"}, {"motivation": "ex:checking",
          "body": [{"type": "TextualBody", "value": "a", "purpose": "commenting", "format": "text/plain"}]}),
    ],
)  # fmt: skip
def test_what_an_edit_here_makes_of_it(
    sent: dict[str, Any], changes: dict[str, Any], shown: dict[str, Any], reviewer_ravi: Person, article: Article
) -> None:
    edited = changed(reviewer_ravi, made(reviewer_ravi, document(**sent)), **changes)

    assert {name: edited[name] for name in ("body", "bodyValue", *shown) if name in edited} == shown


def test_history_tells_all_that_came_with_it_and_holds(reviewer_ravi: Person, article: Article) -> None:
    made(reviewer_ravi, RICH)

    [version] = history.versions(Annotation.objects.get())

    assert version.fields["canonical"] == RICH["canonical"]
    assert json.loads(json.dumps(version.fields["external"]))["members"]["rights"] == RICH["rights"]
    assert verify(article.desk).faults == []


def test_histories_from_before_it_was_kept_still_hold(reviewer_ravi: Person, article: Article, claim: Claim) -> None:
    """An annotation that is the desk's own tells nothing new in its event, so those of old events are not broken."""
    [version] = history.versions(Annotation.objects.get())

    assert {"canonical", "via", "external"} & version.fields.keys() == set()
    assert verify(article.desk).faults == []
