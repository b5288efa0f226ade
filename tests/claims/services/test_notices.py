"""Notices: those whom an event concerns are told, never of what they did themselves, and of nothing that is hidden."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotations.models import Article
from annotations.services.annotations import annotate, archive_annotation, edit_annotation
from annotations.services.articles import archive_article
from annotations.services.revisions import add_revision
from claims import queries
from claims.models import Claim, Evidence, Notice, Verdict
from claims.services.claims import edit_claim, spot_claim
from claims.services.comments import add_comment, edit_comment
from claims.services.corrections import edit_correction_request, request_correction
from claims.services.transitions import move_claim
from claims.services.verdicts import edit_verdict, look_again, submit_verdict
from factcheck.core import clock
from factcheck.core.problems import Invalid
from factcheck.desks.models import Desk, Membership
from factcheck.desks.roles import Role
from factcheck.desks.services.desks import edit_desk
from factcheck.desks.services.members import end_membership
from tests.conftest import TEXT, WRONG_YEAR, Person, join, json_of

API = "/api/v1"


def rate(person: Person, claim: Claim, slug: str, evidence: Evidence) -> Verdict:
    claim.refresh_from_db()
    rating = queries.rating_to_give(claim.desk, slug)
    return submit_verdict(person.actor, claim, rating=rating, rationale="2001.", evidence=[evidence])


def notices_of(person: Person) -> list[str]:
    """The kinds of the notices that somebody reads, oldest first; page, API and the count in the header agree."""
    rows = json_of(person.api().get(f"{API}/notices/"))["results"]
    page = person.browser.get("/notices/").content.decode()
    assert [row["html_url"].removeprefix("http://testserver") in page for row in rows] == [True] * len(rows)
    unread = sum(row["read_at"] is None for row in rows)
    assert (f"{unread} new notice" in page) == (unread > 0)
    return [row["kind"] for row in reversed(rows)]


# Who is told of what ------------------------------------------------------------------------------------------------


def test_whom_a_claim_is_assigned_to(reviewer_ravi: Person, reviewer_rosa: Person, claim: Claim) -> None:
    edit_claim(reviewer_ravi.actor, claim, assignees=[reviewer_ravi.user, reviewer_rosa.user])
    edit_claim(reviewer_ravi.actor, claim, assignees=[reviewer_rosa.user], topics=["dates"])

    assert notices_of(reviewer_rosa) == ["assigned"]
    assert notices_of(reviewer_ravi) == []


def test_whom_a_comment_names_or_answers(
    reviewer_ravi: Person, reviewer_rosa: Person, editor_edna: Person, claim: Claim
) -> None:
    first = add_comment(reviewer_ravi.actor, claim, text="Which year, @rosa and @ravi?")
    answer = add_comment(reviewer_rosa.actor, claim, text="2001, @edna.", reply_to=first)
    edit_comment(reviewer_rosa.actor, answer, text="2001, @edna. Or @ravi?")

    assert notices_of(reviewer_rosa) == ["mentioned"]
    assert notices_of(reviewer_ravi) == ["replied", "mentioned"]
    assert notices_of(editor_edna) == ["mentioned"], "once, for she was named already"


def test_whom_a_note_in_an_article_names_or_answers(
    reviewer_ravi: Person, reviewer_rosa: Person, article: Article
) -> None:
    note = annotate(reviewer_ravi.actor, article, selector={"exact": "Islamabad"}, comment="Where, @rosa?")
    edit_annotation(reviewer_ravi.actor, note, tags=["place"])
    answer = annotate(
        reviewer_rosa.actor, article, selector={"exact": "Islamabad"}, comment="There.", motivation="replying",
        reply_to=note,
    )  # fmt: skip

    assert notices_of(reviewer_rosa) == ["mentioned"]
    assert notices_of(reviewer_ravi) == ["replied"]
    [told] = json_of(reviewer_ravi.api().get(f"{API}/notices/"))["results"]
    assert told["html_url"].endswith(f"/articles/{article.pk}/#note-{answer.pk}")
    assert f'id="note-{answer.pk}"' in reviewer_ravi.browser.get(f"/articles/{article.pk}/").content.decode()


def test_who_may_decide_a_disputed_claim(
    admin_ada: Person, editor_edna: Person, reviewer_ravi: Person, reviewer_rosa: Person, claim: Claim,
    evidence: Evidence,
) -> None:  # fmt: skip
    edit_desk(admin_ada.actor, claim.desk, policy={"verdicts_needed": 2})
    rate(editor_edna, claim, "false", evidence)
    rate(reviewer_ravi, claim, "mixed", evidence)

    assert notices_of(admin_ada) == ["disputed"]
    assert [notices_of(person) for person in (editor_edna, reviewer_ravi, reviewer_rosa)] == [[], [], []]


def test_many_who_may_decide_are_found_as_quickly_as_one(
    admin_ada: Person, editor_edna: Person, reviewer_ravi: Person, reviewer_rosa: Person, claim: Claim
) -> None:
    """The head of the desk's chain is held meanwhile, so that nobody else can write."""
    edit_desk(admin_ada.actor, claim.desk, policy={"verdicts_needed": 2, "evidence_needed": 0})
    other = spot_claim(reviewer_ravi.actor, claim.desk, text="Another one.")
    asked = []
    for disputed in (claim, other):
        for person, slug in ((reviewer_ravi, "mixed"), (reviewer_rosa, "false")):
            fresh = queries.claim(person.actor, disputed.pk)
            rating = queries.rating_to_give(fresh.desk, slug)
            with CaptureQueriesContext(connection) as found:
                submit_verdict(person.actor, fresh, rating=rating, rationale="2001.")
        asked.append(len(found))
        for n in range(5):
            join(claim.desk, f"editor-{disputed.number}-{n}", f"Editor {n}", Role.EDITOR)

    assert asked[0] == asked[1]
    assert Notice.objects.filter(claim=claim, kind="disputed").count() == 2
    assert Notice.objects.filter(claim=other, kind="disputed").count() == 7


def test_notices_of_what_is_archived_are_gone(reviewer_ravi: Person, reviewer_rosa: Person, article: Article) -> None:
    kept, gone = (
        annotate(reviewer_ravi.actor, article, selector={"exact": words}, comment="Where, @rosa?")
        for words in ("Islamabad", WRONG_YEAR)
    )
    assert notices_of(reviewer_rosa) == ["mentioned", "mentioned"]

    archive_annotation(reviewer_ravi.actor, gone)
    assert notices_of(reviewer_rosa) == ["mentioned"]
    [told] = json_of(reviewer_rosa.api().get(f"{API}/notices/"))["results"]
    assert str(kept.pk) in told["html_url"]

    archive_article(reviewer_ravi.actor, article)
    assert notices_of(reviewer_rosa) == []


def test_who_judged_hears_of_the_decision_and_of_a_new_round(
    admin_ada: Person, editor_edna: Person, reviewer_ravi: Person, reviewer_rosa: Person, claim: Claim,
    evidence: Evidence,
) -> None:  # fmt: skip
    edit_desk(admin_ada.actor, claim.desk, policy={"verdicts_needed": 2})
    rate(reviewer_ravi, claim, "false", evidence)
    rate(reviewer_rosa, claim, "false", evidence)
    assert notices_of(reviewer_ravi) == ["decided"]
    assert notices_of(reviewer_rosa) == [], "it was her verdict that decided it"

    move_claim(editor_edna.actor, claim, to="in_review", reason="A new source.")

    assert notices_of(reviewer_ravi) == ["decided", "reopened"]
    assert notices_of(reviewer_rosa) == ["reopened"]
    assert notices_of(editor_edna) == []


def test_editors_hear_of_a_second_look_that_differs(
    editor_edna: Person, admin_ada: Person, reviewer_ravi: Person, reviewer_rosa: Person, claim: Claim,
    evidence: Evidence,
) -> None:  # fmt: skip
    rate(reviewer_ravi, claim, "false", evidence)
    claim.refresh_from_db()
    same, other = (queries.rating_to_give(claim.desk, slug) for slug in ("false", "mixed"))
    look_again(reviewer_rosa.actor, claim, rating=same, rationale="2001.", evidence=[evidence])
    look_again(admin_ada.actor, claim, rating=other, rationale="Both.", evidence=[evidence])

    assert notices_of(editor_edna) == ["second_look"]
    assert (notices_of(admin_ada), notices_of(reviewer_ravi)) == ([], [])


def test_whose_claim_it_is_hears_of_the_publisher(
    editor_edna: Person, reviewer_ravi: Person, reviewer_rosa: Person, article: Article, claim: Claim
) -> None:
    edit_claim(editor_edna.actor, claim, assignees=[reviewer_rosa.user])
    asked = request_correction(
        reviewer_rosa.actor, claim, appearance=claim.appearances.get(), sent_to="The Herald", sent_at=clock.now()
    )
    edit_correction_request(editor_edna.actor, asked, channel="email")
    edit_correction_request(editor_edna.actor, asked, answer="We will look into it.")
    add_revision(editor_edna.actor, article, text=TEXT.replace(WRONG_YEAR, "attacks of Sep. 11, 2001"))

    assert notices_of(reviewer_ravi) == ["words_changed"]
    assert notices_of(reviewer_rosa) == ["assigned", "correction_answered", "words_changed"]
    annotation = claim.appearances.get().annotation_id
    newest = json_of(reviewer_ravi.api().get(f"{API}/notices/"))["results"][0]
    assert newest["html_url"].endswith(f"/articles/{article.pk}/?mark={annotation}#annotation-{annotation}")


def test_nobody_is_told_of_what_was_not_written(reviewer_ravi: Person, reviewer_rosa: Person, claim: Claim) -> None:
    first = add_comment(reviewer_ravi.actor, claim, text="Which year?")
    answer = add_comment(reviewer_ravi.actor, claim, text="2001.", reply_to=first)

    with pytest.raises(Invalid):
        add_comment(reviewer_ravi.actor, claim, text="Sure, @rosa?", reply_to=answer)

    assert not Notice.objects.exists()


# What is hidden -----------------------------------------------------------------------------------------------------


def test_a_notice_is_hidden_for_as_long_as_what_it_tells_of(
    admin_ada: Person, reviewer_ravi: Person, reviewer_rosa: Person, claim: Claim, evidence: Evidence
) -> None:
    edit_desk(admin_ada.actor, claim.desk, policy={"blind": True, "verdicts_needed": 3})
    rate(reviewer_rosa, claim, "false", evidence)
    add_comment(reviewer_rosa.actor, claim, text="It is false, is it not, @ravi?")
    notice = Notice.objects.get()

    assert notices_of(reviewer_ravi) == []
    assert "new notice" not in reviewer_ravi.browser.get("/").content.decode()
    assert (
        reviewer_ravi.api().post(f"{API}/notices/{notice.pk}/read/", {}, content_type="application/json").status_code
        == 404
    )

    his = rate(reviewer_ravi, claim, "mixed", evidence)
    assert notices_of(reviewer_ravi) == ["mentioned"]
    edit_desk(admin_ada.actor, claim.desk, policy={"verdicts_needed": 2})
    edit_verdict(reviewer_ravi.actor, his, rationale="Once more.")
    assert notices_of(reviewer_ravi) == ["mentioned"]
    assert notices_of(admin_ada) == ["disputed"]


def test_who_left_the_desk_sees_none(
    admin_ada: Person, reviewer_ravi: Person, reviewer_rosa: Person, claim: Claim
) -> None:
    add_comment(reviewer_ravi.actor, claim, text="Which year, @rosa?")
    token = reviewer_rosa.api()
    membership = Membership.objects.get(user=reviewer_rosa.user)
    end_membership(admin_ada.actor, membership)

    assert reviewer_rosa.browser.get("/notices/").content.decode().count(claim.text) == 0
    assert "new notice" not in reviewer_rosa.browser.get("/notices/").content.decode()
    assert (
        token.get(f"{API}/notices/").status_code in (401, 403) or token.get(f"{API}/notices/").json()["results"] == []
    )


# Reading them -------------------------------------------------------------------------------------------------------


def test_one_is_marked_as_read_or_all(
    reviewer_ravi: Person, reviewer_rosa: Person, editor_edna: Person, claim: Claim
) -> None:
    for text in ("One, @rosa.", "Two, @rosa.", "Three, @rosa @edna."):
        add_comment(reviewer_ravi.actor, claim, text=text)
    api = reviewer_rosa.api()
    newest, middle, _oldest = json_of(api.get(f"{API}/notices/?unread=true"))["results"]

    assert json_of(api.post(f"{API}/notices/{newest['id']}/read/", {}, content_type="application/json"))["read_at"]
    reviewer_rosa.browser.post("/notices/read/", {"notice": middle["id"]})
    assert len(json_of(api.get(f"{API}/notices/?unread=true"))["results"]) == 1
    assert "1 new notice<" in reviewer_rosa.browser.get("/").content.decode()
    reviewer_rosa.browser.post("/notices/read/")

    assert json_of(api.get(f"{API}/notices/?unread=true"))["results"] == []
    assert "1 new notice<" in editor_edna.browser.get("/").content.decode(), "hers are hers"
    hers = editor_edna.api().post(f"{API}/notices/{newest['id']}/read/", {}, content_type="application/json")
    assert hers.status_code == 404


def test_a_page_asks_once_whether_there_is_news(reviewer_ravi: Person, demo_desk: Desk) -> None:
    browser = reviewer_ravi.browser
    browser.get("/problems/")

    with CaptureQueriesContext(connection) as asked:
        browser.get("/problems/")

    assert sum("claims_notice" in query["sql"] for query in asked) == 1
