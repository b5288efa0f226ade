"""The life of a claim: the one table of transitions. The API and the pages show its rows, with why not.

`services/transitions.py` and `services/reviews.py` walk the rows people take; `advance` takes those that happen by
themselves, after evidence or a verdict was given.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims import permissions
from claims.models import Claim, ClaimStatus, Decision, Evidence, Rating, Verdict
from factcheck.core import clock
from factcheck.desks.actors import Actor
from factcheck.desks.editing import create, move
from factcheck.desks.permissions import YES, Answer, Denied

S = ClaimStatus


class Through(Enum):
    """How a transition is taken."""

    CLAIM = "claim"
    REVIEW = "review"


@dataclass(frozen=True)
class Transition:
    """One row: from where to where, who may, what must be given, and what history calls it."""

    source: ClaimStatus
    to: ClaimStatus
    verb: str
    label: Promise
    rule: Callable[[Actor, Claim], Answer]
    needs_reason: bool = False
    needs_rating: bool = False
    through: Through = Through.CLAIM


def _rows(*sources: ClaimStatus, **row: object) -> list[Transition]:
    return [Transition(source, **row) for source in sources]  # type: ignore[arg-type]


_editor = permissions.may_edit_as_editor

TRANSITIONS: list[Transition] = [
    *_rows(S.SPOTTED, to=S.IN_REVIEW, verb="claim.started", label=gettext_lazy("Start review"),
           rule=permissions.may_start_review),
    *_rows(S.IN_REVIEW, S.DISPUTED, to=S.DECIDED, verb="claim.decided", label=gettext_lazy("Decide"),
           rule=permissions.may_decide, needs_reason=True, needs_rating=True),
    *_rows(S.DECIDED, to=S.IN_REVIEW, verb="claim.reopened", label=gettext_lazy("Reopen"),
           rule=_editor, needs_reason=True),
    *_rows(S.DECIDED, to=S.PUBLISHED, verb="claim.published", label=gettext_lazy("Publish"),
           rule=_editor, through=Through.REVIEW),
    *_rows(S.PUBLISHED, S.CORRECTED, to=S.CORRECTED, verb="claim.corrected", label=gettext_lazy("Correct"),
           rule=_editor, through=Through.REVIEW),
    *_rows(S.PUBLISHED, S.CORRECTED, to=S.RETRACTED, verb="claim.retracted", label=gettext_lazy("Retract"),
           rule=_editor, needs_reason=True, through=Through.REVIEW),
    *_rows(S.SPOTTED, S.IN_REVIEW, S.DISPUTED, S.DECIDED, to=S.DROPPED, verb="claim.dropped",
           label=gettext_lazy("Drop"), rule=permissions.may_drop, needs_reason=True),
    *_rows(S.DROPPED, to=S.SPOTTED, verb="claim.taken_up_again", label=gettext_lazy("Take up again"),
           rule=_editor, needs_reason=True),
]  # fmt: skip


@dataclass(frozen=True)
class Option:
    """Where a claim could go next, for one person: may they, and if not, why not."""

    to: str
    label: str
    allowed: bool
    why_not: str
    needs_reason: bool
    needs_rating: bool

    @property
    def answer(self) -> Answer:
        """May they, as a permission says it."""
        return Denied(self.why_not) if self.why_not else YES


def options(actor: Actor, claim: Claim) -> list[Option]:
    """Every transition out of the claim's present status."""
    return [_option(actor, claim, row) for row in TRANSITIONS if row.source == claim.status]


def _option(actor: Actor, claim: Claim, row: Transition) -> Option:
    answer: Answer = row.rule(actor, claim)
    if answer and row.through is Through.REVIEW:
        answer = Denied(_("This happens through the claim's review: publish, correct or retract that."))
    why_not = answer.reason if isinstance(answer, Denied) else ""
    return Option(str(row.to), str(row.label), not why_not, why_not, row.needs_reason, row.needs_rating)


def find(claim: Claim, to: str) -> Transition | None:
    """The row from the claim's present status to `to`."""
    return next((row for row in TRANSITIONS if row.source == claim.status and row.to == to), None)


def advance(actor: Actor, claim: Claim) -> Claim:
    """Take every step that happens by itself now: start with the first work, decide or dispute with enough verdicts.

    The claim must be locked.
    """
    if claim.status == S.SPOTTED and _has_work(claim):
        claim = move(actor, "claim.started", claim, {"status": S.IN_REVIEW})
    if claim.status != S.IN_REVIEW:
        return claim
    verdicts = list(Verdict.objects.live().filter(claim=claim).select_related("rating"))
    if len(verdicts) < claim.desk.policy.verdicts_needed:
        return claim
    ratings = {v.rating_id: v.rating for v in verdicts}
    if len(ratings) > 1:
        return move(actor, "claim.disputed", claim, {"status": S.DISPUTED})
    decide(actor, claim, next(iter(ratings.values())))
    return move(actor, "claim.decided", claim, {"status": S.DECIDED})


def _has_work(claim: Claim) -> bool:
    return Evidence.objects.live().filter(claim=claim).exists() or Verdict.objects.live().filter(claim=claim).exists()


def decide(actor: Actor, claim: Claim, rating: Rating, *, rationale: str = "") -> Decision:
    """Put a decision in force. Without a rationale it came by itself, and nobody is named as having decided."""
    return create(
        actor, "decision.made",
        Decision(
            desk_id=claim.desk_id, claim=claim, rating=rating, rationale=rationale,
            decided_by=actor.user if rationale else None, decided_at=clock.now(),
        ),
    )  # fmt: skip
