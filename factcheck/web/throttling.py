"""Guessing passwords is slowed down; tokens are too long to guess and take another door."""

from __future__ import annotations

from axes.backends import AxesStandaloneBackend
from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from factcheck.core.problems import TooMany
from factcheck.web.problems import problem_page


class LoginThrottle(AxesStandaloneBackend):  # type: ignore[misc]  # axes ships no types
    """Refuses a name and address that failed too often. Lets nobody in by itself."""

    def authenticate(self, request: HttpRequest | None, **credentials: str | None) -> AbstractBaseUser | None:
        """Raises PermissionDenied while locked. Commands and tests sign in without a request, so without a lock."""
        if request is not None:
            super().authenticate(request, **credentials)
        return None

    def get_user(self, user_id: object) -> AbstractBaseUser | None:
        """Nobody: no session is ever made by this backend."""
        return None


def too_many_failures(request: HttpRequest, response: HttpResponseBase, credentials: object) -> HttpResponseBase:
    """The page shown instead of the sign-in form while the name and address are locked: 429."""
    return _locked(
        request, _("Too many failed attempts to sign in with this name. Wait %(minutes)d minutes, then try again.")
    )


def _locked(request: HttpRequest, detail: str) -> HttpResponseBase:
    seconds = int(settings.AXES_COOLOFF_TIME.total_seconds())
    page = problem_page(request, TooMany(detail % {"minutes": seconds // 60}))
    page["Retry-After"] = str(seconds)  # whole: a guess during the lock begins it anew
    return page


LINKS = {"username": "/join/"}
"""The name under which unknown links are counted, as wrong passwords are under the name they were tried with."""


def too_many_links(request: HttpRequest) -> HttpResponseBase | None:
    """The page shown to an address that tried too many links that nobody made: 429. None while it has not."""
    if AxesProxyHandler.is_allowed(_where_from(request), LINKS):
        return None
    return _locked(request, _("Too many links were tried that lead nowhere. Wait %(minutes)d minutes, then try again."))


def count_unknown_link(request: HttpRequest) -> None:
    """Count a try of a link that nobody made, for the address it came from."""
    AxesProxyHandler.user_login_failed(count_unknown_link, LINKS, _where_from(request))


def _where_from(request: HttpRequest) -> HttpRequest:
    """The request without its address and form: axes writes down what it is given, and a link is a secret."""
    bare = HttpRequest()
    kept = ("REMOTE_ADDR", "HTTP_X_FORWARDED_FOR", "HTTP_USER_AGENT", "HTTP_ACCEPT")
    bare.META = {name: request.META[name] for name in kept if name in request.META} | {"PATH_INFO": "/join/"}
    return bare
