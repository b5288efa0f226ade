"""Every resource in every format it comes in, read again by that format's own reader."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from claims.models import Claim
from claims.services.claims import spot_claim
from factcheck.api import showing
from factcheck.exchange import streaming
from factcheck.exchange.exports.outputs import ROWS
from factcheck.exchange.exports.selection import select
from factcheck.exchange.formats import FORMATS, formats_of, parquet
from factcheck.exchange.formats.csv import unshielded
from factcheck.exchange.resources import RESOURCES
from tests.conftest import Person
from tests.factcheck.exchange.conftest import exported

LD = "https://schema.org"


def packed(content: bytes) -> list[Any]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return [name for name in archive.namelist() if name.endswith(".txt")]


def objects(content: bytes) -> list[Any]:
    return [json.loads(line) for line in content.split(b"\n") if line]


READ: dict[str, Callable[[bytes], list[Any]]] = {
    "jsonl": objects,
    "json": json.loads,
    "csv": lambda content: list(csv.DictReader(io.StringIO(content.decode(), newline=""))),
    "parquet": lambda content: pq.read_table(pa.BufferReader(content)).to_pylist(),
    "claimreview": lambda content: json.loads(content)["dataFeedElement"],
    "webannotation": lambda content: json.loads(content).get("first", {"items": []})["items"],
    "doccano": objects,
    "label-studio": json.loads,
    "brat": packed,
    "conll": lambda content: [line for line in content.decode().split("\n") if line.startswith("-DOCSTART-")],
    "fever": objects,
    "averitec": json.loads,
}
EACH = [(resource, name) for resource in RESOURCES for name in formats_of(resource)]


def test_every_format_has_a_reader_here() -> None:
    assert READ.keys() == FORMATS.keys()


def test_every_resource_has_declared_rows() -> None:
    assert ROWS.keys() == RESOURCES.keys()


def test_every_resource_is_exported_in_every_format(full_desk: Claim, reviewer_ravi: Person) -> None:
    client = reviewer_ravi.api()
    found = {(resource, name): READ[name](exported(client, f"{resource}.{name}")) for resource, name in EACH}

    rows = {resource: len(found[resource, "jsonl"]) for resource in RESOURCES}
    assert rows == {
        "claims": 1, "agreement": 1, "annotations": 3, "articles": 1, "verdicts": 1, "evidence": 1, "reviews": 1,
        "sources": 1,
    }  # fmt: skip
    of_texts = {"doccano", "label-studio", "brat", "conll"}
    assert {key: len(rows) for key, rows in found.items()} == {
        (resource, name): 1 if name in of_texts else rows[resource] for resource, name in EACH
    }
    assert all(found[resource, "json"] == found[resource, "jsonl"] for resource in RESOURCES)


def test_nothing_is_exported_in_every_format(reviewer_ravi: Person) -> None:
    client = reviewer_ravi.api()
    assert {key: READ[key[1]](exported(client, f"{key[0]}.{key[1]}")) for key in EACH} == {key: [] for key in EACH}


def reached(row: Any, path: str) -> Any:
    for part in path.split("."):
        row = row.get(part) if isinstance(row, dict) else None
    return row


@pytest.mark.parametrize("resource", RESOURCES)
def test_a_table_says_what_the_objects_say(resource: str, full_desk: Claim, reviewer_ravi: Person) -> None:
    client = reviewer_ravi.api()
    rows = objects(exported(client, f"{resource}.jsonl"))

    table = READ["csv"](exported(client, f"{resource}.csv"))

    for row, cells in zip(rows, table, strict=True):
        for column in RESOURCES[resource].columns:
            value = reached(row, column)
            if isinstance(value, str):
                assert unshielded(cells[column]) == value, column
            else:
                assert cells[column] == "" if value is None else json.loads(cells[column]) == value, column


@pytest.mark.parametrize("resource", RESOURCES)
def test_parquet_says_what_the_objects_say_with_types(resource: str, full_desk: Claim, reviewer_ravi: Person) -> None:
    client = reviewer_ravi.api()
    rows = objects(exported(client, f"{resource}.jsonl"))

    content = exported(client, f"{resource}.parquet")

    assert [as_json(row) for row in READ["parquet"](content)] == [without_free(row) for row in rows]
    empty = pq.read_schema(pa.BufferReader(exported(client, f"{resource}.parquet", desk="demo", **none_of(resource))))
    assert pq.read_schema(pa.BufferReader(content)).equals(empty), "the columns are the same whatever the rows are"


def none_of(resource: str) -> dict[str, str]:
    return {"claimed_after": "2999-01-01"} if resource == "agreement" else {"updated_after": "2999-01-01"}


def as_json(value: Any) -> Any:
    """Typed values as the API writes them."""
    match value:
        case datetime():
            return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        case date():
            return value.isoformat()
        case dict():
            return {name: as_json(x) for name, x in value.items()}
        case list():
            return [as_json(x) for x in value]
    return value


def without_free(value: Any) -> Any:
    """Objects as columns have them: what has no fixed members is a string of JSON, a member that may be left out is null."""
    if isinstance(value, list):
        return [without_free(x) for x in value]
    if not isinstance(value, dict):
        return value
    given = (
        {"type": None, "exact": None, "start": None, "end": None, **value}
        if "Selector" in str(value.get("type"))
        else value
    )
    return {
        name: json.dumps(x, separators=(",", ":"), ensure_ascii=False) if name == "claimreview" else without_free(x)
        for name, x in given.items()
    }


def test_parquet_is_written_in_groups(monkeypatch: pytest.MonkeyPatch, reviewer_ravi: Person, full_desk: Claim) -> None:
    monkeypatch.setattr(parquet, "GROUP", 1)
    content = exported(reviewer_ravi.api(), "annotations.parquet")

    file = pq.ParquetFile(pa.BufferReader(content))

    assert (file.num_row_groups, file.metadata.num_rows) == (3, 3)
    told = {name.decode(): value.decode() for name, value in file.schema_arrow.metadata.items()}
    assert told["sequence:demo"].isdigit()
    assert told["as_of"].endswith("Z")


def test_claimreview_is_a_feed_of_what_was_published(full_desk: Claim, reviewer_ravi: Person) -> None:
    for name in ("reviews", "claims"):
        feed = json.loads(exported(reviewer_ravi.api(), f"{name}.claimreview"))

        assert (feed["@context"], feed["@type"]) == (LD, "DataFeed")
        [item] = [element["item"] for element in feed["dataFeedElement"]]
        assert (item["@type"], item["claimReviewed"]) == ("ClaimReview", full_desk.text)
        assert "@context" not in item


def test_web_annotations_are_one_collection(full_desk: Claim, reviewer_ravi: Person) -> None:
    found = json.loads(exported(reviewer_ravi.api(), "annotations.webannotation"))

    assert (found["type"], found["total"], found["first"]["partOf"]) == ("AnnotationCollection", 3, found["id"])
    assert {item["type"] for item in found["first"]["items"]} == {"Annotation"}


@pytest.mark.parametrize("name", ["jsonl", "json", "csv", "claimreview", "webannotation", "fever", "averitec"])
def test_bytes_leave_before_all_is_read(name: str, reviewer_ravi: Person, full_desk: Claim) -> None:
    form = FORMATS[name]
    resource = "annotations" if name == "webannotation" else "claims"
    selection = select(resource, {}, reviewer_ravi.actor, "https://desk.example")
    taken: list[int] = []

    def one_after_another() -> Iterator[Any]:
        [first, *_] = form.readers[resource](selection)
        for number in range(3):
            taken.append(number)
            yield first

    parts = form.write(one_after_another(), selection)
    while not taken:
        next(parts)

    assert taken == [0]


def test_memory_holds_one_chunk(monkeypatch: pytest.MonkeyPatch, reviewer_ravi: Person, claim: Claim) -> None:
    monkeypatch.setattr("factcheck.exchange.streaming.CHUNK", 2)
    for number in range(5):
        spot_claim(reviewer_ravi.actor, claim.desk, text=f"Claim {number}.")
    shown: list[int] = []
    finish = showing.finished

    def finished(shape: Any, actor: Any, rows: Any, *rest: Any) -> Any:
        shown.append(len(rows))
        return finish(shape, actor, rows, *rest)

    monkeypatch.setattr(streaming, "finished", finished)
    selection = select("claims", {}, reviewer_ravi.actor, "")
    parts = FORMATS["csv"].write(FORMATS["csv"].readers["claims"](selection), selection)

    next(parts), next(parts)

    assert shown == [2]
    assert len(list(parts)) == 5


def test_published_reviews_are_for_the_world(
    reader: Person, stranger_stan: Person, full_desk: Claim, reviewer_ravi: Person
) -> None:
    draft = spot_claim(reviewer_ravi.actor, full_desk.desk, text="Another.")
    assert draft.status == "spotted"
    for name in formats_of("reviews"):
        assert len(READ[name](exported(reader.api(), f"reviews.{name}"))) == 1, name
        assert len(READ[name](exported(stranger_stan.api(), f"reviews.{name}"))) == 1, name
    for resource in RESOURCES.keys() - {"reviews"}:
        exported(reader.api(), f"{resource}.jsonl", 401)


def test_another_desk_is_given_nothing(stranger_stan: Person, full_desk: Claim) -> None:
    client = stranger_stan.api()
    for resource, name in EACH:
        if resource != "reviews":
            assert READ[name](exported(client, f"{resource}.{name}")) == [], (resource, name)
