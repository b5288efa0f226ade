"""`GET /api/v1/export/{resource}.{format}`: what the lists show, all of it, at once."""

from __future__ import annotations

from typing import ClassVar

from django.http import HttpResponseBase, StreamingHttpResponse
from rest_framework.request import Request

from factcheck.api.views import AnyAccept, Endpoint
from factcheck.desks.filters import Filters, narrowed
from factcheck.exchange.formats import MEDIA_TYPES, csv_lines, jsonl
from factcheck.exchange.resources import RESOURCES, Resource
from factcheck.exchange.streaming import shown_rows


class Export(Endpoint):
    """One resource in one format; the subclasses below are the addresses there are."""

    tag = "export"
    content_negotiation_class = AnyAccept
    http_method_names = ["get", "head", "options"]
    resource: ClassVar[str] = ""
    filters: ClassVar[type[Filters]] = Filters
    forms: ClassVar[dict[str, str]] = MEDIA_TYPES

    def known_parameters(self) -> list[str]:
        return list(self.filters.base_filters)

    def get(self, request: Request, kind: str) -> HttpResponseBase:
        media_type = self.media_type_of(kind)
        resource: Resource = RESOURCES[self.resource]
        rows = narrowed(resource.filters, resource.rows(self.actor), self.given, self.actor)
        shown = shown_rows(resource, rows, self.actor, self.base)
        lines = jsonl(shown) if kind == "jsonl" else csv_lines(shown, resource.columns)
        disposition = {"Content-Disposition": f'attachment; filename="{self.resource}.{kind}"'}
        return StreamingHttpResponse(lines, content_type=media_type, headers=disposition)


class ExportClaims(Export):
    """Claims with their appearances, evidence, verdicts, decision and review, oldest first, as JSON Lines or CSV."""

    resource, filters = "claims", RESOURCES["claims"].filters


class ExportAnnotations(Export):
    """Annotations with their anchors, oldest first, as JSON Lines or CSV."""

    resource, filters = "annotations", RESOURCES["annotations"].filters


class ExportArticles(Export):
    """Articles, oldest first, as JSON Lines or CSV."""

    resource, filters = "articles", RESOURCES["articles"].filters


class ExportAgreement(Export):
    """The matrix of reviewers and claims that agreement is reckoned from: a row for each verdict that counts and that the
    caller may see, oldest first, as JSON Lines or CSV. The filters are those of claims; a reviewer who may not be named
    yet is null."""

    resource, filters = "agreement", RESOURCES["agreement"].filters
