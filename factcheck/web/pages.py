"""What every page has: an actor, and a way out for those who are not signed in.

A page parses its input, calls one service or query, and presents. It is a function:

    @page
    def claim_page(request: PageRequest, claim_id: str) -> HttpResponse:
        claim = queries.claim_for_page(request.actor, claim_id)
        return render(request, "claims/claim.html", {"claim": claim, "nav": "claims"})

Problems raised below become pages by themselves (`factcheck.web.problems`); in a form, `with form.problems():` puts
them beside the fields instead. A form that is shown again is a page like any other, with 200 as Django has it: browsers write
other statuses to the console as if something had failed to load.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.http import conditional_page

from factcheck.desks.actors import Actor

P = ParamSpec("P")


class PageRequest(HttpRequest):
    """A request that knows who is acting. (A type for the eye and the checker; Django makes the object.)"""

    actor: Actor
    csp_nonce: str


PageView = Callable[Concatenate[PageRequest, P], HttpResponseBase]


def page(view: PageView[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """A page for people who are signed in; others are led to the door and back."""

    @wraps(view)
    def signed_in(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        request.actor = Actor.of_user(request.user)  # type: ignore[attr-defined]
        return view(cast(PageRequest, request), *args, **kwargs)

    return never_cache(signed_in)


def public_page(view: PageView[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """A page for the world: anybody may keep a copy, and asks with its ETag whether that still holds (304).

    It holds for those who are not signed in; others' pages have their names on them. Nothing on such a page may differ
    from one answer to the next (a nonce, a token), or no copy would ever hold.
    """

    @wraps(view)
    def for_everybody(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        user = request.user
        request.actor = (  # type: ignore[attr-defined]
            Actor.of_user(user) if user.is_authenticated else Actor.anonymous()
        )
        response = view(cast(PageRequest, request), *args, **kwargs)
        kept_by = "private" if user.is_authenticated else "public"
        response.headers.setdefault("Cache-Control", f"{kept_by}, no-cache")
        patch_vary_headers(response, ["Cookie"])
        return response

    return conditional_page(for_everybody)


def unlisted_page(view: PageView[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """A page for whoever has its address, signed in or not; nobody keeps a copy."""

    @wraps(view)
    def for_whoever_comes(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        user = request.user
        request.actor = (  # type: ignore[attr-defined]
            Actor.of_user(user) if user.is_authenticated else Actor.anonymous()
        )
        return view(cast(PageRequest, request), *args, **kwargs)

    return never_cache(for_whoever_comes)
