"""As of when an export is, and which event of each desk is the last that it can hold."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from factcheck.core import clock
from factcheck.desks import history
from factcheck.desks.actors import Actor
from factcheck.desks.models import Desk


@dataclass(frozen=True)
class LastEvent:
    """The last event of a desk's history that the reader may see; sequence 0 and no hash where they see none."""

    desk_id: UUID
    desk: str
    sequence: int
    hash: str

    @property
    def head(self) -> str:
        """As `verify_history --head` takes it."""
        return f"{self.desk}:{self.sequence}:{self.hash}"


@dataclass(frozen=True)
class Stamp:
    """The moment of a view of the database, and the last event of each desk in it."""

    as_of: datetime
    last: tuple[LastEvent, ...]

    @property
    def desk_ids(self) -> list[UUID]:
        return [one.desk_id for one in self.last]

    @property
    def headers(self) -> dict[str, str]:
        """For an answer; who works at no desk learns the time alone."""
        found = {"Export-As-Of": clock.iso(self.as_of)}
        if self.last:
            found["Export-Sequence"] = ", ".join(f"{one.desk}={one.sequence}" for one in self.last)
            found["Export-Head"] = ", ".join(one.head for one in self.last if one.hash)
        return found


def stamp_of(actor: Actor, desks: Iterable[Desk]) -> Stamp:
    """The stamp of what is read now; inside `reading()`, of that view.

    Of the events that the actor may see, the last one. Where a chain ends would tell them that somebody gave a verdict which
    is hidden from them (`history.head_now`).
    """
    events = history.events_visible_to(actor).select_related(None).order_by("-sequence")
    last = []
    for desk in desks:
        found = events.filter(desk=desk).values_list("sequence", "hash").first()
        sequence, link = found or (0, "")
        last.append(LastEvent(desk.pk, desk.slug, sequence, link))
    return Stamp(clock.now(), tuple(last))
