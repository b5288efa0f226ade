"""Whatever is changed behind the services' back is noticed, and named."""

from __future__ import annotations

import json
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from annotations.services.revisions import add_revision
from annotations.services.taking_in import Upload
from claims import queries
from claims.services.claims import edit_claim, spot_claim
from claims.services.comments import add_comment
from claims.services.contacts import note_contact
from claims.services.corrections import request_correction
from claims.services.relations import relate_claims
from claims.services.reviews import correct_review, draft_review, publish_review
from claims.services.verdicts import submit_verdict
from factcheck.core import clock
from factcheck.desks.actors import Actor
from factcheck.desks.history import START, link_hash
from factcheck.desks.models import ChainHead, DeskOwned, Event, InHistory, KeptHead, Membership
from factcheck.desks.roles import Role, Scope
from factcheck.desks.services.desks import edit_desk
from factcheck.desks.services.invitations import invite
from factcheck.desks.services.tokens import issue_token
from factcheck.desks.verifying import kinds, verify
from tests.conftest import json_of

CHANGED = [
    ("annotations_article", "title", "'Another title'"),
    ("annotations_revision", "text", "'Nobody was involved.'"),
    ("annotations_revision", "sha256", "'0'"),
    ("annotations_revision", "blocks", "'[[0, 3, \"paragraph\"]]'"),
    ("annotations_revision", "html", "'<p>Nobody</p>'"),
    ("annotations_articleurl", "url", "'https://elsewhere.example/'"),
    ("annotations_capture", "sha256", "'0'"),
    ("claims_correctionrequest", "outcome", "'corrected'"),
    ("claims_contact", "answer", "'Something else.'"),
    ("claims_relation", "kind", "'negation'"),
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
    ("claims_comment", "text", "'Which month?'"),
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
    ("desks_membership", "ended_at", "'2020-01-01T00:00:00+00:00'"),
    ("desks_policy", "adjudicators", "'admin'"),
    ("desks_invitation", "role", "'admin'"),
    ("desks_invitation", "digest", "'0'"),
    ("claims_ratingscale", "turn", "7"),
    ("desks_token", "scope", "'read'"),
    ("desks_token", "digest", "'0'"),
    ("desks_token", "expires_at", "'2099-01-01T00:00:00+00:00'"),
    ("desks_token", "revoked_at", "'2020-01-01T00:00:00+00:00'"),
]
LINKS = ["claims_verdict_evidence"]
TOLD_BY_ANOTHER = {"desks_policy": "desk"}
TOLD_TOGETHER = {"annotations_anchor", "exchange_import", "exchange_export", "exchange_origin"}
"""Work for workers is no record, and where one came from is told with it. Where highlights sit in a
text is told by its revision: tests/annotations/services/test_anchors_in_history.py."""
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
    add_comment(editor_edna.actor, claim, text="Which year?")
    note_contact(editor_edna.actor, claim, party="claimant", not_asked_because="He died in 2011.")
    twin = spot_claim(editor_edna.actor, claim.desk, text="Nobody from Pakistan was involved.")
    relate_claims(editor_edna.actor, claim, other=twin, kind="variant")
    invite(Actor.operator(), claim.desk, Role.VIEWER)
    issue_token(Actor.operator(), claim.desk, Scope.PUBLISH, owner=editor_edna.user, name="for the sync")
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
    """One that somebody caused, with others before and after it."""
    by_somebody = events(desk).filter(actor__isnull=False)
    return by_somebody[by_somebody.count() // 2]


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


def write_anew(desk, without=None):
    """What a forger does who can write the database: leave an event out, and reckon every hash after it again."""
    if without is not None:
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
    issue_token(Actor.operator(), desk, Scope.READ, owner=editor_edna.user)

    assert "the chain was written anew" in faults_of(desk, [kept])[0]


def test_what_the_command_prints_can_be_kept_and_held_against_it_later(forged, editor_edna, capsys, tmp_path):
    desk, kept = forged
    call_command("verify_history")
    printed = capsys.readouterr().out
    (tmp_path / "heads.txt").write_text(printed)
    issue_token(Actor.operator(), desk, Scope.READ, owner=editor_edna.user)

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


# Heads that are kept day by day ----------------------------------------------------------------------------------


@pytest.fixture
def next_day(monkeypatch):
    tomorrow = clock.now() + timedelta(days=1)
    return lambda: monkeypatch.setattr(clock, "now", lambda: tomorrow)


def downloaded(person):
    return person.browser.get("/settings/demo/history/heads.txt").content.decode()


def test_the_first_event_of_a_day_keeps_where_the_chain_ended(story, admin_ada, next_day):
    ended = verify(story).head
    next_day()

    for number in range(3):
        edit_desk(admin_ada.actor, story, name=f"Desk {number}")

    [kept] = json_of(admin_ada.api().get("/api/v1/heads/"))["results"]
    assert kept["head"] == str(ended)
    assert downloaded(admin_ada).split()[1::2] == [str(ended), str(verify(story).head)]


def test_a_chain_written_anew_is_caught_by_the_list_that_was_downloaded(
    story, editor_edna, admin_ada, tmp_path, capsys
):
    (tmp_path / "heads.txt").write_text(downloaded(admin_ada))
    call_command("verify_history", against=tmp_path / "heads.txt")
    kept = verify(story).head.sequence

    write_anew(story, events(story).filter(verb="token.issued").last())
    sql("DELETE FROM desks_token WHERE desk_id = %s", of_desk(story))
    issue_token(Actor.operator(), story, Scope.READ, owner=editor_edna.user)
    call_command("verify_history")
    with pytest.raises(CommandError, match="does not hold"):
        call_command("verify_history", against=tmp_path / "heads.txt")

    assert f"event {kept}: its hash is not that of the head that was kept" in capsys.readouterr().err


def test_kept_heads_are_neither_edited_nor_deleted(story, admin_ada, next_day):
    next_day()
    edit_desk(admin_ada.actor, story, name="Another")
    kept = KeptHead.objects.get()

    with pytest.raises(TypeError):
        kept.save()
    with pytest.raises(TypeError):
        kept.delete()


def test_a_field_younger_than_a_rows_events_holds_at_its_default(story):
    """As on a desk that was opened before there was a policy about adjudicators."""
    opened = events(story).get(verb="desk.opened")
    changes = {name: told for name, told in opened.changes.items() if name != "policy.adjudicators"}
    with undone():
        sql("UPDATE desks_event SET changes = %s WHERE id = %s", json.dumps(changes), pk(opened))
        write_anew(story)
        assert faults_of(story) == []

        sql("UPDATE desks_policy SET adjudicators = 'admin' WHERE desk_id = %s", of_desk(story))
        assert "policy.adjudicators" in faults_of(story)[0]


def test_where_the_chain_ends_now_is_for_admins_alone(admin_ada, editor_edna, claim, next_day):
    """It moves when somebody gives a verdict that is still hidden; what was kept of earlier days does not."""
    next_day()
    before = downloaded(editor_edna)
    edit_claim(admin_ada.actor, claim, text="Nobody was involved.")
    kept = downloaded(editor_edna)
    edit_claim(admin_ada.actor, claim, text="Nobody at all was involved.")

    head = ChainHead.objects.get(desk=claim.desk).hash
    assert (before, len(kept.splitlines())) == ("", 1)
    assert downloaded(editor_edna) == kept
    assert head in downloaded(admin_ada)
    assert head not in editor_edna.browser.get("/settings/demo/history/").content.decode()
    assert head in admin_ada.browser.get("/settings/demo/history/").content.decode()
