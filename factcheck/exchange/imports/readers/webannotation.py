"""W3C Web Annotations (https://www.w3.org/TR/annotation-model/): one, a list, a collection or a page of them.

What a document means is read where the protocol reads it, by `annotations.webannotation`; here they are only taken apart.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Any

from factcheck.exchange.imports.drafts import At, DocumentDraft, From, Read
from factcheck.exchange.imports.jsonrows import each, json_entries
from factcheck.exchange.imports.options import Options
from factcheck.exchange.imports.values import Noting, string

from annotations.webannotation.terms import CONTEXT  # isort: skip

LISTS = ("items", "first.items", "@graph")
"""Where a page has its annotations, a collection those of its first page, and a document several."""


def read(file: IO[bytes], options: Options) -> Iterator[Read]:
    """Each annotation as it came; one within a page has the page's context."""
    return each(json_entries(file, LISTS), lambda at, said: _document(at, said, options))


def _document(at: At, said: dict[str, Any], options: Options) -> Iterator[DocumentDraft]:
    noting = Noting(at, options.dates)
    document = said if "@context" in said or not at.pointer else {"@context": CONTEXT, **said}
    origin = From(
        string(said.get("id"))[:500], string(said.get("creator"))[:300], noting.moment(said.get("created"), "created")
    )
    yield DocumentDraft(at, origin, document, noting.notes)
