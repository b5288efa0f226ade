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
from rest_framework.serializers import ListSerializer

from factcheck.api import idempotency, pagination
from factcheck.api.asking import paths_to_expand, paths_to_keep
from factcheck.api.describing.fields import described, described_whole
from factcheck.api.inputs import MOST_AT_ONCE, Input
from factcheck.api.outputs import Output, ProblemOut, page_of_outputs
from factcheck.api.parts import part_of
from factcheck.api.problems import PROBLEM_JSON
from factcheck.api.rendering import JSON
from factcheck.api.views import Action, Endpoint, ResourceDetail, ResourceList
from factcheck.desks.filters import Filters, Moment, YesNo

HOOKS = {"POST": ("create", "act", "post"), "PATCH": ("change",), "DELETE": ("remove",)}
SHAPING = {
    "expand": "What to embed: objects in place of their ids, and lists of what hangs on it, with commas between them.",
    "fields": "The members to keep, with commas between them; those of what `expand` names as `evidence.quote`.",
}
PROBLEMS = {
    400: "The input is not valid; `errors` says where.",
    401: "No token, or one that does not hold.",
    403: "The role or the scope does not reach.",
    404: "There is no such thing, or another desk has it.",
    406: "The answer does not exist in the form that `Accept` asks for.",
    409: "It does not fit the present state.",
    410: "It was there, and was removed.",
    412: "`If-Match` names another version than there is now.",
    413: "The body is too large.",
    415: "The body is not JSON.",
    416: "`Range` asks for what lies beyond the end.",
    428: "`If-Match` is missing.",
    429: "More requests than are let through; `Retry-After` says when to try again.",
    503: "Others write at length; `Retry-After` says when to try again.",
}


PATH = {"id": "The id of the object.", "slug": "The slug of the desk.", "kind": "The form of the answer."}
TAGS = {"type": "string", "pattern": r'^(\*|(W/)?"[!#-~]*"(, ?(W/)?"[!#-~]*")*)?$'}
"""ETags, or `*`."""


MOMENT = {"anyOf": [{"type": "string", "format": form} for form in ("date", "date-time")]}
"""A time, or a day, which is its first moment."""


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
            success = self._success_in_forms()
        elif self._endpoint.media_type != JSON:
            success = {(200, self._endpoint.media_type): _content(self._endpoint.media_type)}
        else:
            others = self._endpoint.other_statuses if self.method == "POST" else ()
            success = {(status, JSON): self._output for status in (self._success, *others)}
        if self._has_etag and self._reads:
            success[304] = OpenApiResponse(description="What `If-None-Match` names is still current.")
        if "{id}" in self.path:
            success[308] = OpenApiResponse(description="The id is spelled otherwise than here; it is at `Location`.")
        problems = {
            (status, PROBLEM_JSON): OpenApiResponse(ProblemOut, PROBLEMS[status]) for status in self._problem_statuses()
        }
        return {**success, **problems}

    def _success_in_forms(self) -> dict[Any, Any]:
        """What there is of each form, and of a part of it; 304 for a file that the caller has."""
        endpoint = self._endpoint
        content = {m.split(";")[0]: endpoint.contents.get(m) or _content(m) for m in endpoint.forms.values()}
        found: dict[Any, Any] = {(200, media): schema for media, schema in content.items()}
        if endpoint.in_parts:
            found |= {
                (206, media): OpenApiResponse(OpenApiTypes.BINARY, "The part that `Range` names.") for media in content
            }
            found[304] = OpenApiResponse(description="What `If-None-Match` names is still current.")
        return found

    def _map_serializer_field(self, field: Any, direction: Direction, bypass_extensions: bool = False) -> Any:  # noqa: FBT001, FBT002  # as drf-spectacular has it
        schema = super()._map_serializer_field(field, direction, bypass_extensions)  # type: ignore[no-untyped-call]
        return described(field, schema) if schema is not None and direction == "request" else schema

    def _map_basic_serializer(self, serializer: Any, direction: Direction) -> Any:
        schema = super()._map_basic_serializer(serializer, direction)  # type: ignore[no-untyped-call]
        return described_whole(serializer, schema) if isinstance(serializer, Input) else schema

    def get_override_parameters(self) -> list[OpenApiParameter | Output | type[Output]]:
        return [*self._path_parameters(), *self._query_parameters(), *self._header_parameters()]

    def get_operation(self, *args: Any, **kwargs: Any) -> Any:
        operation = super().get_operation(*args, **kwargs)
        if operation and self._takes_many:
            for content in (operation["requestBody"]["content"], operation["responses"][str(self._success)]["content"]):
                one = content[JSON]["schema"]
                content[JSON]["schema"] = {
                    "oneOf": [one, {"type": "array", "items": one, "minItems": 1, "maxItems": MOST_AT_ONCE}]
                }
        return operation

    @property
    def _takes_many(self) -> bool:
        return self.method == "POST" and isinstance(self._endpoint, ResourceList) and self._endpoint.takes_many

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
            return self._endpoint.new_status
        return self._endpoint.status if isinstance(self._endpoint, Action) else 200

    @property
    def _output(self) -> Any:
        """What one object of the answer is; a POST may answer with another than a GET."""
        posted = getattr(self._endpoint, "posted", None) if self.method == "POST" else None
        if self._reads and self._shaping:
            return part_of(cast(Any, self._endpoint).shape)
        return posted or self._endpoint.output

    @property
    def _shaping(self) -> list[str]:
        """The parameters that say what is to be shown."""
        return self._endpoint.shaping() if isinstance(self._endpoint, ResourceList | ResourceDetail) else []

    @property
    def _lists(self) -> bool:
        return isinstance(self._endpoint, ResourceList) and self._reads

    @property
    def _has_etag(self) -> bool:
        """Files of many forms are written as they are sent, and have none."""
        return self.method != "DELETE" and not self._endpoint.forms

    @property
    def _heeds_if_match(self) -> bool:
        view = self._endpoint
        if self.method == "POST" and isinstance(view, ResourceList):
            return view.guards_post
        is_guarded = isinstance(view, Action | ResourceDetail) and (
            view.needs_if_match or getattr(view, "guards_delete", False) or "version" in self._output().fields
        )
        return is_guarded and not self._reads

    @property
    def _needs_if_match(self) -> bool:
        return self._heeds_if_match and isinstance(self._endpoint, ResourceDetail) and self._endpoint.needs_if_match

    def _is_list_view(self, serializer: Any = None) -> bool:
        """Whether the operation is named a list; of a serializer, whether it is one: a page of outputs is one object."""
        return self._lists if serializer is None else isinstance(serializer, ListSerializer)

    def _is_create_operation(self) -> bool:
        return self.method == "POST" and isinstance(self._endpoint, ResourceList)

    def _problem_statuses(self) -> list[int]:
        found = {400, 401, 406, 429}
        if "{" in self.path:
            found.add(404)
        if self._reads:
            found |= {*self._endpoint.problems, *([416] if self._endpoint.in_parts else [])}
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
            OpenApiParameter(
                n,
                UUID if n == "id" else str,
                OpenApiParameter.PATH,
                enum=kinds if n == "kind" else None,
                description=PATH[n],
            )
            for n in names
        ]

    def _query_parameters(self) -> list[OpenApiParameter]:
        view = self._endpoint
        own = [OpenApiParameter(name, str, description=said) for name, said in view.parameters.items()]
        if not self._reads:
            return []
        filtered = getattr(view, "filters", Filters).base_filters
        filters = [_filter_parameter(name, found) for name, found in filtered.items()]
        own = [*self._shaping_parameters(), *own]
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

    def _shaping_parameters(self) -> list[OpenApiParameter]:
        known: dict[str, Any] = {"expand": paths_to_expand, "fields": paths_to_keep}
        found = []
        for name in self._shaping:
            names = {"type": "string", "enum": list(known[name](cast(Any, self._endpoint).shape))}
            kind = {"type": "array", "items": names, "minItems": 1}
            found.append(OpenApiParameter(name, kind, description=SHAPING[name], style="form", explode=False))
        return found

    def _header_parameters(self) -> list[OpenApiParameter]:
        header: Final = OpenApiParameter.HEADER
        found = []
        if self._reads and self._has_etag:
            found.append(OpenApiParameter("If-None-Match", TAGS, header, description="An ETag: 304 if it is current."))
        if self._endpoint.in_parts and self._reads:
            found += [OpenApiParameter(name, str, header, description=said) for name, said in _IN_PARTS.items()]
        if self._heeds_if_match:
            said = "The ETag that was read, so that nobody's work is overwritten unseen; `*` for any."
            found.append(OpenApiParameter("If-Match", TAGS, header, required=self._needs_if_match, description=said))
        if self._has_etag:
            said = "Strong: `<version>-<hash>` for a record."
            answers = [self._success]
            found.append(OpenApiParameter("ETag", str, header, required=True, response=answers, description=said))
        if self._is_create_operation() and "url" in self._output().fields:
            said = "Where it is, if it is one."
            found.append(
                OpenApiParameter(
                    "Location", str, header, required=not self._takes_many, response=[self._success], description=said
                )
            )
        return [*found, *self._key_parameters()]

    def _key_parameters(self) -> list[OpenApiParameter]:
        """A POST may be sent again with its key."""
        if self.method != "POST":
            return []
        key = {"type": "string", "minLength": 1, "maxLength": idempotency.LONGEST_KEY, "pattern": "^[ -~]+$"}
        said = "Words that only this request is sent with, such as a UUID: sent again with them, it is done once."
        again = "`true`: this is the answer that was given first."
        success = [self._success, *self._endpoint.other_statuses]
        return [
            OpenApiParameter(idempotency.HEADER, key, OpenApiParameter.HEADER, description=said),
            OpenApiParameter(
                idempotency.REPLAYED, str, OpenApiParameter.HEADER, enum=["true"], response=success, description=again
            ),
        ]


_IN_PARTS = {
    "Range": "`bytes=1000-`: only this part (206).",
    "If-Range": "An ETag: the part only if the file is still that one, else all of it.",
    "If-None-Match": "An ETag: 304 if it is current.",
}


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
    elif isinstance(found, Moment):
        kind = MOMENT
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
