"""What the world has seen does not change behind its back: places, sources and ratings of a published review."""

from __future__ import annotations

from dataclasses import replace

import pytest

from claims import queries
from claims.models import Claim, ClaimStatus, Snapshot
from claims.services.claims import NewAppearance, add_appearance, archive_claim, remove_appearance
from claims.services.rating_scales import DEFAULT_SCALE, edit_rating_scale
from claims.services.reviews import correct_review, draft_review, edit_review, publish_review
from claims.services.sources import edit_source
from claims.services.transitions import move_claim
from claims.services.verdicts import edit_verdict, submit_verdict
from factcheck.core.problems import Conflict, Invalid, NotAllowed, Stale
from factcheck.desks.models import Event
from factcheck.desks.services.desks import edit_desk
from tests.conftest import json_of

API = "/api/v1"
OTHER_WORDS = {"exact": "A letter to Islamabad"}


@pytest.fixture
def verdict(reviewer_ravi, claim, evidence):
    rating = queries.rating_to_give(claim.desk, "false")
    found = submit_verdict(reviewer_ravi.actor, claim, rating=rating, rationale="2001.", evidence=[evidence])
    claim.refresh_from_db()
    return found


@pytest.fixture
def draft(reviewer_ravi, claim, verdict):
    return draft_review(reviewer_ravi.actor, claim, headline="The attacks were in 2001", body="The year is wrong.")


@pytest.fixture
def published(editor_edna, draft):
    return publish_review(editor_edna.actor, draft)


@pytest.fixture
def seen(reader, published):
    """What the world sees of the review, as page and as markup."""

    def look():
        page = reader.browser.get(f"/reviews/{published.slug}/").content.decode()
        return page, json_of(reader.api().get(f"{API}/reviews/{published.pk}/claimreview/"))

    return look


# Appearances ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("after", ["published", "corrected"])
def test_a_published_claim_takes_no_further_appearance(
    after, reviewer_ravi, editor_edna, article, claim, published, seen
):
    if after == "corrected":
        correct_review(editor_edna.actor, published, note="A comma.")
    before = seen()

    for person in (reviewer_ravi, editor_edna):
        with pytest.raises(Conflict, match="correcting its review"):
            add_appearance(person.actor, claim, NewAppearance(article, OTHER_WORDS))
        with pytest.raises(Conflict, match="correcting its review"):
            remove_appearance(editor_edna.actor, claim.appearances.get())

    assert seen() == before


def test_an_appearance_is_removed_by_who_added_it_or_an_editor(
    reviewer_ravi, reviewer_rosa, editor_edna, article, claim
):
    [first] = claim.appearances.all()
    second = add_appearance(reviewer_ravi.actor, claim, NewAppearance(article, OTHER_WORDS))
    with pytest.raises(NotAllowed, match="Only who added"):
        remove_appearance(reviewer_rosa.actor, first)

    remove_appearance(reviewer_ravi.actor, first, version=1)
    remove_appearance(editor_edna.actor, second)

    assert not queries.appearance_rows(editor_edna.actor).filter(claim=claim).exists()
    first.annotation.refresh_from_db()
    assert first.annotation.archived_at is None
    assert Event.objects.filter(verb="appearance.removed", claim_id=claim.pk).count() == 2


def test_an_appearance_is_removed_over_the_api_with_if_match(reviewer_ravi, claim):
    there, api = f"{API}/appearances/{claim.appearances.get().pk}/", reviewer_ravi.api()
    etag = api.get(there)["ETag"]

    assert api.delete(there).status_code == 428
    assert api.delete(there, headers={"if-match": '"9-0123456789ab"'}).status_code == 412
    assert api.delete(there, headers={"if-match": etag}).status_code == 204
    assert api.get(there).status_code == 404
    assert json_of(api.get(f"{API}/claims/{claim.pk}/"))["appearances"] == []


def test_an_appearance_is_removed_from_the_page(reviewer_ravi, reviewer_rosa, claim):
    there = f"/appearances/{claim.appearances.get().pk}/remove/"
    assert there not in reviewer_rosa.browser.get(f"/claims/{claim.pk}/").content.decode()
    assert there in reviewer_ravi.browser.get(f"/claims/{claim.pk}/").content.decode()

    assert reviewer_rosa.browser.post(there).status_code == 403
    assert reviewer_ravi.browser.post(there).status_code == 302

    assert "Not marked in any article yet." in reviewer_ravi.browser.get(f"/claims/{claim.pk}/").content.decode()


# Sources ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Another book"}, {"url": "https://elsewhere.example/"}, {"publisher": "Somebody"}, {"kind": "news"},
        {"published_on": "2001-09-12"},
    ],
    ids=lambda change: next(iter(change)),
)  # fmt: skip
def test_a_source_of_a_published_review_stays_as_it_was(change, editor_edna, evidence, published, seen):
    before = seen()

    answer = editor_edna.api().patch(
        f"{API}/sources/{evidence.source_id}/", change, content_type="application/json", headers={"if-match": "*"}
    )

    problem = json_of(answer, 409)
    assert "correction of the review" in problem["detail"]
    assert [e["pointer"] for e in problem["errors"]] == [f"/{name}" for name in change]
    assert seen() == before


def test_a_source_still_takes_a_copy_and_protection(reviewer_ravi, evidence, published):
    same = {"title": evidence.source.title, "url": evidence.source.url}
    edit_source(reviewer_ravi.actor, evidence.source, text="As it stands today.", protected=True, **same)

    assert Snapshot.objects.filter(source=evidence.source).count() == 2


def test_a_source_under_no_review_may_change(reviewer_ravi, evidence, draft):
    assert edit_source(reviewer_ravi.actor, evidence.source, title=" A better title ").title == "A better title"


# Ratings ----------------------------------------------------------------------------------------------------------


def scale_with(**changes):
    return [replace(rating, **changes) if rating.slug == "false" else rating for rating in DEFAULT_SCALE]


@pytest.mark.parametrize("change", [{"family": "true"}, {"value": 5}, {"value": None}], ids=str)
def test_a_rating_in_use_keeps_its_meaning(change, admin_ada, verdict, published, seen):
    before = seen()

    with pytest.raises(Invalid) as problem:
        edit_rating_scale(admin_ada.actor, verdict.rating.scale, ratings=scale_with(**change))

    [position] = [n for n, rating in enumerate(DEFAULT_SCALE) if rating.slug == "false"]
    assert [e.pointer for e in problem.value.errors] == [f"/ratings/{position}/{next(iter(change))}"]
    assert seen() == before


def test_a_rating_in_use_is_renamed_and_described(admin_ada, verdict):
    edit_rating_scale(
        admin_ada.actor, verdict.rating.scale, ratings=scale_with(name="Wrong", description="It is not so.")
    )

    verdict.rating.refresh_from_db()
    assert (verdict.rating.name, verdict.rating.description) == ("Wrong", "It is not so.")


def test_a_rating_nobody_gave_may_change_its_meaning(admin_ada, demo_desk):
    scale = queries.scale_in_force(demo_desk)

    edit_rating_scale(admin_ada.actor, scale, ratings=scale_with(value=0))

    assert scale.ratings.get(slug="false").value == 0


@pytest.fixture
def retired(admin_ada, reviewer_ravi, claim, evidence):
    """Ravi's verdict, with a rating that was retired since."""
    edit_desk(admin_ada.actor, claim.desk, policy={"verdicts_needed": 2})
    rating = queries.rating_to_give(claim.desk, "misleading")
    claim.desk.policy.refresh_from_db()
    found = submit_verdict(reviewer_ravi.actor, claim, rating=rating, rationale="First.", evidence=[evidence])
    left = [r for r in DEFAULT_SCALE if r.slug != "misleading"]
    edit_rating_scale(admin_ada.actor, rating.scale, ratings=left)
    return found


def test_a_retired_rating_is_kept_but_not_chosen(reviewer_ravi, retired, claim):
    edited = edit_verdict(reviewer_ravi.actor, retired, rationale="Better said.")
    false = queries.rating_to_give(claim.desk, "false")
    changed = edit_verdict(reviewer_ravi.actor, edited, rating=false)

    retired.rating.refresh_from_db()

    with pytest.raises(Invalid) as problem:
        edit_verdict(reviewer_ravi.actor, changed, rating=retired.rating)
    assert problem.value.errors[0].pointer == "/rating"


def test_the_rationale_under_a_retired_rating_is_edited_at_every_door(reviewer_ravi, retired, claim, evidence):
    whole = {"rating": "misleading", "rationale": "Through the API.", "evidence": [str(evidence.pk)]}
    answer = reviewer_ravi.api().patch(
        f"{API}/verdicts/{retired.pk}/", whole, content_type="application/json", headers={"if-match": "*"}
    )
    assert json_of(answer)["rationale"] == "Through the API."

    form = {**whole, "rationale": "On the page.", "version": 2}
    assert reviewer_ravi.browser.post(f"/claims/{claim.pk}/verdict/", form).status_code == 302

    retired.refresh_from_db()
    assert (retired.rationale, retired.rating.slug) == ("On the page.", "misleading")


# Archiving --------------------------------------------------------------------------------------------------------


def test_a_claim_that_was_only_spotted_is_archived(reviewer_ravi, claim):
    archive_claim(reviewer_ravi.actor, claim)

    assert not Claim.objects.live().exists()


def test_a_claim_in_review_or_decided_is_dropped_instead(reviewer_ravi, editor_edna, claim, verdict):
    for person in (reviewer_ravi, editor_edna):
        with pytest.raises(Conflict, match="drop it with a reason"):
            archive_claim(person.actor, claim)


def test_what_others_judged_stays_even_when_dropped(reviewer_ravi, reviewer_rosa, editor_edna, claim, evidence):
    rating = queries.rating_to_give(claim.desk, "false")
    submit_verdict(reviewer_rosa.actor, claim, rating=rating, rationale="2001.", evidence=[evidence])
    move_claim(editor_edna.actor, claim, to="dropped", reason="A duplicate.")

    with pytest.raises(Conflict, match="Others have worked on this claim"):
        archive_claim(reviewer_ravi.actor, claim)


def test_a_draft_goes_with_its_claim(reviewer_ravi, editor_edna, claim, draft):
    move_claim(editor_edna.actor, claim, to="dropped", reason="A duplicate.")
    claim.refresh_from_db()

    archive_claim(reviewer_ravi.actor, claim)

    draft.refresh_from_db()
    assert draft.archived_at is not None
    assert Event.objects.filter(verb="review.archived", subject_id=draft.pk).exists()


def test_the_page_says_why_a_claim_is_not_archived(reviewer_ravi, claim, evidence):
    page = reviewer_ravi.browser.get(f"/claims/{claim.pk}/edit/").content.decode()

    assert "drop it with a reason, so that others see why it went" in page
    assert reviewer_ravi.browser.get(f"/claims/{claim.pk}/archive/").status_code == 409


# Words ------------------------------------------------------------------------------------------------------------


def test_blank_words_are_refused_in_edits_as_in_new_records(reviewer_ravi, editor_edna, evidence, draft):
    with pytest.raises(Invalid) as blank_headline:
        edit_review(reviewer_ravi.actor, draft, headline="  ")
    with pytest.raises(Invalid) as blank_title:
        edit_source(reviewer_ravi.actor, evidence.source, title=" \n")
    shown = publish_review(editor_edna.actor, draft)
    with pytest.raises(Invalid) as blank_correction:
        correct_review(editor_edna.actor, shown, note="Why.", headline=" ")

    found = [p.value.errors[0].pointer for p in (blank_headline, blank_title, blank_correction)]
    assert found == ["/headline", "/title", "/headline"]


# Versions ---------------------------------------------------------------------------------------------------------


def test_a_step_with_a_stale_if_match_is_not_taken(reviewer_ravi, editor_edna, claim):
    there, api = f"{API}/claims/{claim.pk}", editor_edna.api()
    etag = api.get(f"{there}/")["ETag"]
    edited = {"text": "Another wording."}
    reviewer_ravi.api().patch(f"{there}/", edited, content_type="application/json", headers={"if-match": etag})

    def drop(**headers):
        body = {"to": "dropped", "reason": "As I read it, not checkable."}
        return api.post(f"{there}/transitions/", body, content_type="application/json", headers=headers)

    assert json_of(drop(**{"if-match": etag}), 412)["current_version"] == 2
    assert json_of(api.get(f"{there}/"))["status"] == "spotted"
    assert json_of(drop(**{"if-match": api.get(f"{there}/")["ETag"]}))["status"] == "dropped"


def test_a_step_on_a_claim_that_moved_meanwhile_is_not_taken(reviewer_ravi, editor_edna, claim, evidence):
    api, there = editor_edna.api(), f"{API}/claims/{claim.pk}"
    tags = [api.get(f"{there}/")["ETag"], api.get(f"{there}/transitions/")["ETag"]]
    rating = queries.rating_to_give(claim.desk, "false")
    submit_verdict(reviewer_ravi.actor, claim, rating=rating, rationale="2001.", evidence=[evidence])

    def drop(if_match):
        body = {"to": "dropped", "reason": "Nobody looks at it."}
        return api.post(f"{there}/transitions/", body, content_type="application/json", headers={"if-match": if_match})

    for tag in tags:
        assert json_of(drop(tag), 412)["status_now"] == "decided"
    assert json_of(api.get(f"{there}/"))["status"] == "decided"
    assert json_of(drop(api.get(f"{there}/transitions/")["ETag"]))["status"] == "dropped"


def test_a_step_over_whatever_is_there_says_so(reviewer_ravi, editor_edna, claim, evidence):
    api, there = editor_edna.api(), f"{API}/claims/{claim.pk}/transitions/"

    answer = api.post(
        there, {"to": "dropped", "reason": "No."}, content_type="application/json", headers={"if-match": "*"}
    )

    assert json_of(answer)["status"] == "dropped"


def test_a_claim_that_moves_between_reading_and_locking_is_stale(editor_edna, claim, evidence):
    with pytest.raises(Stale, match="in_review now"):
        move_claim(editor_edna.actor, claim, to="dropped", reason="No.", source=ClaimStatus.SPOTTED)
