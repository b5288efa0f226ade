"""Many claims changed at once: told before, done whole, one event each, undone where nobody changed them since."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.models import Claim, ClaimStatus
from claims.services.bulk import (
    MOST,
    AddTopic,
    Assign,
    Change,
    Done,
    Drop,
    Seen,
    SetDueDate,
    SetPriority,
    change_many,
    preview,
)
from claims.services.claims import assign_claim, edit_claim, spot_claim
from claims.services.transitions import move_claim
from claims.services.undoing import undo
from factcheck.core.ids import uuid7
from factcheck.core.problems import Invalid, NotAllowed, NotFound
from factcheck.desks.models import Desk, Event
from factcheck.desks.verifying import verify
from tests.conftest import Person

DAY = date(2026, 12, 24)


@pytest.fixture
def three(reviewer_ravi: Person, demo_desk: Desk) -> list[Claim]:
    return [spot_claim(reviewer_ravi.actor, demo_desk, text=f"Claim {n}.", topics=["old"]) for n in range(3)]


def picked(*claims: Claim) -> dict[Any, Seen]:
    return {claim.pk: Seen(claim.version, claim.status) for claim in claims}


def now(claim: Claim) -> Claim:
    return Claim.objects.get(pk=claim.pk)


def left(done: Done) -> dict[int, str]:
    return {line.claim.number: line.why_not for line in done.left}


def undone(person: Person, done: Done) -> Done:
    assert done.first is not None
    assert done.last is not None
    return undo(person.actor, done.desk, first=done.first, last=done.last)


def fields(claim: Claim) -> tuple[Any, ...]:
    fresh = now(claim)
    return [p.username for p in fresh.assignees.all()], fresh.due_on, fresh.priority, fresh.topics, fresh.status


@pytest.mark.parametrize("kind", ["assign", "due", "priority", "topic", "drop"])
def test_each_change_is_done_with_one_event_a_claim_and_undone(kind, editor_edna, reviewer_rosa, demo_desk, three):
    cases: dict[str, tuple[Change, tuple[Any, ...]]] = {
        "assign": (Assign(reviewer_rosa.user), (["rosa"], None, 0, ["old"], "spotted")),
        "due": (SetDueDate(DAY), ([], DAY, 0, ["old"], "spotted")),
        "priority": (SetPriority(7), ([], None, 7, ["old"], "spotted")),
        "topic": (AddTopic("new"), ([], None, 0, ["old", "new"], "spotted")),
        "drop": (Drop("A duplicate."), ([], None, 0, ["old"], "dropped")),
    }
    wanted, expected = cases[kind]
    before = [fields(claim) for claim in three]
    written = Event.objects.count()

    done = change_many(editor_edna.actor, picked(*three), wanted)

    assert [fields(claim) for claim in three] == [expected] * 3
    assert (len(done.changed), done.left, Event.objects.count()) == (3, [], written + 3)
    back = undone(editor_edna, done)
    assert [fields(claim) for claim in three] == before
    assert (len(back.changed), Event.objects.count()) == (3, written + 6)
    assert verify(demo_desk).faults == []


def test_a_preview_tells_what_would_happen_and_writes_nothing(reviewer_ravi, editor_edna, three):
    stale = picked(*three)
    edit_claim(editor_edna.actor, three[0], text="Reworded.")
    edit_claim(editor_edna.actor, three[1], topics=["new"])
    stale[three[1].pk] = Seen(2, ClaimStatus.SPOTTED)
    written = Event.objects.count()

    told = preview(reviewer_ravi.actor, stale, AddTopic("new"))

    assert [line.claim.pk for line in told.changed] == [three[2].pk]
    assert left(told) == {1: "Somebody changed it since you chose it.", 2: "It is so already."}
    assert Event.objects.count() == written
    assert left(change_many(reviewer_ravi.actor, stale, AddTopic("new"))) == left(told)
    assert [now(c).topics for c in three] == [["old"], ["new"], ["old", "new"]]


def test_a_claim_that_moved_on_since_it_was_seen_is_left(editor_edna, reviewer_rosa, three):
    seen = picked(*three)
    move_claim(reviewer_rosa.actor, three[0], to="in_review")

    done = change_many(editor_edna.actor, seen, Drop("Nobody looks at them."))

    assert left(done) == {1: "Somebody changed it since you chose it."}
    assert [now(c).status for c in three] == ["in_review", "dropped", "dropped"]


def test_those_that_may_not_be_changed_are_left_with_the_reason(reviewer_rosa, editor_edna, three):
    for claim in three[:2]:
        move_claim(editor_edna.actor, claim, to="dropped", reason="A duplicate.")

    told = left(preview(reviewer_rosa.actor, picked(*map(now, three)), Drop("No.")))

    assert told[1] == "It is so already."
    assert told[3] == "Only who spotted the claim, or an editor, may drop it."


def test_a_reviewer_assigns_themselves_and_others(reviewer_ravi, reviewer_rosa, three):
    assert left(change_many(reviewer_ravi.actor, picked(*three), Assign(reviewer_rosa.user))) == {}
    assert left(change_many(reviewer_ravi.actor, picked(*map(now, three)), Assign(reviewer_ravi.user))) == {}


def test_history_says_assigned_where_others_are_to_work_on_a_claim_and_else_changed(editor_edna, reviewer_rosa, three):
    rosa, told = reviewer_rosa.user, []
    acts: list[Callable[[Claim], object]] = [
        lambda c: change_many(editor_edna.actor, picked(c), SetPriority(7)),
        lambda c: change_many(editor_edna.actor, picked(c), Assign(rosa)),
        lambda c: assign_claim(editor_edna.actor, c, assignees=[rosa], due_on=DAY, priority=7),
        lambda c: assign_claim(editor_edna.actor, c, assignees=[], due_on=DAY, priority=7),
        lambda c: edit_claim(editor_edna.actor, c, text="Reworded.", assignees=[]),
        lambda c: edit_claim(editor_edna.actor, c, assignees=[rosa]),
    ]
    for act in acts:
        act(now(three[0]))
        told.append(Event.objects.latest("sequence").verb)

    edited, assigned = "claim.edited", "claim.assigned"
    assert told == [edited, assigned, edited, assigned, edited, assigned]


def test_viewers_and_strangers_are_assigned_nothing(editor_edna, viewer_vera, stranger_stan, three):
    for person in (viewer_vera, stranger_stan):
        with pytest.raises(Invalid) as refused:
            change_many(editor_edna.actor, picked(*three), Assign(person.user))
        assert [e.pointer for e in refused.value.errors] == ["/assignees"]


def test_what_is_no_value_of_a_claim_is_told_and_changes_nothing(editor_edna, three):
    assert "9" in left(preview(editor_edna.actor, picked(*three), SetPriority(10)))[1]
    assert len(left(change_many(editor_edna.actor, picked(*three), AddTopic("x" * 2000)))) == 3
    with pytest.raises(Invalid, match="Say why"):
        change_many(editor_edna.actor, picked(*three), Drop("  "))


def test_nothing_too_many_and_those_of_other_desks_are_refused(
    editor_edna, reviewer_ravi, stranger_stan, other_desk, three
):
    theirs = spot_claim(stranger_stan.actor, other_desk, text="Theirs.")
    for choice, said in (
        ({}, "at least one"),
        (dict.fromkeys((uuid7() for _ in range(MOST + 1)), Seen(1, "spotted")), "At most 500"),
    ):
        with pytest.raises(Invalid, match=said):
            preview(editor_edna.actor, choice, SetPriority(1))
    with pytest.raises(NotFound):
        change_many(editor_edna.actor, picked(theirs), SetPriority(1))

    change_many(editor_edna.actor, picked(theirs, *three), SetPriority(1))
    assert [now(c).priority for c in (theirs, *three)] == [0, 1, 1, 1]


def test_undoing_leaves_what_somebody_changed_since(reviewer_ravi, editor_edna, reviewer_rosa, three):
    done = change_many(editor_edna.actor, picked(*three), SetPriority(7))
    assign_claim(reviewer_rosa.actor, three[0], assignees=[], due_on=None, priority=3)
    edit_claim(reviewer_rosa.actor, three[1], text="Reworded, not reprioritised.")

    back = undone(editor_edna, done)

    assert left(back) == {1: "Somebody changed it since."}
    assert [now(c).priority for c in three] == [3, 0, 0]
    assert now(three[1]).text == "Reworded, not reprioritised."


def test_a_claim_dropped_again_since_stays_dropped(editor_edna, admin_ada, three):
    done = change_many(editor_edna.actor, picked(*three), Drop("A duplicate."))
    move_claim(admin_ada.actor, three[0], to="spotted", reason="It is not.")
    move_claim(admin_ada.actor, three[0], to="dropped", reason="It is off topic.")

    assert left(undone(editor_edna, done)) == {1: "Somebody changed it since."}
    assert [now(c).status for c in three] == [ClaimStatus.DROPPED, ClaimStatus.SPOTTED, ClaimStatus.SPOTTED]


def test_only_an_editor_takes_up_again_what_was_dropped(reviewer_ravi, three):
    back = undone(reviewer_ravi, change_many(reviewer_ravi.actor, picked(*three), Drop("A duplicate.")))

    assert all("needs the role" in words for words in left(back).values())
    assert len(back.left) == 3


def test_nobody_undoes_what_others_did(editor_edna, admin_ada, stranger_stan, three):
    done = change_many(editor_edna.actor, picked(*three), SetPriority(7))

    for person in (admin_ada, stranger_stan):
        with pytest.raises(NotFound):
            undone(person, done)


def test_a_former_member_is_not_put_back(editor_edna, reviewer_rosa, three):
    done = change_many(editor_edna.actor, picked(*three), Assign(reviewer_rosa.user))
    taken_off = change_many(
        editor_edna.actor, picked(*(now(c) for c in three)), SetDueDate(DAY)
    )  # and another one between
    assert len(undone(editor_edna, done).changed) == 3, "the due date is another field"
    assert [fields(c)[:2] for c in three] == [([], DAY)] * 3
    assert len(undone(editor_edna, taken_off).changed) == 3


def test_a_preview_of_many_asks_the_database_as_often_as_of_one(editor_edna, reviewer_rosa, reviewer_ravi, demo_desk):
    claims = [spot_claim(reviewer_ravi.actor, demo_desk, text=f"Claim {n}.") for n in range(20)]
    actor, asked = editor_edna.actor, []
    for chosen in (claims[:1], claims):
        with CaptureQueriesContext(connection) as queries:
            preview(actor, picked(*chosen), Assign(reviewer_rosa.user))
        asked.append(len(queries))

    assert asked[0] == asked[1]


def test_who_may_edit_a_claim_says_who_works_on_it(reviewer_ravi, reviewer_rosa, viewer_vera, claim):
    wanted: dict[str, Any] = {"due_on": None, "priority": 0}
    with pytest.raises(NotAllowed):
        assign_claim(viewer_vera.actor, claim, assignees=[reviewer_rosa.user], **wanted)

    assign_claim(reviewer_ravi.actor, claim, assignees=[reviewer_rosa.user, reviewer_ravi.user], **wanted)
    assign_claim(reviewer_rosa.actor, claim, assignees=[], **wanted)
    assert Event.objects.filter(claim_id=claim.pk, verb="claim.assigned").count() == 2
