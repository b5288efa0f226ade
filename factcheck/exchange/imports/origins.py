"""What came from elsewhere under which name: so that it comes once, and one can tell whose it was."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from factcheck.core import clock
from factcheck.core.hashing import sha256_text
from factcheck.core.text import canonical_text
from factcheck.desks import history
from factcheck.desks.actors import Actor
from factcheck.desks.models import Desk, Record
from factcheck.exchange.imports.drafts import ArticleDraft, Draft, From, MarkDraft, digest_of, id_of
from factcheck.exchange.models import Import, Origin

LONGEST_ID = 500


@dataclass(frozen=True)
class Named:
    """A draft's name at the desk, which is the same whenever it comes; and the hash of what it says."""

    kind: str
    external_id: str
    digest: str


@dataclass(frozen=True)
class Came:
    """A record that was made of a draft."""

    record: Record
    named: Named
    origin: From


def name_of(draft: Draft, data_set: str) -> Named:
    """An IRI is the same name everywhere; any other holds within its `data_set`."""
    return Named(draft.kind, _name(id_of(draft), data_set), digest_of(draft))


def name_of_mark(mark: MarkDraft, article: ArticleDraft, data_set: str) -> Named:
    """A mark without a name of its own is known by its article and what it says."""
    own = mark.origin.external_id or f"{id_of(article)}/{digest_of(mark)}"
    return Named(mark.kind, _name(own, data_set), digest_of(mark))


def _name(own: str, data_set: str) -> str:
    own = canonical_text(own)
    full = own if "://" in own or own.startswith(("urn:", "sha256:")) else f"{data_set}:{own}"
    return full if len(full) <= LONGEST_ID else f"sha256:{sha256_text(full)}"


def known_origins(actor: Actor, desk: Desk, names: Iterable[Named]) -> dict[tuple[str, str], Origin]:
    """Those of the names that came before, by kind and external id."""
    ids: dict[str, list[str]] = {}
    for name in names:
        ids.setdefault(name.kind, []).append(name.external_id)
    at_desk = Origin.objects.visible_to(actor).filter(desk=desk)
    return {
        (row.subject_type, row.external_id): row
        for kind, wanted in ids.items()
        for row in at_desk.filter(subject_type=kind, external_id__in=wanted)
    }


def note_origins(actor: Actor, job: Import, came: Sequence[Came]) -> None:
    """Keep where new records came from, and tell it in their history, where nobody can change it unseen.

    Of a claim the event that made it tells so already.
    """
    Origin.keep([_origin(actor, job, one) for one in came])
    history.append_many(actor, job.desk_id, [_link(one) for one in came if one.named.kind != "claim"])


def told_of(name: Named, origin: From) -> dict[str, str]:
    """What history says of where something came from."""
    made_at = clock.iso(origin.made_at) if origin.made_at else ""
    told = {"external_id": name.external_id, "author": origin.author, "made_at": made_at}
    return {member: value for member, value in told.items() if value}


def _origin(actor: Actor, job: Import, one: Came) -> Origin:
    return Origin(
        desk_id=job.desk_id, created_by=actor.user, subject_type=one.named.kind, subject_id=one.record.pk,
        external_id=one.named.external_id, digest=one.named.digest, author=one.origin.author,
        made_at=one.origin.made_at, job=job,
    )  # fmt: skip


def _link(one: Came) -> history.Link:
    record, told = one.record, told_of(one.named, one.origin)
    changes: dict[str, list[Any]] = {member: [None, value] for member, value in told.items()}
    return history.Link("origin.noted", record.history_type, record.pk, changes, record.history_claim_id)
