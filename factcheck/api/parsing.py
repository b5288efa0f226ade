"""JSON as it comes in: one spelling of each value, nothing that could not be written back."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from typing import IO, Any, NoReturn, cast

from django.http import HttpRequest
from django.utils.http import parse_header_parameters
from rest_framework.parsers import BaseParser, MultiPartParser

from factcheck.core.problems import Invalid, TooLarge, UnsupportedMedia
from factcheck.core.text import has_unstorable

LARGEST_BODY = 16 * 2**20
"""Bytes."""
MOST_THROWN_AWAY = 64 * 2**20
"""Bytes of a body that are read though it is refused."""
_PIECE = 1 << 16
DEEPEST = 50


def refuse_too_large(request: HttpRequest) -> None:
    """Raises TooLarge for a body that says it is; to be asked once it is known who sends it, since it may be read."""
    announced = int(request.META.get("CONTENT_LENGTH") or 0)
    if announced > LARGEST_BODY:
        raise _too_large(cast("IO[bytes]", request), announced)


def _too_large(stream: IO[Any], announced: int = 0) -> TooLarge:
    """The problem of a body that is too large. What is left of it is read and thrown away first, up to MOST_THROWN_AWAY: who
    still sends when the line is closed never sees an answer.
    """
    thrown = 0
    with suppress(OSError):
        while max(thrown, announced) <= MOST_THROWN_AWAY and (piece := stream.read(_PIECE)):
            thrown += len(piece)
    return TooLarge(f"A body may have {LARGEST_BODY:,} bytes.")


class StrictJSONParser(BaseParser):
    """RFC 8259 in UTF-8: no NaN or Infinity, no name twice in one object, at most 50 levels deep."""

    media_type = "application/json"

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        if "charset=" in (media_type or "").lower() and "utf-8" not in (media_type or "").lower():
            raise UnsupportedMedia("JSON is taken in UTF-8 only.")
        body = stream.read(LARGEST_BODY + 1)
        if len(body) > LARGEST_BODY:
            raise _too_large(stream)
        return strict_json(body)


class StrictFormParser(MultiPartParser):
    """A form with files (RFC 7578) that came to its end.

    Django would take what there is of one that broke off, and the whole of one with another boundary for its first part.
    """

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        kept = _Ending(stream)
        form = super().parse(cast("IO[Any]", kept), media_type, parser_context)
        _kind, options = parse_header_parameters(media_type or "")
        if not kept.ending.rstrip().endswith(f"--{options.get('boundary', '')}--".encode()):
            raise Invalid.at("", "The form broke off: the boundary that `Content-Type` names is not at its end.")
        if twice := [name for name, files in form.files.lists() if len(files) > 1]:
            raise Invalid.at(f"/{twice[0]}", f"Send one file as {twice[0][:40]!r}.")
        return form


class _Ending:
    """A body, and the last bytes that were read of it."""

    def __init__(self, body: IO[bytes]) -> None:
        self.body, self.ending = body, b""

    def read(self, size: int = -1) -> bytes:
        piece = self.body.read(size)
        self.ending = (self.ending + piece)[-300:]
        return piece


def refuse_packed(headers: Mapping[str, str]) -> None:
    """No body is unpacked, so that none can grow. Raises UnsupportedMedia for one that says it is packed."""
    said = f"{headers.get('Content-Encoding', '')},{headers.get('Transfer-Encoding', '')}"
    packed = [coding for part in said.split(",") if (coding := part.strip().lower()) not in ("", "identity", "chunked")]
    if packed:
        raise UnsupportedMedia(f"Send the body as it is, not packed with {packed[0][:40]!r}.")


def strict_json(body: bytes) -> Any:
    """The value of a JSON text. Raises Invalid that says what is wrong with it, and where."""
    try:
        value = json.loads(
            body.decode("utf-8-sig"), object_pairs_hook=_object, parse_constant=_constant, parse_float=_float
        )
    except UnicodeDecodeError as problem:
        raise Invalid.at("", f"The body is not UTF-8 (byte {problem.start}).") from None
    except RecursionError:
        raise _too_deep() from None
    except json.JSONDecodeError as problem:
        raise Invalid.at(
            "", f"The body is not JSON: {problem.msg} (line {problem.lineno}, column {problem.colno})."
        ) from None
    except ValueError:  # a number of more digits than Python reads
        raise Invalid.at("", "The body holds a number of too many digits.") from None
    if _is_deeper_than(DEEPEST, value):
        raise _too_deep()
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        [(twice, _times)] = Counter(name for name, _value in pairs).most_common(1)
        raise Invalid.at("", f"The name {twice!r} stands twice in one object.")
    for name in found:
        if has_unstorable(name):
            raise Invalid.at("", f"The name {name!r} holds NUL or a lone surrogate.")
    return found


def _constant(word: str) -> NoReturn:
    raise Invalid.at("", f"{word} is not JSON.")


def _float(digits: str) -> float:
    value = float(digits)
    if math.isinf(value):
        raise Invalid.at("", f"The number {digits[:40]} is too large.")
    return value


def _is_deeper_than(levels: int, value: object) -> bool:
    layer = [value]
    for _level in range(levels + 1):
        layer = [
            inner
            for outer in layer
            if isinstance(outer, dict | list)
            for inner in (outer.values() if isinstance(outer, dict) else outer)
            if isinstance(inner, dict | list)
        ]
        if not layer:
            return False
    return True


def _too_deep() -> Invalid:
    return Invalid.at("", f"The body is nested more than {DEEPEST} levels deep.")
