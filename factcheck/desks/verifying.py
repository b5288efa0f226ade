"""Proving a desk's history: the hash chain from end to end, then every row against what its events say it is.

A chain alone shows that events were edited, removed or moved. Whoever can write the database can also reckon all its hashes
anew; that shows when an earlier head was kept elsewhere. So `verify` takes heads that were kept, and gives the present one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.apps import apps

from factcheck.core.problems import Invalid
from factcheck.desks.history import START, link_hash
from factcheck.desks.models import ChainHead, Desk, DeskOwned, Event, InHistory, Told
from factcheck.desks.reading import reading

Key = tuple[str, UUID]
Kept = Mapping[int, set[str]]
"""Hashes of heads that were kept, by their sequences."""

HEAD = re.compile(r"(?P<desk>[-\w]+):(?P<sequence>[0-9]{1,18}):(?P<hash>[0-9a-f]{64})")
EVENTS_AT_ONCE = 2000
ROWS_AT_ONCE = 1000
LONG_ROWS_AT_ONCE = 4
"""Of rows with texts, which have millions of characters each."""


@dataclass(frozen=True)
class Head:
    """The end of a desk's chain at some time; written `desk:sequence:hash`, with the desk's slug."""

    desk: str
    sequence: int
    hash: str

    def __str__(self) -> str:
        return f"{self.desk}:{self.sequence}:{self.hash}"

    @classmethod
    def read(cls, words: str) -> Head:
        """A head from its written form; raises Invalid when it is none."""
        parts = HEAD.fullmatch(words)
        if parts is None:
            raise Invalid(f"{words!r} is no head; one is written desk:sequence:hash, as `verify_history` prints it.")
        return cls(parts["desk"], int(parts["sequence"]), parts["hash"])


@dataclass(frozen=True)
class Broken:
    """What does not hold: at which event, 0 where there is none, and what is wrong."""

    desk: str
    sequence: int
    what: str


@dataclass(frozen=True)
class Verified:
    """What was found: the head of the chain, and all that does not hold, the first first. `events` are here; fewer than the
    head counts where the desk came in part."""

    head: Head
    faults: list[Broken]
    events: int


@dataclass(frozen=True)
class CameIn:
    """A desk came from elsewhere, up to the event `sequence` with the hash `head`: rows of the kinds that `stayed` did not
    come along; nor did what some claims did not need, with its events, where so many `events` came, None for all."""

    sequence: int
    head: str
    stayed: tuple[str, ...] = ()
    events: int | None = None

    @property
    def in_part(self) -> bool:
        return self.events is not None

    def is_missed(self, kind: str, sequence: int) -> bool:
        """Whether a row of this kind should be here, of which an event tells."""
        return kind not in self.stayed or sequence > self.sequence


FROM_HERE = CameIn(0, START)


def _follows(row: Told, fields: Collection[str], name: str, before: Any) -> bool:
    """Whether a change begins with what was told last. Of a field that is younger than the row nothing was; what is no field
    of it, as a reason, is said of one event alone."""
    if name.endswith("_sha256") or (name in fields and name in row):
        return bool(before == row.get(name))
    return True


@dataclass
class _Chain:
    """What a desk's events tell, gathered in their order: each row as it should be, and where it was last told of."""

    desk: str
    sequence: int = 0
    hash: str = START
    rows: dict[Key, Told] = field(default_factory=dict)
    last: dict[Key, int] = field(default_factory=dict)
    overwritten: list[Broken] = field(default_factory=list)
    """Where an event does not go on from what was told last: the row was edited by hand in between, or an event is gone."""
    came: CameIn = FROM_HERE
    fields: Mapping[str, Collection[str]] = field(default_factory=dict)
    """Of each kind of row."""
    events: int = 0
    lacks: int = 0
    """Of the events it came with."""

    def pass_gap(self, event: Event | None) -> None:
        """Go on to before the next event, None at the end, over those that stayed where a part of the desk came from."""
        if not self.came.in_part or self.sequence >= self.came.sequence:
            return
        if event is None or event.sequence > self.came.sequence:
            self.sequence, self.hash = self.came.sequence, self.came.head
            self.lacks = (self.came.events or 0) - self.events
        elif event.sequence > self.sequence + 1:
            self.sequence, self.hash = event.sequence - 1, event.previous_hash

    def add(self, event: Event) -> None:
        key = (event.subject_type, event.subject_id)
        maker = str(event.actor_id) if event.actor_id else None
        row = self.rows.setdefault(key, {"created_by": maker})
        fields = self.fields.get(event.subject_type, ())
        wrong = [n for n, (before, _after) in event.changes.items() if not _follows(row, fields, n, before)]
        if event.version is not None and event.version != row.get("version", 0) + 1:
            wrong.append("version")
        if wrong:
            self.overwritten.append(_not_as_told(self.desk, key, event.sequence, wrong))
        row |= {name: after for name, (_before, after) in event.changes.items()}
        if event.version is not None:
            row["version"] = event.version
        self.last[key] = self.sequence = event.sequence
        self.hash = event.hash
        self.events += 1


LookUp = Callable[[Desk], CameIn | None]
_arrivals: list[LookUp] = []


def look_up_arrivals(look_up: LookUp) -> None:
    """Let an app above say of a desk how it came here, where it came from elsewhere."""
    _arrivals.append(look_up)


def verify(desk: Desk, kept: Collection[Head] = ()) -> Verified:
    """Check a desk's chain, that it still holds the `kept` heads, then each row against it, all as of one moment.

    Holds up no writer. Reads in order and keeps one row's telling for each record: memory grows with the records, not with
    the events. When the chain is broken, what it tells of the rows is worth nothing, and they are not looked at.
    """
    hashes = {head.sequence: {other.hash for other in kept if other.sequence == head.sequence} for head in kept}
    with reading():
        came = next((came for look_up in _arrivals if (came := look_up(desk))), FROM_HERE)
        chain = _Chain(desk.slug, came=came, fields={kind: model.history_fields for kind, model in kinds().items()})
        faults = list(_walk(desk, chain, hashes))
        if not faults:
            found = (fault for kind, model in kinds().items() for fault in _compare(desk, kind, model, chain))
            faults = [*chain.overwritten, *found]
    return Verified(Head(desk.slug, chain.sequence, chain.hash), faults, chain.events)


def kinds() -> dict[str, type[InHistory]]:
    """Every model that history tells of, by its name in events."""
    return {model.history_type: model for model in apps.get_models() if issubclass(model, InHistory)}


def _walk(desk: Desk, chain: _Chain, kept: Kept) -> Iterator[Broken]:
    """Follow the chain into `chain`, to the first link that does not hold or to its end."""
    head = ChainHead.objects.filter(desk=desk).first()
    for event in Event.objects.filter(desk=desk).order_by("sequence").iterator(chunk_size=EVENTS_AT_ONCE):
        chain.pass_gap(event)
        yield from _fault_of_end(chain, kept)
        expected = chain.sequence + 1
        if event.sequence != expected:
            yield Broken(desk.slug, expected, f"event {expected} is missing; {event.sequence} stands in its place")
            return
        wrong = _fault_of(event, chain.hash, kept)
        if wrong:
            yield Broken(desk.slug, event.sequence, wrong)
            return
        chain.add(event)
    chain.pass_gap(None)
    yield from _fault_of_end(chain, kept)
    end = chain.sequence
    if chain.lacks:
        yield Broken(desk.slug, chain.came.sequence, f"of the events the desk came with, {chain.lacks} are gone")
    if head is None or (head.sequence, head.hash) != (end, chain.hash):
        said = f"its head says {head.sequence}" if head else "its head is gone"
        yield Broken(desk.slug, end + 1, f"the chain ends at {end}, but {said}")
    beyond = [sequence for sequence in kept if sequence > end]
    if beyond:
        yield Broken(desk.slug, end + 1, f"the chain ends at {end}, but a head at {max(beyond)} was kept")


def _fault_of_end(chain: _Chain, kept: Kept) -> Iterator[Broken]:
    """After a gap, what stands next says how the last event in it is hashed: that may be another than was kept."""
    if kept.get(chain.sequence, {chain.hash}) != {chain.hash}:
        yield Broken(
            chain.desk, chain.sequence, "its hash is not that of the head that was kept: the chain was written anew"
        )


def _fault_of(event: Event, previous: str, kept: Kept) -> str:
    """What is wrong with one link, in words; empty when it holds."""
    if event.previous_hash != previous:
        return "it does not follow the event before it"
    if link_hash(event) != event.hash:
        return "it was changed after it was written"
    if kept.get(event.sequence, {event.hash}) != {event.hash}:
        return "its hash is not that of the head that was kept: the chain was written anew"
    return ""


def _compare(desk: Desk, kind: str, model: type[InHistory], chain: _Chain) -> Iterator[Broken]:
    waiting = {subject_id for subject_type, subject_id in chain.rows if subject_type == kind}
    for row in _rows(desk, model):
        if row.pk not in waiting:
            yield Broken(desk.slug, 0, f"{kind} {row.pk} has no history")
            continue
        waiting.discard(row.pk)
        told = chain.rows[kind, row.pk]
        now, untold = _now(row), row.untold()
        wrong = [name for name, value in now.items() if value not in (told.get(name), told.get(name, untold.get(name)))]
        if wrong:
            yield _not_as_told(desk.slug, (kind, row.pk), chain.last[kind, row.pk], wrong)
    for missing in sorted(waiting, key=str):
        is_missed = chain.came.is_missed(kind, chain.last[kind, missing])
        if is_missed and not _says_it_is_gone(model, chain.rows[kind, missing]):
            yield Broken(desk.slug, chain.last[kind, missing], f"{kind} {missing} is gone, but its history is here")


def _not_as_told(desk: str, key: Key, sequence: int, names: list[str]) -> Broken:
    kind, subject_id = key
    return Broken(desk, sequence, f"{kind} {subject_id} is not what its history says: {', '.join(names)}")


def _rows(desk: Desk, model: type[InHistory]) -> Iterator[Any]:
    links = [name for name in model.history_fields if model._meta.get_field(name).many_to_many]
    size = LONG_ROWS_AT_ONCE if model.history_digests else ROWS_AT_ONCE
    return model.rows_of(desk).prefetch_related(*links).iterator(chunk_size=size)


def _now(row: InHistory) -> Told:
    """What a row tells of itself, with what the events themselves tell of it: its maker and its version."""
    told = row.told()
    if isinstance(row, DeskOwned):
        told["created_by"] = str(row.created_by_id) if row.created_by_id else None
    if row.history_version is not None:
        told["version"] = row.history_version
    return told


def _says_it_is_gone(model: type[InHistory], told: Told) -> bool:
    """Whether the last event took all fields of the row away, as those of a row that a service deletes."""
    return all(told.get(name) is None for name in model.history_fields)
