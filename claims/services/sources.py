"""Sources and their archived copies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from annotations.services.taking_in import TakenIn, take_in
from claims import permissions
from claims.models import Claim, Snapshot, Source
from claims.status import BEFORE_PUBLISHING
from factcheck.core.hashing import sha256_text
from factcheck.core.problems import Conflict, FieldError, SourceExists
from factcheck.core.urls import url_key
from factcheck.desks.actors import Actor
from factcheck.desks.editing import archive, change, create, lock, lock_desk
from factcheck.desks.models import Desk
from factcheck.desks.permissions import require


@dataclass(frozen=True)
class NewSource:
    """A source as it is given. `text` or `html` is kept as its archived copy."""

    title: str
    url: str = ""
    publisher: str = ""
    kind: str = "other"
    published_on: date | None = None
    accessed_on: date | None = None
    interests: str = ""
    protected: bool = False
    text: str | None = None
    html: str | None = None


def archive_source(actor: Actor, desk: Desk, **given: Any) -> Source:
    """Take a source into the desk, with an archived copy when its words are given (fields of NewSource).

    Raises SourceExists when the desk has a source at this URL. Nothing is locked while the words are read.
    """
    require(permissions.may_write(actor, desk))
    new = NewSource(**given)
    _refuse_known_url(desk, new.url)
    words = read_words(text=new.text, html=new.html, url=new.url)
    with transaction.atomic():
        lock_desk(desk.pk)
        _refuse_known_url(desk, new.url)  # another may have brought it meanwhile
        return add_source(actor, desk, new, words)


def _refuse_known_url(desk: Desk, url: str) -> None:
    known = source_at(desk, url)
    if known is not None:
        raise SourceExists("The desk has a source at this URL already; use that one.", source=str(known.id))


def add_source(actor: Actor, desk: Desk, new: NewSource, words: TakenIn | None) -> Source:
    """The same for a source that is new to the desk, with its words read already. The desk is locked."""
    source = create(actor, "source.added", row_of(desk, new))
    keep_copy(actor, source, words)
    return source


def row_of(desk: Desk, new: NewSource) -> Source:
    """A new source's row, yet to be written."""
    return Source(
        desk=desk, url=new.url, key=url_key(new.url) if new.url else None, title=new.title.strip(),
        publisher=new.publisher, kind=new.kind, published_on=new.published_on, accessed_on=new.accessed_on,
        interests=new.interests, protected=new.protected,
    )  # fmt: skip


def source_at(desk: Desk, url: str) -> Source | None:
    """The desk's source at a URL, if it has one."""
    return Source.objects.live().filter(desk=desk, key=url_key(url)).first() if url else None


def read_words(*, text: str | None, html: str | None, url: str) -> TakenIn | None:
    """The words of a source as they will be kept, out of what was given; None when nothing was.

    A page takes its time to read, so this comes before anything is locked.
    """
    return take_in(text=text or None, html=html or None, url=url) if text or html else None


def keep_copy(actor: Actor, source: Source, words: TakenIn | None) -> Snapshot | None:
    """Keep the source's words as an archived copy; the same words are kept once. None without any.

    The source must be locked.
    """
    if words is None:
        return None
    digest = sha256_text(words.text)
    known = source.snapshots.filter(sha256=digest).first()
    if known is not None:
        return known
    return create(
        actor, "snapshot.kept",
        Snapshot(desk_id=source.desk_id, source=source, text=words.text, sha256=digest, length=len(words.text)),
    )  # fmt: skip


def edit_source(actor: Actor, source: Source, *, version: int | None = None, **changes: Any) -> Source:
    """Change a source's particulars; `text` or `html` adds an archived copy, and is read before anything is locked.

    Raises Conflict when a published review would say something else by it.
    """
    require(permissions.may_edit_source(actor, source))
    url = changes.get("url", source.url)
    words = read_words(text=changes.pop("text", None), html=changes.pop("html", None), url=url)
    return _edit(actor, source, version, changes, words)


@transaction.atomic
def _edit(
    actor: Actor, source: Source, version: int | None, changes: dict[str, Any], words: TakenIn | None
) -> Source:  # fmt: skip
    _hold_claims(source)
    if "url" in changes:
        lock_desk(source.desk_id)
    source = lock(source, version)
    if "title" in changes:
        changes["title"] = changes["title"].strip()
    _refuse_quiet_changes(source, changes)
    keep_copy(actor, source, words)
    if "url" in changes:
        known = source_at(source.desk, changes["url"])
        if known is not None and known.pk != source.pk:
            raise SourceExists("The desk has another source at this URL.", source=str(known.id))
        source.key = url_key(changes["url"]) if changes["url"] else None
    return change(actor, "source.edited", source, changes)


SHOWN = ("url", "title", "publisher", "kind", "published_on")
"""What a published review says of a source."""


def _hold_claims(source: Source) -> None:
    """Lock the claims that rest on a source, before the source itself, so that none is published meanwhile."""
    resting = source.evidence.filter(archived_at=None).values("claim_id")
    list(Claim.objects.select_for_update(no_key=True).filter(pk__in=resting).order_by("pk"))


def _refuse_quiet_changes(source: Source, changes: dict[str, Any]) -> None:
    changed = [name for name in SHOWN if name in changes and changes[name] != getattr(source, name)]
    shown = (
        source.evidence.filter(archived_at=None).exclude(claim__status__in=BEFORE_PUBLISHING).select_related("claim")
    )
    row = shown.first() if changed else None
    if row is not None:
        raise Conflict(
            f"The published review of claim {row.claim.number} rests on this source; say in a correction of the review what "
            f"is wrong. As long as it is shown, {', '.join(changed)} stay{'s' if len(changed) == 1 else ''} as published.",
            errors=[FieldError(f"/{name}", "This stands in a published review.") for name in changed],
        )


@transaction.atomic
def remove_source(actor: Actor, source: Source, *, version: int | None = None) -> Source:
    """Take a source out of sight, unless evidence rests on it."""
    require(permissions.may_edit_source(actor, source))
    source = lock(source, version)
    if source.evidence.filter(archived_at=None).exists():
        raise Conflict("Evidence rests on this source. Remove the evidence first.")
    return archive(actor, "source.archived", source)
