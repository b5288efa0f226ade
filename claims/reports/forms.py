"""The forms a report comes in."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass

import orjson

from claims.reports import docx, html, markdown, pdf
from claims.reports.dossier import Dossier
from claims.reports.outline import outline_of


def _json(dossier: Dossier) -> bytes:
    return orjson.dumps(dataclasses.asdict(dossier), option=orjson.OPT_INDENT_2 | orjson.OPT_UTC_Z)


@dataclass(frozen=True)
class Form:
    """A kind of file: what it is called on the wire, and how it is written."""

    media_type: str
    write: Callable[[Dossier], bytes]


FORMS: dict[str, Form] = {
    "html": Form("text/html; charset=utf-8", lambda d: html.write(outline_of(d), d.language)),
    "md": Form("text/markdown; charset=utf-8", lambda d: markdown.write(outline_of(d))),
    "pdf": Form("application/pdf", lambda d: pdf.write(outline_of(d), d.language)),
    "docx": Form(
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        lambda d: docx.write(outline_of(d), d.title),
    ),
    "json": Form("application/json", _json),
}


def write(dossier: Dossier, kind: str) -> bytes:
    """The report as a file of one of FORMS."""
    return FORMS[kind].write(dossier)
