from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from claims.models import Claim
from claims.services.claims import archive_claim, edit_claim
from claims.services.transitions import move_claim
from factcheck.desks import history
from factcheck.desks.models import ChainHead, Event
from factcheck.desks.services.desks import edit_desk


def verify(capsys):
    call_command("verify_history")
    return capsys.readouterr().out


def broken(capsys):
    with pytest.raises(CommandError):
        call_command("verify_history")
    return capsys.readouterr().err


def sql(statement, *parameters):
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        assert cursor.rowcount, "the test changed nothing"


def key(value):
    return value.hex if connection.vendor == "sqlite" else str(value)


def test_an_honest_history_holds(capsys, claim, evidence):
    assert "demo: " in verify(capsys)


def test_every_change_is_an_event_with_before_and_after(reviewer_ravi, claim):
    edit_claim(reviewer_ravi.actor, claim, version=1, topics=["terrorism", "dates"])

    event = Event.objects.filter(subject_id=claim.id).last()
    assert (event.verb, event.actor, event.version) == ("claim.edited", reviewer_ravi.user, 2)
    assert event.changes == {"topics": [["terrorism"], ["terrorism", "dates"]]}


def test_versions_are_told_again_from_events(reviewer_ravi, claim):
    edit_claim(reviewer_ravi.actor, claim, text="Another wording.")
    edit_claim(reviewer_ravi.actor, claim, text="A third.")

    assert [v.fields["text"] for v in history.versions(claim)] == [claim.text, "Another wording.", "A third."]


def test_the_reason_for_a_step_is_no_field_of_later_versions(editor_edna, reviewer_ravi, claim):
    move_claim(editor_edna.actor, claim, to="dropped", reason="Nobody will ask.")
    move_claim(editor_edna.actor, claim, to="spotted", reason="Somebody asked.")
    edit_claim(reviewer_ravi.actor, claim, text="Another wording.")

    assert [set(v.fields) - set(Claim.history_fields) for v in history.versions(claim)] == [set(), set()]


def test_an_edit_that_changes_nothing_is_no_event(reviewer_ravi, claim):
    before = Event.objects.count()

    edit_claim(reviewer_ravi.actor, claim, topics=["terrorism"])

    assert Event.objects.count() == before


def test_a_chain_that_was_cut_at_its_end_is_noticed(capsys, claim):
    event = Event.objects.filter(desk=claim.desk).last()
    sql("DELETE FROM desks_event WHERE id = %s", key(event.id))

    assert "the chain ends at" in broken(capsys)


def test_a_record_that_was_edited_behind_the_services_is_named(capsys, claim):
    sql("UPDATE claims_claim SET text = 'Somebody was involved.' WHERE id = %s", key(claim.id))

    assert f"claim {claim.id} is not what its history says: text" in broken(capsys)


def test_events_are_asked_for_what_is_hidden_only_where_something_can_be(admin_ada, reviewer_ravi, claim):
    def asked():
        return str(history.events_visible_to(reviewer_ravi.actor).query)

    assert "claims_verdict" not in asked()

    edit_desk(admin_ada.actor, claim.desk, policy={"blind": True})

    assert "claims_verdict" in asked()
    assert '= ("desks_event"."subject_id")' in asked(), "each event is looked up by its subject"


def test_what_the_desks_keep_back_is_asked_once_for_a_list_of_events(
    admin_ada, reviewer_ravi, claim, django_assert_num_queries
):
    actor = reviewer_ravi.actor
    with django_assert_num_queries(2):
        list(history.events_visible_to(actor))

    edit_desk(admin_ada.actor, claim.desk, policy={"blind": True, "hide_names": True})

    with django_assert_num_queries(2):
        list(history.events_visible_to(actor))


def test_an_archived_record_still_holds(capsys, reviewer_ravi, claim):
    archive_claim(reviewer_ravi.actor, claim)

    verify(capsys)


def test_events_are_written_once(claim):
    event = Event.objects.filter(subject_id=claim.id).first()

    with pytest.raises(TypeError):
        event.save()
    with pytest.raises(TypeError):
        event.delete()
    with pytest.raises(TypeError):
        Event.objects.all().delete()
    with pytest.raises(TypeError):
        Event.objects.update(verb="x")


def test_each_desk_has_a_chain_of_its_own(claim, other_desk):
    demo, other = (ChainHead.objects.get(desk=d) for d in (claim.desk, other_desk))

    assert demo.sequence > other.sequence
    assert list(Event.objects.filter(desk=other_desk).values_list("sequence", flat=True)) == list(
        range(1, other.sequence + 1)
    )
