"""Full-text search: what finds what, and that the index is as true as the rows."""

from __future__ import annotations

import random
from dataclasses import replace
from importlib import import_module
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from annotations.models import Annotation, Article
from annotations.services.annotations import annotate, archive_annotation, edit_annotation
from annotations.services.articles import add_article, archive_article, edit_article, merge_article
from annotations.services.revisions import add_revision
from claims.models import Claim, Evidence, Source
from claims.services.claims import archive_claim, edit_claim, spot_claim
from claims.services.sources import archive_source, edit_source
from factcheck.core.problems import Invalid
from factcheck.desks import filters, search
from factcheck.desks.models import Desk
from factcheck.desks.search.sqlite import natural_position
from tests.conftest import Person, json_of

pytestmark = pytest.mark.usefixtures("empty_index")
API = "/api/v1"
TEXTS = [
    "No Pakistani was involved in the attacks of Sep. 11, 2011.",
    "The attacks were in 2001, not in 2011, said the minister.",
    "Zürich has 1,234.5 bridges; nobody involved counted them.",
    "日本語の主張 (2018年)",
    "Covid-19 came from a laboratory, wrote cdc.gov.",
    "The minister wrote: no attacks.",
]
FINDS = {
    "attacks": [0, 1, 5],
    "ATTACKS  minister": [1, 5],
    '"attacks of sep"': [0],
    '"the attacks"': [0, 1],
    "“minister wrote”": [5],
    '"wrote the minister"': [],
    "attacks -2001": [0, 5],
    "-attacks": [2, 3, 4],
    '-"no attacks" attacks': [0, 1],
    "invol*": [0, 2],
    '"attacks w*': [],
    '"attacks w"*': [1],
    "zurich": [2],
    "ZÜRICH": [2],
    "1234.5": [2],
    "1,234.5": [2],
    "日本": [3],
    "本": [3],
    "本語": [3],
    "語の主": [3],
    "本日": [],
    "covid19": [4],
    "covid-19": [4],
    "19 covid": [4],
    '"19 covid"': [],
    "cdc.gov": [4],
    "nothing": [],
    "attacks OR minister": [],
    "NEAR(attacks": [],
    "'attacks' & !\\ :* ^ 2011": [0, 1],
    "=claim attacks": [],
}


@pytest.fixture
def claims(reviewer_ravi: Person, demo_desk: Desk) -> list[Claim]:
    return [spot_claim(reviewer_ravi.actor, demo_desk, text=text) for text in TEXTS]


def found_by(person: Person, q: str, kind: str = "claims", **more: str) -> list[str]:
    page = json_of(person.api().get(f"{API}/{kind}/", {"q": q, **more}))
    return [one["id"] for one in page["results"]]


@pytest.mark.parametrize("q", FINDS)
def test_a_query_finds_these_claims(q: str, claims: list[Claim], viewer_vera: Person) -> None:
    assert found_by(viewer_vera, q) == [str(claims[n].pk) for n in reversed(FINDS[q])]


@pytest.mark.parametrize("q", FINDS)
def test_every_way_to_ask_finds_the_same(q: str, claims: list[Claim], viewer_vera: Person) -> None:
    by_age = found_by(viewer_vera, q, ordering="created_at", count="1")
    page = json_of(viewer_vera.api().get(f"{API}/claims/", {"q": q, "page_size": "1"}))
    one_by_one: list[str] = []
    while page["results"]:
        one_by_one += [page["results"][0]["id"]]
        page = json_of(viewer_vera.api().get(page["next"])) if page["next"] else {"results": []}

    assert by_age == one_by_one[::-1] == [str(claims[n].pk) for n in FINDS[q]]


@pytest.mark.parametrize("q", ["", " ", "\t"])
def test_a_blank_query_leaves_all(q: str, claims: list[Claim], viewer_vera: Person) -> None:
    assert len(found_by(viewer_vera, q)) == len(claims)


@pytest.mark.parametrize("q", ["?", '"', "-", '- * "', "👨‍👩‍👧", "x " * 5000, "\x00", '-""'])
def test_what_is_no_search_is_told_so(q: str, viewer_vera: Person) -> None:
    answer = viewer_vera.api().get(f"{API}/claims/", {"q": q})

    assert answer.status_code == 400
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/q"]


@pytest.mark.parametrize("q", ["a " * 249, "日" * 499, '"' + "a b " * 124, "a* " * 160, "-a " * 160])
def test_a_long_search_is_answered(q: str, claims: list[Claim], viewer_vera: Person) -> None:
    assert viewer_vera.api().get(f"{API}/claims/", {"q": q}).status_code == 200


def test_a_page_backwards_is_the_page_before(claims: list[Claim], viewer_vera: Person) -> None:
    client = viewer_vera.api()
    first = json_of(client.get(f"{API}/claims/", {"q": "attacks", "page_size": "2"}))
    second = json_of(client.get(first["next"]))

    assert json_of(client.get(second["previous"]))["results"] == first["results"]


def test_rows_of_another_desk_and_archived_ones_are_not_found(
    claims: list[Claim], viewer_vera: Person, stranger_stan: Person, reviewer_ravi: Person, other_desk: Desk
) -> None:
    theirs = spot_claim(stranger_stan.actor, other_desk, text="Their attacks.")
    archive_claim(reviewer_ravi.actor, claims[0], version=None)

    assert found_by(viewer_vera, "attacks") == [str(claims[5].pk), str(claims[1].pk)]
    assert found_by(stranger_stan, "attacks") == [str(theirs.pk)]


def test_an_article_is_found_by_its_current_text(article: Article, reviewer_ravi: Person, viewer_vera: Person) -> None:
    assert found_by(viewer_vera, "taliban herald", "articles") == [str(article.pk)]

    add_revision(reviewer_ravi.actor, article, text="Another text about bridges.")

    assert found_by(viewer_vera, "taliban", "articles") == []
    assert found_by(viewer_vera, "bridges islamabad", "articles") == [str(article.pk)]


def test_words_do_not_run_from_one_field_into_the_next(article: Article, viewer_vera: Person) -> None:
    assert found_by(viewer_vera, '"islamabad the example"', "articles") == []


def test_a_source_is_found_by_its_archived_copy(evidence: Evidence, viewer_vera: Person) -> None:
    assert found_by(viewer_vera, '"suicide attacks"', "sources") == [str(evidence.source_id)]
    assert found_by(viewer_vera, "reference.example", "sources") == [str(evidence.source_id)]


def test_what_is_rolled_back_is_not_in_the_index(reviewer_ravi: Person, demo_desk: Desk) -> None:
    with transaction.atomic():
        spot_claim(reviewer_ravi.actor, demo_desk, text="Rolled back.")
        transaction.set_rollback(True)

    assert index() == []


# The index is what a rebuild makes it ----------------------------------------------------------------------------


VOCABULARY = ["no", "attacks", "in", "2011", "or", "2001", "zürich", "日本語", "minister", "wrote"]


def index() -> list[tuple[Any, ...]]:
    """All that is kept, without places: they sort as ids do, which is asserted."""
    with connection.cursor() as cursor:
        tokens = "tokens::text" if connection.vendor == "postgresql" else "''"
        cursor.execute(f"SELECT id, kind, desk_id, words, {tokens} FROM desks_search_entry ORDER BY id")  # noqa: S608
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        if connection.vendor == "sqlite":
            cursor.execute("SELECT id FROM desks_search_entry ORDER BY position")
            assert [key for (key,) in cursor.fetchall()] == [row[0] for row in rows]
            cursor.execute("INSERT INTO desks_search (desks_search) VALUES ('integrity-check')")
    return rows


def postings() -> dict[str, list[Any]]:
    """Which rows FTS5 has for each word; on PostgreSQL the tokens of `index` say that."""
    if connection.vendor != "sqlite":
        return {}
    with connection.cursor() as cursor:
        cursor.execute("CREATE VIRTUAL TABLE temp.spelt USING fts5vocab(main, desks_search, instance)")
        sql = "SELECT term, id FROM temp.spelt LEFT JOIN desks_search_entry ON position = doc ORDER BY term, id"
        cursor.execute(sql)
        found: dict[str, list[Any]] = {}
        for term, key in cursor.fetchall():
            found.setdefault(term, []).append(key)
        cursor.execute("DROP TABLE temp.spelt")
    return found


@pytest.mark.parametrize("seed", range(4))
def test_after_many_writes_the_index_is_what_a_rebuild_makes_it(
    seed: int, editor_edna: Person, demo_desk: Desk
) -> None:
    chance = random.Random(seed)  # noqa: S311
    actor = editor_edna.actor

    def words() -> str:
        return " ".join(
            chance.choices(["no", "attacks", "in", "2011", "or", "2001", "zürich", "日本語", "minister", "wrote"], k=6)
        )

    def any_of(model: type[Any]) -> Any:
        return chance.choice(list(model.objects.live().order_by("pk")))

    def join_two() -> None:
        there = list(Article.objects.live().order_by("pk"))
        if len(there) > 1:
            merge_article(actor, there[0], into=there[-1])

    acts = [
        lambda: add_article(actor, demo_desk, text=words(), title=words(), authors=[words()]),
        lambda: spot_claim(actor, demo_desk, text=words(), claimant_name=words()),
        lambda: archive_source(actor, demo_desk, title=words(), text=words()),
        lambda: annotate(actor, any_of(Article), selector={"start": 0, "end": 2}, comment=words()),
        lambda: edit_claim(actor, any_of(Claim), version=None, text=words()),
        lambda: edit_claim(actor, any_of(Claim), version=None, priority=chance.randint(0, 9)),
        lambda: edit_claim(actor, any_of(Claim), topics=words().split()),
        lambda: archive_claim(actor, any_of(Claim), version=None),
        lambda: edit_article(actor, any_of(Article), title=words(), tags=words().split()),
        lambda: add_revision(actor, any_of(Article), text=words()),
        lambda: edit_annotation(actor, any_of(Annotation), comment=words()),
        lambda: archive_annotation(actor, any_of(Annotation)),
        lambda: edit_source(actor, any_of(Source), title=words(), text=words()),
        lambda: archive_article(actor, any_of(Article)),
        join_two,
    ]
    for act in acts[:4]:
        act()
    for _ in range(40):
        try:
            with transaction.atomic():
                chance.choice(acts)()
        except (Invalid, IndexError):
            pass  # nothing is there to be changed
    kept, spelt = index(), postings()
    assert kept

    list(search.rebuild())

    assert index() == kept
    assert postings() == spelt


def test_rows_that_are_written_in_bulk_are_indexed_together(demo_desk: Desk, viewer_vera: Person) -> None:
    rows = [Claim(desk=demo_desk, number=900 + n, text=f"Bulk claim {n}.") for n in range(1200)]
    Claim.objects.bulk_create(rows)

    search.index_rows(rows)
    search.index_rows(rows[:3])

    assert found_by(viewer_vera, "bulk 77") == [str(rows[77].pk)]
    assert len(index()) == 1200


@pytest.mark.parametrize("few", [1000, 0], ids=["named", "asked"])
@pytest.mark.parametrize("topic", ["floods", "Überschwemmung, 2021", "🌊", "=claim", "| and &"])
def test_a_topic_finds_what_has_it_and_nothing_else(
    few: int, topic: str, claims: list[Claim], reviewer_ravi: Person, viewer_vera: Person, monkeypatch: Any
) -> None:
    monkeypatch.setattr(filters, "FEW_NAMED", few)
    edit_claim(reviewer_ravi.actor, claims[1], topics=["weather", topic])
    edit_claim(reviewer_ravi.actor, claims[2], topics=[f"{topic} elsewhere", topic.swapcase() + "s"])
    edit_claim(reviewer_ravi.actor, claims[3], topics=[topic])
    edit_claim(reviewer_ravi.actor, claims[3], topics=["weather"])

    found = json_of(viewer_vera.api().get(f"{API}/claims/", {"topic": topic}))["results"]

    assert [one["id"] for one in found] == [str(claims[1].pk)]
    assert found_by(viewer_vera, "elsewhere") == []


def test_the_command_makes_the_index_anew(claims: list[Claim], viewer_vera: Person, capsys: Any) -> None:
    search.index().clear()
    assert found_by(viewer_vera, "attacks") == []

    call_command("index_search")
    call_command("index_search")

    assert len(found_by(viewer_vera, "attacks")) == 3
    assert "6" in capsys.readouterr().out


@pytest.mark.parametrize("order", ["rising", "falling", "shuffled"])
def test_ids_that_begin_alike_are_still_read_in_order(order: str, demo_desk: Desk, viewer_vera: Person) -> None:
    ids = [UUID(int=(0x0193_0000_0000_7000 << 64) | (0x8 << 60) | n) for n in range(60)]
    rows = [Claim(id=key, desk=demo_desk, number=900 + n, text="Alike.") for n, key in enumerate(ids)]
    assert len({natural_position(key) for key in ids}) == 1
    Claim.objects.bulk_create(rows)
    if order != "rising":
        rows.reverse()
    if order == "shuffled":
        random.Random(1).shuffle(rows)  # noqa: S311

    for row in rows:
        search.keep(row)

    assert found_by(viewer_vera, "alike", page_size="100") == [str(key) for key in reversed(ids)]
    kept = index()
    list(search.rebuild())
    assert index() == kept


def test_the_migration_finds_rows_that_were_there_before(
    article: Article, claim: Claim, evidence: Evidence, reviewer_ravi: Person
) -> None:
    kept = index()
    search.index().clear()

    import_module("claims.migrations.0013_labels_in_search").fill_with_labels(apps, None)

    assert index() == kept
    assert {row[1] for row in kept} == {"article", "annotation", "claim", "source"}


# Plans: what keeps a search among a million rows as fast as among ten thousand -----------------------------------


def plan_of(sql: str, params: list[Any]) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"{'EXPLAIN QUERY PLAN' if connection.vendor == 'sqlite' else 'EXPLAIN'} {sql}", params)
        return "\n".join(str(row[-1]) for row in cursor.fetchall())


def test_a_page_is_read_from_the_newest_hit_on_and_nothing_is_sorted(claims: list[Claim], viewer_vera: Person) -> None:
    """FTS5 stops after a page; on PostgreSQL the planner may."""
    with CaptureQueriesContext(connection) as asked:
        found_by(viewer_vera, "attacks minister", page_size="1")

    if connection.vendor == "sqlite":
        [searched] = [one["sql"] for one in asked if "MATCH" in one["sql"]]
        plan = plan_of(searched, [])
        assert "desks_search VIRTUAL TABLE INDEX" in plan
        assert "USING INTEGER PRIMARY KEY" in plan
        assert "TEMP B-TREE" not in plan, plan
    else:
        [searched] = [one["sql"] for one in asked if "@@" in one["sql"]]
        assert "SELECT entry.id FROM desks_search_entry" in searched


def test_words_are_looked_up_in_the_index(claims: list[Claim]) -> None:
    query = replace(search.wanted('"the attacks" minister*'), scopes=(search.scope_of("claim"),))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")  # there are too few rows here for it to be worth the while

    plan = plan_of(*search.index().found_ids(query))

    assert ("desks_search_tokens" if connection.vendor == "postgresql" else "VIRTUAL TABLE INDEX") in plan
