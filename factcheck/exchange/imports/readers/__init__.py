"""One reader for each format: from the bytes of a file to drafts, in their order. A reader knows no rule of any desk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import IO

from factcheck.exchange.imports.drafts import Note, Read
from factcheck.exchange.imports.options import Options
from factcheck.exchange.imports.readers import (
    averitec,
    claimreview,
    doccano,
    fever,
    label_studio,
    table,
    webannotation,
)

Reader = Callable[[IO[bytes], Options], Iterator[Read]]

REMARKS: dict[str, Callable[[IO[bytes], Options], Iterator[Note]]] = {"csv": table.remarks}
"""What there is to say of a file as a whole before its rows."""

READERS: dict[str, Reader] = {
    "claimreview": claimreview.read,
    "webannotation": webannotation.read,
    "label-studio": label_studio.read,
    "doccano": doccano.read,
    "fever": fever.read,
    "averitec": averitec.read,
    "csv": table.read,
}
