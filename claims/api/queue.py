"""What waits for the caller and why, who is on a claim, and who has a page open."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from rest_framework.request import Request

from annotations.models import Article
from claims import blindness, presence, queries, waiting
from claims.api import presenters, shown
from claims.api.outputs import HoldsOut, PresenceOut, QueuedClaimOut
from claims.filters import QueueFilters, page_of_queue
from claims.models import Claim
from claims.services.holds import be_present, give_back, take_hold
from factcheck.api.inputs import Nothing
from factcheck.api.presenters import Shown, person
from factcheck.api.showing import show_plainly
from factcheck.api.views import Endpoint, ResourceList
from factcheck.desks.models import Desk


class Queue(ResourceList[Claim]):
    """The claims that wait for the caller, and why: those overdue first, then those due soon, then by priority and age."""

    tag = "queue"
    filters = QueueFilters
    orderings = ("rank",)
    by_desk = False
    output = QueuedClaimOut

    def rows(self) -> QuerySet[Claim]:
        return waiting.waiting_for(self.actor)

    def get(self, request: Request, **kwargs: Any) -> HttpResponse:
        return self.answer_page(page_of_queue(self.actor, self.given))

    def present_all(self, rows: list[Claim]) -> list[Shown]:
        found = waiting.entries(self.actor, [row.pk for row in rows])
        claims = show_plainly(shown.CLAIM, self.actor, [one.claim.pk for one in found], self.base)
        return [presenters.queued(claim, one) for claim, one in zip(claims, found, strict=True)]


class ClaimHold(Endpoint):
    """Who is on a claim just now. It keeps nobody out, and is over by itself."""

    tag = "queue"
    input, output = Nothing, HoldsOut
    http_method_names = ["get", "head", "options", "post", "delete"]

    def get(self, request: Request, id: UUID) -> HttpResponse:  # noqa: A002  # the contract calls it id
        claim = queries.claim(self.actor, id)
        found = presence.holdings(self.actor, [claim])[claim.pk]
        return self.answer({"results": [presenters.hold(one) for one in found]})

    def post(self, request: Request, id: UUID) -> HttpResponse:  # noqa: A002
        """The caller is on it for half an hour from now; others may be, too."""
        claim = queries.claim(self.actor, id)
        self.read()
        take_hold(self.actor, claim)
        return self.get(request, id)

    def delete(self, request: Request, id: UUID) -> HttpResponse:  # noqa: A002
        """The caller is on it no longer."""
        give_back(self.actor, queries.claim(self.actor, id))
        return HttpResponse(status=204)


class _Presence(Endpoint):
    """Who else has a page open. Asking says that the caller has it open too, for the next 50 seconds.

    It is a GET, so that an answer that is still the same costs a 304: what is noted is that it was asked, as in a log.
    """

    tag = "queue"
    output = PresenceOut
    http_method_names = ["get", "head", "options"]

    def _answer(self, desk: Desk, page: UUID, status: str | None) -> HttpResponse:
        be_present(self.actor, desk.pk, page)
        people = presence.people_at(self.actor, page, named=blindness.names_show(desk, status))
        results = [{"person": person(one)} for one in people]
        return self.answer({"results": results, "words": presence.in_words(people)})


class ClaimPresence(_Presence):
    """Who else has the page of a claim open; asking says that the caller has, for the next 50 seconds."""

    def get(self, request: Request, id: UUID) -> HttpResponse:  # noqa: A002
        claim = queries.claim(self.actor, id)
        return self._answer(claim.desk, claim.pk, claim.status)


class ArticlePresence(_Presence):
    """Who else has the page of an article open; asking says that the caller has, for the next 50 seconds."""

    def get(self, request: Request, id: UUID) -> HttpResponse:  # noqa: A002
        article = Article.objects.visible_to(self.actor).live().select_related("desk__policy").fetch(id)
        return self._answer(article.desk, article.pk, None)
