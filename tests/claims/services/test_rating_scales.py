"""A desk's rating scale: renamed and extended, while what was once given keeps its meaning."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import call_command

from claims import queries
from claims.models import Claim, Decision, Evidence, Rating, RatingScale, Verdict
from claims.services.rating_scales import NewRating, add_rating_scale, edit_rating_scale
from claims.services.transitions import move_claim
from claims.services.verdicts import submit_verdict
from factcheck.core import clock
from factcheck.core.problems import Invalid, NotAllowed, Stale
from factcheck.desks.models import Desk, Event
from factcheck.desks.services.desks import edit_desk
from tests.conftest import Person, json_of

TWO = [NewRating("yes", "Yes", "true", 1), NewRating("no", "No", "false", 0)]


def given_slugs(desk: Desk) -> list[str]:
    return [rating.slug for rating in queries.ratings_to_give(desk)]


def test_a_new_scale_is_in_force_and_the_old_one_keeps_its_verdicts(
    admin_ada: Person, reviewer_ravi: Person, claim: Claim, evidence: Evidence
) -> None:
    false = queries.rating_to_give(claim.desk, "false")
    verdict = submit_verdict(reviewer_ravi.actor, claim, rating=false, rationale="2001.", evidence=[evidence])

    add_rating_scale(admin_ada.actor, claim.desk, name="Two steps", ratings=TWO)

    verdict.refresh_from_db()
    assert given_slugs(claim.desk) == ["yes", "no"]
    assert (verdict.rating.slug, verdict.rating.name) == ("false", "False")


def test_a_rating_in_use_is_renamed_or_retired_never_deleted(
    admin_ada: Person, reviewer_ravi: Person, claim: Claim, evidence: Evidence
) -> None:
    scale = queries.scale_in_force(claim.desk)
    false = queries.rating_to_give(claim.desk, "false")
    submit_verdict(reviewer_ravi.actor, claim, rating=false, rationale="2001.", evidence=[evidence])

    edit_rating_scale(admin_ada.actor, scale, ratings=[NewRating("false", "Wrong", "false", 1), *TWO])
    assert Decision.objects.get(claim=claim).rating.name == "Wrong"
    assert given_slugs(claim.desk) == ["false", "yes", "no"]

    edit_rating_scale(admin_ada.actor, scale, ratings=TWO)
    assert given_slugs(claim.desk) == ["yes", "no"]
    assert Decision.objects.get(claim=claim).rating.name == "Wrong"
    with pytest.raises(Invalid, match="There is no rating 'false'; there is yes, no"):
        queries.rating_to_give(claim.desk, "false")


def test_a_retired_rating_comes_back_by_its_slug(admin_ada: Person, demo_desk: Desk) -> None:
    scale = queries.scale_in_force(demo_desk)
    before = {r.slug: r.pk for r in scale.ratings.all()}
    edit_rating_scale(admin_ada.actor, scale, ratings=TWO)

    edit_rating_scale(admin_ada.actor, scale, ratings=[*TWO, NewRating("mixed", "Mixed", "mixed", 3)])

    assert queries.rating_to_give(demo_desk, "mixed").pk == before["mixed"]


@pytest.mark.parametrize(
    ("ratings", "pointer"),
    [(TWO[:1], "/ratings"), ([*TWO, TWO[0]], "/ratings/2/slug"),
     ([NewRating(f"r{n}", f"R{n}", "other") for n in range(21)], "/ratings")],
)  # fmt: skip
def test_a_scale_without_sense_is_refused(admin_ada: Person, demo_desk: Desk, ratings: list[Any], pointer: str) -> None:
    with pytest.raises(Invalid) as problem:
        add_rating_scale(admin_ada.actor, demo_desk, name="Odd", ratings=ratings)

    assert [e.pointer for e in problem.value.errors] == [pointer]
    assert RatingScale.objects.count() == 1


def test_only_admins_change_it_and_on_what_they_read(admin_ada: Person, editor_edna: Person, demo_desk: Desk) -> None:
    scale = queries.scale_in_force(demo_desk)
    with pytest.raises(NotAllowed):
        edit_rating_scale(editor_edna.actor, scale, name="Edna's")

    edit_rating_scale(admin_ada.actor, scale, version=1, name="Second")
    with pytest.raises(Stale):
        edit_rating_scale(admin_ada.actor, scale, version=1, name="Lost update")


# Which is in force -----------------------------------------------------------------------------------------------


def use(person: Person, scale: Any) -> Any:
    body = {"rating_scale": str(scale.pk)}
    return person.api().patch("/api/v1/desks/demo/", body, content_type="application/json")


def test_an_earlier_scale_is_put_in_force_again_with_one_event(admin_ada: Person, demo_desk: Desk) -> None:
    first = queries.scale_in_force(demo_desk)
    second = add_rating_scale(admin_ada.actor, demo_desk, name="Two steps", ratings=TWO)
    assert queries.scale_in_force(demo_desk) == second

    for _ in range(2):
        assert json_of(use(admin_ada, first))["rating_scale"] == str(first.pk)

    assert queries.scale_in_force(demo_desk) == first
    [told] = Event.objects.filter(verb="rating_scale.put_in_force")
    assert (told.subject_id, told.changes) == (first.pk, {"turn": [1, 3]})
    call_command("verify_history", verbosity=0)


def test_a_scale_of_nobody_here_is_refused_and_nothing_else_is_changed(
    admin_ada: Person, demo_desk: Desk, other_desk: Desk
) -> None:
    theirs = queries.scale_in_force(other_desk)
    body = {"name": "Another name", "rating_scale": str(theirs.pk)}

    refused = json_of(admin_ada.api().patch("/api/v1/desks/demo/", body, content_type="application/json"), 400)

    assert [e["pointer"] for e in refused["errors"]] == ["/rating_scale"]
    assert Desk.objects.get(pk=demo_desk.pk).name == demo_desk.name


def test_a_scale_without_ratings_to_give_is_not_put_in_force(admin_ada: Person, demo_desk: Desk) -> None:
    first = queries.scale_in_force(demo_desk)
    add_rating_scale(admin_ada.actor, demo_desk, name="Two steps", ratings=TWO)
    Rating.objects.filter(scale=first).update(archived_at=clock.now())

    assert "nobody could give one" in json_of(use(admin_ada, first), 409)["detail"]


@pytest.mark.parametrize(("slug", "status"), [("false", "decided"), ("no", "disputed")])
def test_verdicts_on_two_scales_agree_where_they_say_the_same(
    admin_ada: Person, reviewer_ravi: Person, reviewer_rosa: Person, claim: Claim, evidence: Evidence,
    slug: str, status: str,
) -> None:  # fmt: skip
    edit_desk(admin_ada.actor, claim.desk, policy={"verdicts_needed": 2})
    before = queries.rating_to_give(claim.desk, "false")
    given = submit_verdict(reviewer_ravi.actor, claim, rating=before, rationale="2001.", evidence=[evidence])
    add_rating_scale(admin_ada.actor, claim.desk, name="Two steps", ratings=[NewRating(slug, "No", "false"), *TWO[:1]])
    now = queries.rating_to_give(claim.desk, slug)

    submit_verdict(reviewer_rosa.actor, claim, rating=now, rationale="2001.", evidence=[evidence])

    claim.refresh_from_db()
    given.refresh_from_db()
    assert claim.status == status
    assert given.rating == before, "nobody rewrites what was given"


def test_what_was_read_on_a_former_scale_is_neither_given_nor_decided(
    admin_ada: Person, editor_edna: Person, reviewer_ravi: Person, claim: Claim, evidence: Evidence
) -> None:
    """The scale became another after the form was shown."""
    read = queries.rating_to_give(claim.desk, "false")
    add_rating_scale(admin_ada.actor, claim.desk, name="Two steps", ratings=TWO)

    with pytest.raises(Invalid) as not_given:
        submit_verdict(reviewer_ravi.actor, claim, rating=read, rationale="2001.", evidence=[evidence])
    with pytest.raises(Invalid) as not_decided:
        move_claim(editor_edna.actor, claim, to="decided", reason="It was 2001.", rating=read)

    assert [p.value.errors[0].pointer for p in (not_given, not_decided)] == ["/rating", "/rating"]
    assert not Verdict.objects.exists()


def test_a_rating_that_was_retired_since_it_was_read_is_neither_given_nor_decided(
    admin_ada: Person, editor_edna: Person, reviewer_ravi: Person, claim: Claim, evidence: Evidence
) -> None:
    read = queries.rating_to_give(claim.desk, "false")
    edit_rating_scale(admin_ada.actor, read.scale, ratings=TWO)

    with pytest.raises(Invalid, match="retired"):
        submit_verdict(reviewer_ravi.actor, claim, rating=read, rationale="2001.", evidence=[evidence])
    with pytest.raises(Invalid, match="retired"):
        move_claim(editor_edna.actor, claim, to="decided", reason="It was 2001.", rating=read)
