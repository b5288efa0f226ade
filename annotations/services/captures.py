"""Keeping the bytes an article came as."""

from __future__ import annotations

from typing import Any

from django.core.files.base import ContentFile

from annotations.models import Article, Capture
from annotations.models.capture import CaptureWay, place_of
from annotations.services.taking_in import Upload
from factcheck.core.fetching import Fetched
from factcheck.core.hashing import sha256_bytes
from factcheck.desks.actors import Actor
from factcheck.desks.editing import create


def keep_upload(actor: Actor, article: Article, upload: Upload) -> Capture:
    return _keep(
        actor, article, upload.content, way=CaptureWay.UPLOADED, media_type=upload.media_type[:200],
        charset=upload.charset[:100], filename=upload.filename[:255],
    )  # fmt: skip


def keep_fetched(actor: Actor, article: Article, fetched: Fetched) -> Capture:
    return _keep(
        actor, article, fetched.body, way=CaptureWay.FETCHED, url=fetched.final_url[:2000],
        media_type=fetched.media_type[:200], charset=fetched.charset[:100], etag=fetched.etag[:500],
        last_modified=fetched.last_modified[:100],
    )  # fmt: skip


def _keep(actor: Actor, article: Article, content: bytes, **facts: Any) -> Capture:
    """The same bytes are one file, whoever brings them again."""
    capture = Capture(
        desk_id=article.desk_id, article=article, sha256=sha256_bytes(content),
        size=len(content), **facts,
    )  # fmt: skip
    place = place_of(capture, "")
    storage = capture.content.storage
    capture.content.name = place if storage.exists(place) else storage.save(place, ContentFile(content))
    return create(actor, "capture.kept", capture)
