"""The pages of a container: every annotation once, in order, for the same price wherever it stands."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotations.models import Annotation, Article
from annotations.services.annotations import annotate, archive_annotation
from annotations.services.articles import add_article
from factcheck.desks.models import Desk
from tests.annotations.webannotation.speaking import client_of, refused_at
from tests.conftest import TEXT, Person, json_of

CONTAINER = "http://testserver/wa/demo/?iris=1"


@pytest.fixture(autouse=True)
def _small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("annotations.webannotation.container.PAGE", 3)


@pytest.fixture
def rows(reviewer_ravi: Person, article: Article) -> list[str]:
    """Ten annotations, by address, from the oldest on."""
    made = [annotate(reviewer_ravi.actor, article, selector={"start": n, "end": n + 5}) for n in range(10)]
    return [f"http://testserver/wa/demo/{row.pk}" for row in made]


def walked(person: Person, address: str, towards: str = "next") -> list[dict[str, Any]]:
    """The pages from one on."""
    pages = [json_of(client_of(person).get(address))]
    while towards in pages[-1]:
        pages.append(json_of(client_of(person).get(pages[-1][towards])))
    return pages


def test_every_annotation_is_on_one_page(reviewer_ravi: Person, rows: list[str]) -> None:
    container = json_of(client_of(reviewer_ravi).get(CONTAINER))

    pages = walked(reviewer_ravi, container["first"]["id"])

    assert container["total"] == 10
    assert [page["items"] for page in pages] == [rows[0:3], rows[3:6], rows[6:9], rows[9:]]
    assert [page["startIndex"] for page in pages] == [0, 3, 6, 9]
    assert {page["partOf"]["id"] for page in pages} == {CONTAINER}
    assert container["last"] == pages[-1]["id"]
    assert container["first"] == {n: v for n, v in pages[0].items() if n not in ("@context", "partOf")}


def test_the_way_back_is_the_way_there(reviewer_ravi: Person, rows: list[str]) -> None:
    there = walked(reviewer_ravi, f"{CONTAINER}&page=0")

    assert walked(reviewer_ravi, there[-1]["id"], "prev") == there[::-1]


@pytest.mark.parametrize(("made", "pages"), [(0, 1), (1, 1), (3, 1), (4, 2), (6, 2), (7, 3)])
def test_the_last_page_is_the_last(made: int, pages: int, reviewer_ravi: Person, article: Article) -> None:
    for n in range(made):
        annotate(reviewer_ravi.actor, article, selector={"start": n, "end": n + 5})
    container = json_of(client_of(reviewer_ravi).get(CONTAINER))

    found = walked(reviewer_ravi, f"{CONTAINER}&page=0")

    assert len(found) == pages
    assert container.get("last") == (found[-1]["id"] if made else None)
    assert ("first" in container) == bool(made)


def test_a_page_is_found_by_its_number_alone(reviewer_ravi: Person, rows: list[str]) -> None:
    page = json_of(client_of(reviewer_ravi).get(f"{CONTAINER}&page=2"))

    assert page["items"] == rows[6:9]
    assert page == json_of(client_of(reviewer_ravi).get(page["id"]))


def test_what_goes_meanwhile_is_neither_skipped_over_nor_told_twice(reviewer_ravi: Person, rows: list[str]) -> None:
    first = json_of(client_of(reviewer_ravi).get(f"{CONTAINER}&page=0"))
    archive_annotation(reviewer_ravi.actor, Annotation.objects.order_by("id")[1])

    assert walked(reviewer_ravi, first["next"])[0]["items"] == rows[3:6]


@pytest.mark.parametrize("query", ["&page=4", "&page=999999999", "&page=9&after=ffffffff-ffff-7fff-bfff-ffffffffffff"])
def test_past_the_end_is_nothing(query: str, reviewer_ravi: Person, rows: list[str]) -> None:
    assert refused_at(client_of(reviewer_ravi).get(CONTAINER + query), 404) == []


@pytest.mark.parametrize(
    ("query", "pointer"),
    [("iris=2", "/iris"), ("page=-1", "/page"), ("page=one", "/page"), ("page=1&after=x", "/after"), ("size=7", "/size"),
     ("page=1&page=2", "/page")],
)  # fmt: skip
def test_what_is_no_page_is_refused(query: str, pointer: str, reviewer_ravi: Person, rows: list[str]) -> None:
    assert refused_at(client_of(reviewer_ravi).get(f"/wa/demo/?{query}")) == [pointer]


def test_pages_hold_what_belongs_to_the_desk_and_is_there(
    reviewer_ravi: Person, rows: list[str], stranger_stan: Person, other_desk: Desk
) -> None:
    theirs = add_article(stranger_stan.actor, other_desk, text=TEXT)
    annotate(stranger_stan.actor, theirs, selector={"start": 0, "end": 5})

    assert json_of(client_of(reviewer_ravi).get("/wa/demo/"))["total"] == 10
    assert json_of(client_of(stranger_stan).get("/wa/other/"))["total"] == 1


def test_many_cost_as_many_queries_as_one(
    reviewer_ravi: Person, article: Article, demo_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("annotations.webannotation.container.PAGE", 20)
    client = client_of(reviewer_ravi)

    def costs() -> list[int]:
        found = []
        for address in ("/wa/demo/", "/wa/demo/?iris=0&page=0"):
            with CaptureQueriesContext(
                connection,
            ) as queries:
                assert client.get(address).status_code == 200
            found.append(len(queries))
        return found

    first = annotate(reviewer_ravi.actor, article, selector={"start": 0, "end": 5}, comment="a")
    one = costs()
    for n in range(8):
        another = add_article(reviewer_ravi.actor, demo_desk, text=TEXT, url=f"https://news.example/{n}")
        annotate(reviewer_ravi.actor, another, selector={"start": n, "end": n + 5}, tags=["b"])
        annotate(reviewer_ravi.actor, article, selector={"start": 0, "end": 5}, reply_to=first)

    assert costs() == one


def test_a_page_deep_inside_costs_what_the_second_does(reviewer_ravi: Person, rows: list[str]) -> None:
    client = client_of(reviewer_ravi)
    pages = walked(reviewer_ravi, f"{CONTAINER}&page=0")

    def statements(address: str) -> list[str]:
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        return [query["sql"] for query in queries]

    second, third = statements(pages[1]["id"]), statements(pages[2]["id"])
    assert len(second) <= len(third) <= len(second) + 1
    assert not any("OFFSET" in sql for sql in second)
    assert all(" OFFSET 3" in sql for sql in third if "OFFSET" in sql)
