"""The queue: what waits for whom, why, and in which order; the API and the first page tell the same."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotations.services.articles import add_article
from annotations.services.revisions import add_revision
from claims import queries, waiting
from claims.filters import page_of_queue
from claims.models import Claim, ClaimStatus
from claims.services.claims import NewAppearance, assign_claim, spot_claim
from claims.services.corrections import edit_correction_request, request_correction
from claims.services.transitions import move_claim
from claims.services.verdicts import look_again, submit_verdict
from claims.waiting import Why
from factcheck.core import clock
from factcheck.desks.actors import Actor
from factcheck.desks.roles import Role
from factcheck.desks.services.desks import edit_desk
from factcheck.desks.services.members import add_member
from tests.conftest import TEXT, WRONG_YEAR, Person, json_of

QUEUE = "/api/v1/queue/"


@pytest.fixture
def two_needed(admin_ada: Person, demo_desk: Any) -> None:
    edit_desk(admin_ada.actor, demo_desk, policy={"verdicts_needed": 2, "evidence_needed": 0})


def rate(person: Person, claim: Claim, slug: str = "false") -> None:
    fresh = queries.claim(person.actor, claim.pk)
    submit_verdict(person.actor, fresh, rating=queries.rating_to_give(fresh.desk, slug), rationale="Because.")


def why(person: Person, claim: Claim) -> list[Why]:
    """Why the claim waits for somebody; nothing where it does not."""
    if not waiting.waiting_for(person.actor).filter(pk=claim.pk).exists():
        return []
    [entry] = waiting.entries(person.actor, [claim.pk])
    return entry.why


def assign(editor: Person, claim: Claim, *people: Person, due: int | None = None, priority: int = 0) -> None:
    """Due so many days from today."""
    due_on = None if due is None else clock.now().date() + timedelta(days=due)
    users = [p.user for p in people if p.user]
    assign_claim(editor.actor, claim, assignees=users, due_on=due_on, priority=priority)


def test_a_claim_waits_for_those_who_have_not_judged_it(two_needed, reviewer_ravi, reviewer_rosa, viewer_vera, claim):
    rate(reviewer_ravi, claim)

    assert (why(reviewer_ravi, claim), why(reviewer_rosa, claim)) == ([], [Why.VERDICT])
    assert why(viewer_vera, claim) == []


def test_a_disputed_claim_waits_for_editors_who_did_not_judge_it(
    two_needed, reviewer_ravi, reviewer_rosa, editor_edna, admin_ada, claim
):
    rate(reviewer_ravi, claim)
    rate(editor_edna, claim, "true")

    assert why(admin_ada, claim) == [Why.DISPUTED]
    assert why(editor_edna, claim) == [], "she gave a verdict on it"
    assert why(reviewer_rosa, claim) == []


def test_a_decided_claim_waits_to_be_published_and_after_a_reopening_to_be_confirmed(
    two_needed, reviewer_ravi, reviewer_rosa, editor_edna, claim
):
    rate(reviewer_ravi, claim)
    rate(reviewer_rosa, claim)
    assert (why(editor_edna, claim), why(reviewer_ravi, claim)) == ([Why.PUBLISH], [])

    move_claim(editor_edna.actor, claim, to="in_review", reason="A new source.")
    assert why(reviewer_ravi, claim) == [Why.CONFIRM]
    assert why(editor_edna, claim) == [Why.VERDICT]


def test_whoever_looked_a_second_time_is_asked_for_nothing_after_a_reopening(
    two_needed, reviewer_ravi, reviewer_rosa, editor_edna, admin_ada, claim, evidence
):
    rate(reviewer_ravi, claim)
    rate(admin_ada, claim)
    fresh = queries.claim(reviewer_rosa.actor, claim.pk)
    rating = queries.rating_to_give(fresh.desk, "false")
    look_again(reviewer_rosa.actor, fresh, rating=rating, rationale="The report.", evidence=[evidence])
    assign(editor_edna, claim, reviewer_rosa, reviewer_ravi)
    move_claim(editor_edna.actor, claim, to="in_review", reason="A new source.")

    assert why(reviewer_rosa, claim) == []
    assert why(reviewer_ravi, claim) == [Why.CONFIRM, Why.ASSIGNED]


def test_what_is_assigned_and_due_waits_for_whom_it_is_assigned_to_and_for_editors(
    reviewer_ravi, reviewer_rosa, editor_edna, claim
):
    assign(editor_edna, claim, reviewer_rosa, due=-1)
    assert why(reviewer_rosa, claim) == [Why.DUE, Why.ASSIGNED, Why.VERDICT]
    assert why(reviewer_ravi, claim) == [Why.VERDICT]
    assert why(editor_edna, claim) == [Why.DUE, Why.VERDICT]

    assign(editor_edna, claim, reviewer_rosa, due=30)
    assert why(reviewer_rosa, claim) == [Why.ASSIGNED, Why.VERDICT]


def test_changed_words_and_answers_wait_for_those_who_follow_them(
    two_needed, monkeypatch, reviewer_ravi, reviewer_rosa, editor_edna, claim, article
):
    for person in (reviewer_ravi, reviewer_rosa):
        rate(person, claim)
    asked = request_correction(
        reviewer_ravi.actor, claim, appearance=claim.appearances.get(), sent_to="The Herald", sent_at=clock.now()
    )
    assert why(reviewer_ravi, claim) == []

    later = clock.now() + timedelta(days=15)
    with monkeypatch.context() as patched:
        patched.setattr(clock, "now", lambda: later)
        assert why(reviewer_ravi, claim) == [Why.CORRECTION_OVERDUE]
        assert why(reviewer_rosa, claim) == [], "it is not hers to follow"
    edit_correction_request(reviewer_ravi.actor, asked, answer="We look into it.")
    assert why(reviewer_ravi, claim) == [Why.CORRECTION_ANSWERED]
    add_revision(reviewer_rosa.actor, article, text=TEXT.replace("2011", "2001"))
    assert why(reviewer_rosa, claim) == [Why.WORDS_CHANGED]
    assert why(editor_edna, claim) == [Why.WORDS_CHANGED, Why.PUBLISH, Why.CORRECTION_ANSWERED]


@pytest.fixture
def many(reviewer_ravi, editor_edna, demo_desk) -> list[Claim]:
    """In the order in which they are to come: overdue, due soon, by priority, by age."""
    wanted: list[dict[str, Any]] = [
        {"due": -3, "priority": 1}, {"due": -9}, {"due": 1}, {"due": 9, "priority": 5}, {"priority": 2}, {}, {},
    ]  # fmt: skip
    claims = [spot_claim(reviewer_ravi.actor, demo_desk, text=f"Claim {n}.") for n in range(len(wanted))]
    for claim, given in zip(claims, wanted, strict=True):
        assign(editor_edna, claim, **given)
    return claims


def test_the_most_pressing_come_first_on_every_page(many, reviewer_rosa):
    client, address, numbers = reviewer_rosa.api(), f"{QUEUE}?page_size=3", []
    while address:
        told = json_of(client.get(address))
        numbers += [row["number"] for row in told["results"]]
        address = told["next"]

    assert numbers == [claim.number for claim in many]


def test_the_page_tells_what_the_api_tells(many, editor_edna):
    told = json_of(editor_edna.api().get(QUEUE, {"reason": "due", "count": "1"}))
    shown = editor_edna.browser.get("/?reason=due").context

    assert told["count"] == len(told["results"]) == 3
    assert [row["id"] for row in told["results"]] == [str(one.claim.pk) for one in shown["waiting"]]
    assert [(row["overdue"], row["reasons"]) for row in told["results"]] == [
        (True, ["due", "verdict"]), (True, ["due", "verdict"]), (False, ["due", "verdict"]),
    ]  # fmt: skip
    assert dict(shown["counts"]) == {Why.DUE: 3, Why.VERDICT: 7}


def test_a_desk_or_reason_that_is_none_is_refused_by_the_api_and_forgotten_by_the_page(many, reviewer_rosa):
    for name, value in (("reason", "boredom"), ("desk", "other"), ("cursor", "words"), ("ordering", "id")):
        answer = json_of(reviewer_rosa.api().get(QUEUE, {name: value}), 400)
        assert [e["pointer"] for e in answer["errors"]] == [f"/{name}"]
        assert reviewer_rosa.browser.get("/", {name: value}).status_code == 200


def test_another_desk_has_a_queue_of_its_own(many, stranger_stan):
    assert json_of(stranger_stan.api().get(QUEUE))["results"] == []


def told_of(person: Person, address: str) -> str:
    """What waits, without the frame of the page, in which a token differs each time."""
    whole = person.browser.get(address).content.decode()
    return whole.split("<main")[1].split('aria-label="Lately"')[0]


def test_a_blind_queue_is_the_same_whether_others_have_judged_or_not(
    two_needed, admin_ada, reviewer_ravi, reviewer_rosa, demo_desk, claim
):
    edit_desk(admin_ada.actor, demo_desk, policy={"blind": True})
    move_claim(reviewer_rosa.actor, claim, to="in_review")
    before, page = json_of(reviewer_ravi.api().get(QUEUE))["results"], told_of(reviewer_ravi, "/")
    assert "2 verdicts needed" in page

    rate(reviewer_rosa, claim)

    assert json_of(reviewer_ravi.api().get(QUEUE))["results"] == before
    assert told_of(reviewer_ravi, "/") == page
    assert before[0]["verdicts"] == {"given": None, "needed": 2}


def test_an_open_queue_tells_how_many_verdicts_there_are(two_needed, reviewer_ravi, reviewer_rosa, claim):
    rate(reviewer_rosa, claim)

    [row] = json_of(reviewer_ravi.api().get(QUEUE))["results"]

    assert row["verdicts"] == {"given": 1, "needed": 2}
    assert "verdicts: 1 of 2" in reviewer_ravi.browser.get("/").content.decode()


@pytest.fixture
def cost() -> Callable[[Person, str], int]:
    def count(person: Person, address: str) -> int:
        client = person.browser
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address, headers={"accept": "*/*"}).status_code == 200
        return len(asked)

    return count


def test_a_long_queue_asks_the_database_as_often_as_a_short_one(
    cost, reviewer_ravi, editor_edna, demo_desk, claim, evidence
):
    assign(editor_edna, claim, reviewer_ravi, due=-1)
    before = {address: cost(editor_edna, address) for address in ("/", QUEUE)}
    for n in range(18):
        more = spot_claim(reviewer_ravi.actor, demo_desk, text=f"Claim {n}.")
        assign(editor_edna, more, reviewer_ravi, due=n - 9)

    after = {address: cost(editor_edna, address) for address in before}
    assert after[QUEUE] == before[QUEUE]
    assert after["/"] <= before["/"]


@pytest.mark.parametrize("asked", [1, 4, waiting.PRESSING_ASKED])
def test_the_first_page_is_the_same_whether_what_presses_fills_it_or_not(
    asked, editor_edna, reviewer_ravi, reviewer_rosa, stranger_stan, many, monkeypatch
):
    monkeypatch.setattr(waiting, "PRESSING_ASKED", asked)
    for n, due in ((1, 1), (3, -2), (4, -9)):
        assign(editor_edna, many[n], reviewer_rosa, due=due, priority=n)
    assign(editor_edna, many[5], due=60, priority=9)

    for person in (editor_edna, reviewer_ravi, reviewer_rosa, stranger_stan):
        in_all = list(waiting.waiting_for(person.actor).values_list("pk", flat=True))
        pressing = list(waiting.pressing_for(person.actor).values_list("pk", flat=True))
        assert pressing == in_all[: len(pressing)]
        for size in range(1, 8):
            page = page_of_queue(person.actor, {"page_size": str(size)})
            assert [row.pk for row in page.rows] == in_all[:size]
            assert bool(page.next) == (len(in_all) > size)
    assert len(waiting.pressing_for(reviewer_ravi.actor)) == min(asked, 5)


BY_MORE_THAN_THE_DESK = re.compile(r"SEARCH claims_claim USING .*\((id=\?|desk_id=\? AND .+)\)$")


def read_at_length(plan: str) -> list[str]:
    """The steps of a plan that read all claims there are; on SQLite also those that read all of a desk, as PostgreSQL,
    which knows how few a test has, may."""
    steps = plan.splitlines()
    if connection.vendor == "sqlite":
        reading = [step for step in steps if re.search(r" (SCAN|SEARCH) claims_claim( |$)", step)]
        return [step for step in reading if not BY_MORE_THAN_THE_DESK.search(step)]
    own = re.compile(r" on claims_claim( claims_claim_\d+)?  \(")
    return [step for step, then in pairwise([*steps, ""]) if own.search(step) and "Cond: " not in then]


def test_what_waits_is_found_by_indexes(reviewer_ravi, editor_edna, demo_desk, claim):
    """No reason reads all claims there are; of one row PostgreSQL would, so it is asked not to."""
    explain = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
        for reason in waiting.Why:
            found = waiting._found(editor_edna.actor.standing, reason)
            cursor.execute(f"{explain} {found.sql}", found._filled(waiting._open(editor_edna.actor)))
            plan = "\n".join(" ".join(map(str, row)) for row in cursor.fetchall())
            assert read_at_length(plan) == [], (reason, plan)
        everything = Claim.objects.filter(text="x").values("pk")
        assert read_at_length(everything.explain()), "a plan that reads everything would be told"


def test_a_published_claim_is_never_overdue(two_needed, reviewer_ravi, reviewer_rosa, editor_edna, claim):
    assign(editor_edna, claim, due=-5)
    for person in (reviewer_ravi, reviewer_rosa):
        rate(person, claim)
    late = editor_edna.api().get("/api/v1/claims/?overdue=true")
    assert [row["status"] for row in json_of(late)["results"]] == [ClaimStatus.DECIDED]
    move_claim(editor_edna.actor, claim, to="dropped", reason="A duplicate.")

    assert json_of(editor_edna.api().get("/api/v1/claims/?overdue=true"))["results"] == []
    assert len(json_of(editor_edna.api().get("/api/v1/claims/?overdue=false"))["results"]) == 1


def test_claims_are_narrowed_by_the_day_they_are_due_and_by_whom_they_are_assigned_to(
    editor_edna, reviewer_rosa, reviewer_ravi, many
):
    assign(editor_edna, many[5], reviewer_rosa)
    today = clock.now().date()
    rosa, ravi = reviewer_rosa.api(), reviewer_ravi.api()
    found = {
        f"due_before={today}": [1, 0], f"due_after={today + timedelta(days=1)}": [3, 2], "assignee=me": [5],
        "assignee=rosa": [5], "overdue=true": [1, 0],
    }  # fmt: skip

    for narrowed, expected in found.items():
        told = json_of(rosa.get(f"/api/v1/claims/?{narrowed}"))["results"]
        assert [row["number"] for row in told] == [many[n].number for n in expected], narrowed
        page = reviewer_rosa.browser.get(f"/claims/?{narrowed}").context["list"].pages
        assert [row.number for row in page] == [many[n].number for n in expected], narrowed
    assert json_of(ravi.get("/api/v1/claims/?assignee=me"))["results"] == []


def test_changed_words_are_counted_where_one_works_whatever_changed_where_one_looks_on(
    stranger_stan, other_desk, reviewer_ravi, article, claim, monkeypatch
):
    ravi = reviewer_ravi.actor.signed_in_user
    elsewhere = [add_article(stranger_stan.actor, other_desk, text=f"{n}. {TEXT}", title="A letter") for n in range(3)]
    for one in elsewhere:
        there = [NewAppearance(one, {"exact": WRONG_YEAR})]
        spot_claim(stranger_stan.actor, other_desk, text="It was 2011.", appearances=there)
        add_revision(stranger_stan.actor, one, text=f"{one.pk}. {TEXT}".replace("2011", "2001"))
    add_revision(reviewer_ravi.actor, article, text=TEXT.replace("2011", "2001"))
    add_member(Actor.operator(), other_desk, ravi, Role.VIEWER)
    monkeypatch.setattr(waiting, "PLACES_COUNTED", 1)
    waiting._counted.cache_clear()

    _in_all, by_reason = waiting.counts(Actor.of_user(ravi))
    _in_all, of_stan = waiting.counts(stranger_stan.actor)
    waiting._counted.cache_clear()

    assert (by_reason[Why.WORDS_CHANGED], of_stan[Why.WORDS_CHANGED]) == (1, 1)


def test_more_than_a_thousand_are_not_counted_one_by_one(reviewer_rosa, demo_desk, monkeypatch):
    Claim.objects.bulk_create([Claim(desk=demo_desk, number=900 + n, text=f"Claim {n}.") for n in range(8)])
    monkeypatch.setattr(waiting, "COUNTED", 5)
    waiting._counted.cache_clear()

    in_all, by_reason = waiting.counts(reviewer_rosa.actor)
    shown = reviewer_rosa.browser.get("/").content.decode()
    waiting._counted.cache_clear()

    assert in_all > 5
    assert by_reason[waiting.Why.VERDICT] == 6
    assert shown.count("5+") >= 2
