"""The OpenAPI 3.1 description, told from what each endpoint declares."""

from __future__ import annotations

import re
from typing import Any, Final, cast
from uuid import UUID

from django_filters import ChoiceFilter, DateFilter, Filter, UUIDFilter
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import Direction, OpenApiParameter, OpenApiResponse

from factcheck.api import pagination
from factcheck.api.outputs import Output, ProblemOut, page_of_outputs
from factcheck.api.problems import PROBLEM_JSON
from factcheck.api.rendering import JSON
from factcheck.api.views import Action, Endpoint, ResourceDetail, ResourceList
from factcheck.desks.filters import Filters, YesNo

HOOKS = {"POST": ("create", "act", "post"), "PATCH": ("change",), "DELETE": ("remove",)}
PROBLEMS = {
    400: "The input is not valid; `errors` says where.",
    401: "No token, or one that does not hold.",
    403: "The role or the scope does not reach.",
    404: "There is no such thing, or another desk has it.",
    406: "The answer does not exist in the form that `Accept` asks for.",
    409: "It does not fit the present state.",
    412: "`If-Match` names another version than there is now.",
    413: "The body is too large.",
    415: "The body is not JSON.",
    428: "`If-Match` is missing.",
    503: "Others write at length; `Retry-After` says when to try again.",
}


class Schema(AutoSchema):
    """Describes an `Endpoint`: its tag, input, output, filters, pages, headers and problems."""

    def get_tags(self) -> list[str]:
        return [self._endpoint.tag or self.path.removeprefix("/api/v1/").split("/")[0]]

    def get_operation_id(self) -> str:
        return re.sub(r"\W", "", super().get_operation_id())  # the path's own dot is none of a name

    def get_auth(self) -> list[dict[str, Any]]:
        return [*super().get_auth(), *([{}] if self._endpoint.public and self._reads else [])]

    def get_description(self) -> str:  # type: ignore[override]  # as drf-spectacular has it
        """The docstring of the method that opens this one, else of the class."""
        for name in HOOKS.get(self.method, ("get",)):
            own = vars(type(self._endpoint)).get(name)
            if own is not None and own.__doc__:
                return str(own.__doc__)
        return str(type(self._endpoint).__doc__ or "")

    def get_summary(self) -> str:
        first = self.get_description().strip().split("\n")[0]
        return {"PATCH": "Change: ", "DELETE": "Remove: "}.get(self.method, "") + first

    def get_serializer_name(self, serializer: Any, direction: Direction) -> str:
        return str(super().get_serializer_name(serializer, direction)).removesuffix("Out")

    def get_request_serializer(self) -> Any:
        return self._endpoint.input if self.method in ("POST", "PATCH") else None

    def get_response_serializers(self) -> Any:
        if self.method == "DELETE":
            success: dict[Any, Any] = {204: OpenApiResponse(description="It is gone from sight.")}
        elif self._lists:
            success = {(200, JSON): page_of_outputs(self._output)}
        elif self._endpoint.forms:
            success = {(200, media.split(";")[0]): _content(media) for media in self._endpoint.forms.values()}
        elif self._endpoint.media_type != JSON:
            success = {(200, self._endpoint.media_type): _content(self._endpoint.media_type)}
        else:
            others = self._endpoint.other_statuses if self.method == "POST" else ()
            success = {(status, JSON): self._output for status in (self._success, *others)}
        if self._has_etag and self._reads:
            success[304] = OpenApiResponse(description="What `If-None-Match` names is still current.")
        problems = {
            (status, PROBLEM_JSON): OpenApiResponse(ProblemOut, PROBLEMS[status]) for status in self._problem_statuses()
        }
        return {**success, **problems}

    def get_override_parameters(self) -> list[OpenApiParameter | Output | type[Output]]:
        return [*self._path_parameters(), *self._query_parameters(), *self._header_parameters()]

    @property
    def _endpoint(self) -> Endpoint:
        """The view, as what it is in this API."""
        return cast(Endpoint, self.view)

    @property
    def _reads(self) -> bool:
        return str(self.method) == "GET"

    @property
    def _success(self) -> int:
        if self.method == "POST" and isinstance(self._endpoint, ResourceList):
            return 201
        return self._endpoint.status if isinstance(self._endpoint, Action) else 200

    @property
    def _output(self) -> Any:
        """What one object of the answer is; a POST may answer with another than a GET."""
        posted = getattr(self._endpoint, "posted", None) if self.method == "POST" else None
        return posted or self._endpoint.output

    @property
    def _lists(self) -> bool:
        return isinstance(self._endpoint, ResourceList) and self._reads

    @property
    def _has_etag(self) -> bool:
        """Files of many forms are written as they are sent, and have none."""
        return self.method != "DELETE" and not self._endpoint.forms

    @property
    def _heeds_if_match(self) -> bool:
        return self.method in ("PATCH", "DELETE") or (
            self.method == "POST" and getattr(self._endpoint, "guards_post", False)
        )

    @property
    def _needs_if_match(self) -> bool:
        changes = self.method in ("PATCH", "DELETE")
        return changes and isinstance(self._endpoint, ResourceDetail) and self._endpoint.needs_if_match

    def _is_list_view(self, serializer: Any = None) -> bool:
        """Whether the operation is named a list; asked of a serializer, no: a page of outputs is one object."""
        return serializer is None and self._lists

    def _is_create_operation(self) -> bool:
        return self._success == 201

    def _problem_statuses(self) -> list[int]:
        found = {400, 401, 406}
        if "{" in self.path:
            found.add(404)
        if not self._reads:
            found |= {403, 409, 503}
        if self.method in ("POST", "PATCH"):
            found |= {413, 415}
        if self._heeds_if_match:
            found.add(412)
        if self._needs_if_match:
            found.add(428)
        return sorted(found)

    def _path_parameters(self) -> list[OpenApiParameter]:
        names = re.findall(r"{(\w+)}", self.path)
        kinds = list(self._endpoint.forms) or None
        return [
            OpenApiParameter(n, UUID if n == "id" else str, OpenApiParameter.PATH, enum=kinds if n == "kind" else None)
            for n in names
        ]

    def _query_parameters(self) -> list[OpenApiParameter]:
        view = self._endpoint
        own = [OpenApiParameter(name, str, description=said) for name, said in view.parameters.items()]
        if not self._reads:
            return []
        filtered = getattr(view, "filters", Filters).base_filters
        filters = [_filter_parameter(name, found) for name, found in filtered.items()]
        if not isinstance(view, ResourceList):
            return [*filters, *own]
        names = [name.removeprefix("-") for name in view.orderings]
        return [
            *filters,
            *own,
            OpenApiParameter(
                "page_size",
                {
                    "type": "integer",
                    "minimum": 1,
                    "maximum": pagination.LARGEST_SIZE,
                    "default": pagination.DEFAULT_SIZE,
                },
                description="The most rows of a page.",
            ),
            OpenApiParameter("cursor", str, description="Where a page begins: take it from `next` or `previous`."),
            OpenApiParameter("count", str, enum=["0", "1"], description="`1` adds how many there are in all."),
            OpenApiParameter(
                "ordering",
                str,
                enum=[*names, *(f"-{name}" for name in names)],
                default=view.orderings[0],
                description="The field to order by, ascending; descending with `-`.",
            ),
        ]

    def _header_parameters(self) -> list[OpenApiParameter]:
        header: Final = OpenApiParameter.HEADER
        found = []
        if self._reads and self._has_etag:
            found.append(OpenApiParameter("If-None-Match", str, header, description="An ETag: 304 if it is current."))
        if self._heeds_if_match:
            said = "The ETag that was read, so that nobody's work is overwritten unseen; `*` for any."
            found.append(OpenApiParameter("If-Match", str, header, required=self._needs_if_match, description=said))
        if self._has_etag:
            said = "Strong: `<version>-<hash>` for a record."
            found.append(OpenApiParameter("ETag", str, header, response=[self._success], description=said))
        if self._success == 201 and "url" in self._output().fields:
            found.append(OpenApiParameter("Location", str, header, response=[201], description="Where it is."))
        return found


def _content(media_type: str) -> OpenApiTypes:
    if media_type.startswith("text/"):
        return OpenApiTypes.STR
    return OpenApiTypes.OBJECT if media_type.endswith("json") and "nd" not in media_type else OpenApiTypes.BINARY


def _filter_parameter(name: str, found: Filter) -> OpenApiParameter:
    kind: Any = str
    choices = None
    if isinstance(found, YesNo):
        choices = ["true", "false"]
    elif isinstance(found, ChoiceFilter):
        choices = [value for value, _label in found.extra["choices"]]
    elif isinstance(found, UUIDFilter):
        kind = UUID
    elif isinstance(found, DateFilter):
        kind = OpenApiTypes.DATE
    return OpenApiParameter(name, kind, description=str(found.extra["help_text"]), enum=choices)


class BearerScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "factcheck.api.authentication.BearerToken"
    name = "token"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "description": "`manage.py token` makes one."}


class SessionScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "factcheck.api.authentication.Session"
    name = "session"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, str]:
        said = "The cookie of who signed in to the pages; what writes also needs `X-CSRFToken`."
        return {"type": "apiKey", "in": "cookie", "name": "sessionid", "description": said}
