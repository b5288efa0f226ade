"""Notices to the apps above; sent inside the transaction. This file lists them all."""

from __future__ import annotations

from dataclasses import dataclass

from django.dispatch import Signal

from annotations.models import Anchor, Annotation

reanchored = Signal()
"""The annotations of an article were carried to a new revision.

Arguments: `actor`, `article`, `revision` (the new one), `carried`: a list of `Carried`.
"""


@dataclass(frozen=True)
class Carried:
    """An annotation with its anchor in the revision before (None if it had none there) and in the new one."""

    annotation: Annotation
    before: Anchor | None
    after: Anchor
