"""The W3C's own assertions about Web Annotations, run on what is given out, and its samples.

They lie beside the project (../shared), not in it. Without them the tests that need them are skipped, and the closing lines
of the run say so.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from jsonschema import Draft4Validator, FormatChecker
from jsonschema.protocols import Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4

from tests.conftest import SHARED

SUITE = SHARED / "data/web-annotation"
SAMPLES = SUITE / "tools/samples"
NOT_PROVEN = "the W3C's assertions are not beside the project (../shared); conformance was not proven here"

needs_the_suite = pytest.mark.skipif(not SUITE.exists(), reason=NOT_PROVEN)

formats = FormatChecker(formats=())


@formats.checks("uri")
def _is_iri(value: object) -> bool:
    return not isinstance(value, str) or (bool(urlsplit(value).scheme) and not any(c.isspace() for c in value))


@formats.checks("date-time", raises=ValueError)
def _is_time(value: object) -> bool:
    return not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None


@dataclass(frozen=True)
class Assertion:
    """One thing a document must do: valid against the schema, it does."""

    name: str
    validator: Validator

    def holds(self, document: Any) -> bool:
        return bool(self.validator.is_valid(document))


@cache
def _registry() -> Registry[Any]:
    found: Registry[Any] = Registry()
    for path in sorted((SUITE / "definitions").glob("*.json")):
        contents = json.loads(path.read_text(encoding="utf-8"))
        found = found.with_resource(contents["id"], Resource.from_contents(contents, default_specification=DRAFT4))
    return found


@cache
def listed(table: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The assertions that a table of the suite (such as `annotations/annotationMusts.test`) names: present, and missing.

    None of either without the suite.
    """
    if not SUITE.exists():
        return (), ()
    names = json.loads((SUITE / table).read_text(encoding="utf-8"))["assertions"]
    there = tuple(name for name in names if (SUITE / name).exists())
    return there, tuple(name for name in names if name not in there)


@cache
def assertion(name: str) -> Assertion:
    schema = json.loads((SUITE / name).read_text(encoding="utf-8"))
    return Assertion(name, Draft4Validator(schema, registry=_registry(), format_checker=formats))


def broken(table: str, document: object) -> list[str]:
    """The assertions of a table that a document does not hold."""
    there, _missing = listed(table)
    return [name for name in there if not assertion(name).holds(document)]


def samples(kind: str) -> list[Path]:
    """The sample documents of a kind, `correct` or `incorrect`; none without the suite."""
    return sorted((SAMPLES / kind).glob("*.json"), key=lambda path: (len(path.name), path.name))
