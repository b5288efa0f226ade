"""What somebody typed is still there when it cannot be saved, with the reason beside it; and no form is shown in vain."""

from __future__ import annotations

from datetime import UTC, date, datetime

import lxml.html
import pytest

from claims import queries
from claims.services.claims import edit_claim
from claims.services.corrections import edit_correction_request, request_correction
from claims.services.evidence import edit_evidence
from claims.services.reviews import draft_review, publish_review, retract_review
from claims.services.transitions import move_claim
from claims.services.verdicts import edit_verdict, submit_verdict
from factcheck.desks.models import Membership
from factcheck.desks.services.desks import edit_desk

TYPED = "Many careful words that took an hour."


@pytest.fixture
def verdict(reviewer_ravi, claim, evidence):
    rating = queries.rating_to_give(claim.desk, "false")
    found = submit_verdict(reviewer_ravi.actor, claim, rating=rating, rationale="2001.", evidence=[evidence])
    claim.refresh_from_db()
    return found


@pytest.fixture
def published(editor_edna, claim, verdict):
    return publish_review(editor_edna.actor, draft_review(editor_edna.actor, claim, headline="It was 2001"))


def kept(page, why):
    """The page has the words that were typed and why they were not saved; its text."""
    content = page.content.decode()
    assert page.status_code == 200, content[:500]
    assert TYPED in content
    assert why in content
    assert "<textarea" in content
    return content


def compared(content):
    """What the page of a conflict holds against each other: {field: (saved, typed)}."""
    [table] = lxml.html.fromstring(content).xpath("//section[@aria-labelledby='conflict']//tbody")
    return {row[0].text_content(): (row[1].text_content(), row[2].text_content()) for row in table}


def test_no_form_to_correct_a_review_for_whoever_may_not(reviewer_ravi, editor_edna, claim, published):
    refused = reviewer_ravi.browser.get(f"/claims/{claim.pk}/review/")

    assert refused.status_code == 403
    assert "needs the role “Editor”" in refused.content.decode()
    button = reviewer_ravi.browser.get(f"/claims/{claim.pk}/").content.decode()
    assert "needs the role “Editor”" in button
    assert editor_edna.browser.get(f"/claims/{claim.pk}/review/").status_code == 200


def test_a_draft_whose_claim_was_reopened_keeps_its_words(reviewer_ravi, editor_edna, claim, verdict):
    move_claim(editor_edna.actor, claim, to="in_review", reason="A new source.")

    page = reviewer_ravi.browser.post(f"/claims/{claim.pk}/review/", {"headline": "It was 2001", "body": TYPED})

    kept(page, "once the claim is decided")


def test_a_correction_of_what_was_retracted_keeps_its_words(editor_edna, claim, published):
    retracted = retract_review(editor_edna.actor, published, reason="A forged source.")
    form = {"headline": "It was 2001", "body": TYPED, "note": "A comma.", "version": retracted.version}

    kept(editor_edna.browser.post(f"/claims/{claim.pk}/review/", form), "can be corrected or retracted")


def test_a_decision_that_was_made_meanwhile_keeps_the_reason(editor_edna, claim, verdict):
    page = editor_edna.browser.post(f"/claims/{claim.pk}/adjudicate/", {"rating": "false", "reason": TYPED})

    kept(page, "cannot become decided this way")
    assert editor_edna.browser.get(f"/claims/{claim.pk}/adjudicate/").status_code == 409


def test_a_step_that_was_taken_meanwhile_keeps_the_reason(reviewer_ravi, editor_edna, claim):
    move_claim(editor_edna.actor, claim, to="dropped", reason="A duplicate.")

    kept(reviewer_ravi.browser.post(f"/claims/{claim.pk}/to/dropped/", {"reason": TYPED}), "cannot become dropped")

    assert reviewer_ravi.browser.get(f"/claims/{claim.pk}/to/dropped/").status_code == 409
    assert reviewer_ravi.browser.get(f"/claims/{claim.pk}/to/nowhere/").status_code == 404


def test_somebody_who_may_not_any_more_keeps_their_words(reviewer_ravi, claim):
    Membership.objects.filter(user=reviewer_ravi.user).update(role="viewer")

    page = reviewer_ravi.browser.post(f"/claims/{claim.pk}/to/dropped/", {"reason": TYPED})

    kept(page, "This needs the role “Reviewer”")


def test_wording_of_a_claim_that_was_published_meanwhile_is_kept(reviewer_ravi, claim, published):
    page = reviewer_ravi.browser.post(f"/claims/{claim.pk}/edit/", {"text": TYPED, "version": 1})

    kept(page, "correcting its review")


def test_evidence_for_a_claim_that_was_decided_meanwhile_is_kept(reviewer_ravi, evidence, claim, verdict):
    add = {"source_title": "A book", "source_kind": "reference", "stance": "context", "note": TYPED}
    edit = {"stance": "context", "note": TYPED, "version": evidence.version}

    kept(reviewer_ravi.browser.post(f"/claims/{claim.pk}/evidence/add/", add), "has to be reopened")
    kept(reviewer_ravi.browser.post(f"/evidence/{evidence.pk}/edit/", edit), "has to be reopened")


def test_a_verdict_on_a_claim_that_was_decided_meanwhile_is_kept(reviewer_rosa, evidence, claim, verdict):
    form = {"rating": "mixed", "rationale": TYPED, "evidence": [str(evidence.pk)]}

    kept(reviewer_rosa.browser.post(f"/claims/{claim.pk}/verdict/", form), "has to be reopened")


@pytest.fixture
def open_verdict(admin_ada, reviewer_ravi, claim, evidence):
    """Ravi's verdict on a claim that needs another."""
    edit_desk(admin_ada.actor, claim.desk, policy={"verdicts_needed": 2})
    claim.desk.policy.refresh_from_db()
    rating = queries.rating_to_give(claim.desk, "false")
    return submit_verdict(reviewer_ravi.actor, claim, rating=rating, rationale="2001.", evidence=[evidence])


@pytest.mark.parametrize("version", [1, ""], ids=["an older version", "from before it was given"])
def test_a_stale_verdict_form_compares_and_can_be_sent_again(version, reviewer_ravi, claim, evidence, open_verdict):
    mixed = queries.rating_to_give(claim.desk, "mixed")
    edit_verdict(reviewer_ravi.actor, open_verdict, rating=mixed, rationale="Written in another window.")
    client, there = reviewer_ravi.browser, f"/claims/{claim.pk}/verdict/"
    form = {"rating": "false", "rationale": TYPED, "evidence": [str(evidence.pk)], "version": version}

    content = kept(client.post(there, form), "Written in another window.")

    assert "Somebody saved another version meanwhile" in content
    assert 'name="version" value="2"' in content
    assert compared(content)["Rating"] == ("Half true", "False"), "ratings by their names"
    assert client.post(there, {**form, "version": 2}).status_code == 302
    open_verdict.refresh_from_db()
    assert (open_verdict.rationale, open_verdict.version) == (TYPED, 3)


def test_forms_that_are_stale_elsewhere_still_compare(reviewer_ravi, claim, evidence):
    edit_claim(reviewer_ravi.actor, claim, text="Saved meanwhile.")
    edit_evidence(reviewer_ravi.actor, evidence, note="Saved meanwhile.")

    for path, form in (
        (f"/claims/{claim.pk}/edit/", {"text": TYPED}),
        (f"/evidence/{evidence.pk}/edit/", {"stance": "refutes", "note": TYPED}),
    ):
        kept(reviewer_ravi.browser.post(path, {**form, "version": 1}), "Saved meanwhile.")


def test_a_conflict_shows_what_differs_and_nothing_else(reviewer_ravi, claim):
    saved = {
        "text": claim.text, "claimant_name": "I. Khan", "claimed_on": date(2018, 11, 19), "topics": ["war", "costs"],
        "selection_reason": "Two\nlines.",
    }  # fmt: skip
    edit_claim(reviewer_ravi.actor, claim, **saved)
    typed = {
        "text": claim.text, "claimant_name": "Imran Khan", "claimed_on": "2018-11-19", "topics": "war,costs",
        "selection_reason": "Two\r\nlines.", "version": 1,
    }  # fmt: skip

    content = reviewer_ravi.browser.post(f"/claims/{claim.pk}/edit/", typed).content.decode()

    assert compared(content) == {"Claimant": ("I. Khan", "Imran Khan")}
    assert "You read version 1" not in content, "said once, by the comparison"


def test_topics_and_times_that_differ_are_compared_as_they_are_typed(reviewer_ravi, claim):
    edit_claim(reviewer_ravi.actor, claim, topics=["war", "costs"])
    asked = request_correction(
        reviewer_ravi.actor, claim, appearance=claim.appearances.get(), sent_to="The Herald",
        sent_at=datetime(2018, 12, 3, 10, 30, 59, tzinfo=UTC),
    )  # fmt: skip
    edit_correction_request(reviewer_ravi.actor, asked, answer="We look into it.")
    client = reviewer_ravi.browser

    claims = client.post(f"/claims/{claim.pk}/edit/", {"text": claim.text, "claimant_name": "Imran Khan",
                                                       "topics": "costs, war", "version": 1})  # fmt: skip
    requests = client.post(
        f"/correction-requests/{asked.pk}/edit/",
        {"sent_to": "The Herald", "sent_at": "2018-12-03T10:30", "outcome": "pending", "answer": "No.", "version": 1},
    )

    assert compared(claims.content) == {"Topics": ("war, costs", "costs, war")}
    assert compared(requests.content) == {"Answer": ("We look into it.", "No.")}
