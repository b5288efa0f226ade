"""A list, an export or a report asks the database as often for twenty rows as for one."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from annotations.models import Article, Revision
from annotations.services.annotations import annotate
from annotations.services.articles import add_article
from claims import queries
from claims.models import Claim
from claims.services.claims import NewAppearance, add_appearance, edit_claim, spot_claim
from claims.services.comments import add_comment
from claims.services.contacts import note_contact
from claims.services.evidence import add_evidence
from claims.services.rating_scales import DEFAULT_SCALE, add_rating_scale
from claims.services.relations import relate_claims
from claims.services.reviews import correct_review, draft_review, publish_review
from claims.services.sources import NewSource
from claims.services.verdicts import submit_verdict
from factcheck.desks.actors import Actor
from factcheck.desks.models import Desk
from factcheck.desks.roles import Role
from factcheck.desks.services.desks import edit_desk
from factcheck.desks.services.invitations import invite
from factcheck.desks.services.members import add_member
from factcheck.exchange.formats import formats_of
from factcheck.exchange.resources import RESOURCES
from tests.conftest import PROOF, TEXT, WRONG_YEAR, Person, join, make_desk

API = "/api/v1"
WHOLE_DESK = [
    "articles", "annotations", "claims", "sources", "reviews", "rating-scales", "events", "notices",
]  # fmt: skip
WORDS = {
    "articles": "letter", "annotations": "islamabad", "claims": "2011", "sources": "source", "reviews": "2001",
    "search": "number",
}  # fmt: skip
EXPORTS = [f"export/{name}.{kind}" for name in RESOURCES for kind in formats_of(name)]
OF_A_CLAIM = ("appearances", "evidence", "verdicts", "events", "comments", "contacts", "relations")
FORMS = ("html", "md", "json", "docx", "pdf")


def is_list(address: str) -> bool:
    return address.partition("?")[0].endswith("/")


def rows_of(body: Any) -> int:
    """How many rows a list has, in pages or without."""
    return len(body if isinstance(body, list) else body["results"])


def cost(client: Client, address: str) -> tuple[int, int]:
    """(how many rows an answer has, how many queries it took). Files have rows only as far as they have lines."""
    with CaptureQueriesContext(
        connection,
    ) as asked:
        answer: Any = client.get(f"{API}/{address}", headers={"accept": "*/*"})
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert answer.status_code == 200, content[:500]
    rows = rows_of(answer.json()) if is_list(address) else content.count(b"\n")
    return rows, len(asked)


def costs(client: Client, addresses: list[str]) -> dict[str, tuple[int, int]]:
    """What each address costs; the first request of a token, which notes that it was used, is not counted."""
    client.get(f"{API}/me/")
    return {address: cost(client, address) for address in addresses}


def assert_the_same(before: dict[str, tuple[int, int]], after: dict[str, tuple[int, int]], least: int = 20) -> None:
    lists = [address for address in before if is_list(address)]
    assert {a: after[a][0] for a in lists if after[a][0] < least} == {}, "too few rows to prove anything"
    assert {a: queries for a, (_rows, queries) in after.items()} == {
        a: queries for a, (_rows, queries) in before.items()
    }


def a_checked_claim(ravi: Person, edna: Person, shared: Article, number: int) -> Claim:
    """An article of its own with a claim, which `shared` makes too: evidence, verdict, published and corrected review."""
    text = f"{TEXT}\nNumber {number}.\n"
    article = add_article(
        ravi.actor, shared.desk, text=text, title=f"Letter {number}", url=f"https://news.example/{number}",
        authors=["A. Uthor"], tags=["letters"],
    )  # fmt: skip
    annotate(ravi.actor, article, selector={"exact": "Islamabad"}, comment="where", tags=["place"])
    claim = spot_claim(
        ravi.actor, shared.desk, text=f"It was 2011, said number {number}.", claimant_name="Imran Khan", topics=["terrorism"],
        assignees=[ravi.actor.signed_in_user],
        appearances=[NewAppearance(a, {"exact": WRONG_YEAR}) for a in (article, shared)],
    )  # fmt: skip
    source = NewSource(title=f"Source {number}", url=f"https://reference.example/{number}", text=PROOF)
    found = add_evidence(ravi.actor, claim, stance="refutes", quote="on September 11, 2001", source=source)
    rating = queries.rating_to_give(claim.desk, "false")
    submit_verdict(ravi.actor, claim, rating=rating, rationale="2001.", evidence=[found])
    add_comment(ravi.actor, claim, text="Look, @ada.")
    review = draft_review(ravi.actor, claim, headline=f"It was 2001, number {number}", body="**2001**")
    publish_review(edna.actor, review)
    correct_review(edna.actor, review, note="A comma.", summary="With a comma.")
    return claim


def test_what_a_desk_has(
    reviewer_ravi: Person, editor_edna: Person, admin_ada: Person, demo_desk: Desk, article: Article
) -> None:
    desk_wide = [f"{name}/" for name in WHOLE_DESK]
    addresses = [
        *desk_wide,
        *(f"{name}?count=1" for name in desk_wide),
        *(f"{name}/?q={word}" for name, word in WORDS.items()),
        "claims/match/?q=terrorism+2011",
        *EXPORTS,
        *(f"articles/{article.pk}/report.{kind}" for kind in FORMS),
    ]
    client = admin_ada.api()
    a_checked_claim(reviewer_ravi, editor_edna, article, 0)
    before = costs(client, addresses)

    for number in range(1, 20):
        a_checked_claim(reviewer_ravi, editor_edna, article, number)
        add_rating_scale(admin_ada.actor, demo_desk, name=f"Scale {number}", ratings=DEFAULT_SCALE)

    assert_the_same(before, costs(client, addresses))


def test_what_the_world_may_read(reviewer_ravi: Person, editor_edna: Person, reader: Person, article: Article) -> None:
    client = reader.api()
    a_checked_claim(reviewer_ravi, editor_edna, article, 0)
    before = {"reviews/": cost(client, "reviews/")}

    for number in range(1, 20):
        a_checked_claim(reviewer_ravi, editor_edna, article, number)

    assert_the_same(before, {"reviews/": cost(client, "reviews/")})


def test_the_desks_of_somebody(admin_ada: Person) -> None:
    before = costs(admin_ada.browser, ["desks/"])

    for number in range(1, 20):
        add_member(Actor.operator(), make_desk(f"desk-{number}"), admin_ada.actor.signed_in_user, Role.VIEWER)

    assert_the_same(before, costs(admin_ada.browser, ["desks/"]))


def test_the_people_of_a_desk(admin_ada: Person, demo_desk: Desk) -> None:
    addresses = ["members/", "invitations/", "tokens/"]
    invite(admin_ada.actor, demo_desk, Role.VIEWER)
    admin_ada.token()
    before = costs(admin_ada.browser, addresses)

    for number in range(20):
        join(demo_desk, f"member-{number}", f"Member {number}", Role.VIEWER).token()
        invite(admin_ada.actor, demo_desk, Role.VIEWER)

    assert_the_same(before, costs(admin_ada.browser, addresses))


def test_what_a_claim_has(
    reviewer_ravi: Person, admin_ada: Person, demo_desk: Desk, claim: Claim, article: Article
) -> None:
    edit_desk(admin_ada.actor, demo_desk, policy={"verdicts_needed": 20, "blind": False})
    addresses = [
        f"articles/{article.pk}/revisions/", "claims/", *EXPORTS,
        *(f"claims/{claim.pk}/{part}/" for part in OF_A_CLAIM),
        *(f"claims/{claim.pk}/report.{kind}" for kind in FORMS),
    ]  # fmt: skip
    client = admin_ada.api()
    grow(reviewer_ravi, claim, 0)
    before = costs(client, addresses)

    for number in range(1, 20):
        grow(join(demo_desk, f"reviewer-{number}", f"Reviewer {number}", Role.REVIEWER), claim, number)

    after = costs(client, addresses)
    assert after.pop("claims/")[1] == before.pop("claims/")[1]
    assert_the_same(before, after, least=19)


def grow(person: Person, claim: Claim, number: int) -> None:
    """One more appearance, piece of evidence, verdict and assignee of a claim, and one more text of its article."""
    claim = Claim.objects.select_related("desk", "desk__policy").get(pk=claim.pk)
    article = add_article(person.actor, claim.desk, text=f"{TEXT}\nGrown {number}.\n", title=f"Grown {number}")
    add_appearance(person.actor, claim, NewAppearance(article, {"exact": WRONG_YEAR}))
    found = add_evidence(
        person.actor, claim, stance="refutes", note="As said before.",
        source=NewSource(title=f"Grown {number}", url=f"https://reference.example/grown/{number}", text=PROOF),
    )  # fmt: skip
    edit_claim(person.actor, claim, version=None, assignees=[*claim.assignees.all(), person.user])
    submit_verdict(
        person.actor, claim, rating=queries.rating_to_give(claim.desk, "false"), rationale="2001.", evidence=[found]
    )
    note_contact(person.actor, claim, party="other", not_asked_because=f"Grown {number}.")
    relate_claims(
        person.actor, claim, other=spot_claim(person.actor, claim.desk, text=f"Grown {number}."), kind="variant"
    )
    add_comment(person.actor, claim, text=f"Grown, @ravi, by @reviewer-{number}.")
    first = claim.appearances.order_by("id")[0].annotation.article
    another_text(first, number)


def another_text(article: Article, number: int) -> None:
    """One more revision, written as the database has it: no service takes a new text yet."""
    newest: Any = article.revisions.order_by("-number")[0]
    text = f"{newest.text}{number}"
    Revision.objects.create(
        desk_id=article.desk_id, article=article, number=newest.number + 1, text=text, sha256=f"{number:064}",
        length=len(text), blocks=newest.blocks,
    )  # fmt: skip
