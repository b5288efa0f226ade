"""The history of a desk, link by link, with the hashes that the services would have reckoned."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import orjson

from factcheck.core.hashing import canonical_json, sha256_bytes
from factcheck.desks.models import ChainHead, Desk, Event, InHistory
from factcheck.desks.verifying import kinds
from tests.benchmarks.seeding.content import iso, micros, written
from tests.benchmarks.seeding.writing import Row


class Chain:
    """Appends to a desk's chain in memory; `close` writes where it ended."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        head = ChainHead.objects.get(desk=desk)
        self.sequence, self.hash = head.sequence, head.hash

    def link(
        self, key: str, at: int, actor: str | None, verb: str, *, subject: tuple[str, str], claim: str | None,
        changes: dict[str, Any], version: int | None,
    ) -> Row:  # fmt: skip
        """A row for events; ids are 32 hexadecimal digits. `changes` is what differs, `{field: [before, after]}`."""
        self.sequence += 1
        said = {
            "id": dashed(key), "desk": str(self.desk.pk), "sequence": self.sequence, "at": iso(at),
            "actor": actor and dashed(actor), "verb": verb,
            "subject": {"type": subject[0], "id": dashed(subject[1])}, "claim": claim and dashed(claim),
            "version": version, "changes": changes, "previous_hash": self.hash,
        }  # fmt: skip
        before, self.hash = self.hash, sha256_bytes(canonical_json(said))
        return (
            key, self.desk.pk.hex, self.sequence, written(at), actor, verb, *subject, claim, version,
            orjson.dumps(changes).decode(), before, self.hash,
        )  # fmt: skip

    def close(self) -> None:
        ChainHead.objects.filter(desk=self.desk).update(sequence=self.sequence, hash=self.hash)


def dashed(key: str) -> str:
    """A UUID as JSON has it."""
    return f"{key[:8]}-{key[8:12]}-{key[12:16]}-{key[16:20]}-{key[20:]}"


def told_of(created: InHistory) -> dict[str, list[Any]]:
    """What the first event of a row tells."""
    return {name: [None, value] for name, value in created.told().items() if value is not None}


def links_of_the_rest(chain: Chain, keys: Iterator[str]) -> Iterator[Row]:
    """An event for each row of the desk that no event tells of yet, each version of a review its own."""
    known = set(Event.objects.filter(desk=chain.desk).values_list("subject_type", "subject_id").distinct())
    for kind, model in kinds().items():
        links = [name for name in model.history_fields if model._meta.get_field(name).many_to_many]
        for row in model.rows_of(chain.desk).prefetch_related(*links).order_by("pk").iterator(chunk_size=1000):
            if (kind, row.pk) not in known:
                yield from _links_of(chain, kind, row, keys)


def _links_of(chain: Chain, kind: str, row: Any, keys: Iterator[str]) -> Iterator[Row]:
    told, at = told_of(row), micros(row.created_at)
    maker, claim = _hex(row.created_by_id), _hex(row.history_claim_id)
    drafted = (
        row.version == 2
    )  # of all that is seeded beside claims, reviews alone have been changed: they were published
    changed = {name: told.pop(name) for name in ("published_at",) if drafted}
    if drafted:
        changed["state"], told["state"] = ["draft", row.state], [None, "draft"]
    subject = (kind, row.pk.hex)
    yield chain.link(
        next(keys), at, maker, f"{kind}.{'drafted' if kind == 'review' else 'added'}", subject=subject, claim=claim,
        changes=told, version=1,
    )  # fmt: skip
    if drafted:
        yield chain.link(
            next(keys), at, maker, "review.published", subject=subject, claim=claim, changes=changed, version=2
        )


def _hex(key: UUID | None) -> str | None:
    return key.hex if key else None
