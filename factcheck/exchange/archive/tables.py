"""What an archive holds: each model of a desk is in one of the two tables here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
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
from factcheck.desks.verifying import CameIn
from factcheck.exchange.models import Arrival, Export, Import, Origin

CAPTURES = "captures"
PEOPLE = "people"


@dataclass(frozen=True)
class Table:
    """One file of the archive: the rows of a model at a desk, in the order of `key`, which no two of them share; where a desk
    has one row, it needs none.

    `without`: fields that are left out, because the archive says them elsewhere or because they mean something here alone.
    `hangs_on`: in an archive of some claims, which of the rows go along: those where this path leads to one of the claims,
    to their articles or sources, to people named there, or to a record that goes along. All of them where there is none.
    """

    name: str
    model: type[models.Model]
    key: str = "id"
    without: frozenset[str] = frozenset()
    hangs_on: Mapping[str, str] = field(default_factory=dict, hash=False)

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


CLAIMS, ARTICLES, SOURCES, NAMED, RECORDS = "claims", "articles", "sources", "named", "records"
"""What rows hang on."""
_OF_CLAIM, _OF_ARTICLE = {"claim__id": CLAIMS}, {"article__id": ARTICLES}

TABLES: tuple[Table, ...] = (
    Table("desk", Desk),
    Table("policy", Policy, key=""),
    Table("memberships", Membership, hangs_on={"user__id": NAMED}),
    Table("rating_scales", RatingScale),
    Table("ratings", Rating),
    Table("articles", Article, hangs_on={"id": ARTICLES}),
    Table("article_urls", ArticleURL, hangs_on=_OF_ARTICLE),
    Table(CAPTURES, Capture, without=frozenset({"content"}), hangs_on=_OF_ARTICLE),
    Table("revisions", Revision, hangs_on=_OF_ARTICLE),
    Table("annotations", Annotation, hangs_on=_OF_ARTICLE),
    Table("anchors", Anchor, hangs_on={"annotation__article__id": ARTICLES}),
    Table("claims", Claim, hangs_on={"id": CLAIMS}),
    Table("appearances", Appearance, hangs_on=_OF_CLAIM),
    Table("relations", Relation, hangs_on={"claim__id": CLAIMS, "other__id": CLAIMS}),
    Table("contacts", Contact, hangs_on=_OF_CLAIM),
    Table("sources", Source, hangs_on={"id": SOURCES}),
    Table("snapshots", Snapshot, hangs_on={"source__id": SOURCES}),
    Table("evidence", Evidence, hangs_on=_OF_CLAIM),
    Table("verdicts", Verdict, hangs_on=_OF_CLAIM),
    Table("decisions", Decision, hangs_on=_OF_CLAIM),
    Table("reviews", Review, hangs_on=_OF_CLAIM),
    Table("corrections", Correction, hangs_on={"review__claim__id": CLAIMS}),
    Table("comments", Comment, hangs_on=_OF_CLAIM),
    Table("correction_requests", CorrectionRequest, hangs_on=_OF_CLAIM),
    Table("origins", Origin, without=frozenset({"job"}), hangs_on={"subject_id": RECORDS}),
    Table("events", Event, key="sequence", hangs_on={"subject_id": RECORDS}),
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


def came_in(desk: Desk) -> CameIn | None:
    """How a desk came here, where it came in an archive."""
    last = Arrival._base_manager.filter(desk=desk).order_by("-id").first()
    return CameIn(last.sequence, last.head, STAYS_BEHIND, last.events) if last else None


PERSON_FIELDS = ("id", "username", "name")


def people_columns_of(table: Table) -> list[Any]:
    """The fields that name people."""
    return [f for f in fields_of(table) if f.related_model is User]


def fields_of(table: Table) -> list[Any]:
    """The fields that are archived, in the model's order, many-to-many last. The desk is the same for all rows."""
    fields = [*table.model._meta.concrete_fields, *table.model._meta.many_to_many]
    return [f for f in fields if f.name not in table.without and f.name != "desk"]
