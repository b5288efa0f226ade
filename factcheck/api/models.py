"""What the API keeps for itself."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from factcheck.core.ids import uuid7


class KeptAnswer(models.Model):
    """What a POST with an `Idempotency-Key` was answered, for who sends it again. No record of a desk, and no history.

    `key` is the SHA-256 over caller and key, `request` that over address and body. `status` is None while the request runs
    that holds the `attempt`. `body` is deflated; `is_secret` is one that is not kept, or will not be, since it tells
    something once, or may name somebody whose name was taken out of the records.
    """

    key = models.CharField(max_length=64, primary_key=True)
    request = models.CharField(max_length=64)
    attempt = models.UUIDField(default=uuid7)
    asked_at = models.DateTimeField(db_index=True)
    status = models.PositiveSmallIntegerField(null=True)
    headers = models.JSONField(default=dict)
    body = models.BinaryField(default=b"")
    is_secret = models.BooleanField(default=False)

    kept = models.Manager["KeptAnswer"]()

    class Meta:
        verbose_name = _("kept answer")
        verbose_name_plural = _("kept answers")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(is_secret=False) | models.Q(body=b""), name="kept_answer_tells_no_secret"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.status or 'running'}"
