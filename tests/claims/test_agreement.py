"""What the desk is told about how well it agrees: from the verdicts that count and may be seen, and from nothing else."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from annotations.models import Article
from claims import queries
from claims.agreement import compute
from claims.models import Claim, Verdict
from claims.services.claims import NewAppearance, spot_claim
from claims.services.evidence import add_evidence
from claims.services.rating_scales import DEFAULT_SCALE, NewRating, add_rating_scale
from claims.services.transitions import move_claim
from claims.services.verdicts import look_again, submit_verdict, withdraw_verdict
from factcheck.desks.actors import Actor
from factcheck.desks.models import Desk
from factcheck.desks.roles import Role
from factcheck.desks.services.desks import edit_desk
from factcheck.desks.services.members import add_member
from tests.conftest import Person, join, json_of, make_desk

API = "/api/v1"
GIVEN = {"ravi": "tfmfttmfsn", "rosa": "tfmmtfmfsn"}
"""A letter for each claim: true, false, misleading, satire (not checkable), not enough evidence."""
SLUGS = {"t": "true", "f": "false", "m": "misleading", "s": "not-checkable", "n": "not-enough-evidence"}


def rate(person: Person, claim: Claim, slug: str) -> Verdict:
    claim = Claim.objects.select_related("desk__policy").get(pk=claim.pk)
    rating = queries.rating_to_give(claim.desk, slug)
    return submit_verdict(person.actor, claim, rating=rating, rationale="Because.")


def spot(person: Person, desk: Desk, text: str, **given: Any) -> Claim:
    return spot_claim(person.actor, desk, text=text, **given)


def told(person: Person, **asked: str) -> Any:
    return json_of(person.api().get(f"{API}/agreement/", asked))


def matrix(person: Person, kind: str = "jsonl", **asked: str) -> list[Any]:
    answer: Any = person.api().get(f"{API}/export/agreement.{kind}", asked, headers={"accept": "*/*"})
    content = b"".join(answer.streaming_content).decode()
    assert answer.status_code == 200, content
    return (
        [json.loads(line) for line in content.splitlines()]
        if kind == "jsonl"
        else list(csv.DictReader(io.StringIO(content)))
    )


@pytest.fixture
def open_desk_of_two(admin_ada: Person, demo_desk: Desk) -> Desk:
    edit_desk(admin_ada.actor, demo_desk, policy={"verdicts_needed": 2, "evidence_needed": 0, "blind": False})
    return demo_desk


@pytest.fixture
def judged(open_desk_of_two: Desk, reviewer_ravi: Person, reviewer_rosa: Person) -> list[Claim]:
    """Ten claims, each with a verdict of Ravi's and of Rosa's."""
    found = [spot(reviewer_ravi, open_desk_of_two, f"Claim {n}.", topics=[f"t{n % 2}"]) for n in range(10)]
    for person, letters in ((reviewer_ravi, GIVEN["ravi"]), (reviewer_rosa, GIVEN["rosa"])):
        for claim, letter in zip(found, letters, strict=True):
            rate(person, claim, SLUGS[letter])
    return found


def lists(letters: str = "tfmsn") -> list[list[str | None]]:
    return [[letter if letter in letters else None for letter in row] for row in GIVEN.values()]


def test_the_figures_are_those_of_the_matrix(judged: list[Claim], viewer_vera: Person) -> None:
    found = told(viewer_vera)

    assert (found["units"], found["raters"]) == (10, 2)
    assert found["krippendorff_alpha"]["nominal"] == pytest.approx(compute("krippendorff_alpha", lists()))
    assert found["fleiss_kappa"] == pytest.approx(compute("fleiss_kappa", lists()))
    [pair] = found["cohen_kappa"]
    assert (pair["a"]["username"], pair["b"]["username"], pair["n"]) == ("ravi", "rosa", 10)
    assert pair["kappa"] == pytest.approx(compute("cohen_kappa", lists()))
    assert found["figures"]["nominal"]["interval"]["low"] < found["krippendorff_alpha"]["nominal"]


def test_ordinal_leaves_out_what_has_no_place_and_says_how_many(judged: list[Claim], viewer_vera: Person) -> None:
    found = told(viewer_vera)

    ordinal = compute("krippendorff_alpha", lists("tfm"), level="ordinal", order=list("fmt"))
    assert found["krippendorff_alpha"]["ordinal"] == pytest.approx(ordinal)
    assert found["left_out"]["without_place"] == 4
    assert (found["figures"]["nominal"]["n"], found["figures"]["ordinal"]["n"]) == (10, 8)


def test_the_confusion_table_counts_what_met(judged: list[Claim], viewer_vera: Person) -> None:
    met = {(one["a"]["slug"], one["b"]["slug"]): one["n"] for one in told(viewer_vera)["confusion"]}

    assert met == {
        ("true", "true"): 2, ("false", "false"): 2, ("misleading", "misleading"): 2, ("false", "misleading"): 1,
        ("false", "true"): 1, ("not-checkable", "not-checkable"): 1, ("not-enough-evidence", "not-enough-evidence"): 1,
    }  # fmt: skip


def test_prose_makes_no_difference_and_neither_does_a_withdrawn_or_single_verdict(
    judged: list[Claim], open_desk_of_two: Desk, reviewer_ravi: Person, reviewer_rosa: Person
) -> None:
    before = told(reviewer_ravi)
    alone = spot(reviewer_ravi, open_desk_of_two, "Only one judged this.")
    rate(reviewer_ravi, alone, "true")
    taken_back = spot(reviewer_ravi, open_desk_of_two, "One took it back.")
    rate(reviewer_ravi, taken_back, "true")
    withdraw_verdict(reviewer_ravi.actor, Verdict.objects.get(claim=taken_back))
    rate(reviewer_rosa, taken_back, "false")

    after = told(reviewer_ravi)

    assert after.pop("left_out")["single"] == before.pop("left_out")["single"] + 2
    assert after == before


def test_a_reopened_claim_counts_again_when_it_is_judged_again(judged: list[Claim], editor_edna: Person) -> None:
    decided = Claim.objects.filter(status="decided")[0]

    move_claim(editor_edna.actor, decided, to="in_review", reason="A new source.")

    assert told(editor_edna)["units"] == 9


def test_the_filters_of_claims_narrow_it(judged: list[Claim], viewer_vera: Person) -> None:
    assert told(viewer_vera, topic="t0")["units"] == 5
    assert told(viewer_vera, status="decided")["units"] == Claim.objects.filter(status="decided").count()
    assert told(viewer_vera, claimed_after="2018-01-01")["units"] == 0
    assert len(matrix(viewer_vera, topic="t0")) == 10
    refused = json_of(viewer_vera.api().get(f"{API}/agreement/", {"period": "week"}), 400)
    assert refused["errors"][0]["pointer"] == "/period"


def test_it_is_told_over_time(judged: list[Claim], viewer_vera: Person) -> None:
    now = timezone.now()
    quarter, month = f"{now.year}-Q{(now.month + 2) // 3}", f"{now.year}-{now.month:02}"

    assert [(p["name"], p["nominal"]["n"]) for p in told(viewer_vera)["periods"]] == [(quarter, 10)]
    Verdict.objects.filter(claim__in=judged[:4]).update(submitted_at=now.replace(year=2019, month=2, day=3))
    by_month = [(p["name"], p["nominal"]["n"]) for p in told(viewer_vera, period="month")["periods"]]
    assert by_month == [("2019-02", 4), (month, 6)]


def test_nothing_is_undefined_without_a_reason(reviewer_ravi: Person) -> None:
    found = told(reviewer_ravi)

    assert (found["units"], found["raters"], found["fleiss_kappa"]) == (0, 0, None)
    assert {name: bool(figure["why_undefined"]) for name, figure in found["figures"].items()} == dict.fromkeys(
        ("nominal", "ordinal", "fleiss_kappa", "f1", "alpha_u"), True
    )


def test_a_second_look_is_another_figure(
    judged: list[Claim], open_desk_of_two: Desk, admin_ada: Person, reviewer_ravi: Person
) -> None:
    edit_desk(admin_ada.actor, open_desk_of_two, policy={"verdicts_needed": 3})
    claims = [spot(reviewer_ravi, open_desk_of_two, f"Looked at twice {n}.") for n in range(3)]
    before = told(reviewer_ravi)
    for claim, first, second in zip(claims, ("true", "false", "false"), ("true", "false", "true"), strict=True):
        rate(reviewer_ravi, claim, first)
        proof = add_evidence(
            reviewer_ravi.actor, claim, source=None, stance="context", answer_type="unanswerable", question="?"
        )
        look_again(
            admin_ada.actor, claim, rating=queries.rating_to_give(claim.desk, second), rationale="So.", evidence=[proof]
        )

    after = told(reviewer_ravi)

    assert {name: after[name] for name in ("units", "krippendorff_alpha", "cohen_kappa", "confusion")} == {
        name: before[name] for name in ("units", "krippendorff_alpha", "cohen_kappa", "confusion")
    }
    assert after["left_out"]["second_looks"] == 3
    looks = after["second_looks"]
    kappa = compute("cohen_kappa", [["t", "f", "f"], ["t", "f", "t"]])
    assert (looks["by_others"]["n"], looks["by_others"]["value"]) == (3, pytest.approx(kappa))
    assert looks["by_themselves"]["value"] is None


def test_verdicts_on_an_earlier_scale_are_known_by_slug_and_family(
    judged: list[Claim], open_desk_of_two: Desk, admin_ada: Person
) -> None:
    kept = [r for r in DEFAULT_SCALE if r.slug != "misleading"]
    add_rating_scale(admin_ada.actor, open_desk_of_two, name="Without it", ratings=kept)

    found = told(admin_ada)

    assert found["krippendorff_alpha"]["nominal"] == pytest.approx(compute("krippendorff_alpha", lists()))
    gone = compute("krippendorff_alpha", lists("tf"), level="ordinal", order=list("ft"))
    assert found["krippendorff_alpha"]["ordinal"] == pytest.approx(gone)


def test_a_slug_that_went_to_another_family_is_another_rating(
    open_desk_of_two: Desk, admin_ada: Person, reviewer_ravi: Person, reviewer_rosa: Person
) -> None:
    turned = [
        NewRating(r.slug, r.name, "false" if r.slug == "misleading" else r.family, r.value, r.description)
        for r in DEFAULT_SCALE
    ]
    claim = spot(reviewer_ravi, open_desk_of_two, "Judged on two scales.")
    rate(reviewer_ravi, claim, "misleading")
    add_rating_scale(admin_ada.actor, open_desk_of_two, name="Turned", ratings=turned)

    rate(reviewer_rosa, claim, "misleading")

    [met] = told(admin_ada)["confusion"]
    assert (met["a"]["slug"], met["b"]["slug"], met["n"]) == ("misleading", "misleading", 1)
    assert {met["a"]["family"], met["b"]["family"]} == {"mostly_false", "false"}
    assert Claim.objects.get(pk=claim.pk).status == "disputed", "as when it is decided, they differ"
    assert page_of(admin_ada).count('<td class="same">0</td>') == 2


def test_desks_on_other_scales_have_no_common_order(
    judged: list[Claim], admin_ada: Person, reviewer_ravi: Person, reviewer_rosa: Person
) -> None:
    third = make_desk("third")
    for person in (admin_ada, reviewer_ravi, reviewer_rosa):
        add_member(Actor.operator(), third, person.actor.signed_in_user, Role.ADMIN)
    edit_desk(admin_ada.actor, third, policy={"verdicts_needed": 2, "evidence_needed": 0})
    turned = [NewRating(r.slug, r.name, r.family, r.value and 6 - r.value, r.description) for r in DEFAULT_SCALE]
    add_rating_scale(admin_ada.actor, third, name="Turned", ratings=turned)
    claim = spot(reviewer_ravi, third, "Elsewhere.")
    for person in (reviewer_ravi, reviewer_rosa):
        rate(person, claim, "true")

    found = json_of(reviewer_ravi.browser.get(f"{API}/agreement/", headers={"accept": "application/json"}))

    assert found["units"] == 11
    assert found["krippendorff_alpha"]["ordinal"] is None
    assert "choose one" in found["figures"]["ordinal"]["why_undefined"]


# What may not be known -------------------------------------------------------------------------------------------


def test_a_hidden_verdict_is_in_no_number(
    open_desk_of_two: Desk, admin_ada: Person, reviewer_ravi: Person, reviewer_rosa: Person, editor_edna: Person,
    viewer_vera: Person,
) -> None:  # fmt: skip
    edit_desk(admin_ada.actor, open_desk_of_two, policy={"blind": True, "verdicts_needed": 3})
    claim = spot(reviewer_ravi, open_desk_of_two, "Nobody may know yet.")
    people = (viewer_vera, editor_edna, reviewer_ravi)
    before = [(told(p), matrix(p), page_of(p)) for p in people]

    rate(reviewer_rosa, claim, "misleading")
    rate(admin_ada, claim, "true")

    assert [(told(p), matrix(p), page_of(p)) for p in people] == before
    assert told(reviewer_rosa)["units"] == 1, "who has judged sees them"
    rate(reviewer_ravi, claim, "false")
    assert told(reviewer_ravi)["units"] == 1


def page_of(person: Person) -> str:
    answer = person.browser.get("/insights/")
    assert answer.status_code == 200
    return str(answer.content.decode().partition("<main")[2])


def test_whoever_may_not_be_named_is_in_no_pair(
    judged: list[Claim], open_desk_of_two: Desk, admin_ada: Person, reviewer_ravi: Person, editor_edna: Person
) -> None:
    disputed = Claim.objects.filter(status="disputed").count()
    assert disputed
    edit_desk(admin_ada.actor, open_desk_of_two, policy={"hide_names": True})

    found, rows = told(editor_edna), matrix(editor_edna)

    assert found["units"] == 10
    assert [pair["n"] for pair in found["cohen_kappa"]] == [10 - disputed]
    assert found["left_out"]["unnamed"] == 2 * disputed
    assert sum(row["reviewer"] is None for row in rows) == 2 * disputed
    own = [row["reviewer"] and row["reviewer"]["username"] for row in matrix(reviewer_ravi)]
    assert (own.count("ravi"), own.count(None)) == (10, disputed)


def test_another_desk_is_told_nothing(judged: list[Claim], stranger_stan: Person) -> None:
    assert told(stranger_stan)["units"] == 0
    assert matrix(stranger_stan) == []


# The matrix ------------------------------------------------------------------------------------------------------


def test_the_matrix_holds_what_the_figures_are_made_of(judged: list[Claim], viewer_vera: Person) -> None:
    rows = matrix(viewer_vera)
    raters = [
        [row["rating"]["slug"] for row in rows if row["reviewer"]["username"] == name] for name in ("ravi", "rosa")
    ]

    assert told(viewer_vera)["krippendorff_alpha"]["nominal"] == pytest.approx(compute("krippendorff_alpha", raters))
    assert "rationale" not in rows[0]
    [first, *_others] = matrix(viewer_vera, "csv")
    assert (first["number"], first["reviewer.username"], first["rating.slug"]) == ("1", "ravi", "true")


# Where -----------------------------------------------------------------------------------------------------------


def test_where_is_apart_from_what(
    open_desk_of_two: Desk, article: Article, reviewer_ravi: Person, reviewer_rosa: Person
) -> None:
    def mark(person: Person, exact: str) -> Claim:
        return spot(person, open_desk_of_two, exact, appearances=[NewAppearance(article, {"exact": exact})])

    mark(reviewer_ravi, "no Pakistani was involved")
    assert told(reviewer_ravi)["span"] == {"f1": None, "alpha_u": None, "texts": 0, "raters": 0}

    mark(reviewer_rosa, "Pakistani was involved")

    span = told(reviewer_ravi)["span"]
    assert (span["texts"], span["raters"]) == (1, 2)
    assert span["f1"] == pytest.approx(2 * 22 / (22 + 25))
    assert 0.8 < span["alpha_u"] < 1
    assert told(reviewer_ravi)["units"] == 0


def test_it_asks_as_often_for_many_as_for_few(judged: list[Claim], open_desk_of_two: Desk, admin_ada: Person) -> None:
    def asked(path: str) -> int:
        client = admin_ada.browser
        client.get(path, headers={"accept": "*/*"})
        with CaptureQueriesContext(connection) as queries_asked:
            assert client.get(path, headers={"accept": "*/*"}).status_code == 200
        return len(queries_asked)

    before = {path: asked(path) for path in (f"{API}/agreement/", "/insights/")}
    for n in range(12):
        person = join(open_desk_of_two, f"more-{n}", f"More {n}", Role.REVIEWER)
        for claim in Claim.objects.filter(status="disputed"):
            rate(person, claim, "true")

    assert {path: asked(path) for path in before} == before
