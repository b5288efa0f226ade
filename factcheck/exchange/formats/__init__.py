"""The formats of exports, one module for each. docs/exports.md tells of them field by field."""

from __future__ import annotations

from factcheck.core.problems import Invalid
from factcheck.exchange.formats import (
    averitec,
    brat,
    claimreview,
    conll,
    csv,
    doccano,
    fever,
    json,
    jsonl,
    label_studio,
    parquet,
    webannotation,
)
from factcheck.exchange.formats.form import Format

_MODULES = (
    jsonl, json, csv, parquet, claimreview, webannotation, doccano, label_studio, brat, conll, fever, averitec,
)  # fmt: skip
ZIP = "zip"
"""What an archive comes as, and nothing else does."""
FORMATS: dict[str, Format] = {module.FORMAT.name: module.FORMAT for module in _MODULES}


def formats_of(resource: str) -> dict[str, Format]:
    """The formats that a resource comes in, by name."""
    return {name: form for name, form in FORMATS.items() if resource in form.readers}


def format_named(name: str, resource: str) -> Format:
    """The format with this name, or Invalid at `/format` naming those there are for the resource."""
    known = formats_of(resource)
    if name not in known:
        raise Invalid.at("/format", f"{resource} do not come as {name!r}; they come as {', '.join(known)}.")
    return known[name]


__all__ = ["FORMATS", "ZIP", "Format", "format_named", "formats_of"]
