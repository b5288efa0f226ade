"""The container of a desk's annotations, and each annotation in it, by HTTP."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.utils.cache import patch_vary_headers
from rest_framework.request import Request

from annotations import queries
from annotations.models import Annotation
from annotations.services.annotations import archive_annotation
from annotations.webannotation import writing
from annotations.webannotation.container import Container
from annotations.webannotation.protocol import JSONLDParser, JSONLDRenderer, Preference, SpeaksJSONLD
from annotations.webannotation.reading import read_annotation
from annotations.webannotation.taking_in import Reader
from annotations.webannotation.terms import CONTAINER_LINK, JSON_LD, MEDIA_TYPE, RESOURCE_LINK
from factcheck.api.etag import version_to_change
from factcheck.api.parsing import StrictJSONParser
from factcheck.api.rendering import JSON, JSONRenderer, json_bytes
from factcheck.api.views import Endpoint
from factcheck.core.ids import read_id
from factcheck.core.problems import Invalid
from factcheck.desks.models import Desk


class _Spoken(Endpoint):
    """What both addresses share: JSON-LD, the desk, and the headers of linked data."""

    schema = None  # the W3C describes it, not OpenAPI
    content_negotiation_class = SpeaksJSONLD
    parser_classes = [JSONLDParser, StrictJSONParser]
    renderer_classes = [JSONLDRenderer, JSONRenderer]
    link: ClassVar[str] = RESOURCE_LINK

    desk: Desk

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        self.desk = self.actor.desk(kwargs["desk"])

    def finalize_response(  # type: ignore[override]  # plain responses, as in Endpoint
        self, request: Request, response: HttpResponseBase, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        response = super().finalize_response(request, response, *args, **kwargs)
        if response.status_code < 300:
            response.headers.setdefault("Link", self.link)
        return response

    @property
    def reader(self) -> Reader:
        return Reader(self.actor, self.desk, self.base)

    def speak(self, document: dict[str, Any], **kwargs: Any) -> HttpResponse:
        """A document in the form that was asked for, with its ETag."""
        asked: str = self.request.accepted_renderer.media_type
        return self.answer_bytes(json_bytes(document), MEDIA_TYPE if asked == JSON_LD else JSON, **kwargs)

    def speak_of(self, row: Annotation, *, status: int = 200) -> HttpResponse:
        """One annotation; `Location` when it is new."""
        address = writing.address(row, self.base)
        document = writing.annotation(row, self.base)
        response = self.speak(document, version=row.version, status=status, location=address if status == 201 else "")
        response["Content-Location"] = address
        response["Link"] = RESOURCE_LINK
        return response


class ContainerView(_Spoken):
    """`/wa/{desk}/`: all annotations of a desk, in pages; POST makes another."""

    http_method_names = ["get", "head", "options", "post"]
    link = CONTAINER_LINK
    parameters = {
        "iris": "1: pages hold the IRIs of annotations; 0: the annotations.",
        "page": "The number of a page.",
        "after": "The annotation after which the page begins.",
    }

    def known_parameters(self) -> list[str]:
        return [] if self.request.method == "POST" else super().known_parameters()

    def finalize_response(  # type: ignore[override]  # plain responses, as in Endpoint
        self, request: Request, response: HttpResponseBase, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        response = super().finalize_response(request, response, *args, **kwargs)
        response["Accept-Post"] = MEDIA_TYPE
        patch_vary_headers(response, ["Prefer"])
        return response

    def get(self, request: Request, desk: str) -> HttpResponse:
        given = self.given
        if given.get("iris", "0") not in ("0", "1"):
            raise Invalid.at("/iris", f"{given['iris'][:40]!r} is neither 0 nor 1.")
        preference = Preference.of(request.headers.get("Prefer"), given)
        container = Container(self.desk, queries.portable_rows(self.actor).filter(desk=self.desk), self.base)
        if "page" in given:
            return self.speak(container.page(preference, _number(given["page"]), _key(given.get("after", ""))))
        document = container.document(queries.extent_of(self.actor, self.desk), preference)
        response = self.speak(document)
        response["Content-Location"] = document["id"]
        if preference.applied:
            response["Preference-Applied"] = "return=representation"
        return response

    def post(self, request: Request, desk: str) -> HttpResponse:
        """Take an annotation in. `Slug` is a wish that is not granted: an annotation's name is its id."""
        made = self.reader.take_in(read_annotation(request.data, self.base))
        return self.speak_of(queries.portable_annotation(self.actor, self.desk, made.pk), status=201)


class AnnotationView(_Spoken):
    """`/wa/{desk}/{id}`: one annotation."""

    http_method_names = ["get", "head", "options", "put", "delete"]

    def _row(self) -> Annotation:
        return queries.portable_annotation(self.actor, self.desk, self.kwargs["annotation_id"])

    def _version(self, row: Annotation) -> int | None:
        return version_to_change(self.request.headers.get("If-Match"), row.version)

    def get(self, request: Request, desk: str, annotation_id: UUID) -> HttpResponse:
        return self.speak_of(self._row())

    def options(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:  # type: ignore[override]
        self._row()
        return super().options(request, *args, **kwargs)

    def put(self, request: Request, desk: str, annotation_id: UUID) -> HttpResponse:
        """Make it say what the body says, guarded by `If-Match`."""
        row = self._row()
        version = self._version(row)
        self.reader.replace(row, version, read_annotation(request.data, self.base))
        return self.speak_of(self._row())

    def delete(self, request: Request, desk: str, annotation_id: UUID) -> HttpResponse:
        """Take it away, unless a claim stands on it; its history stays."""
        row = self._row()
        archive_annotation(self.actor, row, version=self._version(row))
        return HttpResponse(status=204)


def _number(given: str) -> int:
    if not (given.isascii() and given.isdigit() and len(given) <= 9):
        raise Invalid.at("/page", f"{given[:40]!r} is not the number of a page; they count from 0.")
    return int(given)


def _key(given: str) -> UUID | None:
    try:
        return read_id(given) if given else None
    except ValueError:
        raise Invalid.at(
            "/after", f"{given[:40]!r} is no id; take the address from `next` or `prev` of a page."
        ) from None
