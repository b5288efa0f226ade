"""Who is calling: a token, or somebody who signed in to the pages."""

from __future__ import annotations

from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.request import Request

from factcheck.api.parsing import refuse_too_large
from factcheck.core.problems import NotSignedIn
from factcheck.desks.actors import Actor
from factcheck.desks.models import Token, User
from factcheck.desks.services.tokens import find_token

CHALLENGE = 'Bearer realm="api"'


class BearerToken(BaseAuthentication):
    """`Authorization: Bearer <token>`. A token that does not hold is refused, saying why; never taken for nobody."""

    def authenticate(self, request: Request) -> tuple[User, Token] | None:
        scheme, _space, words = request.META.get("HTTP_AUTHORIZATION", "").strip().partition(" ")
        if scheme.lower() != "bearer":
            return None
        words = words.strip()
        if not words or " " in words:
            raise NotSignedIn("The header should be `Authorization: Bearer <token>`, with one token.")
        token = find_token(words)
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        return CHALLENGE


class Session(SessionAuthentication):
    """The session cookie of the pages; what writes needs the CSRF token in `X-CSRFToken`."""

    def enforce_csrf(self, request: Request) -> None:
        refuse_too_large(request._request)  # a form would be read to its end, in search of a token
        super().enforce_csrf(request)


def actor_of(request: Request) -> Actor:
    """The actor of an authenticated request."""
    if isinstance(request.auth, Token):
        return Actor.of_token(request.auth)
    return Actor.of_user(request.user) if isinstance(request.user, User) else Actor.anonymous()
