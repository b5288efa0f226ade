"""What came in an archive is found by its words, as if it had been written here."""

from __future__ import annotations

import json
from uuid import UUID

from django.db import connection

from annotations.models import Annotation
from claims.models import Claim
from claims.services.claims import spot_claim
from factcheck.core.hashing import canonical_json
from factcheck.core.problems import Invalid
from factcheck.desks import search
from factcheck.desks.models import Desk
from tests.factcheck.desks.test_search import index, postings
from tests.factcheck.exchange.archive.awkward import chained_anew, parts_of, sealed, zipped


def found(text: str) -> list[str]:
    return sorted(search.find(Claim.objects.all(), search.wanted(text)).values_list("text", flat=True))


def is_as_a_rebuild_makes_it() -> bool:
    kept, spelt = index(), postings()
    list(search.rebuild())
    return bool(kept) and (kept, spelt) == (index(), postings())


def test_what_was_taken_in_is_found(archive, take_in, stranger_stan):
    spot_claim(stranger_stan.actor, stranger_stan.desk, text="The earth is a pear.")

    take_in(archive)

    assert found("earth") == ["The earth is a pear.", "The earth is flat."]
    assert is_as_a_rebuild_makes_it()


def test_after_an_update_the_new_words_are_found_and_the_old_are_not(archive, later, take_in, stranger_stan):
    take_in(archive)
    spot_claim(stranger_stan.actor, stranger_stan.desk, text="The earth is a pear.")
    marks = Annotation.objects.live().count()

    take_in(later)

    assert found("flat") == []
    assert found("earth") == ["The earth is a cube.", "The earth is a pear."]
    assert Annotation.objects.live().count() == marks - 1
    assert is_as_a_rebuild_makes_it()


def test_a_dry_run_leaves_the_index_as_it_is(archive, take_in, stranger_stan):
    spot_claim(stranger_stan.actor, stranger_stan.desk, text="The earth is a pear.")
    kept = index()

    take_in(archive, dry_run=True)

    assert index() == kept


def test_an_entry_without_its_row_goes_with_an_update(archive, later, take_in):
    take_in(archive)
    claim = Claim.objects.get(text="The earth is flat.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM desks_search_entry")
        (count,) = cursor.fetchone()
    search.index().remove([claim.pk])
    lost = search.Entry(UUID(int=claim.pk.int + 1), "claim", claim.desk_id, " lost ")
    search.index().put([lost])

    take_in(later)

    assert is_as_a_rebuild_makes_it()
    assert len(index()) == count - 1  # an annotation was archived


def test_a_record_with_the_id_of_another_of_another_kind_is_refused(archive, take_in, stranger_stan, problem_of):
    theirs = spot_claim(stranger_stan.actor, stranger_stan.desk, text="The earth is a pear.")
    source = json.loads(parts_of(archive)["sources.jsonl"].splitlines()[0])["id"]
    given = {
        name: content.replace(source.encode(), str(theirs.pk).encode()) for name, content in parts_of(archive).items()
    }
    kept = index()

    problem = problem_of(resealed(given))

    assert isinstance(problem, Invalid) and "events.jsonl" in problem.detail  # it has a history here
    assert index() == kept and not Desk.objects.filter(slug="demo").exists()


def resealed(parts):
    rows = sorted((json.loads(line) for line in parts["sources.jsonl"].splitlines()), key=lambda row: row["id"])
    parts["sources.jsonl"] = b"".join(canonical_json(row) + b"\n" for row in rows)
    return zipped(sealed(chained_anew(parts, json.loads(parts["manifest.json"])["desk"]["id"])))
