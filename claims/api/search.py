"""Search through everything, and claims that are like others."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import TextChoices
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request

from claims import finding, queries
from claims.finding import KINDS, Result
from claims.matching import LONGEST_QUERY, Match, rank_at, similar_to
from claims.models import Claim, ClaimStatus
from factcheck.api import pagination
from factcheck.api.outputs import Output
from factcheck.api.presenters import Shown
from factcheck.api.views import Endpoint, ResourceList
from factcheck.core.problems import Invalid
from factcheck.core.text import has_unstorable
from factcheck.desks import search
from factcheck.desks.filters import DeskSlug, Filters, OneOf, Search, narrowed

DEFAULT_LIMIT, LARGEST_LIMIT = 20, 100


class FoundIn(TextChoices):
    CLAIM = "claim", _("Claim")
    ARTICLE = "article", _("Article")
    ANNOTATION = "annotation", _("Annotation")
    SOURCE = "source", _("Source")
    REVIEW = "review", _("Review")


class HitOut(Output):
    start = serializers.IntegerField(min_value=0, help_text="In code points of the excerpt.")
    end = serializers.IntegerField(min_value=0)


class ExcerptOut(Output):
    text = serializers.CharField(help_text="About 200 code points around the first of the words, else the beginning.")
    hits = HitOut(many=True)


class SearchResultOut(Output):
    type = serializers.ChoiceField(choices=FoundIn.choices)
    id = serializers.UUIDField()
    url = serializers.URLField()
    html_url = serializers.URLField(allow_null=True, help_text="null for a review that is a draft.")
    title = serializers.CharField()
    excerpt = ExcerptOut()


class MatchOut(Output):
    claim = serializers.UUIDField()
    score = serializers.FloatField(help_text="The higher the closer; compares with others of the same answer alone.")
    why = serializers.CharField(help_text="The words that agree, those that say most first.")
    number = serializers.IntegerField()
    text = serializers.CharField()
    status = serializers.ChoiceField(choices=ClaimStatus.choices)
    desk = serializers.CharField()
    url = serializers.URLField()
    html_url = serializers.URLField()


class SearchFilters(Filters):
    """Asked of the rows of each kind."""

    q = Search("a claim, article, annotation, source or review, as in the list of those")
    desk = DeskSlug("desk", help_text="The slug of one of your desks.")
    type = OneOf(FoundIn, method="of_kind", help_text="Only what is of this kind.")

    def of_kind(self, rows: Any, _name: str, kind: str) -> Any:
        return rows if rows.model.history_type == kind else rows.none()


class SearchEverything(ResourceList[Any]):
    """What has all the words of `q`, of every kind, newest first; each with the words around the first hit.

    Without `q` it is everything.
    """

    tag = "search"
    filters = SearchFilters
    output = SearchResultOut

    def get(self, request: Request, **kwargs: Any) -> HttpResponse:
        kinds = [narrowed(self.filters, kind.rows(self.actor), self.given, self.actor) for kind in KINDS.values()]
        return self.answer_page(pagination.page_of_kinds(kinds, self.given, self.orderings))

    def present_all(self, rows: list[Any]) -> list[Shown]:
        found = [(row.history_type, row.pk) for row in rows]
        asked = self.given.get("q", "")
        query = search.wanted(asked) if asked.strip() else search.Wanted(())
        return [self._shown(one) for one in finding.results(self.actor, found, query)]

    def _shown(self, one: Result) -> Shown:
        hits = [{"start": start, "end": end} for start, end in one.excerpt.hits]
        return {
            "type": one.type,
            "id": str(one.id),
            "url": self.base + one.api,
            "html_url": None if one.page is None else self.base + one.page,
            "title": one.title,
            "excerpt": {"text": one.excerpt.text, "hits": hits},
        }


class _Matches(Endpoint):
    """What lists of close claims share."""

    tag = "claims"
    output = MatchOut(many=True)  # type: ignore[assignment]  # a list, with nothing around it
    http_method_names = ["get", "head", "options"]
    parameters = {"limit": f"As many claims at most; 1 to {LARGEST_LIMIT}, {DEFAULT_LIMIT} when it is left out."}

    def limit(self) -> int:
        given = self.given.get("limit")
        if given is None:
            return DEFAULT_LIMIT
        if not (given.isascii() and given.isdigit() and len(given) <= 3 and 1 <= int(given) <= LARGEST_LIMIT):
            raise Invalid.at("/limit", f"{given[:40]!r} is no number of claims; 1 to {LARGEST_LIMIT} is.")
        return int(given)

    def matches(self, found: list[Match]) -> HttpResponse:
        claims = Claim.objects.visible_to(self.actor).live().select_related("desk")
        rows = {row.pk: row for row in claims.filter(pk__in=[one.claim_id for one in found])}
        return self.answer([self._shown(one, rows[one.claim_id]) for one in found if one.claim_id in rows])

    def _shown(self, match: Match, row: Claim) -> Shown:
        return {
            "claim": str(row.pk), "score": match.score, "why": match.why, "number": row.number, "text": row.text,
            "status": row.status, "desk": row.desk.slug, "url": f"{self.base}/api/v1/claims/{row.pk}/",
            "html_url": f"{self.base}/claims/{row.pk}/",
        }  # fmt: skip


class ClaimMatches(_Matches):
    """The claims of the caller's desks that are closest to a text, best first, to tell whether it was checked before."""

    parameters = {"q": f"A claim, or a post that makes one; up to {LONGEST_QUERY:,} characters.", **_Matches.parameters}

    def get(self, request: Request) -> HttpResponse:
        limit, text = self.limit(), self.given.get("q", "")
        if not text.strip() or has_unstorable(text):
            raise Invalid.at("/q", "Say in `q` what the claim says.")
        if len(text) > LONGEST_QUERY:
            raise Invalid.at("/q", f"Up to {LONGEST_QUERY:,} characters are compared; these are {len(text):,}.")
        return self.matches(rank_at(self.actor.desk_ids, text, limit))


class SimilarClaims(_Matches):
    """The claims of the caller's desks that are closest to this one, best first, without itself."""

    def get(self, request: Request, id: UUID) -> HttpResponse:  # noqa: A002  # the contract calls it id
        claim = queries.claim(self.actor, id)
        return self.matches(similar_to(claim, self.actor.desk_ids, self.limit()))
