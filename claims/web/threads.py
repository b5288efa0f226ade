"""The comments on a claim as its page shows them."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from claims import kept, permissions
from claims.models import Claim, Comment
from factcheck.desks.actors import Actor
from factcheck.desks.mentions import People, mentioned
from factcheck.desks.permissions import Answer


@dataclass(frozen=True)
class Said:
    """A comment, with what the reader may do to it. `by` is empty where its author may not be named yet."""

    comment: Comment
    by: str
    may_edit: Answer
    may_archive: Answer


@dataclass(frozen=True)
class Thread:
    """A comment and its answers. `first` is None where it was removed, or is not for the reader's eyes yet."""

    id: UUID
    first: Said | None
    replies: list[Said]


@dataclass(frozen=True)
class Talk:
    """All threads, oldest first, and the colleagues they name."""

    threads: list[Thread]
    people: People


def talk_about(actor: Actor, claim: Claim) -> Talk:
    """What the actor may read of what is said about a claim; as many queries however much that is."""
    found = kept.COMMENTS.of(actor, [claim.pk])
    firsts = {row.pk: row for row in found if row.reply_to_id is None}
    ids = dict.fromkeys(row.reply_to_id or row.pk for row in found)
    threads = [
        Thread(
            id=key,
            first=_said(actor, firsts[key]) if key in firsts else None,
            replies=[_said(actor, row) for row in found if row.reply_to_id == key],
        )
        for key in ids
    ]
    return Talk(threads, mentioned([row.text for row in found], claim.desk_id))


def _said(actor: Actor, row: Comment) -> Said:
    named: bool = row.is_named  # type: ignore[attr-defined]  # annotated by the query
    return Said(
        comment=row, by=str(row.created_by) if named else "", may_edit=permissions.may_edit_comment(actor, row),
        may_archive=permissions.may_archive_comment(actor, row),
    )  # fmt: skip
