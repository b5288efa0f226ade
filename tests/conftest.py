"""The cast, and the places they work at.

`editor_edna`, `reviewer_ravi`, `reviewer_rosa`, `viewer_vera` and `admin_ada` work at the demo desk, `stranger_stan` is
admin of another; `reader` is the world. Each is a Person: an actor for services, a client for the API and the pages.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from annotations.models import Article
from annotations.services.articles import add_article
from claims.models import Claim, Evidence
from claims.services.claims import NewAppearance, spot_claim
from claims.services.evidence import add_evidence
from claims.services.sources import NewSource
from factcheck.desks import search
from factcheck.desks.actors import Actor
from factcheck.desks.models import Desk, User
from factcheck.desks.roles import Role, Scope
from factcheck.desks.services.desks import open_desk
from factcheck.desks.services.members import add_member
from factcheck.desks.services.tokens import issue_token
from tests.conformance.openapi import DescribedClient
from tests.windows import browser, visit

__all__ = ["browser", "visit"]

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"
"""Real inputs that are not ours to ship; tests that need one say so when it is missing."""

TEXT = (
    "A letter to Islamabad\n"
    "\n"
    "The prime minister recalled that “no Pakistani was involved” in the attacks of Sep. 11, 2011.\n"
    "The Taliban 👨‍👩‍👧 said nothing. The Taliban wait.\n"
)
WRONG_YEAR = "attacks of Sep. 11, 2011"
PROOF = "The September 11 attacks were four coordinated suicide attacks on September 11, 2001."


@dataclass
class Person:
    """Somebody at a desk (or nobody), with the doors they use."""

    user: User | None
    desk: Desk | None

    @property
    def actor(self) -> Actor:
        return Actor.of_user(self.user) if self.user else Actor.anonymous()

    def token(self, scope: Scope = Scope.ADMIN) -> str:
        assert self.user and self.desk
        return issue_token(Actor.operator(), self.desk, scope, owner=self.user)[1]

    def api(self, scope: Scope = Scope.ADMIN) -> Client:
        """A client that sends a token. It does not raise, as no server does, but for answers that are not described."""
        headers = {"authorization": f"Bearer {self.token(scope)}"} if self.user else {}
        return DescribedClient(headers={"accept": "application/json", **headers}, raise_request_exception=False)

    @property
    def browser(self) -> Client:
        """A client that is signed in to the pages."""
        client = Client(headers={"accept": "text/html"})
        if self.user:
            client.force_login(self.user, backend="django.contrib.auth.backends.ModelBackend")
        return client


def make_desk(slug: str) -> Desk:
    return open_desk(Actor.anonymous(), slug=slug, name=slug.title() + " desk")


def join(desk: Desk, username: str, name: str, role: Role) -> Person:
    user = User.objects.create_user(username=username, name=name, password="demo")
    add_member(Actor.operator(), desk, user, role)
    return Person(user, desk)


@pytest.fixture
def demo_desk(db: None) -> Desk:
    return make_desk("demo")


@pytest.fixture
def other_desk(db: None) -> Desk:
    return make_desk("other")


@pytest.fixture
def viewer_vera(demo_desk: Desk) -> Person:
    return join(demo_desk, "vera", "Vera Viewer", Role.VIEWER)


@pytest.fixture
def reviewer_ravi(demo_desk: Desk) -> Person:
    return join(demo_desk, "ravi", "Ravi Reviewer", Role.REVIEWER)


@pytest.fixture
def reviewer_rosa(demo_desk: Desk) -> Person:
    return join(demo_desk, "rosa", "Rosa Reviewer", Role.REVIEWER)


@pytest.fixture
def editor_edna(demo_desk: Desk) -> Person:
    return join(demo_desk, "edna", "Edna Editor", Role.EDITOR)


@pytest.fixture
def admin_ada(demo_desk: Desk) -> Person:
    return join(demo_desk, "ada", "Ada Admin", Role.ADMIN)


@pytest.fixture
def stranger_stan(other_desk: Desk) -> Person:
    return join(other_desk, "stan", "Stan Stranger", Role.ADMIN)


@pytest.fixture
def reader(db: None) -> Person:
    return Person(None, None)


# The story so far, one step each ---------------------------------------------------------------------------------


@pytest.fixture
def article(reviewer_ravi: Person, demo_desk: Desk) -> Article:
    return add_article(
        reviewer_ravi.actor, demo_desk, text=TEXT, title="A letter to Islamabad", url="https://news.example/letter",
        publisher="The Example Herald", language="en",
    )  # fmt: skip


@pytest.fixture
def claim(reviewer_ravi: Person, article: Article) -> Claim:
    return spot_claim(
        reviewer_ravi.actor, article.desk, text="No Pakistani was involved in the attacks of Sep. 11, 2011.",
        claimant_name="Imran Khan", topics=["terrorism"],
        appearances=[NewAppearance(article, {"exact": WRONG_YEAR})],
    )  # fmt: skip


@pytest.fixture
def evidence(reviewer_ravi: Person, claim: Claim) -> Evidence:
    return add_evidence(
        reviewer_ravi.actor, claim, stance="refutes", quote="on September 11, 2001",
        source=NewSource(title="September 11 attacks", url="https://reference.example/911", kind="reference", text=PROOF),
    )  # fmt: skip


@pytest.fixture
def empty_index(db: None) -> None:
    """Without the words of rows that a test with transactions of its own left: its rows are flushed, the index is not."""
    search.index().clear()


@pytest.fixture
def real_article() -> str:
    """The 2018 news article of the running example. Without it the test is skipped, and the closing lines say so."""
    path = SHARED / "data/articles/000_b8beb652fbb14710.txt"
    if not path.exists():
        pytest.skip(NOT_PROVEN)
    return path.read_text(encoding="utf-8")


NOT_PROVEN = "the real article is not beside the project (../shared); its story was not proven here"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """No test is skipped in silence."""
    for report in terminalreporter.stats.get("skipped", []):
        terminalreporter.write_line(f"NOT RUN  {report.nodeid}: {report.longrepr[-1]}", red=True, bold=True)


def json_of(response: Any, status: int = 200) -> Any:
    """The JSON of an answer that has this status; the answer itself is in the failure."""
    assert response.status_code == status, (response.status_code, response.content[:2000])
    return response.json()
