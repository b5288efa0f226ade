"""Pages about the tool itself: what each problem type means."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from factcheck.core.markdown import render_markdown
from factcheck.core.problems import NotFound
from factcheck.web.pages import PageRequest, public_page


@cache
def _sections() -> dict[str, str]:
    """The sections of `docs/problems.md` by slug, as HTML; each starts with `## slug`."""
    text = (Path(settings.BASE_DIR) / "docs/problems.md").read_text(encoding="utf-8")
    parts = [part.split("\n", 1) for part in text.split("\n## ")[1:]]
    return {slug.strip(" `"): render_markdown(body) for slug, body in parts}


@public_page
def problems(request: PageRequest) -> HttpResponse:
    """Every problem type there is."""
    return render(request, "web/problems.html", {"sections": _sections()})


@public_page
def problem(request: PageRequest, slug: str) -> HttpResponse:
    """What one problem type means and what to do: where the `type` of problem+json leads."""
    body = _sections().get(slug)
    if body is None:
        raise NotFound(_("There is no problem type %(slug)s. /problems/ lists them all.") % {"slug": repr(slug)})
    return render(request, "web/problem_type.html", {"slug": slug, "body": body})
