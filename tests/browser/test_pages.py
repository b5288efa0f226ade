"""Every page as a person meets it: axe finds nothing, nothing scrolls sideways at 320 px, the console stays silent."""

from __future__ import annotations

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from annotations.services.annotations import annotate
from annotations.services.revisions import add_revision
from claims import queries
from claims.models import Claim
from claims.services.claims import spot_claim
from claims.services.comments import add_comment
from claims.services.contacts import note_contact
from claims.services.corrections import request_correction
from claims.services.evidence import add_evidence
from claims.services.relations import relate_claims
from claims.services.reviews import correct_review, draft_review, edit_review, publish_review
from claims.services.verdicts import edit_verdict, submit_verdict
from factcheck.core import clock
from factcheck.desks.models import Membership, User
from factcheck.desks.roles import Role
from factcheck.desks.services.desks import edit_desk
from factcheck.desks.services.invitations import invite

pytestmark = pytest.mark.browser

LOOKS = {
    "light": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light"},
    "dark": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"},
    "narrow": {"viewport": {"width": 320, "height": 640}, "color_scheme": "light"},
}


@pytest.fixture
def world(reviewer_ravi, editor_edna, admin_ada, article, claim, evidence, demo_desk) -> dict[str, Any]:
    """A desk in the middle of its work: a claim that was spotted, one disputed, one decided, one published and corrected."""
    false = queries.rating_to_give(demo_desk, "false")
    submit_verdict(reviewer_ravi.actor, claim, rating=false, rationale="It was 2001.", evidence=[evidence])
    review = draft_review(editor_edna.actor, claim, headline="It was 2001", summary="Not 2011.", body="**2001**")
    review = publish_review(editor_edna.actor, review)
    correct_review(editor_edna.actor, review, note="A name was misspelt.")
    spotted = spot_claim(reviewer_ravi.actor, demo_desk, text="The Taliban said nothing.", topics=["talks"])
    asked = request_correction(
        reviewer_ravi.actor, claim, appearance=claim.appearances.get(), sent_to="The Herald", sent_at=clock.now()
    )
    contact = note_contact(reviewer_ravi.actor, claim, party="publisher", channel="email", asked_at=clock.now())
    relate_claims(reviewer_ravi.actor, claim, other=spotted, kind="part_of")
    text = article.revision.text.replace("Sep. 11, 2011", "Sep. 11, 2001").replace("The Taliban wait.", "They wait.")
    annotate(reviewer_ravi.actor, article, selector={"exact": "The Taliban wait."})
    add_revision(reviewer_ravi.actor, article, text=text)
    decided = spot_claim(reviewer_ravi.actor, demo_desk, text="The Taliban wait.")
    found = add_evidence(reviewer_ravi.actor, decided, source=evidence.source, stance="refutes")
    submit_verdict(reviewer_ravi.actor, decided, rating=false, rationale="They did not.", evidence=[found])
    edit_desk(admin_ada.actor, demo_desk, policy={"verdicts_needed": 2})
    disputed = spot_claim(
        reviewer_ravi.actor, demo_desk, text="The letter was sent by post.", assignees=[editor_edna.user]
    )
    found = add_evidence(reviewer_ravi.actor, disputed, source=evidence.source, stance="refutes")
    mixed = queries.rating_to_give(demo_desk, "mixed")
    told = add_comment(reviewer_ravi.actor, disputed, text="By post, @edna? @nobody knows.")
    add_comment(editor_edna.actor, disputed, text="Or by a courier.", reply_to=told)
    mine = add_comment(editor_edna.actor, disputed, text="To be looked up.")
    hers = submit_verdict(
        admin_ada.actor, disputed, rating=mixed, rationale="Half of it.", evidence=[found], confidence=0.4
    )
    submit_verdict(
        reviewer_ravi.actor, disputed, rating=false, rationale="It was not.", evidence=[found], reasons=["outdated"]
    )
    edit_verdict(admin_ada.actor, hers, rationale="Half of it holds.")
    note = annotate(reviewer_ravi.actor, article, selector={"exact": "Islamabad"}, comment="Where, @edna?")
    annotate(editor_edna.actor, article, selector={"exact": "Islamabad"}, comment="There.", reply_to=note)
    return {
        "disputed": disputed.pk, "verdict": hers.pk, "comment": mine.pk, "note": note.pk, "draft": review.pk,
        "article": article.pk, "asked": asked.pk, "contact": contact.pk,
        "claim": claim.pk, "spotted": spotted.pk, "decided": decided.pk,
        "review": review.slug, "evidence": evidence.pk, "source": evidence.source_id,
    }  # fmt: skip


PAGES = [
    "/",
    "/exports/",
    "/exports/add/claims/?status=spotted",
    "/?reason=words_changed",
    "/articles/",
    "/articles/?q=letter&publisher=nobody",
    "/articles/add/",
    "/articles/{article}/",
    "/articles/{article}/?find=Taliban",
    "/articles/{article}/?find=nowhere",
    "/articles/{article}/edit/",
    "/articles/{article}/archive/",
    "/articles/{article}/revise/",
    "/articles/{article}/revisions/2/",
    "/articles/{article}/revisions/2/?view=inline",
    "/articles/{article}/orphans/",
    "/articles/{article}/merge/",
    "/claims/{claim}/corrections/add/",
    "/correction-requests/{asked}/edit/",
    "/claims/{claim}/contacts/add/",
    "/contacts/{contact}/edit/",
    "/claims/{claim}/relations/add/",
    "/claims/",
    "/claims/?view=board",
    "/claims/?status=nonsense",
    "/claims/{claim}/",
    "/claims/{spotted}/",
    "/claims/{spotted}/edit/",
    "/claims/{spotted}/archive/",
    "/claims/{spotted}/assign/",
    "/claims/{spotted}/evidence/add/",
    "/claims/{spotted}/to/dropped/",
    "/claims/{claim}/review/",
    "/claims/{claim}/history/",
    "/claims/{disputed}/",
    "/claims/{disputed}/adjudicate/",
    "/claims/{disputed}/second-look/",
    "/verdicts/{verdict}/versions/",
    "/verdicts/{verdict}/withdraw/",
    "/comments/{comment}/edit/",
    "/annotations/{note}/reply/",
    "/articles/{article}/history/",
    "/sources/{source}/history/",
    "/reviews/{draft}/history/",
    "/notices/",
    "/insights/",
    "/insights/?status=nonsense",
    "/sources/{source}/",
    "/reviews/",
    "/reviews/{review}/",
    "/reviews/{review}/evidence/{evidence}/",
    "/settings/demo/",
    "/settings/demo/policy/",
    "/settings/demo/ratings/",
    "/settings/demo/members/",
    "/settings/demo/tokens/",
    "/settings/demo/history/",
    "/problems/",
    "/problems/invalid/",
    "/nowhere/",
]


@pytest.mark.parametrize("look", LOOKS)
def test_every_page_can_be_read_by_everybody(visit, world, look):
    window = visit(**LOOKS[look]).sign_in("edna")
    found: list[str] = []
    for path in PAGES:
        found += faults_of(window, path.format(**world))
    window.console = [line for line in window.console if "/nowhere/" not in line]  # a 404 is told there, as it should

    assert found == []


ADMINS_PAGES = [
    "/exports/",
    "/exports/add/claims/?status=spotted",
    "/settings/demo/",
    "/settings/demo/policy/",
    "/settings/demo/ratings/",
    "/settings/demo/ratings/add/",
    "/settings/demo/ratings/{scale}/",
    "/settings/demo/members/",
    "/settings/demo/members/{member}/",
    "/settings/demo/invitations/",
    "/settings/demo/tokens/",
    "/settings/demo/history/",
    "{link}",
]


@pytest.mark.parametrize("look", LOOKS)
def test_what_an_admin_runs_the_desk_with_can_be_read_by_everybody(
    visit, world, admin_ada, reviewer_ravi, demo_desk, look
):
    link = f"/join/{invite(admin_ada.actor, demo_desk, Role.ASSESSOR, ends_on=clock.now().date())[1]}/"
    scale = queries.scale_in_force(demo_desk).pk
    member = Membership.objects.get(user=reviewer_ravi.user).pk
    window, door = visit(**LOOKS[look]).sign_in("ada"), visit(**LOOKS[look])

    found = [
        fault
        for path in ADMINS_PAGES
        for fault in faults_of(window, path.format(scale=scale, member=member, link=link))
    ]
    found += faults_of(door, link)
    page = window.go("/settings/demo/invitations/")
    page.get_by_role("button", name="Make a link").click()
    page.get_by_role("heading", name="The link.").wait_for()
    found += [v["id"] for v in Axe().run(page).response["violations"]]

    assert found == []


def faults_of(window: Any, path: str) -> list[str]:
    """What axe finds on a page, and whether it is wider than the window or has other than one heading and one main part."""
    page = window.go(path)
    found = [f"{path}: {v['id']}: {v['nodes'][0]['html'][:200]}" for v in Axe().run(page).response["violations"]]
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    found += [f"{path} is {wide} px too wide"] if wide > 0 else []
    return found + [
        f"{path} has {page.locator(part).count()} {part}" for part in ("h1", "main") if page.locator(part).count() != 1
    ]


@pytest.mark.parametrize("look", LOOKS)
def test_what_a_page_says_after_a_save_can_be_read_by_everybody(visit, world, editor_edna, look):
    """One page with the message of a success, one with that of an error: somebody was faster than the one who publishes."""
    draft = draft_review(editor_edna.actor, Claim.objects.get(pk=world["decided"]), headline="It was not")
    window = visit(**LOOKS[look]).sign_in("edna")

    page = window.go(f"/claims/{world['spotted']}/edit/")
    page.get_by_role("button", name="Save claim").click()
    page.get_by_role("status").get_by_text("Saved.").wait_for()
    after_success = Axe().run(page).response["violations"]

    page = window.go(f"/claims/{world['decided']}/review/")
    edit_review(editor_edna.actor, draft, summary="Somebody was faster.")
    page.get_by_role("button", name="Publish").click()
    page.get_by_role("alert").get_by_text("You read version 1").wait_for()
    after_error = Axe().run(page).response["violations"]

    assert (after_success, after_error) == ([], [])


BACK_OFFICE = [
    "/admin/",
    "/admin/claims/claim/",
    "/admin/claims/claim/{claim}/change/",
    "/admin/annotations/article/{article}/change/",
    "/admin/desks/event/",
    "/admin/desks/user/add/",
    "/admin/desks/membership/add/",
]


@pytest.mark.parametrize("look", LOOKS)
def test_the_back_office_can_be_read_by_everybody(visit, world, admin_ada, look):
    User.objects.filter(pk=admin_ada.user.pk).update(is_staff=True, is_superuser=True)
    window = visit(**LOOKS[look]).sign_in("ada")
    found: list[str] = []
    for path in BACK_OFFICE:
        page = window.go(path.format(**world))
        result = Axe().run(page, options={"preload": False})  # axe would write a style of its own into the page
        found += [f"{path}: {v['id']}: {v['nodes'][0]['html'][:200]}" for v in result.response["violations"]]

    assert found == []


def test_the_sign_in_page_can_be_read_by_everybody(visit, demo_desk):
    page = visit().go("/login/")

    assert Axe().run(page).response["violations"] == []


def test_the_article_page_is_light(visit, world):
    """Under 40 kB over the wire for a first visit, were it compressed as gzip does."""
    import gzip

    window = visit()
    window.sign_in("edna")
    bodies: list[bytes] = []
    window.page.on("response", lambda answer: bodies.append(answer.body()) if answer.status == 200 else None)
    window.go(f"/articles/{world['article']}/")
    window.page.wait_for_load_state("networkidle")

    total = sum(len(gzip.compress(body, 9)) for body in bodies)
    assert len(bodies) > 6
    assert total < 40_000, total


def test_a_group_of_keys_and_a_hidden_highlight(visit, world):
    page = visit().sign_in("edna").go(f"/articles/{world['article']}/")

    page.get_by_role("button", name="Hide highlights").click()

    assert page.get_by_role("button", name="Hide highlights").get_attribute("aria-pressed") == "true"
    line = page.locator("mark").first.evaluate("it => getComputedStyle(it).textDecorationLine")
    assert line == "none"


def test_a_toolbar_offers_to_add_the_selected_words(visit, world):
    page = visit().sign_in("edna").go(f"/articles/{world['article']}/")
    toolbar = page.get_by_role("toolbar")

    page.get_by_text(re.compile("^The Taliban")).dblclick(position={"x": 70, "y": 14})

    toolbar.get_by_role("button", name="Add claim").click()
    assert page.locator("#picked").inner_text() == "Taliban"


@pytest.mark.parametrize("look", ["light", "narrow"])
def test_a_message_is_seen_where_one_is_sent_and_covers_nothing(visit, world, look):
    page = visit(**LOOKS[look]).sign_in("edna").go(f"/claims/{world['spotted']}/evidence/add/")
    page.get_by_label("Source title").fill("A book")
    page.get_by_role("radio", name="Context").check()
    page.get_by_role("button", name="Save evidence").click()
    page.wait_for_url("**/#evidence")
    message, heading = page.get_by_role("status"), page.get_by_role("heading", name="Evidence", exact=True)

    assert message.bounding_box()["y"] > 0
    assert message.bounding_box()["y"] + message.bounding_box()["height"] <= heading.bounding_box()["y"]
    before = page.evaluate("scrollY")

    page.keyboard.press("Shift")

    page.wait_for_function("document.querySelector('[role=status]').getBoundingClientRect().bottom < 0")
    assert page.evaluate("scrollY") == before, "nothing jumps"


def test_a_message_on_top_of_a_page_stays_there(visit, world):
    page = visit().sign_in("edna").go(f"/articles/{world['article']}/edit/")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("status").get_by_text("Saved.").wait_for()

    assert page.locator(".messages").evaluate("it => getComputedStyle(it).position") == "static"
