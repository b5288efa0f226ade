"""Has this claim been checked before: the closest claims, best first, with what agrees."""

from __future__ import annotations

import pytest

from claims.matching import rank
from claims.models import Claim
from claims.services.claims import archive_claim, spot_claim
from factcheck.core.problems import NotFound
from factcheck.desks.models import Desk
from tests.conftest import Person, json_of

pytestmark = pytest.mark.usefixtures("empty_index")
API = "/api/v1"
TEXTS = [
    "No Pakistani was involved in the attacks of Sep. 11, 2011.",
    "The Taliban attacked the ministry in Kabul.",
    "A wombat saved butterflies from the fires in Australia.",
    "The minister wrote a letter about taxes.",
    "Kabul has 4,434,550 people.",
]


@pytest.fixture
def claims(reviewer_ravi: Person, demo_desk: Desk) -> list[Claim]:
    return [spot_claim(reviewer_ravi.actor, demo_desk, text=text) for text in TEXTS]


@pytest.mark.parametrize(
    ("query", "closest"),
    [
        ("Did wombats save #AustraliaFires butterflies? https://t.co/Kabul", 2),
        ("Were Pakistanis involved in the attack of 9/11?", 0),
        ("the letter by a MINISTER on taxes", 3),
        ("4434550 live in Kabul", 4),
        ("butterflys in a fire", 2),
        ("the Talibann in Kabul, attacking", 1),
    ],
)
def test_the_claim_that_was_meant_comes_first(query: str, closest: int, claims: list[Claim]) -> None:
    found = rank(query)

    assert found[0].claim_id == claims[closest].pk
    assert [match.score for match in found] == sorted((match.score for match in found), reverse=True)


def test_it_says_which_words_agree(claims: list[Claim]) -> None:
    [first, *_others] = rank("Wombats saving butterflies")

    assert first.why.startswith("Both say ")
    assert set(first.why.removeprefix("Both say ").rstrip(".").split(", ")) == {"wombat", "saved", "butterflies"}


def test_words_that_no_claim_has_find_none(claims: list[Claim]) -> None:
    assert rank("Zzz") == rank("") == rank("👨‍👩‍👧 …") == []


def test_no_more_are_ranked_than_were_asked_for(claims: list[Claim]) -> None:
    assert len(rank("Kabul attacks taxes wombat", limit=2)) == 2


def test_a_desk_may_be_named(claims: list[Claim], stranger_stan: Person, other_desk: Desk) -> None:
    theirs = spot_claim(stranger_stan.actor, other_desk, text="The Taliban attacked.")

    assert {match.claim_id for match in rank("Taliban")} == {claims[1].pk, theirs.pk}
    assert [match.claim_id for match in rank("Taliban", desk="other")] == [theirs.pk]
    assert [match.claim_id for match in rank("Taliban", desk=claims[1].desk)] == [claims[1].pk]
    with pytest.raises(NotFound):
        rank("Taliban", desk="nowhere")


def test_the_api_ranks_the_claims_of_the_callers_desks(
    claims: list[Claim], viewer_vera: Person, stranger_stan: Person, reader: Person
) -> None:
    [first, *_others] = json_of(viewer_vera.api().get(f"{API}/claims/match/", {"q": "butterflies", "limit": "3"}))

    assert first["claim"] == str(claims[2].pk)
    assert first["number"] == claims[2].number
    assert first["text"] == claims[2].text
    assert first["url"].endswith(f"/api/v1/claims/{claims[2].pk}/")
    assert first["why"] == "Both say butterflies."
    assert json_of(stranger_stan.api().get(f"{API}/claims/match/", {"q": "butterflies"})) == []
    json_of(reader.api().get(f"{API}/claims/match/", {"q": "butterflies"}), 401)


def test_claims_like_another_are_without_it(
    claims: list[Claim], reviewer_ravi: Person, viewer_vera: Person, stranger_stan: Person, demo_desk: Desk
) -> None:
    twin = spot_claim(reviewer_ravi.actor, demo_desk, text="Butterflies were saved from fires by a wombat.")
    gone = spot_claim(reviewer_ravi.actor, demo_desk, text="A wombat saved butterflies from the fires.")
    archive_claim(reviewer_ravi.actor, gone)
    address = f"{API}/claims/{claims[2].pk}/similar/"

    found = json_of(viewer_vera.api().get(address))

    assert found[0]["claim"] == str(twin.pk)
    assert {str(claims[2].pk), str(gone.pk)}.isdisjoint(one["claim"] for one in found)
    json_of(stranger_stan.api().get(address), 404)


@pytest.mark.parametrize(
    ("parameters", "pointer"),
    [({}, "/q"), ({"q": " "}, "/q"), ({"q": "x" * 5001}, "/q"), ({"q": "x", "limit": "0"}, "/limit"),
     ({"q": "x", "limit": "101"}, "/limit"), ({"q": "x", "limit": "ten"}, "/limit"), ({"q": "\x00"}, "/q")],
)  # fmt: skip
def test_what_cannot_be_matched_is_told_so(parameters: dict[str, str], pointer: str, viewer_vera: Person) -> None:
    problem = json_of(viewer_vera.api().get(f"{API}/claims/match/", parameters), 400)

    assert [error["pointer"] for error in problem["errors"]] == [pointer]
