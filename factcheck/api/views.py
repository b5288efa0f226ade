"""What every endpoint of the API is made of.

A list, and one object of it, are two short classes:

    class ArticleList(ResourceList[Article]):
        filters = ArticleFilters                      # from annotations/queries.py
        orderings = ("-id", "title", "published_on")  # the first is the default
        input, output = NewArticle, ArticleOut        # serializers: what POST takes, what is read (for the schema)
        shape = shown.ARTICLE                         # what is shown, made by the database; with `expand` and `fields`

        def rows(self): return queries.article_rows(self.actor)
        def create(self, given): return add_article(self.actor, self.actor.choose_desk(given.pop("desk", None)), **given)

    class ArticleDetail(ResourceDetail[Article]):
        input, output = ArticleChanges, ArticleOut
        shape = shown.ARTICLE

        def rows(self): return queries.article_rows(self.actor)
        def change(self, row, version, changes): return edit_article(self.actor, row, version=version, **changes)
        def remove(self, row, version): archive_article(self.actor, row, version=version)

A method that is written (`create`, `change`, `remove`) opens POST, PATCH or DELETE; one that is not stays shut (405).
`rows` are those the actor may see; an id that is not among them is a 404. What is short and seldom read has no shape, but a
`present` that makes it of a row; its `rows` bring along all of it, so that fifty cost no more queries than one. Services
raise Problems; nobody catches them here.

An `Action` is a POST on one object (`/reviews/{id}/publish/`); an `Endpoint` is anything else with a `get` of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, ClassVar, Generic, TypeVar, cast
from uuid import UUID

import orjson
from django.core.exceptions import ImproperlyConfigured
from django.db.models import Model, QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.utils.cache import patch_vary_headers
from rest_framework import exceptions
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.permissions import SAFE_METHODS
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.serializers import BaseSerializer

from factcheck.api import idempotency, pagination, rates
from factcheck.api.asking import Asked, asked_of, paths_to_expand
from factcheck.api.authentication import actor_of
from factcheck.api.etag import etag_of, is_known, version_to_change
from factcheck.api.inputs import read_input, read_inputs
from factcheck.api.parsing import refuse_packed, refuse_too_large
from factcheck.api.presenters import Shown
from factcheck.api.rendering import JSON, json_bytes
from factcheck.api.shapes import Shape
from factcheck.api.showing import show, show_one
from factcheck.api.slim import SlimView
from factcheck.core.problems import FieldError, Invalid, NotFound, NotSignedIn
from factcheck.desks.actors import Actor
from factcheck.desks.callers import client_address
from factcheck.desks.filters import Filters, narrowed
from factcheck.desks.many import for_each
from factcheck.desks.models import User
from factcheck.desks.preparing import prepared_first
from factcheck.desks.scoping import DeskQuerySet

M = TypeVar("M", bound=Model)
Serializer = type[BaseSerializer[Any]]

VARY = ("Accept", "Authorization", "Cookie")
"""What an answer depends on, beside its address."""


class AnyAccept(BaseContentNegotiation):
    """For an address with one form of answer that is not JSON: the form is given whatever `Accept` says."""

    def select_parser(self, request: Request, parsers: Iterable[BaseParser]) -> BaseParser | None:
        return next(iter(parsers))

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        first = next(iter(renderers))
        return first, first.media_type


class Endpoint(SlimView):
    """One address. Signs the caller in, refuses unknown parameters, and answers with problems as problem+json."""

    public: ClassVar[bool] = False
    """Open to the world for reading; `actor` may then be nobody."""
    tag: ClassVar[str] = ""
    """Its heading in the documentation; the first part of the path when empty."""
    media_type: ClassVar[str] = JSON
    """What a `get` answers with; see `answer_bytes` for other kinds than JSON."""
    forms: ClassVar[dict[str, str]] = {}
    """Where the last part of the address, `kind`, chooses the form of the answer: kind → media type."""
    contents: ClassVar[dict[str, Any]] = {}
    """What such an answer holds, where its media type does not say it: media type → JSON Schema."""
    in_parts: ClassVar[bool] = False
    """Whether a `get` hands out a file that does not change, with its ETag, and part of it where `Range` asks for that."""
    problems: ClassVar[tuple[int, ...]] = ()
    """Statuses of problems that a `get` may answer with, beside those of every address."""
    parameters: ClassVar[dict[str, str]] = {}
    """Query parameters this address takes beside filters and pages: name → description."""
    other_statuses: ClassVar[tuple[int, ...]] = ()
    """Statuses with which a POST may also answer the same content, such as 202 for what is still in the making."""
    tells_once: ClassVar[bool] = False
    """Whether the answer to a POST tells a secret that is stored nowhere, so that it cannot be given again."""
    pointers: ClassVar[dict[str, str]] = {}
    """Where the body has another shape than the service: `{"/claimant_name": "/claimant/name"}`."""
    input: ClassVar[Serializer | None] = None
    output: ClassVar[Serializer | None] = None

    actor: Actor
    allowance: rates.Allowance | None = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        refuse_packed(request.headers)
        super().initial(request, *args, **kwargs)
        self.actor = request.actor = actor_of(request)  # type: ignore[attr-defined]
        if self.actor.user is not None:
            refuse_too_large(request._request)
        elif not (self.public and request.method in SAFE_METHODS):
            raise NotSignedIn("Send a token, `Authorization: Bearer …`, or sign in.")
        if not self._takes(request.method or ""):
            self.http_method_not_allowed(request)
        self._refuse_unknown_parameters()
        post = getattr(self, "post", None)
        if request.method == "POST" and post and idempotency.HEADER in request.headers:
            vars(self)["post"] = partial(self._answer_once, post)

    def perform_authentication(self, request: Request) -> None:
        try:
            super().perform_authentication(request)
        except (NotSignedIn, exceptions.PermissionDenied):
            self._allow(rates.count_address(client_address(request)))
            raise

    def check_throttles(self, request: Request) -> None:
        known = isinstance(request.user, User)
        self._allow(rates.count_person(request.user.pk) if known else rates.count_address(client_address(request)))

    def _allow(self, allowance: rates.Allowance | None) -> None:
        self.allowance = allowance
        if allowance is not None:
            allowance.require()

    def _answer_once(
        self, post: Callable[..., HttpResponse], request: Request, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        return idempotency.answer_once(request, lambda: post(request, *args, **kwargs), is_secret=self.tells_once)

    def _takes(self, method: str) -> bool:
        return method.lower() in self.http_method_names and hasattr(self, method.lower())

    @property
    def base(self) -> str:
        """Scheme and host, for absolute addresses: `https://desk.example`."""
        request = self.request._request
        return f"{request.scheme}://{request.get_host()}"

    @property
    def given(self) -> dict[str, str]:
        """The query parameters."""
        return self.request.query_params.dict()

    def media_type_of(self, kind: str) -> str:
        """The media type of one of `forms`, or NotFound naming those there are."""
        if kind not in self.forms:
            raise NotFound(f"It does not come as {kind!r}; it comes as {', '.join(self.forms)}.")
        return self.forms[kind]

    def known_parameters(self) -> list[str]:
        return list(self.parameters)

    def _refuse_unknown_parameters(self) -> None:
        if not self.request.META.get("QUERY_STRING"):
            return
        known = self.known_parameters()
        errors = []
        for name, values in self.request.query_params.lists():
            if name not in known:
                there_is = f"there is {', '.join(known)}" if known else "this address takes none"
                errors.append(FieldError(f"/{name}", f"There is no parameter {name[:100]!r}; {there_is}."))
            elif len(values) > 1:
                errors.append(FieldError(f"/{name}", f"The parameter {name!r} was given {len(values)} times."))
        if errors:
            raise Invalid(errors[0].detail, errors=errors)

    def handle_exception(self, exc: Exception) -> HttpResponseBase:  # type: ignore[override]  # a plain response
        return super().handle_exception(self.in_body(exc) if isinstance(exc, Invalid) else exc)

    def in_body(self, problem: Invalid) -> Invalid:
        """The same problem of a service, its errors where they are in the body."""
        problem.errors = tuple(FieldError(self._in_body(e.pointer), e.detail) for e in problem.errors)
        return problem

    def _in_body(self, pointer: str) -> str:
        for service, body in self.pointers.items():
            if pointer == service or pointer.startswith(f"{service}/"):
                return body + pointer[len(service) :]
        return pointer

    def options(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:  # type: ignore[override]
        return HttpResponse(status=204)

    def finalize_response(  # type: ignore[override]  # plain responses, not REST framework's
        self, request: Request, response: HttpResponseBase, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        response = super().finalize_response(request, response, *args, **kwargs)  # type: ignore[arg-type]
        if self.allowance is not None:
            self.allowance.tell(response)
        response.headers.setdefault("Cache-Control", "private, no-cache")
        if response.has_header("Vary"):
            patch_vary_headers(response, VARY)
        else:
            response["Vary"] = ", ".join(VARY)
        return response

    def answer(
        self, body: object, *, version: int | None = None, status: int = 200, location: str = ""
    ) -> HttpResponse:
        """One JSON value with its ETag; 304 when the caller of a GET has it already."""
        return self.answer_bytes(json_bytes(body), JSON, version=version, status=status, location=location)

    def answer_bytes(
        self, body: bytes, content_type: str, *, version: int | None = None, status: int = 200, location: str = ""
    ) -> HttpResponse:
        """The same for any other kind of content."""
        etag = etag_of(body, version)
        if self.request.method in ("GET", "HEAD") and is_known(self.request.META.get("HTTP_IF_NONE_MATCH"), etag):
            return HttpResponse(status=304, headers={"ETag": etag})
        response = HttpResponse(body, status=status, content_type=content_type, headers={"ETag": etag})
        if location:
            response["Location"] = location
        return response

    def read(self, kind: Serializer | None = None, *, partial: bool = False) -> dict[str, Any]:
        """The body, as `input` (or another serializer) declares it. Raises Invalid with a pointer for each wrong part."""
        return read_input(kind or self._declared_input, self.request.data, partial=partial)

    @property
    def _declared_input(self) -> Serializer:
        if self.input is None:
            raise ImproperlyConfigured(f"{type(self).__name__} reads a body; it has to declare its `input`.")
        return self.input


class _Resource(Endpoint, Generic[M]):
    """What lists and details of one kind of row share."""

    method_opened_by: ClassVar[dict[str, str]] = {}
    needs_if_match: ClassVar[bool] = False
    """Whether a change without `If-Match` is refused with 428; a stale one is refused with 412 in any case."""
    guards_post: ClassVar[bool] = False
    """Whether a POST may carry `If-Match`, with the ETag of what it is done to."""
    shape: ClassVar[Shape | None] = None
    """What is shown of a row, and what `expand` and `fields` may ask for; without one, `present` makes it."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        base = next(c for c in cls.__mro__ if c.__module__ == __name__)
        opened = [
            method
            for name, method in cls.method_opened_by.items()
            if getattr(cls, name, None) is not getattr(base, name, None)
        ]
        own = [m for m in ("post", "patch", "delete") if getattr(cls, m, None) is not getattr(base, m, None)]
        cls.http_method_names = ["get", "head", "options", *opened, *own]

    def rows(self) -> QuerySet[M]:
        """The rows the actor may see, ready to be presented without a query for each."""
        raise NotImplementedError

    def present(self, row: M) -> Shown:
        """A row as the API shows it, where it has no shape."""
        raise NotImplementedError

    def known_parameters(self) -> list[str]:
        return [*self.shaping(), *super().known_parameters()]

    @classmethod
    def shaping(cls) -> list[str]:
        """The parameters by which somebody says what to be shown; for reading alone."""
        if cls.shape is None:
            return []
        return ["expand", "fields"] if paths_to_expand(cls.shape) else ["fields"]

    def asked(self) -> Asked:
        """What `expand` and `fields` ask for."""
        if self.shape is None:
            raise ImproperlyConfigured(f"{type(self).__name__} has no shape to choose from.")
        return asked_of(self.shape, self.given.get("expand"), self.given.get("fields"))

    def one(self, id: UUID | str) -> M:  # noqa: A002  # the contract calls it id
        """The row with this id as it is now, or NotFound."""
        return cast("DeskQuerySet[M]", self.rows()).fetch(id)

    def version_to_change(self, row: Any) -> int | None:
        """The version that `If-Match` names, for the service to compare; None where any will do."""
        if_match = self.request.headers.get("If-Match")
        if if_match is None and not self.needs_if_match:
            return None
        return version_to_change(if_match, row.version)

    def answer_one(self, row: M, *, status: int = 200) -> HttpResponse:
        """One object with its ETag; `Location` when it is new and has an address of its own."""
        if self.shape is not None:
            return self.answer_shown(row.pk, Asked(), status=status)
        body = self.present(row)
        location = _address(body) if status in (201, 202) else ""
        return self.answer(body, version=getattr(row, "version", None), status=status, location=location)

    def answer_shown(self, id: UUID | str, asked: Asked, *, status: int = 200) -> HttpResponse:  # noqa: A002
        """The same by its shape. Raises NotFound for what the actor may not see."""
        found = show_one(cast(Shape, self.shape), self.actor, id, self.base, asked)
        location = _address(orjson.loads(found.body)) if status in (201, 202) else ""
        return self.answer_bytes(found.body, JSON, version=found.version, status=status, location=location)


def _address(body: Shown) -> str:
    return str(body.get("api_url") or body.get("url", ""))


class ResourceList(_Resource[M]):
    """`GET` a page of rows; `POST` one more, or an array of many, where `create` is written."""

    method_opened_by = {"create": "post"}
    takes_many: ClassVar[bool] = True
    """Whether a POST may be an array; not where each one would take the place of the one before."""
    new_status: ClassVar[int] = 201
    """202 where what is made is only asked for, and done later."""
    filters: ClassVar[type[Filters]] = Filters
    orderings: ClassVar[tuple[str, ...]] = ("-id",)
    by_desk: ClassVar[bool] = True
    """Whether the rows are found by their desk; not where an index of theirs begins with something else."""

    def known_parameters(self) -> list[str]:
        if self.request.method not in ("GET", "HEAD"):
            return []
        return [*self.filters.base_filters, *self.shaping(), *self.parameters, *pagination.PARAMETERS]

    def get(self, request: Request, **kwargs: Any) -> HttpResponse:
        asked = None if self.shape is None else self.asked()
        rows = narrowed(self.filters, self.rows(), self.given, self.actor)
        page = pagination.page_of(
            rows, self.given, self.orderings, desks=self.desks_apart(), only_keys=self.shape is not None
        )
        return self.answer_page(page, asked)

    def answer_page(self, page: pagination.Page[M], asked: Asked | None = None) -> HttpResponse:
        """A page, its rows by their shape if `asked` says what is wanted of it."""
        counted = {} if page.count is None else {"count": page.count}
        pages = {"next": self._page_url(page.next), "previous": self._page_url(page.previous)}
        if self.shape is None or asked is None:
            return self.answer({**counted, **pages, "results": self.present_all(page.rows)})
        results = self._by_shape(page.rows, asked)
        return self.answer_bytes(json_bytes({**counted, **pages})[:-1] + b',"results":' + results + b"}", JSON)

    def _by_shape(self, rows: list[M], asked: Asked) -> bytes:
        """The rows by their shape, as an array in this order."""
        shown = show(cast(Shape, self.shape), self.actor, [row.pk for row in rows], self.base, asked)
        return b"[" + b",".join([one.body for one in shown]) + b"]"

    def desks_apart(self) -> list[UUID]:
        """The desks whose first rows are found one by one."""
        return self.actor.desk_ids if self.by_desk and "desk" not in self.given else []

    def present_all(self, rows: list[M]) -> list[Shown]:
        """A page of rows as the API shows them."""
        return [self.present(row) for row in rows]

    def _page_url(self, cursor: str | None) -> str | None:
        if cursor is None:
            return None
        query = self.request.query_params.copy()
        query["cursor"] = cursor
        return f"{self.base}{self.request.path}?{query.urlencode()}"

    def post(self, request: Request, **kwargs: Any) -> HttpResponse:
        if kwargs:
            self.rows()  # what the list hangs on has to be there before the body is looked at
        if isinstance(request.data, list) and self.takes_many:
            return self._post_all(request.data)
        made = self.as_read(self.create(self.read()))
        return self.answer_one(made, status=self.status_of_new(made))

    def _post_all(self, bodies: list[object]) -> HttpResponse:
        """Make all of them or none; the objects in the order of the bodies."""
        made = prepared_first(self.create_all)(read_inputs(self._declared_input, bodies))
        if self.shape is not None:
            return self.answer_bytes(self._by_shape(made, Asked()), JSON, status=self.new_status)
        rows = self.rows().in_bulk([one.pk for one in made])
        return self.answer(self.present_all([rows[one.pk] for one in made]), status=self.new_status)

    def create_all(self, given: list[dict[str, Any]]) -> list[M]:
        """Call the service for each, in one transaction; errors are told under the index of their object."""
        return for_each(given, self._create_one)

    def _create_one(self, given: dict[str, Any]) -> M:
        try:
            return self.create(dict(given))
        except Invalid as problem:
            raise self.in_body(problem) from None

    def as_read(self, made: M) -> M:
        """A row that was just made, with all that `present` shows of it."""
        return self.one(made.pk)

    def status_of_new(self, row: M) -> int:
        """`new_status`; a list of which some rows may still be in the making answers 202 for those."""
        return self.new_status

    def create(self, given: dict[str, Any]) -> M:
        """Call the service that makes one; `given` is the body as `input` declares it."""
        raise NotImplementedError


class ResourceDetail(_Resource[M]):
    """`GET` one object; `PATCH` and `DELETE` it, where `change` and `remove` are written, guarded by `If-Match`."""

    method_opened_by = {"change": "patch", "remove": "delete"}
    needs_if_match = True
    guards_delete: ClassVar[bool] = False
    """Whether a DELETE may carry `If-Match` though the object has no versions."""
    key: ClassVar[str] = "id"
    """The part of the address that names the object."""

    def get(self, request: Request, **kwargs: Any) -> HttpResponse:
        if self.shape is None:
            return self.answer_one(self.one(kwargs[self.key]))
        return self.answer_shown(kwargs[self.key], self.asked())

    def known_parameters(self) -> list[str]:
        return super().known_parameters() if self.request.method in SAFE_METHODS else list(self.parameters)

    def patch(self, request: Request, **kwargs: Any) -> HttpResponse:
        row = self.one(kwargs[self.key])
        version = self.version_to_change(row)
        changed = self.change(row, version, self.read(partial=True))
        return self.answer_one(self.one(changed.pk))

    def delete(self, request: Request, **kwargs: Any) -> HttpResponse:
        row = self.one(kwargs[self.key])
        self.remove(row, self.version_to_change(row))
        return HttpResponse(status=204)

    def change(self, row: M, version: int | None, changes: dict[str, Any]) -> M:
        """Call the service that changes it; `changes` holds the members that were sent, `version` what was read."""
        raise NotImplementedError

    def remove(self, row: M, version: int | None) -> None:
        """Call the service that takes it away."""
        raise NotImplementedError


class Action(_Resource[M]):
    """`POST` something to be done to one object, answered with the object as it is afterwards; it may carry `If-Match`."""

    method_opened_by = {"act": "post"}
    guards_post = True
    status: ClassVar[int] = 200
    """202 where the thing is only asked for, and done later."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if not hasattr(cls, "get"):
            cls.http_method_names = [m for m in cls.http_method_names if m not in ("get", "head")]

    @classmethod
    def shaping(cls) -> list[str]:
        return []

    def post(self, request: Request, **kwargs: Any) -> HttpResponse:
        row = self.one(kwargs["id"])
        done = self.act(row, self.version_to_change(row), self.read())
        return self.answer_one(self.one(done.pk), status=self.status)

    def act(self, row: M, version: int | None, given: dict[str, Any]) -> M:
        """Call the service; `version` is None when the caller sent no `If-Match`, or `*`."""
        raise NotImplementedError
