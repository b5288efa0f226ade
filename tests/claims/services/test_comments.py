"""Talking about a claim: threads, mentions, and what a blind desk keeps back of them."""

from __future__ import annotations

import pytest

from claims import queries
from claims.models import Claim, Comment, Evidence, Verdict
from claims.services.comments import add_comment, archive_comment, edit_comment
from claims.services.transitions import move_claim
from claims.services.verdicts import submit_verdict
from factcheck.core.problems import Invalid, NotAllowed, Stale
from factcheck.desks import history
from factcheck.desks.actors import Actor
from factcheck.desks.mentions import mentioned, pieces
from factcheck.desks.models import Desk, Membership
from factcheck.desks.services.desks import edit_desk
from factcheck.desks.services.members import end_membership
from factcheck.desks.verifying import verify
from tests.conftest import Person, json_of

API = "/api/v1"


def rate(person: Person, claim: Claim, slug: str, evidence: Evidence) -> Verdict:
    claim.refresh_from_db()
    rating = queries.rating_to_give(claim.desk, slug)
    return submit_verdict(person.actor, claim, rating=rating, rationale="2001.", evidence=[evidence])


def read_by(person: Person, claim: Claim) -> list[str]:
    """What somebody reads on the claim's page, through the API, and in its events; the three agree."""
    page = person.browser.get(f"/claims/{claim.pk}/").content.decode()
    told = [c["text"] for c in json_of(person.api().get(f"{API}/claims/{claim.pk}/comments/"))["results"]]
    events = history.events_visible_to(person.actor).filter(claim_id=claim.pk, verb="comment.added")
    assert [e.changes["text"][1] for e in events.order_by("sequence")] == told
    everything = Comment.objects.filter(claim=claim).order_by("id")
    assert [c.text for c in everything if c.text in page] == told
    return told


# Threads ------------------------------------------------------------------------------------------------------------


def test_a_thread_is_a_comment_with_its_answers(reviewer_ravi: Person, reviewer_rosa: Person, claim: Claim) -> None:
    first = add_comment(reviewer_ravi.actor, claim, text="  Which year?  ")
    answer = add_comment(reviewer_rosa.actor, claim, text="2001.", reply_to=first)

    assert (first.text, answer.reply_to) == ("Which year?", first)
    with pytest.raises(Invalid, match="an answer itself") as problem:
        add_comment(reviewer_ravi.actor, claim, text="Sure?", reply_to=answer)
    assert problem.value.errors[0].pointer == "/reply_to"
    assert verify(claim.desk).faults == []


def test_only_its_author_changes_a_comment_and_anybody_resolves_it(
    reviewer_ravi: Person, reviewer_rosa: Person, editor_edna: Person, viewer_vera: Person, claim: Claim
) -> None:
    comment = add_comment(reviewer_ravi.actor, claim, text="Which year?")

    with pytest.raises(NotAllowed, match="only by who wrote it"):
        edit_comment(editor_edna.actor, comment, text="No.")
    assert edit_comment(reviewer_ravi.actor, comment, version=1, text="Which month?").version == 2
    with pytest.raises(Stale):
        edit_comment(reviewer_ravi.actor, comment, version=1, text="Lost.")
    assert edit_comment(reviewer_rosa.actor, comment, resolved=True).resolved
    for refused in (
        lambda: add_comment(viewer_vera.actor, claim, text="May I?"),
        lambda: edit_comment(viewer_vera.actor, comment, resolved=False),
        lambda: archive_comment(reviewer_rosa.actor, comment),
    ):
        with pytest.raises(NotAllowed):
            refused()

    assert archive_comment(editor_edna.actor, comment).archived_at is not None


def test_answers_stay_when_what_they_answer_is_removed(
    reviewer_ravi: Person, reviewer_rosa: Person, claim: Claim
) -> None:
    first = add_comment(reviewer_ravi.actor, claim, text="Which year?")
    add_comment(reviewer_rosa.actor, claim, text="It was 2001.", reply_to=first)
    archive_comment(reviewer_ravi.actor, first)

    page = reviewer_ravi.browser.get(f"/claims/{claim.pk}/").content.decode()

    assert "This comment is not to be seen." in page and "It was 2001." in page
    assert 'aria-label="Comment by Ravi' not in page


def test_comments_are_written_answered_and_changed_in_the_page(reviewer_ravi: Person, claim: Claim) -> None:
    browser, add = reviewer_ravi.browser, f"/claims/{claim.pk}/comments/"

    written = browser.post(add, {"text": "Which year?"})
    [first] = Comment.objects.all()
    assert written["Location"] == f"/claims/{claim.pk}/#comment-{first.pk}"
    browser.post(add, {"text": "2001.", "reply_to": str(first.pk)})
    browser.post(f"/comments/{first.pk}/edit/", {"text": "Which month?", "version": 1})
    stale = browser.post(f"/comments/{first.pk}/edit/", {"text": "Typed.", "version": 1})
    for _twice in range(2):
        browser.post(f"/comments/{first.pk}/resolve/", {"resolved": "1"})
    assert browser.post(f"/comments/{first.pk}/resolve/").status_code == 400
    empty = browser.post(add, {"text": " "})

    assert (stale.status_code, empty.status_code) == (200, 200)
    assert Comment.objects.count() == 2
    assert "Typed." in stale.content.decode()
    first.refresh_from_db()
    assert (first.text, first.resolved, first.replies.get().text) == ("Which month?", True, "2001.")
    browser.post(f"/comments/{first.pk}/remove/")
    first.refresh_from_db()
    assert first.archived_at is not None


# Mentions -----------------------------------------------------------------------------------------------------------


def test_members_of_today_are_links_and_other_names_stay_text(
    reviewer_ravi: Person, reviewer_rosa: Person, viewer_vera: Person, stranger_stan: Person, claim: Claim
) -> None:
    membership = Membership.objects.get(user=viewer_vera.user)
    end_membership(Actor.operator(), membership)
    add_comment(reviewer_ravi.actor, claim, text="Ask @rosa, @vera, @stan or @nobody<b>; mail x@rosa.example.")

    [told] = json_of(reviewer_ravi.api().get(f"{API}/claims/{claim.pk}/comments/"))["results"]
    page = reviewer_ravi.browser.get(f"/claims/{claim.pk}/").content.decode()

    assert [person["username"] for person in told["mentions"]] == ["rosa"]
    link = '<a class="mention" href="/claims/?assignee=rosa" title="Rosa Reviewer">@rosa</a>'
    assert f"Ask {link}, @vera, @stan or @nobody&lt;b&gt;; mail x@rosa.example." in page


@pytest.mark.parametrize("text", ["@rosa.", "(@rosa)", "@rosa…", "@rosa, @rosa!", "word\n@rosa"])
def test_punctuation_is_no_part_of_a_name(reviewer_rosa: Person, demo_desk: Desk, text: str) -> None:
    people = mentioned([text], demo_desk.pk)

    assert list(people) == ["rosa"]
    assert "".join(piece.text for piece in pieces(text, people)) == text
    assert any(piece.text == "@rosa" and piece.who for piece in pieces(text, people))


# Blindness ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def blind(admin_ada: Person, demo_desk: Desk) -> None:
    edit_desk(admin_ada.actor, demo_desk, policy={"blind": True, "verdicts_needed": 2})


def test_what_somebody_says_after_judging_is_hidden_with_their_verdict(
    blind: None, reviewer_ravi: Person, reviewer_rosa: Person, editor_edna: Person, claim: Claim, evidence: Evidence
) -> None:
    add_comment(reviewer_rosa.actor, claim, text="Before judging.")
    rate(reviewer_rosa, claim, "false", evidence)
    add_comment(reviewer_rosa.actor, claim, text="I said false.")
    add_comment(reviewer_ravi.actor, claim, text="I have not judged.")

    assert read_by(reviewer_ravi, claim) == ["Before judging.", "I have not judged."]
    assert read_by(editor_edna, claim) == ["Before judging.", "I have not judged."]
    assert read_by(reviewer_rosa, claim) == ["Before judging.", "I said false.", "I have not judged."]

    rate(reviewer_ravi, claim, "mixed", evidence)

    assert read_by(reviewer_ravi, claim) == ["Before judging.", "I said false.", "I have not judged."]


def test_a_comment_that_is_changed_after_judging_is_hidden_too(
    blind: None, reviewer_ravi: Person, reviewer_rosa: Person, claim: Claim, evidence: Evidence
) -> None:
    comment = add_comment(reviewer_rosa.actor, claim, text="Before judging.")
    rate(reviewer_rosa, claim, "false", evidence)
    edit_comment(reviewer_rosa.actor, comment, resolved=True)
    assert read_by(reviewer_ravi, claim) == ["Before judging."]

    edit_comment(reviewer_rosa.actor, comment, text="I said false.")

    assert read_by(reviewer_ravi, claim) == []
    assert reviewer_ravi.api().get(f"{API}/comments/{comment.pk}/").status_code == 404


def test_an_editor_who_reads_disputed_verdicts_tells_nobody_else(
    blind: None, reviewer_ravi: Person, reviewer_rosa: Person, editor_edna: Person, viewer_vera: Person, claim: Claim,
    evidence: Evidence,
) -> None:  # fmt: skip
    rate(reviewer_ravi, claim, "false", evidence)
    rate(reviewer_rosa, claim, "mixed", evidence)
    add_comment(editor_edna.actor, claim, text="Rosa is right.")

    assert read_by(viewer_vera, claim) == []
    assert read_by(reviewer_ravi, claim) == ["Rosa is right."]


def test_a_round_that_begins_anew_hides_what_was_said_of_the_last(
    blind: None, admin_ada: Person, reviewer_ravi: Person, reviewer_rosa: Person, editor_edna: Person, claim: Claim,
    evidence: Evidence,
) -> None:  # fmt: skip
    edit_desk(admin_ada.actor, claim.desk, policy={"verdicts_needed": 1})
    claim.refresh_from_db()
    rate(reviewer_rosa, claim, "false", evidence)
    add_comment(reviewer_ravi.actor, claim, text="False, as Rosa says.")
    assert read_by(editor_edna, claim) == ["False, as Rosa says."]

    move_claim(editor_edna.actor, claim, to="in_review", reason="A new source.")

    assert read_by(editor_edna, claim) == []


def test_a_desk_that_hides_names_names_no_author_who_knows(
    admin_ada: Person, reviewer_ravi: Person, reviewer_rosa: Person, claim: Claim, evidence: Evidence
) -> None:
    edit_desk(admin_ada.actor, claim.desk, policy={"hide_names": True, "verdicts_needed": 2})
    rate(reviewer_rosa, claim, "false", evidence)
    said = add_comment(reviewer_rosa.actor, claim, text="I said false.")

    told = json_of(reviewer_ravi.api().get(f"{API}/comments/{said.pk}/"))
    page = reviewer_ravi.browser.get(f"/claims/{claim.pk}/").content.decode()

    assert (told["text"], told["created_by"]) == ("I said false.", None)
    assert "I said false." in page and "Comment by a colleague" in page and "Rosa" not in page
    assert not history.events_visible_to(reviewer_ravi.actor).filter(subject_id=said.pk).exists()
