"""Sources and their archived copies: one for each address, each copy kept once."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from django.db import connection

from annotations.services.taking_in import TakenIn, take_in
from claims.models import Claim, Evidence, Source
from claims.services import sources
from claims.services.evidence import add_evidence, edit_evidence
from claims.services.sources import NewSource, archive_source, edit_source, remove_source
from factcheck.core.problems import Conflict, Invalid, NotAllowed, SourceExists
from factcheck.desks.models import Desk
from tests.conftest import PROOF, Person

URL = "https://reference.example/911"


@pytest.fixture
def source(reviewer_ravi: Person, demo_desk: Desk) -> Source:
    return archive_source(reviewer_ravi.actor, demo_desk, title="September 11 attacks", url=URL, text=PROOF)


def test_the_words_are_kept_with_what_proves_them(source: Source) -> None:
    [copy] = source.snapshots.all()

    assert copy.text == PROOF
    assert copy.sha256 == hashlib.sha256(PROOF.encode()).hexdigest()
    assert copy.length == len(PROOF)


def test_the_same_words_are_kept_once(reviewer_ravi: Person, source: Source) -> None:
    edit_source(reviewer_ravi.actor, source, text=PROOF)
    assert source.snapshots.count() == 1

    edit_source(reviewer_ravi.actor, source, text=f"{PROOF} Updated.")
    assert source.snapshots.count() == 2


def test_an_address_is_one_source_of_a_desk(
    reviewer_ravi: Person, stranger_stan: Person, demo_desk: Desk, other_desk: Desk, source: Source
) -> None:
    with pytest.raises(SourceExists) as problem:
        archive_source(reviewer_ravi.actor, demo_desk, title="Again", url="HTTPS://Reference.example:443/911#top")

    assert problem.value.facts["source"] == str(source.pk)
    assert archive_source(stranger_stan.actor, other_desk, title="Theirs", url=URL).pk != source.pk


def test_a_source_does_not_move_to_the_address_of_another(
    reviewer_ravi: Person, demo_desk: Desk, source: Source
) -> None:
    other = archive_source(reviewer_ravi.actor, demo_desk, title="Other", url="https://reference.example/other")

    with pytest.raises(SourceExists):
        edit_source(reviewer_ravi.actor, other, url=URL)
    moved = edit_source(reviewer_ravi.actor, other, url="https://reference.example/moved")

    assert moved.url == "https://reference.example/moved"
    assert archive_source(reviewer_ravi.actor, demo_desk, title="Free again", url="https://reference.example/other").pk


def test_sources_without_an_address_are_not_taken_for_each_other(reviewer_ravi: Person, demo_desk: Desk) -> None:
    first, second = (archive_source(reviewer_ravi.actor, demo_desk, title="An interview") for _ in range(2))

    assert first.pk != second.pk


@pytest.mark.parametrize(
    ("given", "pointer"),
    [
        ({"title": " "}, "/title"),
        ({"title": "x", "url": "javascript:alert(1)"}, "/url"),
        ({"title": "x", "kind": "y"}, "/kind"),
    ],
)
def test_what_is_wrong_is_named(reviewer_ravi: Person, demo_desk: Desk, given: dict[str, str], pointer: str) -> None:
    with pytest.raises(Invalid) as problem:
        archive_source(reviewer_ravi.actor, demo_desk, **given)

    assert [e.pointer for e in problem.value.errors] == [pointer]
    assert not Source.objects.exists()


def test_a_source_under_evidence_stays(reviewer_ravi: Person, viewer_vera: Person, evidence: Evidence) -> None:
    assert evidence.source
    with pytest.raises(NotAllowed):
        remove_source(viewer_vera.actor, evidence.source)
    with pytest.raises(Conflict, match="Evidence rests"):
        remove_source(reviewer_ravi.actor, evidence.source)


def test_nothing_is_locked_while_the_words_of_a_source_are_read(
    reviewer_ravi: Person, demo_desk: Desk, claim: Claim, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A long page takes seconds to read, and on SQLite one transaction holds all others up."""
    depth, read = len(connection.savepoint_ids), []

    def reading(**given: Any) -> TakenIn:
        read.append(len(connection.savepoint_ids) - depth)
        return take_in(**given)

    monkeypatch.setattr(sources, "take_in", reading)
    ravi, new = reviewer_ravi.actor, NewSource(title="A page", text="It was 2001.")
    archive_source(ravi, demo_desk, title="A source", text=PROOF)
    edit_source(ravi, source, text="As it stands today.")
    added = add_evidence(ravi, claim, source=new, stance="context")
    edit_evidence(ravi, added, source=new)

    assert read == [0, 0, 0, 0]
