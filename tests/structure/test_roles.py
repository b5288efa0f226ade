"""Who may do what: every address that writes, and every page, by role; and the scope of token that each role needs."""

from __future__ import annotations

from typing import Any

import pytest

from annotations.models import Article
from factcheck.core import clock
from factcheck.desks.models import Desk, User
from factcheck.desks.roles import Role, Scope
from factcheck.desks.services.members import add_member
from tests.conformance.openapi import description
from tests.conftest import Person
from tests.factcheck.api.endpoints import ENDPOINTS, Cast, Endpoint, Things, everything, things_of
from tests.factcheck.api.test_bad_parameters import readable

LEAST: dict[str, Role] = {
    "POST /articles/": Role.REVIEWER,
    "PATCH /articles/{article}/": Role.REVIEWER,
    "DELETE /articles/{article}/": Role.EDITOR,
    "POST /annotations/": Role.REVIEWER,
    "PATCH /annotations/{annotation}/": Role.EDITOR,
    "DELETE /annotations/{annotation}/": Role.EDITOR,
    "POST /annotations/{annotation}/anchor/": Role.REVIEWER,
    "POST /articles/{article}/revisions/": Role.REVIEWER,
    "POST /articles/{article}/refetch/": Role.REVIEWER,
    "POST /articles/{twin}/merge/": Role.EDITOR,
    "POST /claims/{claim}/correction-requests/": Role.REVIEWER,
    "PATCH /correction-requests/{asked}/": Role.REVIEWER,
    "DELETE /correction-requests/{asked}/": Role.REVIEWER,
    "POST /claims/{claim}/contacts/": Role.REVIEWER,
    "PATCH /contacts/{contact}/": Role.REVIEWER,
    "DELETE /contacts/{contact}/": Role.REVIEWER,
    "POST /claims/{claim}/relations/": Role.REVIEWER,
    "DELETE /relations/{relation}/": Role.EDITOR,
    "DELETE /appearances/{appearance}/": Role.EDITOR,
    "POST /imports/": Role.EDITOR,
    "DELETE /imports/{import}/": Role.EDITOR,
    "POST /claims/": Role.REVIEWER,
    "PATCH /claims/{claim}/": Role.REVIEWER,
    "DELETE /claims/{claim}/": Role.EDITOR,
    "POST /claims/{claim}/appearances/": Role.REVIEWER,
    "POST /claims/{claim}/evidence/": Role.REVIEWER,
    "POST /claims/{untouched}/verdicts/": Role.REVIEWER,
    "POST /claims/{untouched}/transitions/": Role.EDITOR,
    "POST /claims/{claim}/hold/": Role.REVIEWER,
    "DELETE /claims/{claim}/hold/": Role.REVIEWER,
    "POST /claims/{claim}/comments/": Role.REVIEWER,
    "PATCH /comments/{comment}/": Role.ADMIN,
    "DELETE /comments/{comment}/": Role.EDITOR,
    "POST /notices/{notice}/read/": Role.ADMIN,
    "POST /sources/": Role.REVIEWER,
    "PATCH /sources/{source}/": Role.REVIEWER,
    "DELETE /sources/{source}/": Role.REVIEWER,
    "PATCH /evidence/{evidence}/": Role.EDITOR,
    "DELETE /evidence/{evidence}/": Role.EDITOR,
    "PATCH /verdicts/{verdict}/": Role.ADMIN,
    "DELETE /verdicts/{verdict}/": Role.ADMIN,
    "POST /rating-scales/": Role.ADMIN,
    "PATCH /rating-scales/{scale}/": Role.ADMIN,
    "POST /reviews/": Role.REVIEWER,
    "PATCH /reviews/{draft}/": Role.REVIEWER,
    "DELETE /reviews/{draft}/": Role.REVIEWER,
    "POST /reviews/{draft}/publish/": Role.EDITOR,
    "POST /reviews/{published}/correct/": Role.EDITOR,
    "POST /reviews/{published}/retract/": Role.EDITOR,
    "PATCH /desks/{desk}/": Role.ADMIN,
    "POST /members/": Role.ADMIN,
    "PATCH /members/{member}/": Role.ADMIN,
    "DELETE /members/{member}/": Role.ADMIN,
    "POST /members/{waiting}/joining-link/": Role.ADMIN,
    "POST /invitations/": Role.ADMIN,
    "DELETE /invitations/{invitation}/": Role.ADMIN,
    "POST /exports/": Role.ASSESSOR,
    "DELETE /exports/{export}/": Role.ADMIN,
    "POST /tokens/": Role.ASSESSOR,
    "DELETE /tokens/{token}/": Role.ADMIN,
}
"""The least role that gets through. The reviewer here made none of the things; the admin gave the verdict and wrote the
comment, which are theirs alone to change."""
IN_USE = (
    "DELETE /articles/{article}/", "DELETE /claims/{claim}/", "DELETE /sources/{source}/", "DELETE /evidence/{evidence}/",
    "/claims/{claim}/archive/",
)  # fmt: skip
"""Something rests on these, so whoever may remove them is told that it does (409)."""
UNSEEN = (
    "POST /notices/{notice}/read/", "DELETE /invitations/{invitation}/", "DELETE /tokens/{token}/",
    "DELETE /exports/{export}/",
)  # fmt: skip
"""Theirs alone to whom it is addressed or who made it, and the admins' where a desk is run; others do not find it (404)."""
READS = ("POST /exports/", "DELETE /exports/{export}/")
"""A file of what one may read anyway: any token is good for these."""
SCOPE = {Role.ASSESSOR: Scope.ADMIN, Role.REVIEWER: Scope.WRITE, Role.EDITOR: Scope.PUBLISH, Role.ADMIN: Scope.ADMIN}
PAGES: dict[str, Role] = {
    "/": Role.VIEWER,
    "/articles/": Role.VIEWER,
    "/articles/{article}/": Role.VIEWER,
    "/articles/{article}/edit/": Role.REVIEWER,
    "/articles/{article}/archive/": Role.EDITOR,
    "/claims/": Role.VIEWER,
    "/claims/{claim}/": Role.VIEWER,
    "/claims/{claim}/edit/": Role.REVIEWER,
    "/claims/{claim}/archive/": Role.EDITOR,
    "/claims/{untouched}/assign/": Role.REVIEWER,
    "/claims/{claim}/contacts/add/": Role.REVIEWER,
    "/contacts/{contact}/edit/": Role.REVIEWER,
    "/claims/{claim}/relations/add/": Role.REVIEWER,
    "/claims/{claim}/evidence/add/": Role.REVIEWER,
    "/claims/{untouched}/adjudicate/": Role.EDITOR,
    "/claims/{untouched}/second-look/": Role.REVIEWER,
    "/comments/{comment}/edit/": Role.VIEWER,
    "/notices/": Role.VIEWER,
    "/annotations/{annotation}/reply/": Role.VIEWER,
    "/claims/{untouched}/to/dropped/": Role.EDITOR,
    "/verdicts/{verdict}/versions/": Role.VIEWER,
    "/verdicts/{verdict}/withdraw/": Role.VIEWER,
    "/claims/{decided}/review/": Role.REVIEWER,
    "/evidence/{evidence}/edit/": Role.EDITOR,
    "/sources/{source}/": Role.VIEWER,
    "/reviews/{published}/retract/": Role.EDITOR,
    "/settings/{desk}/": Role.VIEWER,
    "/settings/{desk}/policy/": Role.VIEWER,
    "/settings/{desk}/ratings/": Role.VIEWER,
    "/settings/{desk}/ratings/add/": Role.ADMIN,
    "/settings/{desk}/ratings/{scale}/": Role.ADMIN,
    "/settings/{desk}/members/": Role.VIEWER,
    "/settings/{desk}/members/{member}/": Role.ADMIN,
    "/settings/{desk}/invitations/": Role.ADMIN,
    "/settings/{desk}/tokens/": Role.VIEWER,
    "/settings/{desk}/history/": Role.VIEWER,
    "/settings/{desk}/history/heads.txt": Role.VIEWER,
    "/insights/": Role.VIEWER,
    "/exports/": Role.VIEWER,
    "/exports/add/claims/": Role.VIEWER,
    "/imports/": Role.EDITOR,
    "/imports/{import}/": Role.VIEWER,
}
SENT = {e.name: e for e in ENDPOINTS} | {
    name: Endpoint("delete", name.removeprefix("DELETE "), lambda _things: {})
    for name in LEAST
    if name.startswith("DELETE ")
}


@pytest.fixture
def people(
    demo_desk: Desk, viewer_vera: Person, reviewer_rosa: Person, editor_edna: Person, admin_ada: Person
) -> list[tuple[Role, Person]]:
    """One in each role, the least first."""
    iris = User.objects.create_user("iris")
    add_member(admin_ada.actor, demo_desk, iris, Role.ASSESSOR, ends_on=clock.now().date())
    return [
        (Role.ASSESSOR, Person(iris, demo_desk)), (Role.VIEWER, viewer_vera), (Role.REVIEWER, reviewer_rosa),
        (Role.EDITOR, editor_edna), (Role.ADMIN, admin_ada),
    ]  # fmt: skip


@pytest.fixture
def made(admin_ada: Person, reviewer_ravi: Person, reviewer_rosa: Person, article: Article) -> Things:
    return things_of(Cast(admin_ada, reviewer_ravi, reviewer_rosa), article)


def test_every_address_that_writes_is_in_the_table() -> None:
    described = {
        (method, path)
        for path, operations in description()["paths"].items()
        for method in ("post", "patch", "put", "delete")
        if method in operations
    }

    assert {(e.method, e.described_path) for e in SENT.values()} == described
    assert SENT.keys() == LEAST.keys()


@pytest.mark.parametrize("name", LEAST)
def test_a_role_does_what_it_may_and_no_more(name: str, made: Things, people: list[tuple[Role, Person]]) -> None:
    endpoint, least = SENT[name], LEAST[name]
    body = {k: v for k, v in endpoint.good(made).items() if k not in ("html", "assignees")}

    for role, person in people:
        if role.rank < least.rank:
            client, before = person.api(), everything()
            answer = endpoint.send(client, made, body)
            assert answer.status_code == (404 if name in UNSEEN else 403), (role, answer.content)
            assert answer.json()["detail"], "it says why not"
            assert everything() == before, role

    allowed = next(person for role, person in people if role == least)
    if name not in READS:
        too_little = allowed.api(Scope.READ)
        assert endpoint.send(too_little, made, body).status_code == 403
    answer = endpoint.send(allowed.api(SCOPE[least]), made, body)
    assert answer.status_code in ((409,) if name in IN_USE else (200, 201, 202, 204)), answer.content


def test_a_viewer_with_the_least_scope_reads_everything(made: Things, viewer_vera: Person) -> None:
    client = viewer_vera.api(Scope.READ)

    for address, _parameters in readable(made):
        given = {"against": made["revision"]} if address.endswith("/diff/") else {}
        given |= {"q": "2011"} if address.endswith("/match/") else {}
        answer: Any = client.get(address, given, headers={"accept": "*/*"})
        is_not_theirs = made["invitation"] in address or made["token"] in address or made["export"] in address
        assert answer.status_code == (404 if is_not_theirs else 200), (address, answer.status_code)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_opens_for_those_who_may_use_it(path: str, made: Things, people: list[tuple[Role, Person]]) -> None:
    for role, person in people:
        answer = person.browser.get(path.format(**made))

        opened = 409 if path in IN_USE else 200
        assert answer.status_code == (opened if role.rank >= PAGES[path].rank else 403), (role, answer.status_code)
