"""Where a claim is in its life, and which statuses are the same to a rule."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class ClaimStatus(models.TextChoices):
    """Which way a claim may go from each of these is in `claims/lifecycle.py`."""

    SPOTTED = "spotted", _("Spotted")
    IN_REVIEW = "in_review", _("In review")
    DISPUTED = "disputed", _("Disputed")
    DECIDED = "decided", _("Decided")
    PUBLISHED = "published", _("Published")
    CORRECTED = "corrected", _("Corrected")
    RETRACTED = "retracted", _("Retracted")
    DROPPED = "dropped", _("Dropped")


JUDGED = (ClaimStatus.SPOTTED, ClaimStatus.IN_REVIEW, ClaimStatus.DISPUTED)
"""Evidence and verdicts are gathered."""

UNDECIDED = (*JUDGED, ClaimStatus.DROPPED)
"""No decision is in force: on a blind desk verdicts stay hidden, and no review is written."""

OPEN = (*JUDGED, ClaimStatus.DECIDED)
"""Somebody still has something to do, so a due date counts."""

BEFORE_PUBLISHING = (*UNDECIDED, ClaimStatus.DECIDED)
"""The world has seen nothing, so wording and places may still change."""
