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
from claims.services.claims import assign_claim
from claims.services.verdicts import submit_verdict
from factcheck.core.problems import NotFound
from factcheck.desks.actors import Actor
from factcheck.desks.roles import Role
from factcheck.desks.services.desks import edit_desk
from factcheck.desks.services.members import add_member
from tests.conftest import TEXT, Person


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
