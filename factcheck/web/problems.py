"""Problems → pages."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render

from factcheck.core.problems import Busy, NotSignedIn, Problem
from factcheck.desks.busy import busy


class ProblemPages:
    """Middleware: a Problem that nobody caught becomes a page that says what is wrong and what would be right."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        problem = exception if isinstance(exception, Problem) else busy(exception)
        return problem_page(request, problem) if problem else None


def problem_page(request: HttpRequest, problem: Problem) -> HttpResponseBase:
    """The page of a problem, with its status; somebody who is not signed in is led to the door."""
    if isinstance(problem, NotSignedIn):
        return redirect_to_login(request.get_full_path())
    answer = render(request, "errors/problem.html", {"problem": problem}, status=problem.status)
    if isinstance(problem, Busy):
        answer["Retry-After"] = str(problem.facts["retry_after"])
    return answer
