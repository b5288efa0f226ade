"""A desk is opened and run by services, and its history says how it came to judge as it does."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import call_command

from claims import queries
from claims.services.rating_scales import NewRating, add_rating_scale
from factcheck.core.problems import Invalid, NotAllowed, Stale
from factcheck.desks.models import Desk, Event
from factcheck.desks.models.desk import POLICY_FIELDS
from factcheck.desks.services.desks import edit_desk
from tests.conftest import Person, json_of


def changes_of(desk: Desk, verb: str) -> dict[str, Any]:
    return dict(Event.objects.filter(desk=desk, verb=verb).latest("sequence").changes)


def test_a_new_desk_has_a_policy_a_scale_and_a_history_that_tells_of_both(demo_desk: Desk) -> None:
    told = changes_of(demo_desk, "desk.opened")

    assert {name: told[f"policy.{name}"][1] for name in POLICY_FIELDS} == {
        "verdicts_needed": 1, "blind": False, "evidence_needed": 1, "primary_source_needed": False, "two_sided": False,
        "own_verdict_may_adjudicate": False, "hide_names": False, "adjudicators": "editor",
    }  # fmt: skip
    assert len(queries.ratings_to_give(demo_desk)) == 7


def test_an_admin_changes_what_the_policy_asks_for(admin_ada: Person, demo_desk: Desk) -> None:
    asked = {"primary_source_needed": True, "two_sided": True, "hide_names": True}

    answer = admin_ada.api().patch("/api/v1/desks/demo/", {"policy": asked}, content_type="application/json")

    assert asked.items() <= json_of(answer)["policy"].items()
    assert changes_of(demo_desk, "desk.changed") == {f"policy.{name}": [False, True] for name in asked}


def test_what_changes_nothing_is_no_event(admin_ada: Person, demo_desk: Desk) -> None:
    edit_desk(admin_ada.actor, demo_desk, name=demo_desk.name, policy={"blind": False})

    assert not Event.objects.filter(desk=demo_desk, verb="desk.changed").exists()
    assert Desk.objects.get(pk=demo_desk.pk).version == 1


@pytest.mark.parametrize(("policy", "pointer"), [
    ({"verdicts_needed": 0}, "/policy/verdicts_needed"), ({"evidence_needed": 21}, "/policy/evidence_needed"),
    ({"colour": "red"}, "/policy/colour"), ({"adjudicators": "viewer"}, "/policy/adjudicators"),
])  # fmt: skip
def test_a_policy_without_sense_is_refused(
    admin_ada: Person, demo_desk: Desk, policy: dict[str, Any], pointer: str
) -> None:
    with pytest.raises(Invalid) as problem:
        edit_desk(admin_ada.actor, demo_desk, policy=policy)

    assert [e.pointer for e in problem.value.errors] == [pointer]
    demo_desk.policy.refresh_from_db()
    assert (demo_desk.policy.verdicts_needed, demo_desk.policy.evidence_needed) == (1, 1)


def test_only_an_admin_runs_the_desk_and_only_on_what_they_read(
    admin_ada: Person, editor_edna: Person, demo_desk: Desk
) -> None:
    with pytest.raises(NotAllowed, match="needs the role “Admin”"):
        edit_desk(editor_edna.actor, demo_desk, name="Edna's")
    edit_desk(admin_ada.actor, demo_desk, version=1, name="Second")
    with pytest.raises(Stale):
        edit_desk(admin_ada.actor, demo_desk, version=1, name="Lost update")

    assert Desk.objects.get(pk=demo_desk.pk).name == "Second"


def test_another_rating_scale_is_another_version_of_the_desk(admin_ada: Person, demo_desk: Desk) -> None:
    former = queries.scale_in_force(demo_desk)
    two = [NewRating("yes", "Yes", "true", 1), NewRating("no", "No", "false", 0)]
    scale = add_rating_scale(admin_ada.actor, demo_desk, name="Two steps", ratings=two)

    changed = edit_desk(admin_ada.actor, demo_desk, version=1, rating_scale=former.pk)

    assert changed.version == 2
    with pytest.raises(Stale):
        edit_desk(admin_ada.actor, demo_desk, version=1, rating_scale=scale.pk)
    assert edit_desk(admin_ada.actor, demo_desk, version=2, rating_scale=former.pk).version == 2, (
        "it is in force already"
    )
    call_command("verify_history", verbosity=0)
