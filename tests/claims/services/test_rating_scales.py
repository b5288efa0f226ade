"""A desk's rating scale: renamed and extended, while what was once given keeps its meaning."""

from __future__ import annotations

from typing import Any

import pytest

from claims import queries
from claims.models import Claim, Decision, Evidence, RatingScale
from claims.services.rating_scales import NewRating, add_rating_scale, edit_rating_scale
from claims.services.verdicts import submit_verdict
from factcheck.core.problems import Invalid, NotAllowed, Stale
from factcheck.desks.models import Desk
from tests.conftest import Person

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
