"""HTTP as the Web Annotation Protocol has it: media types, and what a client would rather see of a container.

(https://www.w3.org/TR/annotation-protocol/, sections 4 and 5)
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from rest_framework.exceptions import NotAcceptable as NotNegotiated
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from annotations.webannotation.terms import JSON_LD, LDP, MEDIA_TYPE, OA
from factcheck.api.parsing import StrictJSONParser
from factcheck.api.rendering import JSONRenderer
from factcheck.core.problems import NotAcceptable, UnsupportedMedia

MINIMAL = f"{LDP}PreferMinimalContainer"
IRIS = f"{OA}PreferContainedIRIs"
DESCRIPTIONS = f"{OA}PreferContainedDescriptions"

_VALUE = r'(?:"[^"]*"|[^\s;,"]+)'
_PREFERENCE = re.compile(rf"\s*([\w-]+)(?:\s*=\s*({_VALUE}))?((?:\s*;\s*[\w-]+(?:\s*=\s*{_VALUE})?)*)\s*(?:,|$)")
_PARAMETER = re.compile(rf";\s*([\w-]+)\s*=\s*({_VALUE})")


class JSONLDParser(StrictJSONParser):
    """JSON-LD is JSON; documents are read as the model writes them, and not expanded."""

    media_type = JSON_LD


class JSONLDRenderer(JSONRenderer):
    media_type = JSON_LD
    format = "jsonld"


class SpeaksJSONLD(DefaultContentNegotiation):
    """JSON-LD unless the client asks for plain JSON; nothing else is spoken, Turtle neither."""

    def select_parser(self, request: Request, parsers: Iterable[BaseParser]) -> BaseParser:
        found = super().select_parser(request, list(parsers))
        if found is None:
            raise UnsupportedMedia(f"Send the annotation as JSON-LD, with `Content-Type: {MEDIA_TYPE}`.")
        return found

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        try:
            found: tuple[BaseRenderer, str] = super().select_renderer(request, list(renderers), format_suffix)
        except NotNegotiated:
            raise NotAcceptable(f"Annotations come as `{JSON_LD}`; ask for that, or leave `Accept` out.") from None
        return found


@dataclass(frozen=True)
class Preference:
    """How much of a container is shown: nothing but itself, or its first page too, of IRIs or of whole annotations."""

    minimal: bool = False
    iris: bool = False
    applied: bool = False

    @classmethod
    def of(cls, prefer: str | None, parameters: Mapping[str, str]) -> Preference:
        """What the `Prefer` header (RFC 7240) asks for; `iris` in the address is asked for more plainly, and wins.

        What is not understood is no preference, as the RFC has it.
        """
        wanted = _included(prefer or "")
        known = wanted & {MINIMAL, IRIS, DESCRIPTIONS}
        iris = IRIS in known and DESCRIPTIONS not in known
        return cls(
            minimal=MINIMAL in known and "iris" not in parameters,
            iris=parameters["iris"] == "1" if "iris" in parameters else iris,
            applied=bool(known) and "iris" not in parameters,
        )


def _included(prefer: str) -> set[str]:
    """The IRIs in `include` of every `return=representation` in the header."""
    found: set[str] = set()
    position = 0
    while match := _PREFERENCE.match(prefer, position):
        name, value, parameters = match.groups()
        position = match.end()
        if name.lower() == "return" and (value or "").strip('"').lower() == "representation":
            given: Any = _PARAMETER.findall(parameters)
            found |= {iri for key, said in given if key.lower() == "include" for iri in said.strip('"').split()}
        if position >= len(prefer):
            break
    return found
