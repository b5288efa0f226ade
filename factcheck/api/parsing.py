"""JSON as it comes in: one spelling of each value, nothing that could not be written back."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import IO, Any, NoReturn

from rest_framework.parsers import BaseParser

from factcheck.core.problems import Invalid, TooLarge, UnsupportedMedia
from factcheck.core.text import has_unstorable

LARGEST_BODY = 16 * 2**20
"""Bytes."""
DEEPEST = 50


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
            raise TooLarge(f"A body may have {LARGEST_BODY:,} bytes.")
        return strict_json(body)


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
        names = [name for name, _value in pairs]
        twice = next(name for name in names if names.count(name) > 1)
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
