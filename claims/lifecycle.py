"""The life of a claim: the one table of transitions. The API and the pages show its rows, with why not.

A claim moves in no other way: people `take` rows on the claim or through its review, and `start_with_work` and `settle` take
those that happen by themselves after evidence or a verdict.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum

from django.db.models import F
from django.utils.functional import Promise
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims import permissions, queries
from claims.models import Claim, Decision, Evidence, Rating, Verdict
from claims.status import JUDGED, UNDECIDED, ClaimStatus
from factcheck.core import clock
from factcheck.core.problems import FieldError, IllegalTransition, Invalid
from factcheck.desks.actors import Actor
from factcheck.desks.editing import archive, create, move, move_many
from factcheck.desks.permissions import YES, Answer, Denied, require

S = ClaimStatus

NOBODY = Actor.anonymous()
"""Who acts when something happens by itself: whose verdict tipped it is not told, least of all on a blind desk."""


class By(Enum):
    """How a transition comes about."""

    PERSON = "person"
    REVIEW = "review"
    """A person, through the claim's review: publish, correct or retract that."""
    ITSELF = "itself"


def has_work(claim: Claim, verdicts: Sequence[Verdict]) -> bool:
    """Evidence or a verdict was given."""
    return bool(verdicts) or Evidence.objects.live().filter(claim=claim).exists()


def enough_equal_verdicts(claim: Claim, verdicts: Sequence[Verdict]) -> bool:
    """As many verdicts that count as the desk's policy needs, and all the same."""
    return len(verdicts) >= claim.desk.policy.verdicts_needed and len(_findings(verdicts)) == 1


def enough_unequal_verdicts(claim: Claim, verdicts: Sequence[Verdict]) -> bool:
    """As many verdicts that count as the desk's policy needs, but not all the same."""
    return len(verdicts) >= claim.desk.policy.verdicts_needed and len(_findings(verdicts)) > 1


def _findings(verdicts: Sequence[Verdict]) -> set[tuple[str, str]]:
    """What the verdicts say: the same rating on an older and on a newer scale is the same finding."""
    return {v.rating.finding for v in verdicts}


def _always(_claim: Claim, _verdicts: Sequence[Verdict]) -> bool:
    return True


def _anybody(_actor: Actor, _claim: Claim) -> Answer:
    return YES


@dataclass(frozen=True)
class Transition:
    """One row: from where to where, how it comes about, who may, what must hold and be given, what history calls it."""

    source: ClaimStatus
    to: ClaimStatus
    verb: str
    label: Promise
    by: By = By.PERSON
    rule: Callable[[Actor, Claim], Answer] = _anybody
    when: Callable[[Claim, Sequence[Verdict]], bool] = _always
    """Of a row that is taken by itself: what must hold of the claim and the verdicts on it that count."""
    needs_reason: bool = False
    needs_rating: bool = False


def _rows(*sources: ClaimStatus, **row: object) -> list[Transition]:
    return [Transition(source, **row) for source in sources]  # type: ignore[arg-type]


_editor, _publisher = permissions.may_edit_as_editor, permissions.may_tell_the_world

TRANSITIONS: list[Transition] = [
    *_rows(S.SPOTTED, to=S.IN_REVIEW, verb="claim.started", label=gettext_lazy("Start review"),
           rule=permissions.may_start_review),
    *_rows(S.SPOTTED, to=S.IN_REVIEW, verb="claim.started", label=gettext_lazy("Start review"),
           by=By.ITSELF, when=has_work),
    *_rows(S.IN_REVIEW, to=S.DECIDED, verb="claim.decided", label=gettext_lazy("Decide"),
           by=By.ITSELF, when=enough_equal_verdicts),
    *_rows(S.IN_REVIEW, to=S.DISPUTED, verb="claim.disputed", label=gettext_lazy("Dispute"),
           by=By.ITSELF, when=enough_unequal_verdicts),
    *_rows(S.IN_REVIEW, S.DISPUTED, to=S.DECIDED, verb="claim.decided", label=gettext_lazy("Decide"),
           rule=permissions.may_decide, needs_reason=True, needs_rating=True),
    *_rows(S.DECIDED, to=S.IN_REVIEW, verb="claim.reopened", label=gettext_lazy("Reopen"),
           rule=_editor, needs_reason=True),
    *_rows(S.DECIDED, to=S.PUBLISHED, verb="claim.published", label=gettext_lazy("Publish"),
           by=By.REVIEW, rule=_publisher),
    *_rows(S.PUBLISHED, S.CORRECTED, to=S.CORRECTED, verb="claim.corrected", label=gettext_lazy("Correct"),
           by=By.REVIEW, rule=_publisher, needs_reason=True),
    *_rows(S.PUBLISHED, S.CORRECTED, to=S.RETRACTED, verb="claim.retracted", label=gettext_lazy("Retract"),
           by=By.REVIEW, rule=_publisher, needs_reason=True),
    *_rows(S.SPOTTED, S.IN_REVIEW, S.DISPUTED, S.DECIDED, to=S.DROPPED, verb="claim.dropped",
           label=gettext_lazy("Drop"), rule=permissions.may_drop, needs_reason=True),
    *_rows(S.DROPPED, to=S.SPOTTED, verb="claim.taken_up_again", label=gettext_lazy("Take up again"),
           rule=_editor, needs_reason=True),
]  # fmt: skip


# What a person may do ----------------------------------------------------------------------------------------------


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
    """Every transition that people take out of the claim's present status."""
    return [_option(actor, claim, row) for row in TRANSITIONS if row.source == claim.status and row.by is not By.ITSELF]


def _option(actor: Actor, claim: Claim, row: Transition) -> Option:
    answer: Answer = row.rule(actor, claim)
    if answer and row.by is By.REVIEW:
        answer = Denied(_("This happens through the claim's review: publish, correct or retract that."))
    why_not = answer.reason if isinstance(answer, Denied) else ""
    return Option(str(row.to), str(row.label), not why_not, why_not, row.needs_reason, row.needs_rating)


def may_take(actor: Actor, claim: Claim, to: str) -> Answer:
    """Whether this person may take the claim from where it is to `to`, by hand."""
    row = find(claim, to)
    if row is not None:
        return row.rule(actor, claim)
    sources = [str(r.source.label).lower() for r in TRANSITIONS if r.to == to and r.by is By.PERSON]
    if not sources:
        return Denied(_("A claim cannot be made %(to)s by hand.") % {"to": to}, IllegalTransition)
    return Denied(
        _("A claim is %(to)s while it is %(sources)s.")
        % {"to": ClaimStatus(to).label.lower(), "sources": get_text_list(sources, _("or"))},
        IllegalTransition,
    )


def steps() -> list[Transition]:
    """The rows that people take with a reason alone: drop, reopen, take up again."""
    return [row for row in TRANSITIONS if row.by is By.PERSON and row.needs_reason and not row.needs_rating]


def find(claim: Claim, to: str, by: By = By.PERSON) -> Transition | None:
    """The row from the claim's present status to `to`."""
    rows = (row for row in TRANSITIONS if row.source == claim.status and row.to == to)
    return next((row for row in rows if row.by is by), None)


# Moving ------------------------------------------------------------------------------------------------------------


def take(
    actor: Actor, claim: Claim, to: str, *, by: By = By.PERSON, reason: str = "", rating: Rating | None = None,
    reason_code: str | None = None,
) -> Claim:  # fmt: skip
    """Take the row from the claim's present status to `to`. The claim must be locked.

    `reason_code` is one of ReasonCode, and goes with a rating: what the difference came from that a decision settles.
    Raises IllegalTransition when no row leads there, NotAllowed with why not, Invalid at `/reason`, `/rating` or
    `/reason_code`.
    """
    row = find(claim, to, by)
    if row is None:
        ways = [o.to for o in options(actor, claim) if o.allowed]
        raise IllegalTransition(
            f"A claim that is {claim.status} cannot become {to} this way. Open to you: {', '.join(ways) or 'nothing'}.",
            status_now=claim.status,
        )
    require(row.rule(actor, claim))
    _require_given(row, reason, rating, claim)
    if reason_code and not row.needs_rating:
        raise Invalid.at(
            "/reason_code", _("It tells what a decision settled; this step decides nothing. Leave it out.")
        )
    return _go(actor, claim, row, reason=reason.strip(), rating=rating, reason_code=reason_code)


def _go(
    actor: Actor, claim: Claim, row: Transition, *, reason: str = "", rating: Rating | None = None,
    reason_code: str | None = None,
) -> Claim:  # fmt: skip
    """Move the claim, with all that goes with it.

    A decision is in force from `decided` on: made here, and set aside when the claim leaves that again. When judging begins
    anew, verdicts given before stay, but count only once they are confirmed or changed.
    """
    if row.to == S.DECIDED and rating is not None:
        _decide(actor, claim, rating, reason, reason_code)
    if row.to in UNDECIDED:
        for decision in Decision.objects.live().filter(claim=claim):
            archive(actor, "decision.set_aside", decision)
    begins_anew = row.source not in JUDGED and row.to in JUDGED
    changes = {"status": row.to, "judging_round": claim.judging_round + begins_anew}
    return move(actor, row.verb, claim, changes, reason=reason)


def _require_given(row: Transition, reason: str, rating: Rating | None, claim: Claim) -> None:
    errors: list[FieldError] = []
    if row.needs_reason and not reason.strip():
        errors.append(FieldError("/reason", "Say why; this step needs a written reason."))
    if row.needs_rating and rating is None:
        errors.append(FieldError("/rating", "Name the rating the desk gives."))
    if rating is not None and not queries.is_to_give(rating, claim.desk):
        said = _("This rating is not on the desk’s scale in force, or is retired. Choose one that is.")
        errors.append(FieldError("/rating", said))
    if errors:
        raise Invalid(errors[0].detail, errors=errors)


def _decide(actor: Actor, claim: Claim, rating: Rating, rationale: str, reason_code: str | None) -> None:
    """Put a decision in force; of one that came by itself, nobody is named as having decided."""
    create(
        actor, "decision.made",
        Decision(
            desk_id=claim.desk_id, claim=claim, rating=rating, rationale=rationale, reason_code=reason_code,
            decided_by=actor.user, decided_at=clock.now(),
        ),
    )  # fmt: skip


def start_with_work(claim: Claim, verdicts: Sequence[Verdict] = ()) -> Claim:
    """After evidence was added: a claim that was only spotted is in review now. The claim must be locked.

    Evidence never decides: that is for verdicts, which were given on what lay there then.
    """
    return _go_by_itself(claim, S.SPOTTED, verdicts)


def start_many(claims: Sequence[Claim]) -> list[Claim]:
    """As `start_with_work`, for many claims that are only spotted and all have evidence. They must be locked, or new."""
    row = next(row for row in TRANSITIONS if row.by is By.ITSELF and row.source == S.SPOTTED)
    return move_many(NOBODY, row.verb, claims, {"status": row.to})


def settle(claim: Claim) -> Claim:
    """After a verdict was given, changed or confirmed: decide or dispute, if there are enough. The claim must be locked."""
    in_turn = (F("rating__scale__turn").asc(nulls_first=True), "rating__scale_id")
    verdicts = list(Verdict.objects.counting().filter(claim=claim).select_related("rating").order_by(*in_turn))
    return _go_by_itself(start_with_work(claim, verdicts), S.IN_REVIEW, verdicts)


def _go_by_itself(claim: Claim, source: ClaimStatus, verdicts: Sequence[Verdict]) -> Claim:
    rows = (row for row in TRANSITIONS if row.by is By.ITSELF and row.source == claim.status == source)
    row = next((row for row in rows if row.when(claim, verdicts)), None)
    if row is None:
        return claim
    return _go(NOBODY, claim, row, rating=verdicts[-1].rating if row.to == S.DECIDED else None)
