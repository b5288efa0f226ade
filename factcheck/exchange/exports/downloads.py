"""Handing out a file, whole or in part (RFC 9110, section 14), with what proves that it came as it was (RFC 9530)."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.translation import gettext as _
from rest_framework.request import Request

from factcheck.api.etag import is_known, is_unchanged
from factcheck.core.problems import Conflict, Gone, NotSatisfiable
from factcheck.exchange.models import Export, JobState

PIECE = 2**16
_ONE_RANGE = re.compile(r"bytes=\s*(?:([0-9]{1,19})-([0-9]{1,19})?|-([0-9]{1,19}))\s*")


@dataclass(frozen=True)
class Stored:
    """A file that can be handed out."""

    export: Export
    size: int

    @property
    def etag(self) -> str:
        return f'"{self.export.sha256}"'

    @property
    def headers(self) -> dict[str, str]:
        digest = base64.b64encode(bytes.fromhex(self.export.sha256)).decode()
        return {
            "ETag": self.etag,
            "Accept-Ranges": "bytes",
            "Repr-Digest": f"sha-256=:{digest}:",
            "Content-Disposition": f'attachment; filename="{self.export.filename}"',
        }


def file_of(export: Export) -> Stored:
    """The file of an export. Raises Conflict while there is none yet, or where it failed; Gone when its time is over."""
    if export.state == JobState.FAILED:
        raise Conflict(_("This export failed, so there is no file; its `problem` says why."))
    if export.state != JobState.DONE:
        raise Conflict(_("This export is not done yet; ask again when its `state` is `done`."))
    if not export.has_file or not export.file.storage.exists(str(export.file)):
        raise Gone(_("The time of this export is over, and its file was removed. Ask for a new one."))
    return Stored(export, export.size or 0)


def download(request: HttpRequest | Request, stored: Stored) -> HttpResponseBase:
    """The answer to a GET or HEAD: 200, 206 with the part that `Range` asks for, 304, or NotSatisfiable (416)."""
    if is_known(request.headers.get("If-None-Match"), stored.etag):
        return HttpResponse(status=304, headers={"ETag": stored.etag})
    part = _part(request, stored)
    start, end = part or (0, stored.size)
    headers = {**stored.headers, "Content-Length": str(end - start)}
    if part:
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{stored.size}"
    status = 206 if part else 200
    if request.method == "HEAD":
        return HttpResponse(status=status, content_type=stored.export.media_type, headers=headers)
    content = _bytes(stored.export.file.storage.open(str(stored.export.file)), start, end)
    return StreamingHttpResponse(content, status=status, content_type=stored.export.media_type, headers=headers)


def _part(request: HttpRequest | Request, stored: Stored) -> tuple[int, int] | None:
    """`[start, end)` of what is asked for; None for all of it.

    A range that is none of bytes, several of them, or one of another file than there is now (`If-Range`) is not heeded, as
    the RFC lets a server do.
    """
    asked = _ONE_RANGE.fullmatch(request.headers.get("Range", ""))
    if asked is None or not _is_of_this_file(request.headers.get("If-Range"), stored):
        return None
    first, last, suffix = (int(n) if n is not None else None for n in asked.groups())
    if first is None:
        start, end = max(0, stored.size - (suffix or 0)), stored.size
    elif last is not None and last < first:
        return None
    else:
        start, end = first, min(stored.size, stored.size if last is None else last + 1)
    if start >= end:
        raise NotSatisfiable(_("The file has %(size)d bytes.") % {"size": stored.size}, size=stored.size)
    return start, end


def _is_of_this_file(if_range: str | None, stored: Stored) -> bool:
    """Whether `If-Range` names the file as it is; a date never does, for it would be too coarse."""
    if if_range is None:
        return True
    return if_range.lstrip().startswith('"') and is_unchanged(if_range, stored.etag)


def _bytes(file: IO[bytes], start: int, end: int) -> Iterator[bytes]:
    with file:
        file.seek(start)
        left = end - start
        while left and (piece := file.read(min(PIECE, left))):
            left -= len(piece)
            yield piece
