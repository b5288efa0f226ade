from __future__ import annotations

from typing import ClassVar

from django.core.validators import MaxLengthValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from claims import blindness
from factcheck.desks.actors import Actor
from factcheck.desks.models import Record
from factcheck.desks.scoping import DeskQuerySet

from .claim import Claim


class CommentQuerySet(DeskQuerySet["Comment"]):
    def visible_to(self, actor: Actor) -> CommentQuerySet:
        """The desk's comments, without those that may tell of verdicts which are hidden."""
        return super().visible_to(actor).filter(blindness.comment_may_be_seen(actor))


class Comment(Record):
    """What somebody at the desk says about a claim, or answers (`reply_to`, one level deep)."""

    history_type = "comment"
    history_fields = ("claim", "text", "reply_to", "resolved", "knew_verdicts", "archived_at")

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="comments")
    text = models.TextField(_("comment"), validators=[MaxLengthValidator(20_000)])
    reply_to = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replies", verbose_name=_("answers")
    )
    resolved = models.BooleanField(_("resolved"), default=False)
    knew_verdicts = models.BooleanField(
        _("its author knew verdicts"), default=False, editable=False,
        help_text=_("Whether its author could read a verdict on the claim when they wrote it, so that it may tell of one."),
    )  # fmt: skip

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ("id",)
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        constraints: ClassVar = [
            models.CheckConstraint(condition=~models.Q(text=""), name="comment_has_words"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["claim", "id"], name="comment_of_claim"),
            models.Index(fields=["desk", "-id"], name="comment_list"),
        ]

    def __str__(self) -> str:
        return self.text[:80]
