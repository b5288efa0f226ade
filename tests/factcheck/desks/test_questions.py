"""SQL that is kept with places left open."""

from __future__ import annotations

import pytest
from django.db import transaction

from claims.models import Claim
from claims.services.claims import spot_claim
from factcheck.desks.kept import ID
from factcheck.desks.models import Desk
from factcheck.desks.questions import Question
from factcheck.desks.scoping import by_key, is_by_key
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


def test_what_is_kept_for_a_standing_keeps_nobody(reviewer_ravi: Person) -> None:
    standing = reviewer_ravi.actor.standing

    assert standing == reviewer_ravi.actor.standing
    assert standing.actor.standing == standing
    assert standing.actor.user is not None
    assert (standing.actor.user.pk, standing.actor.user.email) == (reviewer_ravi.actor.user.pk, "")
    assert reviewer_ravi.actor.user.email not in repr(standing) or not reviewer_ravi.actor.user.email
