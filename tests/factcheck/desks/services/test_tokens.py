"""Keys of the API: people make their own, for no more than they may do; admins end any of their desk."""

from __future__ import annotations

from typing import Any

import pytest

from factcheck.core.problems import NotAllowed
from factcheck.desks.actors import Actor
from factcheck.desks.models import Desk, Event, Token
from factcheck.desks.roles import Scope
from factcheck.desks.services.tokens import find_token, issue_token, revoke_token
from tests.conftest import Person, json_of

TOKENS = "/api/v1/tokens/"


def make(client: Any, **body: Any) -> Any:
    return client.post(TOKENS, {"scope": "read", **body}, content_type="application/json")


def test_a_key_is_shown_once_and_its_words_are_nowhere(reviewer_ravi: Person) -> None:
    client = reviewer_ravi.api()

    made = json_of(make(client, scope="write", name="for the sync", days=7), 201)

    assert find_token(made["token"]).user == reviewer_ravi.user
    assert "token" not in json_of(client.get(made["url"].removeprefix("http://testserver")))
    assert not Token.objects.filter(digest=made["token"]).exists()
    assert made["token"] not in str(list(Event.objects.values_list("changes", flat=True)))


@pytest.mark.parametrize(("person", "most"), [
    ("viewer_vera", "read"), ("reviewer_ravi", "write"), ("editor_edna", "publish"), ("admin_ada", "admin"),
])  # fmt: skip
def test_a_key_is_worth_no_more_than_its_owner(request: pytest.FixtureRequest, person: str, most: str) -> None:
    client = request.getfixturevalue(person).api()

    for scope in Scope:
        answer = make(client, scope=scope.value)
        assert answer.status_code == (201 if scope.rank <= Scope(most).rank else 403), (scope, answer.content)


def test_a_key_that_is_no_admins_makes_no_other(reviewer_ravi: Person) -> None:
    refused = json_of(make(reviewer_ravi.api(Scope.PUBLISH)), 403)

    assert "scope" in refused["detail"]


def test_nobody_makes_a_key_for_another_but_who_runs_the_service(
    admin_ada: Person, reviewer_ravi: Person, demo_desk: Desk
) -> None:
    ravi = reviewer_ravi.actor.signed_in_user
    with pytest.raises(NotAllowed, match="by the person whose key it is"):
        issue_token(admin_ada.actor, demo_desk, Scope.READ, owner=ravi)

    token, _words = issue_token(Actor.operator(), demo_desk, Scope.READ, owner=ravi)
    assert token.user == ravi


def test_an_admin_ends_any_key_of_the_desk_and_others_their_own(
    admin_ada: Person, reviewer_ravi: Person, reviewer_rosa: Person, stranger_stan: Person, demo_desk: Desk
) -> None:
    first, second = (issue_token(reviewer_ravi.actor, demo_desk, Scope.READ)[0] for _ in range(2))

    for other in (reviewer_rosa, stranger_stan):
        with pytest.raises(NotAllowed):
            revoke_token(other.actor, first)
    assert reviewer_ravi.api().delete(f"{TOKENS}{first.pk}/").status_code == 204
    assert admin_ada.api().delete(f"{TOKENS}{second.pk}/").status_code == 204

    assert Token.objects.filter(pk__in=[first.pk, second.pk], revoked_at=None).count() == 0
    assert Event.objects.filter(verb="token.revoked").count() == 2
