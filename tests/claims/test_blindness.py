"""On a blind desk nobody meets another's verdict, at any door, before giving their own; nor again after a reopening."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
from docx import Document

from claims import queries
from claims.models import Claim, Evidence, Review, Verdict
from claims.reports import FORMS
from claims.services.comments import add_comment, archive_comment, edit_comment
from claims.services.evidence import add_evidence, archive_evidence
from claims.services.reviews import draft_review
from claims.services.transitions import move_claim
from claims.services.verdicts import edit_verdict, submit_verdict
from claims.waiting import waiting_for
from factcheck.core.problems import Conflict
from factcheck.desks.services.desks import edit_desk
from tests.conftest import Person, json_of

API = "/api/v1"
WORDS = ("Rosa’s reasons", "Rosa Reviewer", "rosa", "Misleading", "misleading")
"""What would tell that Rosa judged, or how."""


@pytest.fixture
def blind(admin_ada: Person, demo_desk: Any) -> None:
    edit_desk(admin_ada.actor, demo_desk, policy={"blind": True, "verdicts_needed": 1, "evidence_needed": 0})


def rate(person: Person, claim: Claim, slug: str, words: str, *evidence: Evidence) -> Verdict:
    claim.refresh_from_db()
    claim.desk.policy.refresh_from_db()
    rating = queries.rating_to_give(claim.desk, slug)
    return submit_verdict(person.actor, claim, rating=rating, rationale=words, evidence=evidence)


@pytest.fixture
def judged(blind: None, admin_ada: Person, reviewer_rosa: Person, claim: Claim) -> Verdict:
    """Rosa's verdict, the first thing that was done with the claim, on a desk that needs two."""
    edit_desk(admin_ada.actor, claim.desk, policy={"verdicts_needed": 2})
    return rate(reviewer_rosa, claim, "misleading", "Rosa’s reasons")


@pytest.fixture
def reopened(blind: None, editor_edna: Person, reviewer_rosa: Person, claim: Claim) -> Verdict:
    """Rosa's verdict decided the claim by itself, a review was drafted, and then the claim was reopened."""
    verdict = rate(reviewer_rosa, claim, "misleading", "Rosa’s reasons")
    claim.refresh_from_db()
    draft_review(editor_edna.actor, claim, headline="A draft about what was found")
    move_claim(editor_edna.actor, claim, to="in_review", reason="A new source.")
    return verdict


@pytest.fixture
def taken_up_again(blind: None, editor_edna: Person, reviewer_rosa: Person, claim: Claim) -> Verdict:
    verdict = rate(reviewer_rosa, claim, "misleading", "Rosa’s reasons")
    move_claim(editor_edna.actor, claim, to="dropped", reason="A duplicate.")
    move_claim(editor_edna.actor, claim, to="spotted", reason="It is not.")
    return verdict


@pytest.fixture(params=["judged", "reopened", "taken_up_again"])
def hidden(request: pytest.FixtureRequest) -> Verdict:
    """Rosa's verdict, which nobody may know of who has not judged."""
    verdict: Verdict = request.getfixturevalue(request.param)
    rosa: Person = request.getfixturevalue("reviewer_rosa")
    add_comment(rosa.actor, verdict.claim, text="Rosa’s reasons, once more.")
    return verdict


def doors(person: Person, claim: Claim) -> Iterator[tuple[str, str]]:
    """Every page and answer about a claim, with what it says without the words anybody may choose from."""
    pages, api = person.browser, person.api()
    listed = f"/articles/{claim.appearances.get().annotation.article_id}/"
    for path in (
        f"/claims/{claim.pk}/",
        f"/claims/{claim.pk}/history/",
        "/notices/",
        "/",
        "/claims/",
        "/claims/?view=board",
        listed,
        "/insights/",
    ):
        yield path, without_choices(pages.get(path))
    reports = [
        f"/claims/{claim.pk}/report.{kind}" for kind in FORMS if kind != "pdf"
    ]  # set from the outline of the others
    answers = [
        f"/claims/{claim.pk}/", f"/claims/{claim.pk}/events/", f"/claims/{claim.pk}/verdicts/", "/claims/",
        f"/claims/{claim.pk}/comments/", f"/claims/{claim.pk}/hold/",
        f"/claims/{claim.pk}/transitions/", "/reviews/", "/export/claims.jsonl", "/export/claims.csv", "/queue/",
        "/agreement/", "/export/agreement.jsonl", "/export/agreement.csv",
    ]  # fmt: skip
    for path in [*reports, *(f"{listed}report.{kind}" for kind in ("html", "json", "md")), *answers]:
        yield path, without_choices(api.get(API + path, headers={"accept": "*/*"}))
    events = json_of(api.get(f"{API}/events/?page_size=500"))["results"]
    yield "/events/", json.dumps([e for e in events if e["claim"] == str(claim.pk)])  # others tell of who works there


def without_choices(answer: Any) -> str:
    """What an answer says; on pages without the forms, which name every rating and colleague there is."""
    assert answer.status_code == 200, answer.content[:500]
    raw = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if "wordprocessingml" in answer["Content-Type"]:
        document = Document(io.BytesIO(raw))
        cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])
    content = raw.decode()
    if not answer["Content-Type"].startswith("text/html"):
        return content
    for opening, closing in (("<form", "</form>"), ("<select", "</select>"), ("<datalist", "</datalist>")):
        while opening in content:
            before, rest = content.split(opening, 1)
            content = before + rest.split(closing, 1)[1]
    return content


def test_no_door_tells_of_a_hidden_verdict(
    hidden: Verdict, reviewer_ravi: Person, editor_edna: Person, viewer_vera: Person, claim: Claim
) -> None:
    for person in (reviewer_ravi, editor_edna, viewer_vera):
        for path, content in doors(person, claim):
            told = [w for w in (*WORDS, str(hidden.pk), str(hidden.rating_id), str(hidden.reviewer_id)) if w in content]
            assert told == [], (person.user, path)


def test_no_door_tells_of_a_draft_about_hidden_verdicts(
    reopened: Verdict, reviewer_ravi: Person, reviewer_rosa: Person, claim: Claim
) -> None:
    draft = Review.objects.get(claim=claim)

    def telling(person: Person) -> list[str]:
        words = (str(draft.pk), draft.slug, draft.headline)
        return [path for path, content in doors(person, claim) if any(word in content for word in words)]

    assert telling(reviewer_ravi) == []
    assert telling(reviewer_rosa) == []

    edit_verdict(reviewer_rosa.actor, reopened)
    assert f"/claims/{claim.pk}/" in telling(reviewer_rosa)


def test_every_door_tells_whoever_gave_it(hidden: Verdict, reviewer_rosa: Person, claim: Claim) -> None:
    """Were the doors shut for everybody, the test above would prove nothing."""
    told = [path for path, content in doors(reviewer_rosa, claim) if "Rosa’s reasons" in content]

    assert {
        f"/claims/{claim.pk}/",
        f"/claims/{claim.pk}/verdicts/",
        "/export/claims.jsonl",
        "/export/claims.csv",
    } <= set(told)
    assert {f"/claims/{claim.pk}/report.{kind}" for kind in ("html", "md", "json", "docx")} <= set(told)


def test_it_is_not_counted_nor_found(hidden: Verdict, reviewer_ravi: Person, claim: Claim) -> None:
    api = reviewer_ravi.api()

    assert json_of(api.get(f"{API}/claims/{claim.pk}/"))["counts"]["verdicts"] == 0
    assert json_of(api.get(f"{API}/claims/?reviewer=rosa"))["results"] == []
    assert json_of(api.get(f"{API}/claims/?rating=misleading"))["results"] == []
    assert json_of(api.get(f"{API}/events/?subject={hidden.pk}"))["results"] == []
    assert api.get(f"{API}/verdicts/{hidden.pk}/").status_code == 404
    assert api.get(f"{API}/verdicts/{hidden.pk}/versions/").status_code == 404


def test_ones_own_verdict_opens_them(hidden: Verdict, admin_ada: Person, reviewer_ravi: Person, claim: Claim) -> None:
    edit_desk(admin_ada.actor, claim.desk, policy={"verdicts_needed": 3})

    rate(reviewer_ravi, claim, "false", "Mine.")

    assert Verdict.objects.visible_to(reviewer_ravi.actor).filter(pk=hidden.pk).exists()


def test_a_verdict_from_before_opens_none_given_since(
    reopened: Verdict, admin_ada: Person, reviewer_ravi: Person, reviewer_rosa: Person, claim: Claim
) -> None:
    edit_desk(admin_ada.actor, claim.desk, policy={"verdicts_needed": 3})
    his = rate(reviewer_ravi, claim, "false", "Mine.")
    assert not Verdict.objects.visible_to(reviewer_rosa.actor).filter(pk=his.pk).exists()

    edit_verdict(reviewer_rosa.actor, reopened)

    assert Verdict.objects.visible_to(reviewer_rosa.actor).filter(pk=his.pk).exists()


def test_verdicts_of_a_disputed_claim_show_to_the_editor_who_settles_it(
    judged: Verdict, reviewer_ravi: Person, editor_edna: Person, viewer_vera: Person, claim: Claim
) -> None:
    rate(reviewer_ravi, claim, "true", "Mine.")
    claim.refresh_from_db()
    assert claim.status == "disputed"

    assert Verdict.objects.visible_to(editor_edna.actor).count() == 2
    assert Verdict.objects.visible_to(reviewer_ravi.actor).count() == 2
    assert not Verdict.objects.visible_to(viewer_vera.actor).exists()


def test_where_admins_settle_it_an_editor_sees_a_disputed_claim_as_others_do(
    judged: Verdict, reviewer_ravi: Person, editor_edna: Person, admin_ada: Person, claim: Claim
) -> None:
    edit_desk(admin_ada.actor, claim.desk, policy={"adjudicators": "admin"})
    rate(reviewer_ravi, claim, "true", "Mine.")

    assert Verdict.objects.visible_to(admin_ada.actor).count() == 2
    assert not Verdict.objects.visible_to(editor_edna.actor).exists()
    assert claim in waiting_for(admin_ada.actor)
    page = editor_edna.browser.get(f"/claims/{claim.pk}/").content.decode()
    assert [word for word in WORDS[:2] if word in page] == []


def test_refusing_to_remove_evidence_tells_of_no_verdict(
    blind: None, admin_ada: Person, reviewer_ravi: Person, reviewer_rosa: Person, claim: Claim, evidence: Evidence
) -> None:
    edit_desk(admin_ada.actor, claim.desk, policy={"verdicts_needed": 2})
    rate(reviewer_rosa, claim, "misleading", "Rosa’s reasons", evidence)

    with pytest.raises(Conflict) as problem:
        archive_evidence(reviewer_ravi.actor, evidence)

    assert "erdict" not in problem.value.detail


def test_a_decided_claim_shows_them_to_the_desk(reopened: Verdict, reviewer_ravi: Person, claim: Claim) -> None:
    add_evidence(
        reviewer_ravi.actor, claim, source=None, stance="context", answer_type="unanswerable", question="When?"
    )
    rate(reviewer_ravi, claim, "false", "Mine.")

    claim.refresh_from_db()
    assert claim.status == "decided"
    assert Verdict.objects.visible_to(reviewer_ravi.actor).count() == 2


@pytest.mark.parametrize("removed", [False, True])
def test_an_answer_does_not_tell_what_became_of_the_comment_it_answers(
    removed: bool,
    blind: None, admin_ada: Person, reviewer_ravi: Person, reviewer_rosa: Person, claim: Claim,
) -> None:  # fmt: skip
    edit_desk(admin_ada.actor, claim.desk, policy={"verdicts_needed": 2})
    asked = add_comment(reviewer_rosa.actor, claim, text="Who has the report?")
    add_comment(reviewer_ravi.actor, claim, text="I have.", reply_to=asked)
    rate(reviewer_rosa, claim, "misleading", "Rosa’s reasons")
    asked = edit_comment(reviewer_rosa.actor, asked, text="It is misleading, as the report says.")
    if removed:
        archive_comment(reviewer_rosa.actor, asked)

    told = reviewer_ravi.browser.get(f"/claims/{claim.pk}/history/").content.decode()

    assert "I have." in told
    assert "as the report says" not in told
