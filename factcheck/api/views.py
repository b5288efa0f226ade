"""What every endpoint of the API is made of.

A list, and one object of it, are two short classes:

    class ArticleList(ResourceList[Article]):
        filters = ArticleFilters                      # from annotations/queries.py
        orderings = ("-id", "title", "published_on")  # the first is the default
        input, output = NewArticle, ArticleOut        # serializers: what POST takes, what is read (for the schema)

        def rows(self): return queries.article_rows(self.actor)
        def present(self, row): return presenters.article(row, self.base)
        def create(self, given): return add_article(self.actor, self.actor.choose_desk(given.pop("desk", None)), **given)

    class ArticleDetail(ResourceDetail[Article]):
        input, output = ArticleChanges, ArticleOut

        def rows(self): return queries.article_rows(self.actor)
        def present(self, row): return presenters.article(row, self.base)
        def change(self, row, version, changes): return edit_article(self.actor, row, version=version, **changes)
        def remove(self, row, version): archive_article(self.actor, row, version=version)

A method that is written (`create`, `change`, `remove`) opens POST, PATCH or DELETE; one that is not stays shut (405).
`rows` are those the actor may see, with all that `present` shows of each, so that fifty cost no more queries than one; an id
that is not among them is a 404. Services raise Problems; nobody catches them here.

An `Action` is a POST on one object (`/reviews/{id}/publish/`); an `Endpoint` is anything else with a `get` of its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar, Generic, TypeVar, cast
from uuid import UUID

from django.core.exceptions import ImproperlyConfigured
from django.db.models import Model, QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.utils.cache import patch_vary_headers
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.permissions import SAFE_METHODS
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.serializers import BaseSerializer
from rest_framework.views import APIView

from factcheck.api import pagination
from factcheck.api.authentication import actor_of
from factcheck.api.etag import etag_of, is_known, version_to_change
from factcheck.api.inputs import read_input
from factcheck.api.parsing import LARGEST_BODY
from factcheck.api.presenters import Shown
from factcheck.api.rendering import JSON, json_bytes
from factcheck.core.problems import FieldError, Invalid, NotFound, NotSignedIn, TooLarge
from factcheck.desks.actors import Actor
from factcheck.desks.filters import Filters, narrowed
from factcheck.desks.scoping import DeskQuerySet

M = TypeVar("M", bound=Model)
Serializer = type[BaseSerializer[Any]]


class AnyAccept(BaseContentNegotiation):
    """For an address with one form of answer that is not JSON: the form is given whatever `Accept` says."""

    def select_parser(self, request: Request, parsers: Iterable[BaseParser]) -> BaseParser | None:
        return next(iter(parsers))

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        first = next(iter(renderers))
        return first, first.media_type


class Endpoint(APIView):
    """One address. Signs the caller in, refuses unknown parameters, and answers with problems as problem+json."""

    public: ClassVar[bool] = False
    """Open to the world for reading; `actor` may then be nobody."""
    tag: ClassVar[str] = ""
    """Its heading in the documentation; the first part of the path when empty."""
    media_type: ClassVar[str] = JSON
    """What a `get` answers with; see `answer_bytes` for other kinds than JSON."""
    forms: ClassVar[dict[str, str]] = {}
    """Where the last part of the address, `kind`, chooses the form of the answer: kind → media type."""
    parameters: ClassVar[dict[str, str]] = {}
    """Query parameters this address takes beside filters and pages: name → description."""
    other_statuses: ClassVar[tuple[int, ...]] = ()
    """Statuses with which a POST may also answer the same content, such as 202 for what is still in the making."""
    pointers: ClassVar[dict[str, str]] = {}
    """Where the body has another shape than the service: `{"/claimant_name": "/claimant/name"}`."""
    input: ClassVar[Serializer | None] = None
    output: ClassVar[Serializer | None] = None

    actor: Actor

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_BODY:
            raise TooLarge(f"A body may have {LARGEST_BODY:,} bytes.")
        super().initial(request, *args, **kwargs)
        self.actor = request.actor = actor_of(request)  # type: ignore[attr-defined]
        if self.actor.user is None and not (self.public and request.method in SAFE_METHODS):
            raise NotSignedIn("Send a token, `Authorization: Bearer …`, or sign in.")
        self._refuse_unknown_parameters()

    @property
    def base(self) -> str:
        """Scheme and host, for absolute addresses: `https://desk.example`."""
        return self.request.build_absolute_uri("/")[:-1]

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
        if isinstance(exc, Invalid) and self.pointers:
            exc.errors = tuple(FieldError(self._in_body(e.pointer), e.detail) for e in exc.errors)
        return super().handle_exception(exc)

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
        response.headers.setdefault("Cache-Control", "private, no-cache")
        patch_vary_headers(response, ["Accept", "Authorization", "Cookie"])
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
        if self.request.method in ("GET", "HEAD") and is_known(self.request.headers.get("If-None-Match"), etag):
            return HttpResponse(status=304, headers={"ETag": etag})
        response = HttpResponse(body, status=status, content_type=content_type, headers={"ETag": etag})
        if location:
            response["Location"] = location
        return response

    def read(self, kind: Serializer | None = None, *, partial: bool = False) -> dict[str, Any]:
        """The body, as `input` (or another serializer) declares it. Raises Invalid with a pointer for each wrong part."""
        wanted = kind or self.input
        if wanted is None:
            raise ImproperlyConfigured(f"{type(self).__name__} reads a body; it has to declare its `input`.")
        return read_input(wanted, self.request.data, partial=partial)


class _Resource(Endpoint, Generic[M]):
    """What lists and details of one kind of row share."""

    method_opened_by: ClassVar[dict[str, str]] = {}
    needs_if_match: ClassVar[bool] = False
    """Whether a change without `If-Match` is refused with 428; a stale one is refused with 412 in any case."""
    guards_post: ClassVar[bool] = False
    """Whether a POST may carry `If-Match`, with the ETag of what it is done to."""

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
        """A row as the API shows it."""
        raise NotImplementedError

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
        body = self.present(row)
        location = str(body.get("api_url") or body.get("url", "")) if status in (201, 202) else ""
        return self.answer(body, version=getattr(row, "version", None), status=status, location=location)


class ResourceList(_Resource[M]):
    """`GET` a page of rows; `POST` one more, where `create` is written."""

    method_opened_by = {"create": "post"}
    filters: ClassVar[type[Filters]] = Filters
    orderings: ClassVar[tuple[str, ...]] = ("-id",)

    def known_parameters(self) -> list[str]:
        if self.request.method not in ("GET", "HEAD"):
            return []
        return [*self.filters.base_filters, *self.parameters, *pagination.PARAMETERS]

    def get(self, request: Request, **kwargs: Any) -> HttpResponse:
        rows = narrowed(self.filters, self.rows(), self.given, self.actor)
        page = pagination.page_of(rows, self.given, self.orderings)
        counted = {} if page.count is None else {"count": page.count}
        pages = {"next": self._page_url(page.next), "previous": self._page_url(page.previous)}
        return self.answer({**counted, **pages, "results": self.present_all(page.rows)})

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
        self.rows()  # what the list hangs on has to be there before the body is looked at
        made = self.one(self.create(self.read()).pk)
        return self.answer_one(made, status=self.status_of_new(made))

    def status_of_new(self, row: M) -> int:
        """201; a list whose rows may still be in the making answers 202 for those."""
        return 201

    def create(self, given: dict[str, Any]) -> M:
        """Call the service that makes one; `given` is the body as `input` declares it."""
        raise NotImplementedError


class ResourceDetail(_Resource[M]):
    """`GET` one object; `PATCH` and `DELETE` it, where `change` and `remove` are written, guarded by `If-Match`."""

    method_opened_by = {"change": "patch", "remove": "delete"}
    needs_if_match = True
    key: ClassVar[str] = "id"
    """The part of the address that names the object."""

    def get(self, request: Request, **kwargs: Any) -> HttpResponse:
        return self.answer_one(self.one(kwargs[self.key]))

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

    def post(self, request: Request, **kwargs: Any) -> HttpResponse:
        row = self.one(kwargs["id"])
        done = self.act(row, self.version_to_change(row), self.read())
        return self.answer_one(self.one(done.pk), status=self.status)

    def act(self, row: M, version: int | None, given: dict[str, Any]) -> M:
        """Call the service; `version` is None when the caller sent no `If-Match`, or `*`."""
        raise NotImplementedError
