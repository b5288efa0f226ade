"""What pages show comes by SQL that is kept as the queries have it, and as it is now."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotations.queries import ARTICLES, article_rows, newest_articles
from annotations.services.articles import add_article
from claims import kept, queries
from claims.models import Claim
from claims.services.claims import assign_claim, spot_claim
from claims.services.relations import relate_claims
from claims.services.verdicts import submit_verdict
from factcheck.core.problems import NotFound
from factcheck.desks.actors import Actor
from factcheck.desks.roles import Role
from factcheck.desks.services.desks import edit_desk
from factcheck.desks.services.members import add_member
from tests.conftest import TEXT, Person, json_of


@pytest.fixture
def judged(admin_ada: Person, reviewer_rosa: Person, claim: Claim) -> Claim:
    edit_desk(admin_ada.actor, claim.desk, policy={"verdicts_needed": 1, "evidence_needed": 0})
    assign_claim(admin_ada.actor, claim, assignees=[reviewer_rosa.actor.signed_in_user], due_on=None, priority=3)
    claim.refresh_from_db()
    rating = queries.rating_to_give(claim.desk, "misleading")
    submit_verdict(reviewer_rosa.actor, claim, rating=rating, rationale="For it says so.")
    claim.refresh_from_db()
    return claim


def told(claim: Claim) -> Any:
    """What pages show of a claim, from instances alone."""
    [place], [decision] = claim.appearances_live, claim.decisions_in_force  # type: ignore[attr-defined]
    anchors = [(one.pk, one.words_now, one.desk_did_it) for one in place.annotation.current_anchors]
    return [
        {field.attname: getattr(claim, field.attname) for field in Claim._meta.concrete_fields},
        claim.evidence_count, claim.verdict_count, claim.desk.policy.verdicts_needed, str(claim.created_by),  # type: ignore[attr-defined]
        [str(person) for person in claim.assignees.all()], decision.rating.slug, decision.decided_by,
        place.claim, place.annotation.article.title, anchors, list(place.annotation.article.urls.all()),
        [review.pk for review in claim.reviews_live],  # type: ignore[attr-defined]
    ]  # fmt: skip


def test_a_claim_comes_with_all_that_its_query_brings(editor_edna, judged):
    [row] = kept.CLAIMS.named(editor_edna.actor, [judged.pk])

    with CaptureQueriesContext(connection) as more:
        shown = told(row)

    assert not more.captured_queries
    assert shown == told(queries.claim_rows(editor_edna.actor).get(pk=judged.pk))


def test_what_is_kept_is_as_it_is_now(admin_ada, reviewer_ravi, judged):
    def seen() -> int:
        [row] = kept.CLAIMS.named(reviewer_ravi.actor, [judged.pk])
        return int(vars(row)["verdict_count"])

    assert seen() == 1
    assert [v.rationale for v in kept.VERDICTS.of(reviewer_ravi.actor, [judged.pk])] == ["For it says so."]
    Claim.objects.filter(pk=judged.pk).update(status="in_review")
    edit_desk(admin_ada.actor, judged.desk, policy={"blind": True})

    assert seen() == 0
    assert kept.VERDICTS.of(reviewer_ravi.actor, [judged.pk]) == []
    assert "verdict.submitted" not in [e.verb for e in kept.events_of(reviewer_ravi.actor, judged, 1000)]
    assert "verdict.submitted" not in [e.verb for e in kept.done_by_others(reviewer_ravi.actor, (), 1000)]


def test_nobody_is_shown_what_another_desk_has(stranger_stan, reviewer_ravi, claim):
    assert kept.CLAIMS.fetch(reviewer_ravi.actor, claim.pk) == claim
    assert kept.CLAIMS.named(stranger_stan.actor, [claim.pk]) == []
    assert kept.CLAIMS.named(Actor.anonymous(), [claim.pk]) == []
    for id_ in (claim.pk, "no-id"):
        with pytest.raises(NotFound):
            kept.CLAIMS.fetch(stranger_stan.actor, id_)


def test_the_newest_rows_of_several_desks_come_in_one_order(reviewer_ravi, demo_desk, other_desk, article):
    add_member(Actor.operator(), other_desk, reviewer_ravi.user, Role.REVIEWER)
    actor = Actor.of_user(reviewer_ravi.user)
    made = [
        article,
        *(add_article(actor, desk, text=f"{TEXT} {n}") for n in range(2) for desk in (other_desk, demo_desk)),
    ]

    newest = newest_articles(actor, 4)
    assert [row.pk for row in newest] == [row.pk for row in reversed(made)][:4]
    assert [row.pk for row in ARTICLES.of(actor, [row.pk for row in made])] == [
        row.pk for row in article_rows(actor).order_by("-id")
    ]
    page = reviewer_ravi.browser.get("/articles/").context["list"].pages
    assert [row.pk for row in page] == [row.pk for row in reversed(made)]


def test_relations_and_claims_of_an_article_are_those_of_the_queries(
    reviewer_ravi, reviewer_rosa, stranger_stan, demo_desk, article, claim
):
    ravi = reviewer_ravi.actor
    others = [spot_claim(ravi, demo_desk, text=f"Claim {n}.") for n in range(3)]
    made = [
        relate_claims(ravi, claim, other=others[0], kind="variant"),
        relate_claims(ravi, others[1], other=claim, kind="part_of"),
    ]
    relate_claims(ravi, others[1], other=others[2], kind="variant")

    for person in (reviewer_ravi, reviewer_rosa):
        assert kept.relations_of(person.actor, claim) == made == list(queries.relations_of(person.actor, claim))
        assert kept.claims_in(person.actor, article) == [claim]
    assert (kept.relations_of(stranger_stan.actor, claim), kept.claims_in(stranger_stan.actor, article)) == ([], [])
    assert (kept.relations_of(Actor.anonymous(), claim), kept.claims_in(Actor.anonymous(), article)) == ([], [])


def test_of_two_on_a_blind_desk_each_is_shown_what_they_may_see_in_turn(admin_ada, reviewer_ravi, reviewer_rosa, claim):
    """Two of one role ask for one claim on one connection; Ravi has judged it, and sees his verdict, Rosa sees none."""
    edit_desk(admin_ada.actor, claim.desk, policy={"blind": True, "verdicts_needed": 2, "evidence_needed": 0})
    rating = queries.rating_to_give(claim.desk, "misleading")
    given = submit_verdict(reviewer_ravi.actor, claim, rating=rating, rationale="For it says so.")
    at = f"/api/v1/claims/{claim.pk}/"

    for person, seen in ((reviewer_ravi, [given.pk]), (reviewer_rosa, [])) * 2:
        api = person.api()
        assert [v.pk for v in kept.VERDICTS.of(person.actor, [claim.pk])] == seen
        for rows in (kept.CLAIMS, kept.CLAIMS_IN_LIST):
            assert [vars(row)["verdict_count"] for row in rows.named(person.actor, [claim.pk])] == [len(seen)]
        assert vars(kept.CLAIMS.fetch(person.actor, claim.pk))["verdict_count"] == len(seen)
        assert [row["id"] for row in json_of(api.get(f"{at}verdicts/"))["results"]] == [str(pk) for pk in seen]
        assert api.get(f"/api/v1/verdicts/{given.pk}/").status_code == (200 if seen else 404)
        one, [listed] = json_of(api.get(at)), json_of(api.get("/api/v1/claims/"))["results"]
        assert one["counts"]["verdicts"] == listed["counts"]["verdicts"] == len(seen)
        [row] = person.browser.get("/claims/").context["list"].pages
        assert row.verdict_count == len(seen)
