"""What changed since somebody looked last, told from the history of their desks: for those who keep a copy in step.

A time of the clock would lose what was being written while they looked. Events do not: a desk's writers queue at the head of
its chain, so whoever has all up to a number, and asks for what came after it, has everything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from annotations.models import Article, Capture, Revision
from annotations.models.article import ArticleURL
from claims.models import Appearance, Evidence, Snapshot, Verdict
from factcheck.api.presenters import Shown, moment
from factcheck.core.problems import Invalid
from factcheck.desks import history
from factcheck.desks.actors import Actor
from factcheck.desks.filters import moment_in
from factcheck.desks.models import Desk, Event, Membership
from factcheck.exchange.exports.chunks import chunks_of
from factcheck.exchange.resources import RESOURCES

CHANGED_AFTER, TOMBSTONES = "changed_after", "tombstones"
PARAMETERS = {
    CHANGED_AFTER: "Only what changed after this event of the desk (`Export-Sequence` of an earlier export), or since this "
    "time (ISO 8601).",
    TOMBSTONES: "`true`: also `{id, deleted, deleted_at}` for what is gone; as JSON and JSON Lines.",
}
LARGEST = 2**63 - 1
OF_ALL = ("desk.changed", "rating.edited", "member.deidentified")
"""Events after which any row of the desk may read otherwise."""


@dataclass(frozen=True)
class Since:
    """After an event of one desk, by its number, or from a time on."""

    desk_id: UUID | None = None
    sequence: int | None = None
    at: datetime | None = None

    @property
    def condition(self) -> Q:
        """On Event."""
        return Q(at__gte=self.at) if self.at else Q(desk_id=self.desk_id, sequence__gt=self.sequence)


def since_in(given: str, desks: list[Desk]) -> Since:
    """What `changed_after` says; a number is one of the only one of `desks`. Raises Invalid."""
    if not (given.isascii() and given.isdigit()):
        at = moment_in(given)
        if at is None:
            raise Invalid.at(f"/{CHANGED_AFTER}", _("The number of an event or a time in ISO 8601 is wanted."))
        return Since(at=at)
    if len(desks) != 1:
        said = _("The number of an event is of one desk's history: say which with `desk`, or give a time.")
        raise Invalid.at(f"/{CHANGED_AFTER}", said)
    if int(given) > LARGEST:
        raise Invalid.at(f"/{CHANGED_AFTER}", _("There is no event of so high a number."))
    return Since(desk_id=desks[0].pk, sequence=int(given))


@dataclass(frozen=True)
class _Told:
    """The events since, as what they are about.

    `subjects` may be held against rows that the actor sees anyway; `claims` are those of which something the actor may see
    happened. Were it anything, a claim would come again when somebody gave a verdict that is hidden.
    """

    actor: Actor
    subjects: QuerySet[Event, Any]
    claims: QuerySet[Event, Any]

    def articles(self) -> Q:
        """Condition on Article: it, a text, an address or a kept page of it."""
        found = Q(pk__in=self.subjects)
        for part in (Revision, ArticleURL, Capture):
            touched: QuerySet[Any] = part.objects.visible_to(self.actor).filter(pk__in=self.subjects)
            found |= Q(pk__in=touched.order_by().values("article_id"))
        return found

    def in_those(self) -> QuerySet[Article, Any]:
        return Article.objects.visible_to(self.actor).filter(self.articles()).order_by().values("pk")


def _of_claims(told: _Told) -> Q:
    places = Appearance.objects.visible_to(told.actor).filter(annotation__article__in=told.in_those())
    grounds = Evidence.objects.visible_to(told.actor).filter(source__in=told.subjects)
    verdicts = Verdict.objects.visible_to(told.actor).filter(pk__in=told.subjects)
    found = Q(pk__in=told.claims)
    for rows in (places, grounds, verdicts):
        found |= Q(pk__in=rows.order_by().values("claim_id"))
    return found


def _of_reviews(told: _Told) -> Q:
    places = Appearance.objects.visible_to(told.actor).filter(annotation__article__in=told.in_those())
    return Q(claim__in=told.claims) | Q(pk__in=told.subjects) | Q(claim__in=places.order_by().values("claim_id"))


def _of_sources(told: _Told) -> Q:
    copies = Snapshot.objects.visible_to(told.actor).filter(pk__in=told.subjects)
    return Q(pk__in=told.subjects) | Q(pk__in=copies.order_by().values("source_id"))


TOLD: Mapping[str, Callable[[_Told], Q]] = {
    "claims": _of_claims,
    "annotations": lambda told: Q(pk__in=told.subjects) | Q(article__in=told.in_those()),
    "articles": _Told.articles,
    "verdicts": lambda told: Q(claim__in=told.claims) | Q(pk__in=told.subjects),
    "evidence": lambda told: Q(claim__in=told.claims) | Q(source__in=told.subjects) | Q(pk__in=told.subjects),
    "reviews": _of_reviews,
    "sources": _of_sources,
}
"""Which rows read otherwise after those events; a resource that is not here cannot be asked for its changes."""


def changed(resource: str, actor: Actor, since: Since) -> Q:
    """Condition on the rows of a resource, archived ones too: one of them, or what is shown of it, changed since."""
    events = Event.objects.visible_to(actor).filter(since.condition).order_by()
    claims = history.events_visible_to(actor).filter(since.condition).order_by().exclude(claim_id=None)
    told = _Told(actor, events.values("subject_id"), claims.select_related(None).values("claim_id"))
    own = Membership.objects.visible_to(actor).filter(user=actor.user).values("pk")
    of_all = events.filter(Q(verb__in=OF_ALL) | Q(subject_id__in=own))
    found = TOLD[resource](told) | Q(desk__in=of_all.values("desk_id"))
    return found | Q(updated_at__gte=since.at) if since.at else found


def gone(resource: str, actor: Actor, since: Since | None, desk_ids: list[UUID]) -> Iterator[Shown]:
    """A tombstone for each row of these desks that was there and is not any more; `deleted_at` is null where it went with
    what it belonged to."""
    there = RESOURCES[resource].rows(actor)
    rows = there.model._default_manager.visible_to(actor).filter(desk__in=desk_ids)
    if since is not None:
        rows = rows.filter(changed(resource, actor, since))
    lost = rows.exclude(pk__in=there.order_by().values("pk")).only("pk", "archived_at")
    for chunk in chunks_of(lost, 2000):
        for row in chunk:
            yield {"id": str(row.pk), "deleted": True, "deleted_at": moment(row.archived_at)}
