from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from factcheck.core.ids import uuid7
from factcheck.desks.models import DeskOwned
from factcheck.desks.roles import Scope


class JobState(models.TextChoices):
    QUEUED = "queued", _("Queued")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")


class Job(DeskOwned):
    """Work for a worker, at one desk, for who asked for it (`created_by`) and no more than they might do: with the `scope`
    they came with. `total` is None while nobody knows how much there is to do."""

    scope = models.CharField(_("scope"), max_length=8, choices=Scope.choices)
    state = models.CharField(_("state"), max_length=8, choices=JobState.choices, default=JobState.QUEUED)
    problem = models.JSONField(_("problem"), null=True, blank=True, help_text=_("What went wrong (RFC 9457)."))
    done = models.PositiveBigIntegerField(_("done"), default=0)
    total = models.PositiveBigIntegerField(_("total"), null=True)
    attempt = models.UUIDField(default=uuid7, editable=False, help_text=_("Which run of the worker may write."))
    started_at = models.DateTimeField(_("started at"), null=True)
    finished_at = models.DateTimeField(_("finished at"), null=True)
    expires_at = models.DateTimeField(_("expires at"), null=True, help_text=_("From then on its file is gone."))

    class Meta:
        abstract = True
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(state__in=JobState.values), name="%(class)s_state_known"),
        ]
        indexes: ClassVar = [models.Index(fields=["desk", "-id"], name="%(class)s_list")]
