from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from annotations.models import Annotation
from factcheck.core.ids import uuid7
from factcheck.desks import history
from factcheck.desks.actors import Actor
from factcheck.desks.models import Desk, Event
from factcheck.desks.scoping import DeskQuerySet

from .claim import Claim


class NoticeKind(models.TextChoices):
    """What a notice is about, in words for the person who gets it."""

    ASSIGNED = "assigned", _("A claim was assigned to you")
    MENTIONED = "mentioned", _("You were mentioned")
    REPLIED = "replied", _("Somebody answered you")
    DISPUTED = "disputed", _("Verdicts differ; somebody has to decide")
    DECIDED = "decided", _("A claim you judged is decided")
    REOPENED = "reopened", _("Judged anew: confirm or change your verdict")
    SECOND_LOOK = "second_look", _("A second look differs from the decision")
    WORDS_CHANGED = "words_changed", _("The publisher changed the words of your claim")
    CORRECTION_ANSWERED = "correction_answered", _("A request to correct was answered")


SECTIONS = {
    NoticeKind.DISPUTED: "verdicts", NoticeKind.REOPENED: "verdict-form", NoticeKind.DECIDED: "decision-title",
    NoticeKind.SECOND_LOOK: "decision-title", NoticeKind.CORRECTION_ANSWERED: "corrections",
}  # fmt: skip
"""Where on a claim's page it is told."""


class NoticeQuerySet(DeskQuerySet["Notice"]):
    def unread(self) -> NoticeQuerySet:
        return self.filter(read_at=None)

    def addressed_to(self, actor: Actor) -> NoticeQuerySet:
        """Those of the actor, at the desks they are a member of today; some may be hidden from them now."""
        return self.filter(user=actor.user, desk_id__in=actor.desk_ids)

    def visible_to(self, actor: Actor) -> NoticeQuerySet:
        """Those of the actor whose event they may see now: what is hidden from a reviewer is no news to them either.

        Nor is what is about something archived, whose page is gone.
        """
        there = history.events_visible_to(actor).filter(pk=OuterRef("event"))
        archived = Q(claim__archived_at__isnull=False) | Q(annotation__archived_at__isnull=False)
        gone = archived | Q(annotation__article__archived_at__isnull=False)
        return self.addressed_to(actor).filter(Exists(there)).exclude(gone)


class Notice(models.Model):
    """An event that concerns somebody. It is theirs alone, no part of history, and says nothing that the event does not."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notices")
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=20, choices=NoticeKind.choices)
    claim = models.ForeignKey(Claim, null=True, on_delete=models.PROTECT, related_name="+")
    annotation = models.ForeignKey(Annotation, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    read_at = models.DateTimeField(_("read at"), null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "event"], name="notice_once_per_event"),
            models.CheckConstraint(condition=models.Q(kind__in=NoticeKind.values), name="notice_kind_known"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["user", "-id"], name="notice_list"),
            models.Index(fields=["user", "desk"], condition=models.Q(read_at=None), name="notice_unread"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.kind}"

    @property
    def path(self) -> str:
        """The page, and the place on it, that it is about. Asks for `event` and `annotation`."""
        if self.annotation is not None:
            return self.annotation.path
        if self.event.subject_type == "comment":
            return f"/claims/{self.claim_id}/#comment-{self.event.subject_id}"
        section = SECTIONS.get(NoticeKind(self.kind))
        return f"/claims/{self.claim_id}/" + (f"#{section}" if section else "")
