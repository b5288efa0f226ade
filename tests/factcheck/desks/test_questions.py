"""SQL that is kept with places left open."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from django.db.models import F
from django.test import RequestFactory

from claims import kept
from claims.filters import ClaimFilters
from claims.models import Claim
from claims.queries import claims_there
from claims.services.claims import spot_claim
from factcheck.desks.actors import Actor
from factcheck.desks.kept import ID
from factcheck.desks.models import Desk
from factcheck.desks.questions import SOMEBODY, Question, first_apart
from factcheck.desks.roles import Role
from factcheck.desks.scoping import by_key, is_by_key
from factcheck.desks.services.members import add_member
from factcheck.web.lists import listing
from tests.conftest import Person


@pytest.mark.parametrize("text", ["⟨value⟩", "'value'", "%s", "%(value)s", "$1", "x'⟨value⟩'y\\"])
def test_words_that_look_like_an_open_place_are_words(text: str, reviewer_ravi: Person, demo_desk: Desk) -> None:
    claim = spot_claim(reviewer_ravi.actor, demo_desk, text=text)
    other = spot_claim(reviewer_ravi.actor, demo_desk, text="Something else.")
    question = Question.of(Claim.objects.filter(text=text, pk=ID).values("pk"))
    assert question is not None

    assert question.keys(value=claim.pk) == question.keys_once(value=claim.pk) == [claim.pk]
    assert question.keys(value=other.pk) == question.keys_once(value=other.pk) == []


def test_a_plan_is_kept_through_a_transaction_that_ends_in_nothing(claim: Claim) -> None:
    question = Question.of(Claim.objects.filter(pk=ID).values("pk"))
    assert question is not None
    with transaction.atomic():
        assert question.keys(value=claim.pk) == [claim.pk]
        transaction.set_rollback(True)

    assert question.keys(value=claim.pk) == [claim.pk]


def test_rows_that_are_named_are_known_as_such(claim: Claim, reviewer_ravi: Person) -> None:
    seen = Claim.objects.visible_to(reviewer_ravi.actor)
    keys = Claim.objects.values_list("pk")

    assert is_by_key(by_key(seen, [claim.pk])) and is_by_key(seen.filter(pk__gathered=keys))
    assert not is_by_key(seen.filter(pk__in=[claim.pk]))
    assert list(by_key(seen, [claim.pk])) == list(seen.filter(pk__gathered=keys)) == [claim]


def test_what_is_kept_for_a_standing_keeps_nobody(
    reviewer_ravi: Person, reviewer_rosa: Person, editor_edna: Person
) -> None:
    standing = reviewer_ravi.actor.standing

    assert standing == reviewer_rosa.actor.standing != editor_edna.actor.standing
    assert standing.actor.standing == standing
    assert standing.actor.user is not None
    assert (standing.actor.user.pk, standing.actor.user.username) == (SOMEBODY, "")


def test_who_asks_is_left_open_in_what_is_kept(reviewer_ravi: Person, reviewer_rosa: Person, claim: Claim) -> None:
    """`claim` is Ravi's."""
    question = Question.of(Claim.objects.filter(created_by=reviewer_rosa.actor.standing.actor.user).values("pk"))
    assert question is not None

    assert (
        question.keys(me=reviewer_ravi.actor.user_id)
        == question.keys_once(me=reviewer_ravi.actor.user_id)
        == [claim.pk]
    )
    assert question.keys(me=reviewer_rosa.actor.user_id) == []
    with pytest.raises(KeyError):
        question.keys()


def test_who_asks_cannot_stand_where_it_is_not_left_open() -> None:
    with pytest.raises(ValueError, match="Who asks"):
        Question.of(Claim.objects.filter(text=f"by {SOMEBODY}").values("pk"))


@pytest.fixture
def ravis_two_desks(reviewer_ravi: Person, demo_desk: Desk, other_desk: Desk) -> Actor:
    add_member(Actor.operator(), other_desk, reviewer_ravi.actor.signed_in_user, Role.REVIEWER)
    actor = Actor.of_user(reviewer_ravi.actor.signed_in_user)
    for n in range(6):
        spot_claim(actor, (demo_desk, other_desk)[n % 2], text=f"Claim {n}.", claimant_name=("B", "A", "B")[n % 3])
    return actor


@pytest.mark.parametrize("order", [("-id",), ("id",), ("claimant_name", "-id"), ("-claimant_name", "id"), ()])
def test_the_first_rows_of_several_desks_come_in_the_order_of_the_rows(
    order: tuple[str, ...], ravis_two_desks: Actor
) -> None:
    rows = Claim.objects.visible_to(ravis_two_desks).order_by(*order) if order else Claim.objects.all()
    question = first_apart(rows, ravis_two_desks.desk_ids, 4)

    assert question is not None and question.sql.count("of_desk") == 2
    assert question.keys() == question.keys_once() == [row.pk for row in rows[:4]]


@pytest.mark.parametrize("order", [("number",), (F("number").desc(), "-id"), ("-id", "number"), ("?",)])
def test_an_order_that_cannot_be_kept_over_several_desks_is_refused(order: tuple[Any, ...], demo_desk: Desk) -> None:
    with pytest.raises(ValueError, match="end with the id"):
        first_apart(Claim.objects.order_by(*order), [demo_desk.pk, demo_desk.pk], 4)


@pytest.mark.parametrize("rows", [Claim.objects.order_by(), Claim.objects.order_by("id").reverse()])
def test_no_order_and_one_turned_round_are_refused_likewise(rows: Any, demo_desk: Desk) -> None:
    with pytest.raises(ValueError, match="end with the id"):
        first_apart(rows, [demo_desk.pk, demo_desk.pk], 4)


@pytest.mark.parametrize("order", ["id", "-id"])
def test_a_page_of_several_desks_has_the_order_of_its_rows(order: str, ravis_two_desks: Actor) -> None:
    rows = claims_there(ravis_two_desks).order_by(order)
    request: Any = RequestFactory().get("/claims/?page=2")
    request.actor = ravis_two_desks

    shown = listing(request, ClaimFilters, rows, always=(), per_page=4, shown=kept.CLAIMS_IN_LIST)

    assert list(shown.pages) == list(rows[4:6])
