"""Whatever is changed behind the services' back is noticed, and named."""

from __future__ import annotations

from contextlib import contextmanager

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from annotations.services.revisions import add_revision
from annotations.services.taking_in import Upload
from claims import queries
from claims.services.corrections import request_correction
from claims.services.reviews import correct_review, draft_review, publish_review
from claims.services.verdicts import submit_verdict
from factcheck.desks.history import START, link_hash
from factcheck.desks.models import ChainHead, DeskOwned, Event, InHistory, Membership
from factcheck.desks.roles import Scope
from factcheck.desks.services.tokens import issue_token
from factcheck.desks.verifying import kinds, verify

CHANGED = [
    ("annotations_article", "title", "'Another title'"),
    ("annotations_revision", "text", "'Nobody was involved.'"),
    ("annotations_revision", "sha256", "'0'"),
    ("annotations_revision", "blocks", "'[[0, 3, \"paragraph\"]]'"),
    ("annotations_revision", "html", "'<p>Nobody</p>'"),
    ("annotations_articleurl", "url", "'https://elsewhere.example/'"),
    ("annotations_capture", "sha256", "'0'"),
    ("claims_correctionrequest", "outcome", "'corrected'"),
    ("annotations_annotation", "comment", "'Another comment'"),
    ("annotations_annotation", "start", "0"),
    ("claims_claim", "text", "'Somebody was involved.'"),
    ("claims_claim", "version", "7"),
    ("claims_claim", "created_by_id", "NULL"),
    ("claims_appearance", "archived_at", "'2020-01-01T00:00:00+00:00'"),
    ("claims_source", "url", "'https://elsewhere.example/'"),
    ("claims_source", "key", "'0'"),
    ("claims_snapshot", "text", "'Another copy.'"),
    ("claims_snapshot", "sha256", "'0'"),
    ("claims_evidence", "stance", "'supports'"),
    ("claims_evidence", "created_by_id", "NULL"),
    ("claims_rating", "name", "'Quite right'"),
    ("claims_ratingscale", "name", "'Another scale'"),
    ("claims_verdict", "rationale", "'It was otherwise.'"),
    ("claims_verdict", "submitted_at", "'2020-01-01T00:00:00+00:00'"),
    ("claims_decision", "decided_at", "'2020-01-01T00:00:00+00:00'"),
    ("claims_review", "headline", "'It was right'"),
    ("claims_review", "published_at", "'2020-01-01T00:00:00+00:00'"),
    ("claims_correction", "note", "'Nothing was wrong.'"),
    ("desks_desk", "name", "'Another desk'"),
    ("desks_desk", "profile", '\'{"about": "us"}\''),
    ("desks_desk", "version", "7"),
    ("desks_policy", "verdicts_needed", "2"),
    ("desks_policy", "blind", "NOT blind"),
    ("desks_membership", "role", "'viewer'"),
    ("desks_membership", "ends_on", "'2020-01-01'"),
    ("desks_token", "scope", "'read'"),
    ("desks_token", "digest", "'0'"),
    ("desks_token", "expires_at", "'2099-01-01T00:00:00+00:00'"),
    ("desks_token", "revoked_at", "'2020-01-01T00:00:00+00:00'"),
]
LINKS = ["claims_verdict_evidence"]
TOLD_BY_ANOTHER = {"desks_policy": "desk"}
TOLD_TOGETHER = {"annotations_anchor"}
"""Where highlights sit in a text is told by its revision: tests/annotations/services/test_anchors_in_history.py."""
NOT_AS_MADE = ("annotations_annotation", "start")
"""What the anchor of an annotation is held against too, so that its revision is named beside it."""


@pytest.fixture
def story(reviewer_ravi, editor_edna, claim, evidence):
    """A desk at which every kind of row was made: the wrong year is caught, published and corrected."""
    submit_verdict(
        reviewer_ravi.actor, claim, rating=queries.rating_to_give(claim.desk, "false"), rationale="It was 2001.",
        evidence=[evidence],
    )  # fmt: skip
    review = draft_review(editor_edna.actor, claim, headline="It was 2001")
    correct_review(editor_edna.actor, publish_review(editor_edna.actor, review), note="A typing error.", body="2001.")
    article = claim.appearances.get().annotation.article
    page = b"<html><body><article><p>The same words in a page that somebody saved for the desk.</p></article></body></html>"
    add_revision(reviewer_ravi.actor, article, upload=Upload(page, filename="page.html"))
    request_correction(
        reviewer_ravi.actor, claim, appearance=claim.appearances.get(), sent_to="The Herald", sent_at=claim.created_at
    )
    issue_token(editor_edna.user, claim.desk, Scope.PUBLISH, name="for the sync")
    return claim.desk


@contextmanager
def undone():
    """What is done inside is taken back before the database would refuse it."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def sql(statement, *parameters):
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        assert cursor.rowcount, "the test changed nothing"


def kind_of(table):
    return TOLD_BY_ANOTHER.get(table) or next(k for k, model in kinds().items() if model._meta.db_table == table)


def faults_of(desk, kept=()):
    return [fault.what for fault in verify(desk, kept).faults]


def desk_column(table):
    return "id" if table == "desks_desk" else "desk_id"


def of_desk(desk):
    return desk.pk.hex if connection.vendor == "sqlite" else str(desk.pk)


def test_the_story_holds(story):
    assert faults_of(story) == []


@pytest.mark.parametrize(("table", "column", "value"), CHANGED)
def test_a_column_that_was_changed_is_named(story, table, column, value):
    with undone():
        sql(f"UPDATE {table} SET {column} = {value} WHERE {desk_column(table)} = %s", of_desk(story))
        faults = faults_of(story)

    if (table, column) == NOT_AS_MADE:
        assert faults.pop(0).startswith("revision ")
    assert faults
    for fault in faults:
        assert fault.startswith(f"{kind_of(table)} ")
        assert column.removesuffix("_id") in fault.partition(" is not what its history says: ")[2]


@pytest.mark.parametrize("table", sorted({table for table, _column, _value in CHANGED} - {"desks_desk"}))
def test_a_row_that_was_deleted_is_named(story, table):
    with undone():
        sql(f"DELETE FROM {table} WHERE desk_id = %s", of_desk(story))
        faults = faults_of(story)

    assert any(fault.startswith(f"{kind_of(table)} ") for fault in faults)


@pytest.mark.parametrize("table", LINKS)
def test_a_link_that_was_deleted_is_named(story, table):
    with undone():
        sql(f"DELETE FROM {table}")

        assert ["evidence" in fault for fault in faults_of(story)] == [True]


def test_every_table_of_a_desk_is_held_against_its_history():
    tables = {model._meta.db_table for model in apps.get_models() if issubclass(model, DeskOwned | InHistory)}

    assert tables - TOLD_TOGETHER == {table for table, _column, _value in CHANGED} - set(TOLD_BY_ANOTHER)


def test_a_row_that_no_service_made_is_named(story, editor_edna, stranger_stan):
    with undone():
        member = Membership.objects.create(desk=story, user=stranger_stan.user, role="admin")

        assert faults_of(story) == [f"member {member.pk} has no history"]


# The chain itself -----------------------------------------------------------------------------------------------


def events(desk):
    return Event.objects.filter(desk=desk).order_by("sequence")


def middle(desk):
    return events(desk)[events(desk).count() // 2]


def pk(event):
    return event.pk.hex if connection.vendor == "sqlite" else str(event.pk)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("verb", "'claim.invented'"),
        ("at", "'2020-01-01T00:00:00+00:00'"),
        ("actor_id", "NULL"),
        ("changes", "'{}'"),
        ("subject_type", "'nothing'"),
        ("hash", "'0'"),
    ],
)
def test_an_event_that_was_edited_is_named(story, column, value):
    event = middle(story)
    with undone():
        sql(f"UPDATE desks_event SET {column} = {value} WHERE id = %s", pk(event))

        assert [(f.sequence, f.what) for f in verify(story).faults] == [
            (event.sequence, "it was changed after it was written")
        ]


def test_an_event_that_was_deleted_is_named(story):
    event = middle(story)
    with undone():
        sql("DELETE FROM desks_event WHERE id = %s", pk(event))

        assert f"event {event.sequence} is missing" in faults_of(story)[0]


def test_events_that_changed_places_are_named(story):
    one, two = middle(story), events(story).last()
    with undone():
        for event, place in ((one, 10**6), (two, one.sequence), (one, two.sequence)):
            sql("UPDATE desks_event SET sequence = %s WHERE id = %s", place, pk(event))

        assert [f.sequence for f in verify(story).faults] == [one.sequence]


def test_a_chain_without_its_head_is_named(story):
    with undone():
        sql("DELETE FROM desks_chainhead WHERE desk_id = %s", of_desk(story))

        assert "its head is gone" in faults_of(story)[0]


def write_anew(desk, without):
    """What a forger does who can write the database: leave an event out, and reckon every hash after it again."""
    sql("DELETE FROM desks_event WHERE id = %s", pk(without))
    previous, sequence = START, 0
    for event in list(events(desk)):
        sequence += 1
        event.sequence, event.previous_hash = sequence, previous
        previous = event.hash = link_hash(event)
        sql(
            "UPDATE desks_event SET sequence = %s, previous_hash = %s, hash = %s WHERE id = %s",
            sequence, event.previous_hash, event.hash, pk(event),
        )  # fmt: skip
    ChainHead.objects.filter(desk=desk).update(sequence=sequence, hash=previous)


@pytest.fixture
def forged(story):
    """A desk whose last token was never issued, with a chain that is whole; and the head from before."""
    kept = verify(story).head
    issued = events(story).last()
    assert issued.verb == "token.issued"
    write_anew(story, issued)
    sql("DELETE FROM desks_token WHERE desk_id = %s", of_desk(story))
    return story, kept


def test_a_chain_that_was_written_anew_holds_but_for_a_head_that_was_kept(forged):
    desk, kept = forged

    assert faults_of(desk) == []
    assert "a head at" in faults_of(desk, [kept])[0]


def test_a_chain_that_was_written_anew_and_went_on_is_noticed_at_the_kept_head(forged, editor_edna):
    desk, kept = forged
    issue_token(editor_edna.user, desk, Scope.READ)

    assert "the chain was written anew" in faults_of(desk, [kept])[0]


def test_what_the_command_prints_can_be_kept_and_held_against_it_later(forged, editor_edna, capsys, tmp_path):
    desk, kept = forged
    call_command("verify_history")
    printed = capsys.readouterr().out
    (tmp_path / "heads.txt").write_text(printed)
    issue_token(editor_edna.user, desk, Scope.READ)

    call_command("verify_history", against=tmp_path / "heads.txt", head=[printed.split()[-1]])
    with pytest.raises(CommandError, match="does not hold"):
        call_command("verify_history", head=[str(kept)])

    assert f"event {kept.sequence}: its hash is not that of the head that was kept" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("demo:12", "is no head; one is written desk:sequence:hash"),
        (f"nowhere:1:{START}", "There is no desk 'nowhere'"),
    ],
)
def test_a_head_that_is_none_is_refused_with_what_would_be_right(story, words, said):
    with pytest.raises(CommandError, match=said):
        call_command("verify_history", head=[words])
