"""Notices to the apps above; sent inside the transaction. This file lists them all."""

from __future__ import annotations

from dataclasses import dataclass

from django.dispatch import Signal

from annotations.models import Anchor, Annotation

reanchored = Signal()
"""The annotations of an article were carried to a new revision.

Arguments: `actor`, `article`, `revision` (the new one), `carried`: a list of `Carried`, `by_desk`: whether not the
publisher changed the text, but the desk joined two articles.
"""

placed_by_hand = Signal()
"""Somebody said where an annotation sits in the current revision.

Arguments: `actor`, `annotation`, `revision`, `words_before` (None where it had no place), `words_after`.
"""


@dataclass(frozen=True)
class Carried:
    """An annotation with its anchor in the revision before (None if it had none there) and in the new one.

    With the words it stands on in each; None where they are gone.
    """

    annotation: Annotation
    before: Anchor | None
    after: Anchor
    words_before: str | None
    words_after: str | None

    @property
    def words_changed(self) -> bool:
        """Whether the words are others than in the revision before; gone counts, and coming back does."""
        return self.before is not None and self.words_before != self.words_after
