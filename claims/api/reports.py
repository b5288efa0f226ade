"""The verdict report of a claim or an article, as a file."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from django.http import HttpResponse
from rest_framework.request import Request

from annotations.queries import article_rows
from claims import queries
from claims.reports import FORMS, Dossier, article_dossier, claim_dossier, write
from claims.reports.html import POLICY
from factcheck.api.views import AnyAccept, Endpoint


class _Report(Endpoint):
    """What both reports share: the form is the last part of the address."""

    content_negotiation_class = AnyAccept
    http_method_names = ["get", "head", "options"]
    forms: ClassVar[dict[str, str]] = {kind: form.media_type for kind, form in FORMS.items()}

    def get(self, request: Request, id: UUID, kind: str) -> HttpResponse:  # noqa: A002  # the contract calls it id
        media_type = self.media_type_of(kind)
        response = HttpResponse(write(self.dossier(id), kind), content_type=media_type)
        shown = "inline" if kind in ("html", "pdf", "json") else "attachment"
        response["Content-Disposition"] = f'{shown}; filename="report-{id}.{kind}"'
        if kind == "html":
            response["Content-Security-Policy"] = POLICY
        return response

    def dossier(self, id: UUID) -> Dossier:  # noqa: A002
        raise NotImplementedError


class ClaimReport(_Report):
    """Everything about one claim: its words, evidence with archived copies, verdicts, decision, review, history."""

    tag = "claims"

    def dossier(self, id: UUID) -> Dossier:  # noqa: A002
        return claim_dossier(self.actor, queries.claim(self.actor, id), self.base)


class ArticleReport(_Report):
    """Everything about an article's claims."""

    tag = "articles"

    def dossier(self, id: UUID) -> Dossier:  # noqa: A002
        return article_dossier(self.actor, article_rows(self.actor).fetch(id), self.base)
