"""Ranges of days and times give the same, whether their keys are gathered first or each row is asked."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from claims.models import Claim
from claims.services.claims import edit_claim, spot_claim
from factcheck.core import clock
from factcheck.desks import filters
from factcheck.desks.models import Desk
from tests.conftest import Person, json_of

FIRST = date(2021, 1, 1)


@pytest.fixture
def claims(reviewer_ravi: Person, demo_desk: Desk) -> list[Claim]:
    """Claimed one day after the other, the last on no day that is known."""
    made = [spot_claim(reviewer_ravi.actor, demo_desk, text=f"Claim {n}.") for n in range(6)]
    for n, one in enumerate(made[:5]):
        edit_claim(
            reviewer_ravi.actor, one, claimed_on=FIRST + timedelta(n), due_on=clock.now().date() + timedelta(n - 2)
        )
    return made


@pytest.fixture(params=[20_000, 2, -1], ids=["gathered", "some gathered", "asked"])
def _gathers(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filters, "MOST_GATHERED", request.param)


@pytest.mark.usefixtures("_gathers")
@pytest.mark.parametrize("ordering", ["-id", "id", "claimed_on", "-due_on"])
@pytest.mark.parametrize(
    ("given", "numbers"),
    [
        ({"claimed_after": "2021-01-03"}, {2, 3, 4}),
        ({"claimed_before": "2021-01-02"}, {0, 1}),
        ({"claimed_after": "2021-01-02", "claimed_before": "2021-01-03"}, {1, 2}),
        ({"claimed_after": "2021-01-04", "claimed_before": "2021-01-03"}, set()),
        ({"claimed_after": "2021-01-02", "due_before": str(date.max)}, {1, 2, 3, 4}),
        ({"overdue": "true"}, {0, 1}),
        ({"overdue": "true", "claimed_after": "2021-01-02"}, {1}),
        ({"overdue": "false"}, {2, 3, 4, 5}),
    ],
)
def test_a_range_finds_these_claims(
    given: dict[str, str], numbers: set[int], ordering: str, claims: list[Claim], viewer_vera: Person
) -> None:
    found = json_of(viewer_vera.api().get("/api/v1/claims/", {**given, "ordering": ordering}))["results"]

    assert {one["number"] - claims[0].number for one in found} == numbers


@pytest.mark.usefixtures("_gathers")
def test_a_range_shows_nothing_of_another_desk(claims: list[Claim], stranger_stan: Person) -> None:
    given: dict[str, Any] = {"claimed_after": "2021-01-01", "created_before": "2100-01-01"}

    assert json_of(stranger_stan.api().get("/api/v1/claims/", given))["results"] == []
