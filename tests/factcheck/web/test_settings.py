"""The pages on which a desk is run: for those it is for, with the reason for others, and nothing typed is lost."""

from __future__ import annotations

from typing import Any

import pytest

from claims import queries
from factcheck.desks.actors import Actor
from factcheck.desks.models import Desk, Membership
from factcheck.desks.roles import Role, Scope
from factcheck.desks.services.desks import edit_desk
from factcheck.desks.services.invitations import bring_in
from factcheck.desks.services.members import add_member, edit_member
from factcheck.desks.services.tokens import issue_token
from tests.conftest import Person, json_of

POLICY = {
    "verdicts_needed": "2", "evidence_needed": "1", "blind": "on", "adjudicators": "admin", "version": "1",
}  # fmt: skip


def policy_of(desk: Desk) -> Any:
    return Desk.objects.select_related("policy").get(pk=desk.pk).policy


def test_the_only_desk_opens_by_itself_and_several_are_to_choose_from(admin_ada: Person, other_desk: Desk) -> None:
    browser = admin_ada.browser
    assert browser.get("/settings/")["Location"] == "/settings/demo/"

    add_member(Actor.operator(), other_desk, admin_ada.actor.signed_in_user, Role.VIEWER)
    page = browser.get("/settings/").content.decode()
    assert "/settings/demo/" in page
    assert "/settings/other/" in page


def test_the_profile_is_saved_and_keeps_what_the_form_does_not_show(admin_ada: Person, demo_desk: Desk) -> None:
    edit_desk(admin_ada.actor, demo_desk, profile={"about": "us", "funding": "Nobody yet."})
    given = {"name": "Demo desk", "mission": "To check.", "funding": "", "version": "2"}

    assert admin_ada.browser.post("/settings/demo/", given).status_code == 302
    assert Desk.objects.get(pk=demo_desk.pk).profile == {"about": "us", "mission": "To check."}


def test_a_profile_that_somebody_changed_meanwhile_is_shown_beside_what_was_typed(
    admin_ada: Person, demo_desk: Desk
) -> None:
    edit_desk(admin_ada.actor, demo_desk, profile={"mission": "Theirs."})
    browser = admin_ada.browser

    conflict = browser.post("/settings/demo/", {"name": "Demo desk", "mission": "Mine.", "version": "1"})

    assert conflict.status_code == 200
    assert b"Theirs." in conflict.content
    assert b"Mine." in conflict.content
    assert browser.post("/settings/demo/", {"name": "Demo desk", "mission": "Mine.", "version": "2"}).status_code == 302


def test_the_policy_is_saved_as_it_was_ticked(admin_ada: Person, demo_desk: Desk) -> None:
    assert admin_ada.browser.post("/settings/demo/policy/", POLICY).status_code == 302

    saved = policy_of(demo_desk)
    assert (saved.verdicts_needed, saved.blind, saved.two_sided, saved.adjudicators) == (2, True, False, "admin")


def test_others_read_the_policy_and_why_they_cannot_change_it(editor_edna: Person, demo_desk: Desk) -> None:
    page = editor_edna.browser.get("/settings/demo/policy/").content.decode()

    assert "This needs the role “Admin”; yours is “Editor”." in page
    assert "<button" not in page.partition("<main")[2]
    assert editor_edna.browser.post("/settings/demo/policy/", POLICY).status_code == 200
    assert policy_of(demo_desk).blind is False


@pytest.mark.parametrize("page", ["", "policy/", "ratings/", "members/", "invitations/", "tokens/", "history/"])
def test_another_desk_has_no_settings_here(stranger_stan: Person, demo_desk: Desk, page: str) -> None:
    assert stranger_stan.browser.get(f"/settings/demo/{page}").status_code == 404


def test_a_member_gets_another_role_unless_somebody_was_faster(
    admin_ada: Person, reviewer_ravi: Person, demo_desk: Desk
) -> None:
    membership = Membership.objects.get(user=reviewer_ravi.user)
    at, browser = f"/settings/demo/members/{membership.pk}/", admin_ada.browser
    edit_member(admin_ada.actor, membership, role=Role.VIEWER)

    assert browser.post(at, {"role": "editor", "ends_on": "", "version": "1"}).status_code == 200
    assert browser.post(at, {"role": "editor", "ends_on": "", "version": "2"}).status_code == 302
    assert reviewer_ravi.actor.role_at(demo_desk.pk) == Role.EDITOR


def test_a_membership_is_ended_with_a_button_and_by_posting_alone(
    admin_ada: Person, reviewer_ravi: Person, demo_desk: Desk
) -> None:
    membership = Membership.objects.get(user=reviewer_ravi.user)
    at = f"/settings/demo/members/{membership.pk}/end/"

    admin_ada.browser.get(at)
    assert reviewer_ravi.actor.role_at(demo_desk.pk) == Role.REVIEWER
    admin_ada.browser.post(at)
    assert reviewer_ravi.actor.role_at(demo_desk.pk) is None


def test_a_membership_that_somebody_changed_meanwhile_is_not_ended(
    admin_ada: Person, reviewer_ravi: Person, demo_desk: Desk
) -> None:
    membership, browser = Membership.objects.get(user=reviewer_ravi.user), admin_ada.browser
    at = f"/settings/demo/members/{membership.pk}/"
    assert b'name="version" value="1"' in browser.get(at).content.partition(b"/end/")[2]
    edit_member(admin_ada.actor, membership, role=Role.EDITOR)

    assert browser.post(f"{at}end/", {"version": "1"}).status_code == 412
    assert reviewer_ravi.actor.role_at(demo_desk.pk) == Role.EDITOR
    browser.post(f"{at}end/", {"version": "2"})
    assert reviewer_ravi.actor.role_at(demo_desk.pk) is None


def test_a_member_without_a_password_gets_another_link(
    admin_ada: Person, reviewer_ravi: Person, demo_desk: Desk
) -> None:
    membership, lost = bring_in(admin_ada.actor, demo_desk, username="nina", role=Role.VIEWER)
    at, browser = f"/settings/demo/members/{membership.pk}/", admin_ada.browser
    other = f"/settings/demo/members/{Membership.objects.get(user=reviewer_ravi.user).pk}/"
    assert b"Make another link" in browser.get(at).content
    assert b"Make another link" not in browser.get(other).content

    page = browser.post(f"{at}link/").content.decode()

    secret = page.partition("/join/")[2].partition("/")[0]
    assert secret != lost
    assert browser.get(f"/join/{secret}/").status_code == 302
    assert browser.get(f"/join/{lost}/").status_code == 410
    assert browser.get(f"{at}link/").status_code == 302
    assert browser.post(f"{other}link/").status_code == 409


def test_keys_and_links_of_others_are_for_admins_to_see(
    admin_ada: Person, reviewer_ravi: Person, viewer_vera: Person, demo_desk: Desk
) -> None:
    _made, _secret = bring_in(admin_ada.actor, demo_desk, username="nina", role=Role.VIEWER)
    for person, name in ((reviewer_ravi, "nightly sync"), (viewer_vera, "reading room"), (admin_ada, "the archive")):
        issue_token(Actor.operator(), demo_desk, Scope.READ, owner=person.user, name=name)

    def keys(person: Person) -> set[str]:
        return {row["name"] for row in json_of(person.api().get("/api/v1/tokens/"))["results"] if row["name"]}

    assert keys(viewer_vera) == {"reading room"}
    assert keys(admin_ada) == {"nightly sync", "reading room", "the archive"}
    page = viewer_vera.browser.get("/settings/demo/tokens/").content
    assert b"reading room" in page
    assert b"nightly sync" not in page
    assert json_of(viewer_vera.api().get("/api/v1/invitations/"))["results"] == []
    assert len(json_of(admin_ada.api().get("/api/v1/invitations/"))["results"]) == 1


def test_the_last_admin_is_told_why_they_stay(admin_ada: Person) -> None:
    membership = Membership.objects.get(user=admin_ada.user)
    at = f"/settings/demo/members/{membership.pk}/"

    answer = admin_ada.browser.post(at, {"role": "viewer", "ends_on": "", "version": "1"})

    assert answer.status_code == 200
    assert "A desk needs an admin who stays" in answer.content.decode()


def test_a_token_is_shown_once_and_good(reviewer_ravi: Person, reader: Person) -> None:
    made = reviewer_ravi.browser.post("/settings/demo/tokens/", {"name": "sync", "scope": "write", "days": "7"})
    words = "fcd_" + made.content.decode().partition("fcd_")[2].partition("<")[0]

    headers = {"authorization": f"Bearer {words}"}
    assert reader.api().get("/api/v1/me/", headers=headers).status_code == 200
    assert words not in reviewer_ravi.browser.get("/settings/demo/tokens/").content.decode()


def test_a_scope_beyond_ones_role_is_not_offered(reviewer_ravi: Person) -> None:
    browser = reviewer_ravi.browser

    assert b'value="publish"' not in browser.get("/settings/demo/tokens/").content
    assert browser.post("/settings/demo/tokens/", {"scope": "admin", "days": "7"}).status_code == 200


# The rating scale ------------------------------------------------------------------------------------------------


def scale_form(desk: Desk, **changes: str) -> dict[str, str]:
    """The form of the scale in force as a browser sends it, with these fields changed."""
    scale = queries.scale_in_force(desk)
    ratings = list(scale.ratings.order_by("position"))
    given = {
        "name": scale.name, "version": str(scale.version), "rating-TOTAL_FORMS": str(len(ratings) + 2),
        "rating-INITIAL_FORMS": str(len(ratings)), "rating-MIN_NUM_FORMS": "0", "rating-MAX_NUM_FORMS": "40",
    }  # fmt: skip
    for n, rating in enumerate(ratings):
        shown = {
            "slug": rating.slug, "name": rating.name, "family": rating.family, "description": rating.description,
            "value": "" if rating.value is None else str(rating.value), "position": str(n + 1),
        }  # fmt: skip
        given |= {f"rating-{n}-{name}": value for name, value in shown.items()}
    return given | {f"rating-{n}-family": "" for n in (len(ratings), len(ratings) + 1)} | changes


def test_ratings_are_renamed_retired_reordered_and_added_in_one_form(admin_ada: Person, demo_desk: Desk) -> None:
    scale = queries.scale_in_force(demo_desk)
    new = {"rating-7-slug": "satire", "rating-7-name": "Satire", "rating-7-family": "satire", "rating-7-position": "1"}
    given = scale_form(
        demo_desk, **{"rating-0-name": "Right", "rating-1-retired": "on", "rating-2-position": "99"}, **new
    )

    answer = admin_ada.browser.post(f"/settings/demo/ratings/{scale.pk}/", given)

    assert answer.status_code == 302, answer.content.decode()[-3000:]
    assert [(r.slug, r.name) for r in queries.ratings_to_give(demo_desk)] == [
        ("true", "Right"), ("satire", "Satire"), ("misleading", "Misleading"), ("false", "False"),
        ("not-enough-evidence", "Not enough evidence"), ("not-checkable", "Not checkable"), ("mixed", "Half true"),
    ]  # fmt: skip


def test_what_is_wrong_with_a_rating_stands_beside_it(admin_ada: Person, demo_desk: Desk) -> None:
    scale = queries.scale_in_force(demo_desk)
    given = scale_form(demo_desk, **{"rating-7-slug": "true", "rating-7-name": "True again", "rating-7-family": "true"})

    answer = admin_ada.browser.post(f"/settings/demo/ratings/{scale.pk}/", given)

    assert answer.status_code == 200
    assert b"is taken by a rating before it" in answer.content
    assert b"True again" in answer.content


def test_a_new_scale_is_in_force_and_the_former_can_be_again(admin_ada: Person, demo_desk: Desk) -> None:
    former = queries.scale_in_force(demo_desk)
    given = {
        "name": "Two steps", "rating-TOTAL_FORMS": "2", "rating-INITIAL_FORMS": "0",
        "rating-0-slug": "yes", "rating-0-name": "Yes", "rating-0-family": "true",
        "rating-1-slug": "no", "rating-1-name": "No", "rating-1-family": "false",
    }  # fmt: skip

    assert admin_ada.browser.post("/settings/demo/ratings/add/", given).status_code == 302
    assert [r.slug for r in queries.ratings_to_give(demo_desk)] == ["yes", "no"]
    assert admin_ada.browser.post(f"/settings/demo/ratings/{former.pk}/use/").status_code == 302
    assert queries.scale_in_force(demo_desk) == former
