"""What is said where no view answers: a problem as JSON where programs ask, as a page elsewhere."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _

from factcheck.api.problems import problem_response
from factcheck.core.problems import Broken, Invalid, NotAllowed, NotFound, Problem
from factcheck.web.problems import problem_page

FOR_PROGRAMS = ("/api/", "/wa/")
"""Where programs ask, and are answered in their own form."""


def _answer(request: HttpRequest, problem: Problem) -> HttpResponseBase:
    """Problem+json where programs ask, a page elsewhere."""
    if request.path.startswith(FOR_PROGRAMS):
        return problem_response(request, problem)
    return problem_page(request, problem)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    return _answer(request, Invalid(_("The server could not read this request.")))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    return _answer(request, NotAllowed(str(exception) or _("This is not for you.")))


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponseBase:
    """What stands instead of Django's own page when a form comes without its token."""
    return _answer(
        request,
        NotAllowed(_("The form was open for too long, or came from another site. Go back, reload, send again.")),
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    return _answer(request, NotFound(_("There is nothing at %(path)s.") % {"path": request.path}))


def server_error(request: HttpRequest) -> HttpResponseBase:
    """Says as little as needed, and needs nothing that may be what broke."""
    problem = Broken(_("Something broke on our side; it was written to the log. Nothing was half-saved."))
    if request.path.startswith(FOR_PROGRAMS):
        return problem_response(request, problem)
    title = _(problem.title)
    return HttpResponse(
        "<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content='width=device-width'>"
        f"<title>{title}</title><main><h1>{title}</h1><p>{problem.detail}</p>"
        f"<p><a href='/'>{_('Back to the start')}</a></p></main></html>",
        status=500,
    )
