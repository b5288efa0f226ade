"""What an archive holds: each model of a desk is in one of the two tables here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import models

from annotations.models import Anchor, Annotation, Article, ArticleURL, Capture, Revision
from claims.models import (
    Appearance,
    Claim,
    Comment,
    Contact,
    Correction,
    CorrectionRequest,
    Decision,
    Evidence,
    Hold,
    Notice,
    Presence,
    Rating,
    RatingScale,
    Relation,
    Review,
    Snapshot,
    Source,
    Verdict,
)  # fmt: skip
from factcheck.desks.models import (
    ChainHead,
    Desk,
    Event,
    InHistory,
    Invitation,
    KeptHead,
    Membership,
    Policy,
    Token,
    User,
)  # fmt: skip
from factcheck.exchange.models import Arrival, Export, Import, Origin

CAPTURES = "captures"
PEOPLE = "people"


@dataclass(frozen=True)
class Table:
    """One file of the archive: the rows of a model at a desk, in the order of `key`, which no two of them share; where a desk
    has one row, it needs none.

    `without`: fields that are left out, because the archive says them elsewhere or because they mean something here alone.
    """

    name: str
    model: type[models.Model]
    key: str = "id"
    without: frozenset[str] = frozenset()

    @property
    def file(self) -> str:
        return f"{self.name}.jsonl"

    @property
    def history(self) -> type[InHistory] | None:
        """The model, where history tells of its rows."""
        return self.model if issubclass(self.model, InHistory) else None

    @property
    def is_long(self) -> bool:
        """Whether its rows hold texts, which have millions of characters each."""
        return self.history is not None and bool(self.history.history_digests)

    def rows(self, desk_id: UUID) -> models.QuerySet[Any]:
        """The rows of a desk. Who reads or writes them here may read or write all of it."""
        return self.model._base_manager.filter(**{"pk" if self.model is Desk else "desk": desk_id})


TABLES: tuple[Table, ...] = (
    Table("desk", Desk),
    Table("policy", Policy, key=""),
    Table("memberships", Membership),
    Table("rating_scales", RatingScale),
    Table("ratings", Rating),
    Table("articles", Article),
    Table("article_urls", ArticleURL),
    Table(CAPTURES, Capture, without=frozenset({"content"})),
    Table("revisions", Revision),
    Table("annotations", Annotation),
    Table("anchors", Anchor),
    Table("claims", Claim),
    Table("appearances", Appearance),
    Table("relations", Relation),
    Table("contacts", Contact),
    Table("sources", Source),
    Table("snapshots", Snapshot),
    Table("evidence", Evidence),
    Table("verdicts", Verdict),
    Table("decisions", Decision),
    Table("reviews", Review),
    Table("corrections", Correction),
    Table("comments", Comment),
    Table("correction_requests", CorrectionRequest),
    Table("origins", Origin, without=frozenset({"job"})),
    Table("events", Event, key="sequence"),
    Table("kept_heads", KeptHead, key="sequence"),
    Table("chain_head", ChainHead, key=""),
)
"""In the order of their files. A new model of a desk becomes a line here or below; nothing else has to know of it."""

LEFT_OUT: Mapping[type[models.Model], str] = {
    Token: "keys are good where they were made alone; new ones are made where the desk moves to",
    Invitation: "links into the desk are good where they were made alone",
    Notice: "what somebody was told and has read is theirs, and no part of the desk's work",
    Hold: "passes within the hour",
    Presence: "passes within the minute",
    Export: "a file that passes, made from what is in the archive",
    Import: "a file that passes; what it brought is in the archive",
    Arrival: "how the desk came to this installation",
}
"""Models of a desk that are not archived, and why not."""

STAYS_BEHIND = tuple(model.history_type for model in LEFT_OUT if issubclass(model, InHistory))
"""Kinds of rows that history tells of and that do not go along."""


def left_behind(desk: Desk) -> dict[str, int]:
    """Of a desk that came here in an archive: until which event its keys and links are not missed."""
    last = Arrival._base_manager.filter(desk=desk).aggregate(last=models.Max("sequence"))["last"]
    return {} if last is None else dict.fromkeys(STAYS_BEHIND, last)


PERSON_FIELDS = ("id", "username", "name")


def people_columns() -> tuple[models.ForeignKey[Any, Any] | models.ManyToManyField[Any, Any], ...]:
    """The fields that name people, of all the tables."""
    return tuple(f for table in TABLES for f in fields_of(table) if f.related_model is User)


def fields_of(table: Table) -> list[Any]:
    """The fields that are archived, in the model's order, many-to-many last. The desk is the same for all rows."""
    fields = [*table.model._meta.concrete_fields, *table.model._meta.many_to_many]
    return [f for f in fields if f.name not in table.without and f.name != "desk"]
