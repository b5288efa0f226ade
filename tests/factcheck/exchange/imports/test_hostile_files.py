"""Whatever a file holds, it is taken in or refused with what is wrong: soon, with little memory, and never half-written."""

from __future__ import annotations

import gzip
import json
import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from annotations.models import Article
from factcheck.exchange.imports import opening, running
from factcheck.exchange.imports.formats import ImportFormat
from factcheck.exchange.imports.running import carry_out
from factcheck.exchange.models import Import
from tests.conftest import json_of
from tests.factcheck.exchange.imports.doing import IMPORTS, holds, keep, taken

TABLE = b"id,text\n1,The sky is green.\n2,Water is dry.\n"


def test_a_packed_file_is_unpacked(editor_edna, demo_desk):
    assert taken(editor_edna, gzip.compress(TABLE), format="csv")["counts"]["made"] == {"claims": 2}


def test_a_bomb_is_refused_as_too_large(editor_edna, demo_desk, monkeypatch):
    monkeypatch.setattr(opening, "LARGEST_UNPACKED", 100_000)
    done = taken(editor_edna, gzip.compress(b"id,text\n" + b"0" * 5_000_000), format="csv")

    assert done["state"] == "failed"
    assert (done["problem"]["type"], done["problem"]["status"]) == ("/problems/too-large/", 413)


@pytest.mark.parametrize(
    ("before", "filling", "after"),
    [
        (b'[{"claim": "', b"a", b'"}]'), (b'[{"claim": 1', b"0", b"}]"), (b'[{"', b"a", b'": 1}]'), (b"[", b" ", b"{}]"),
        (b'{"claim": "', b"\\", b'"}'),
    ],
)  # fmt: skip
def test_a_value_without_an_end_is_refused_before_it_takes_long(editor_edna, demo_desk, before, filling, after):
    packed = gzip.compress(before + filling * (100 * 2**20) + after, 1)
    began = time.process_time()

    for partial in (False, True):
        done = taken(editor_edna, packed, format="averitec", partial=partial)

        assert done["state"] == "failed"
        assert done["problem"]["type"] == "/problems/invalid/"
        assert "may have 16,777,216" in done["problem"]["detail"]
    assert time.process_time() - began < 20


@pytest.mark.parametrize("format_", ["label-studio", "doccano"])
def test_a_text_as_long_as_a_desk_takes_is_taken(editor_edna, demo_desk, format_):
    text = "Ж" * 5_000_000
    task = {"text": text} if format_ == "doccano" else [{"data": {"text": text}}]

    done = taken(editor_edna, gzip.compress(json.dumps(task, ensure_ascii=False).encode(), 1), format=format_)

    assert done["counts"]["made"] == {"articles": 1}
    revision = Article.objects.get().revision
    assert revision is not None
    assert revision.text == text


def laughs(names: int) -> bytes:
    """Nodes that each name the next so many times."""
    nodes = [{"@type": "ClaimReview", "claimReviewed": "A.", "author": [{"@id": "b"}] * names}]
    nodes += [{"@id": name, "name": [{"@id": chr(ord(name) + 1)}] * names} for name in "bc"]
    return json.dumps({"@graph": [*nodes, {"@id": "d", "name": "Khan"}]}).encode()


def test_nodes_that_name_each_other_over_and_over_are_refused_before_they_fill_the_memory(editor_edna, demo_desk):
    assert taken(editor_edna, laughs(9), format="claimreview", mapping={"reviews": "sources"})["counts"]["made"]

    done = taken(editor_edna, laughs(2000), format="claimreview")

    assert done["state"] == "failed"
    assert "more than 1,000,000 values" in done["errors"][0]["detail"]


@pytest.mark.parametrize("format_", ["fever", "doccano", "averitec", "csv"])
def test_what_is_hardly_of_a_format_is_given_up(editor_edna, demo_desk, format_, monkeypatch):
    monkeypatch.setattr(running, "MOST_REFUSED", 1000)
    entries = b"[" + b"1," * 2000 + b"1]" if format_ == "averitec" else b"text,b\n" + b"1\n" * 2000
    for given in ({}, {"partial": True}, {"dry_run": True}):
        done = taken(editor_edna, entries, format=format_, **given)

        assert done["state"] == "failed"
        assert done["problem"]["errors"][0]["pointer"] == "/file"
        assert "More than 1,000 rows" in done["problem"]["detail"]


@pytest.mark.parametrize("format_", ["fever", "csv", "averitec"])
def test_a_file_of_too_many_lines_is_refused(editor_edna, demo_desk, format_, monkeypatch):
    monkeypatch.setattr(opening, "MOST_LINES", 1000)

    done = taken(editor_edna, gzip.compress(b"\n" * 2000 + b"[]"), format=format_)

    assert done["state"] == "failed"
    assert "may have 1,000 lines" in done["problem"]["detail"]


@pytest.mark.parametrize("format_", ["fever", "doccano", "averitec", "label-studio", "claimreview", "webannotation"])
def test_a_name_that_cannot_be_stored_is_refused_by_its_place(editor_edna, demo_desk, format_):
    claim = rb'{"@type": "ClaimReview", "claimReviewed": "A.", "claim": "A."'
    for row in (claim + rb', "a\u0000b": 1}', claim + rb', "body": {"a\u0000b": {"\u0000": "\u0000"}}}'):
        for given in ({}, {"dry_run": True}):
            done = taken(editor_edna, row, format=format_, **given)

            [error] = done["errors"]
            assert "a\ufffdb" in error["pointer"] or "holds NUL" in error["detail"]
            assert done["counts"]["made"] == {}


def test_a_table_of_too_many_columns_is_told_so(editor_edna, demo_desk):
    wide = b"text," + b",".join(b"c%d" % n for n in range(100_000)) + b"\n" + b",".join([b"x"] * 100_001) + b"\n"

    done = taken(editor_edna, wide, format="csv")

    assert done["problem"]["detail"] == "A table may have 500 columns; this one has 100,001."


@pytest.mark.parametrize("name", ["content", "data"])
def test_a_file_under_another_name_is_told_where_it_belongs(editor_edna, demo_desk, name):
    answer = editor_edna.api().post(IMPORTS, {name: SimpleUploadedFile("a.csv", TABLE)})

    assert json_of(answer, 400)["errors"] == [{"pointer": f"/{name}", "detail": "This is a file; send it as `file`."}]
    assert not Import.objects.exists()


def test_a_packed_file_whose_header_does_not_end_is_refused_at_once(editor_edna, demo_desk):
    endless = b"\x1f\x8b\x08\x08" + b"\0" * 6 + b"n" * (15 * 2**20)

    answer = editor_edna.api().post(IMPORTS, {"file": SimpleUploadedFile("a.gz", endless)})

    assert json_of(answer, 400)["errors"][0]["detail"].endswith("a name in it has more than 65,536 bytes.")


HOSTILE = [
    b"\x00\x01\x02\xff\xfe", b"[" * 5000, b'{"a":' * 5000, b"{}", b"[]", b"null", b"[1, 2, 3]", b'{"text": 5}', b"\xff\xfe",
    b'[{"claim": "A.", "questions": [5]}', b'{"@graph": {"@type": "ClaimReview"}}', b"\xef\xbb\xbf", b" \n \n",
    b'{"id": 1e999, "text": "A", "claim": "A", "data": {"text": "A"}}', b'{"claim": "\\u0000", "text": "\\ud800"}',
    b"a,b\n\"unclosed", gzip.compress(b"[]")[:-5], b"PK\x03\x04" + b"\x00" * 100, b"\x1f\x8bnot packed",
    b'{"text": "ab", "label": [[0, 9, "x"], [1, 0, "y"], ["a", "b", "c"], [0]]}',
    b'[{"data": {"text": "ab"}, "annotations": [{"result": [{"value": {"start": 0, "end": 1e30}}, 3, null]}]}]',
    b'{"@context": "http://www.w3.org/ns/anno.jsonld", "type": "Annotation", "target": [[[]]]}',
    b'[{"claim": {"a": {"b": []}}, "claim_date": "99-99-9999", "questions": "x", "evidence": [[[1, 2, {}, "x"]]]}]',
    b'[{"@type": "ClaimReview", "claimReviewed": 5, "url": "http://[", "author": [[]],'
    b'"reviewRating": {"ratingValue": "1e999"}}]',
]  # fmt: skip


@pytest.mark.parametrize("format_", ImportFormat.values)
def test_whatever_comes_is_answered_with_what_is_wrong(editor_edna, demo_desk, format_):
    for body in HOSTILE:
        for partial in {False, format_ != ImportFormat.ARCHIVE}:
            job = carry_out(editor_edna.actor, keep(editor_edna, body, format=format_, partial=partial))

            problem = job.problem or {}
            assert job.state in ("done", "failed"), body
            assert problem.get("type") != "/problems/internal/", (body, problem)
            assert job.errors or problem or job.counts["made"] or job.counts["known"] or not job.done, body
    assert holds(demo_desk)
