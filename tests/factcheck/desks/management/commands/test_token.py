"""`manage.py token`: prints a token that works, and nothing else."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from factcheck.desks.models import Token
from tests.conftest import Person, json_of


def run(**options: Any) -> str:
    said = StringIO()
    call_command("token", stdout=said, **{"user": "ravi", "desk": "demo", **options})
    return said.getvalue()


def me(token: str) -> Any:
    return json_of(Client(headers={"authorization": f"Bearer {token}"}).get("/api/v1/me/"))


def test_it_prints_a_token_and_only_that(reviewer_ravi: Person) -> None:
    [token] = run(scope="write").splitlines()

    told = me(token)
    assert (told["username"], told["scope"]) == ("ravi", "write")
    assert [(d["slug"], d["role"]) for d in told["desks"]] == [("demo", "reviewer")]
    assert token not in str(list(Token.objects.values())), "it is kept as a hash alone"


def test_without_a_scope_it_reads(reviewer_ravi: Person) -> None:
    assert me(run().strip())["scope"] == "read"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"user": "nobody"}, "no user 'nobody'"), ({"desk": "nowhere"}, "no desk 'nowhere'. There is: demo, other"),
        ({"desk": "other"}, "not a member of other"), ({"days": 0}, "1 to 3650 days"), ({"days": 3651}, "1 to 3650 days"),
    ],
)  # fmt: skip
def test_what_makes_no_token_is_told(
    reviewer_ravi: Person, stranger_stan: Person, options: dict[str, Any], said: str
) -> None:
    with pytest.raises(CommandError, match=said):
        run(**options)

    assert not Token.objects.exists()
