"""A report as a tagged PDF, set by typst."""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from dataclasses import asdict
from functools import cache
from pathlib import Path

import orjson
import typst

from claims.reports.outline import Part

TEMPLATE = Path(__file__).parent / "report.typ"
FONTS = ("noto_sans", "noto_sans_arabic", "noto_sans_devanagari", "noto_sans_tamil", "noto_sans_thai")
"""Packages with the fonts of a report. Other scripts are set in the machine's own fonts, or as empty boxes."""


def write(outline: Sequence[Part], language: str) -> bytes:
    """A PDF; what people wrote goes in as JSON and is never read as typst, which knows languages without regions."""
    parts = [{"part": type(part).__name__, **asdict(part)} for part in outline]
    inputs = {"outline": orjson.dumps(parts).decode(), "language": language.partition("-")[0]}
    return typst.compile(TEMPLATE, sys_inputs=inputs, font_paths=_font_paths())


@cache
def _font_paths() -> list[Path]:
    return [Path(_origin(f"fontpkg_{name}")).parent / "files" for name in FONTS]


def _origin(package: str) -> str:
    found = importlib.util.find_spec(package)
    if found is None or found.origin is None:
        raise ModuleNotFoundError(f"The fonts of {package} are not installed; run make.", name=package)
    return found.origin
