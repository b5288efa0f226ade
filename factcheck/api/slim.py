"""REST framework's view, without what it makes anew for each request though it is always the same."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any, cast

from rest_framework.authentication import BaseAuthentication
from rest_framework.negotiation import BaseContentNegotiation, DefaultContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.views import APIView


class Weighed(DefaultContentNegotiation):
    """What `Accept` asks for; what nearly everybody asks for needs no weighing."""

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        known = list(renderers)
        if len(known) == 1 and request.META.get("HTTP_ACCEPT", "*/*") in ("*/*", known[0].media_type):
            return known[0], known[0].media_type
        return cast("tuple[BaseRenderer, str]", super().select_renderer(request, known, format_suffix))


class SlimView(APIView):
    """Parsers, renderers, authenticators and negotiators remember nothing, so one of each serves all requests."""

    content_negotiation_class: type[BaseContentNegotiation] = Weighed

    def get_parsers(self) -> list[BaseParser]:
        return _one_of_each(tuple(self.parser_classes))

    def get_renderers(self) -> list[BaseRenderer]:
        return _one_of_each(tuple(self.renderer_classes))

    def get_authenticators(self) -> list[BaseAuthentication]:
        return _one_of_each(tuple(self.authentication_classes))

    def get_content_negotiator(self) -> BaseContentNegotiation:
        [one] = _one_of_each((self.content_negotiation_class,))
        return cast(BaseContentNegotiation, one)

    @property
    def default_response_headers(self) -> dict[str, str]:
        return {"Allow": _methods_of(cast(Any, type(self)))}


@cache
def _one_of_each(kinds: tuple[type[Any], ...]) -> list[Any]:
    return [kind() for kind in kinds]


@cache
def _methods_of(kind: Any) -> str:
    """The methods that an address takes, for the header `Allow`."""
    view = kind()
    if hasattr(view, "get") and not hasattr(view, "head"):
        view.head = view.get  # as Django does for each request
    return ", ".join(view.allowed_methods)
