"""Pages of claims: what they refuse, what they keep, what they hide, and what they cost."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims import queries
from claims.models import Claim, ClaimStatus
from claims.services.claims import NewAppearance, edit_claim, spot_claim
from claims.services.evidence import add_evidence
from claims.services.reviews import draft_review, publish_review
from claims.services.sources import edit_source
from claims.services.verdicts import submit_verdict
from tests.conftest import WRONG_YEAR


def typed(**changes):
    """What a person fills into the claim form."""
    return {
        "text": "No Pakistani was involved.", "claimant_name": "Imran Khan", "claimant_role": "", "claimed_on": "",
        "topics": "terrorism", "selection_reason": "", **changes,
    }  # fmt: skip


# Spotting ---------------------------------------------------------------------------------------------------------


def test_words_that_stand_twice_have_to_be_chosen(reviewer_ravi, article):
    page = reviewer_ravi.browser.post(f"/articles/{article.pk}/", typed(exact="The Taliban"))

    assert page.status_code == 200
    assert "These words stand in several places; give more of them" in page.content.decode()
    assert "prefix" not in page.content.decode(), "what programs send is no advice to people"
    assert page.content.decode().count('<input type="radio" name="place"') == 2
    assert not Claim.objects.exists()


def test_what_was_typed_survives_an_error(reviewer_ravi, article):
    start = article.revision.text.index(WRONG_YEAR)
    page = reviewer_ravi.browser.post(
        f"/articles/{article.pk}/",
        typed(
            text="",
            claimed_on="not a date",
            selection_reason="It looks wrong.",
            place=f"{start}-{start + 7}",
            exact="attacks",
        ),
    )

    content = page.content.decode()
    assert page.status_code == 200
    assert "It looks wrong." in content
    assert "Imran Khan" in content
    assert f'value="{start}-{start + 7}"' in content
    assert 'role="alert"' in content


def test_words_of_another_place_are_refused(reviewer_ravi, article):
    page = reviewer_ravi.browser.post(f"/articles/{article.pk}/", typed(place="0-8", exact=WRONG_YEAR))

    assert page.status_code == 200
    assert "Other words stand at this place" in page.content.decode()


@pytest.mark.parametrize("place", ["0-0", "9-3", "0-999999999", "x", "0-99999999999999", "-1-4"])
def test_a_place_that_is_none_is_refused(reviewer_ravi, article, place):
    page = reviewer_ravi.browser.post(f"/articles/{article.pk}/", typed(place=place))

    assert page.status_code == 200
    assert not Claim.objects.exists()


def test_a_viewer_is_told_why_not(viewer_vera, article):
    page = viewer_vera.browser.get(f"/articles/{article.pk}/").content.decode()

    assert "This needs the role “Reviewer”" in page
    assert "claim-form" not in page


# Two at once ------------------------------------------------------------------------------------------------------


def test_two_who_edit_at_once_see_each_other(reviewer_ravi, reviewer_rosa, claim):
    edit_claim(reviewer_rosa.actor, claim, version=1, text="Rosa's wording.")
    mine = typed(text="Ravi's wording.", version=1)

    page = reviewer_ravi.browser.post(f"/claims/{claim.pk}/edit/", mine)

    content = page.content.decode()
    assert page.status_code == 200
    assert "Rosa&#x27;s wording." in content
    assert "Ravi&#x27;s wording." in content
    assert 'name="version" value="2"' in content
    claim.refresh_from_db()
    assert claim.text == "Rosa's wording."
    again = reviewer_ravi.browser.post(f"/claims/{claim.pk}/edit/", {**mine, "version": 2})
    claim.refresh_from_db()
    assert (again.status_code, claim.text, claim.version) == (302, "Ravi's wording.", 3)


# Blind ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def blind(demo_desk):
    demo_desk.policy.blind = True
    demo_desk.policy.verdicts_needed = 2
    demo_desk.policy.save()


def test_a_blind_verdict_shows_nowhere_before_ones_own(
    blind, reviewer_ravi, reviewer_rosa, editor_edna, claim, evidence
):
    rating = queries.rating_to_give(claim.desk, "misleading")
    submit_verdict(reviewer_rosa.actor, claim, rating=rating, rationale="Rosa’s reasons", evidence=[evidence])

    for person in (reviewer_ravi, editor_edna):
        doors = [
            person.browser.get(f"/claims/{claim.pk}/"),
            person.browser.get("/"),
            *(
                person.api().get(f"/api/v1/claims/{claim.pk}/report.{kind}", headers={"accept": "*/*"})
                for kind in ("html", "json", "md")
            ),
            person.api().get(f"/api/v1/claims/{claim.pk}/events/"),
            person.api().get("/api/v1/events/"),
            person.api().get(f"/api/v1/claims/{claim.pk}/verdicts/"),
            person.api().get("/api/v1/export/claims.jsonl", headers={"accept": "*/*"}),
        ]
        for door in doors:
            content = b"".join(door.streaming_content) if door.streaming else door.content
            assert door.status_code == 200
            assert "Rosa’s reasons" not in content.decode()
            assert "erdict submitted" not in content.decode()
            assert "verdict.submitted" not in content.decode()
    assert "judges blind" in reviewer_ravi.browser.get(f"/claims/{claim.pk}/").content.decode()


# Steps ------------------------------------------------------------------------------------------------------------


def test_a_button_that_cannot_be_pressed_says_why(reviewer_ravi, claim):
    page = reviewer_ravi.browser.get(f"/claims/{claim.pk}/").content.decode()

    assert "A review is written once the claim is decided." in page
    assert "A claim is decided while it is in review or disputed." in page


def test_a_claim_is_dropped_with_a_reason_and_taken_up_again(reviewer_ravi, editor_edna, claim):
    without = reviewer_ravi.browser.post(f"/claims/{claim.pk}/to/dropped/", {"reason": " "})
    dropped = reviewer_ravi.browser.post(f"/claims/{claim.pk}/to/dropped/", {"reason": "A duplicate."})
    editor_edna.browser.post(f"/claims/{claim.pk}/to/spotted/", {"reason": "It is not."})

    claim.refresh_from_db()
    assert (without.status_code, dropped.status_code, claim.status) == (200, 302, ClaimStatus.SPOTTED)
    assert "A duplicate." in editor_edna.browser.get(f"/claims/{claim.pk}/").content.decode()


def test_unequal_verdicts_are_adjudicated(demo_desk, reviewer_ravi, reviewer_rosa, editor_edna, claim, evidence):
    demo_desk.policy.verdicts_needed = 2
    demo_desk.policy.save()
    for person, slug in ((reviewer_ravi, "false"), (reviewer_rosa, "misleading")):
        form = {"rating": slug, "rationale": f"{slug} because", "evidence": [str(evidence.pk)], "confidence": "0.9"}
        assert person.browser.post(f"/claims/{claim.pk}/verdict/", form).status_code == 302
    page = editor_edna.browser.get(f"/claims/{claim.pk}/adjudicate/").content.decode()
    assert "false because" in page
    assert "misleading because" in page
    assert f'<a href="/claims/{claim.pk}/">Claim {claim.number}</a>' in page

    without = editor_edna.browser.post(f"/claims/{claim.pk}/adjudicate/", {"rating": "false", "reason": ""})
    done = editor_edna.browser.post(f"/claims/{claim.pk}/adjudicate/", {"rating": "false", "reason": "The year."})

    claim.refresh_from_db()
    assert (without.status_code, done.status_code, claim.status) == (200, 302, ClaimStatus.DECIDED)


def test_a_verdict_is_changed_in_the_same_form(demo_desk, reviewer_ravi, claim, evidence):
    demo_desk.policy.verdicts_needed = 2
    demo_desk.policy.save()
    form = {"rating": "false", "rationale": "First.", "evidence": [str(evidence.pk)], "version": ""}
    reviewer_ravi.browser.post(f"/claims/{claim.pk}/verdict/", form)

    reviewer_ravi.browser.post(f"/claims/{claim.pk}/verdict/", {**form, "rationale": "Second.", "version": 1})

    [verdict] = claim.verdicts.all()
    assert (verdict.rationale, verdict.version) == ("Second.", 2)


def test_a_quote_that_is_not_in_the_copy_is_refused(reviewer_ravi, claim):
    page = reviewer_ravi.browser.post(
        f"/claims/{claim.pk}/evidence/add/",
        {
            "source_title": "A book", "source_kind": "reference", "source_text": "It was 2001.", "stance": "refutes",
            "quote": "It was 1999.",
        },
    )  # fmt: skip

    assert page.status_code == 200
    assert "do not stand in the archived copy" in page.content.decode()
    assert not claim.evidence.exists()


# The world --------------------------------------------------------------------------------------------------------


@pytest.fixture
def review(reviewer_ravi, editor_edna, claim, evidence):
    rating = queries.rating_to_give(claim.desk, "false")
    submit_verdict(reviewer_ravi.actor, claim, rating=rating, rationale="It was 2001.", evidence=[evidence])
    claim.refresh_from_db()
    draft = draft_review(editor_edna.actor, claim, headline="It was 2001", body="[x](javascript:alert(1)) **2001**")
    return publish_review(editor_edna.actor, draft)


def test_a_protected_source_is_not_shown_to_the_world(review, reader, reviewer_ravi, evidence):
    edit_source(reviewer_ravi.actor, evidence.source, protected=True)

    page = reader.browser.get(f"/reviews/{review.slug}/").content.decode()
    quoted = reader.browser.get(f"/reviews/{review.slug}/evidence/{evidence.pk}/")

    assert "reference.example" not in page
    assert "on September 11, 2001" not in page
    assert quoted.status_code == 404


def test_a_draft_is_not_there_for_the_world(reader, reviewer_ravi, editor_edna, claim, evidence):
    rating = queries.rating_to_give(claim.desk, "false")
    submit_verdict(reviewer_ravi.actor, claim, rating=rating, rationale="It was 2001.", evidence=[evidence])
    draft = draft_review(editor_edna.actor, claim, headline="It was 2001")

    assert reader.browser.get(f"/reviews/{draft.slug}/").status_code == 404
    assert "It was 2001" not in reader.browser.get("/reviews/").content.decode()


def test_a_draft_is_opened_from_its_claim(reviewer_ravi, viewer_vera, editor_edna, claim, evidence):
    rating = queries.rating_to_give(claim.desk, "false")
    submit_verdict(reviewer_ravi.actor, claim, rating=rating, rationale="It was 2001.", evidence=[evidence])
    draft_review(editor_edna.actor, claim, headline="It was 2001")

    for person, opens in ((editor_edna, True), (viewer_vera, False)):
        page = person.browser.get(f"/claims/{claim.pk}/").content.decode()
        assert ("Open the draft of the review" in page) == opens


def test_markdown_cannot_run(review, reader):
    page = reader.browser.get(f"/reviews/{review.slug}/").content.decode()

    assert 'href="javascript:' not in page
    assert "<strong>2001</strong>" in page


# Cost -------------------------------------------------------------------------------------------------------------


def cost(client, path):
    client.get(path)  # what is asked once for a process
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def test_a_page_costs_the_same_for_one_claim_and_for_twenty(reviewer_ravi, article, claim, evidence, demo_desk):
    client = reviewer_ravi.browser
    paths = ["/", "/articles/", "/claims/", "/claims/?view=board", f"/articles/{article.pk}/", f"/claims/{claim.pk}/"]
    one = {path: cost(client, path) for path in paths}
    for n in range(19):
        place = NewAppearance(article, {"start": n, "end": n + 5})
        more = spot_claim(reviewer_ravi.actor, demo_desk, text=f"Claim {n}", topics=["t"], appearances=[place])
        add_evidence(reviewer_ravi.actor, more, source=evidence.source, stance="context")
        add_evidence(reviewer_ravi.actor, claim, source=evidence.source, stance="context", note=str(n))

    assert {path: cost(client, path) for path in paths} == one
