"""Keeping the bytes an article came as."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile

from annotations.models import Article, Capture
from annotations.models.capture import CaptureWay, place_of
from annotations.services.taking_in import Upload
from factcheck.core.fetching import Fetched
from factcheck.core.hashing import sha256_bytes
from factcheck.core.text import canonical_text
from factcheck.desks.actors import Actor
from factcheck.desks.editing import create

Original = Upload | Fetched
"""What an article came as: a file from a person, or a page from its site."""


def keep(actor: Actor, article: Article, original: Original, *, copied_at: datetime | None) -> Capture:
    """Keep the bytes with their hash, and when an archive copied them, if one did. The same bytes of a desk are one file."""
    content = original.body if isinstance(original, Fetched) else original.content
    capture = Capture(
        desk_id=article.desk_id, article=article, sha256=sha256_bytes(content), size=len(content), copied_at=copied_at,
        media_type=canonical_text(original.media_type)[:200], charset=canonical_text(original.charset)[:100],
        **_of_its_way(original),
    )  # fmt: skip
    place = place_of(capture, "")
    storage = capture.content.storage
    capture.content.name = place if storage.exists(place) else storage.save(place, ContentFile(content))
    return create(actor, "capture.kept", capture)


def _of_its_way(original: Original) -> dict[str, Any]:
    if isinstance(original, Fetched):
        return {"way": CaptureWay.FETCHED, "url": original.final_url[:2000], **conditions(original)}
    return {"way": CaptureWay.UPLOADED, "filename": canonical_text(original.filename)[:255]}


def conditions(page: Fetched | Capture) -> dict[str, str]:
    """What a site is asked with, whether a page is still as it was."""
    return {"etag": page.etag[:500], "last_modified": page.last_modified[:100]}
