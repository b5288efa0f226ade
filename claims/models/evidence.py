from __future__ import annotations

from typing import ClassVar

from django.core.validators import MaxLengthValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from factcheck.desks.models import Record
from factcheck.desks.scoping import DeskQuerySet

from .claim import Claim
from .source import Snapshot, Source


class Stance(models.TextChoices):
    SUPPORTS = "supports", _("Supports")
    REFUTES = "refutes", _("Refutes")
    CONTEXT = "context", _("Context")


class AnswerType(models.TextChoices):
    """How a question was answered (AVeriTeC)."""

    EXTRACTIVE = "extractive", _("In the source's words")
    ABSTRACTIVE = "abstractive", _("In our words")
    BOOLEAN = "boolean", _("Yes or no")
    UNANSWERABLE = "unanswerable", _("No answer found")


class Medium(models.TextChoices):
    WEB_TEXT = "web_text", _("Web text")
    WEB_TABLE = "web_table", _("Web table")
    PDF = "pdf", _("PDF")
    IMAGE = "image", _("Image")
    VIDEO = "video", _("Video")
    METADATA = "metadata", _("Metadata")
    OTHER = "other", _("Other")


class Evidence(Record):
    """A source applied to a claim. A quote has its place `[start, end)` in an archived copy, when there is one."""

    history_type = "evidence"
    history_fields = (
        "claim", "source", "stance", "quote", "snapshot", "start", "end", "note", "question", "answer", "answer_type",
        "medium", "searched", "archived_at",
    )  # fmt: skip

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="evidence")
    source = models.ForeignKey(Source, null=True, blank=True, on_delete=models.PROTECT, related_name="evidence")
    stance = models.CharField(_("stance"), max_length=8, choices=Stance.choices)
    quote = models.TextField(_("quote"), blank=True, validators=[MaxLengthValidator(20_000)])
    snapshot = models.ForeignKey(Snapshot, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)
    note = models.TextField(_("note"), blank=True, validators=[MaxLengthValidator(20_000)])
    question = models.TextField(_("question"), blank=True, validators=[MaxLengthValidator(20_000)])
    answer = models.TextField(_("answer"), blank=True, validators=[MaxLengthValidator(20_000)])
    answer_type = models.CharField(_("kind of answer"), max_length=12, choices=AnswerType.choices, blank=True)
    medium = models.CharField(_("medium"), max_length=10, choices=Medium.choices, blank=True)
    searched = models.TextField(
        _("what was looked for, and where"), blank=True, validators=[MaxLengthValidator(20_000)]
    )

    objects = DeskQuerySet["Evidence"].as_manager()

    class Meta:
        ordering = ("id",)
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(stance__in=Stance.values), name="evidence_stance_known"),
            models.CheckConstraint(
                condition=models.Q(source__isnull=False) | models.Q(answer_type=AnswerType.UNANSWERABLE),
                name="evidence_source_or_unanswerable",
            ),
            models.CheckConstraint(
                condition=models.Q(start__isnull=True, end__isnull=True)
                | models.Q(end__gt=models.F("start"), snapshot__isnull=False),
                name="evidence_quote_in_copy",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["claim", "id"], name="evidence_of_claim")]

    def __str__(self) -> str:
        return f"{self.stance}: {self.source_id}"
