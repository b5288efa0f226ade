"""Sources and their archived copies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from annotations.services.taking_in import take_in, url_key
from claims import permissions
from claims.models import Claim, Snapshot, Source
from claims.status import BEFORE_PUBLISHING
from factcheck.core.hashing import sha256_text
from factcheck.core.problems import Conflict, FieldError, SourceExists
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


@transaction.atomic
def archive_source(actor: Actor, desk: Desk, **given: Any) -> Source:
    """Take a source into the desk, with an archived copy when its words are given (fields of NewSource).

    Raises SourceExists when the desk has a source at this URL.
    """
    require(permissions.may_write(actor, desk))
    new = NewSource(**given)
    lock_desk(desk.pk)
    known = source_at(desk, new.url)
    if known is not None:
        raise SourceExists("The desk has a source at this URL already; use that one.", source=str(known.id))
    source = create(
        actor, "source.added",
        Source(
            desk=desk, url=new.url, key=url_key(new.url) if new.url else None, title=new.title.strip(),
            publisher=new.publisher, kind=new.kind, published_on=new.published_on, accessed_on=new.accessed_on,
            interests=new.interests, protected=new.protected,
        ),
    )  # fmt: skip
    keep_copy(actor, source, text=new.text, html=new.html)
    return source


def source_at(desk: Desk, url: str) -> Source | None:
    """The desk's source at a URL, if it has one."""
    return Source.objects.live().filter(desk=desk, key=url_key(url)).first() if url else None


def keep_copy(actor: Actor, source: Source, *, text: str | None, html: str | None) -> Snapshot | None:
    """Keep the source's words as an archived copy; the same words are kept once. None when none were given.

    The source must be locked.
    """
    if not text and not html:
        return None
    found = take_in(text=text or None, html=html or None, url=source.url)
    digest = sha256_text(found.text)
    known = source.snapshots.filter(sha256=digest).first()
    if known is not None:
        return known
    return create(
        actor, "snapshot.kept",
        Snapshot(desk_id=source.desk_id, source=source, text=found.text, sha256=digest, length=len(found.text)),
    )  # fmt: skip


@transaction.atomic
def edit_source(actor: Actor, source: Source, *, version: int | None = None, **changes: Any) -> Source:
    """Change a source's particulars; `text` or `html` adds an archived copy.

    Raises Conflict when a published review would say something else by it.
    """
    _hold_claims(source)
    if "url" in changes:
        lock_desk(source.desk_id)
    source = lock(source, version)
    require(permissions.may_edit_source(actor, source))
    if "title" in changes:
        changes["title"] = changes["title"].strip()
    _refuse_quiet_changes(source, changes)
    keep_copy(actor, source, text=changes.pop("text", None), html=changes.pop("html", None))
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
    list(Claim.objects.select_for_update().filter(pk__in=resting).order_by("pk"))


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
