"""Who may do what with claims and all that hangs on them, in which state, and why not."""

from __future__ import annotations

from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from claims.models import (
    Appearance,
    Claim,
    ClaimStatus,
    Comment,
    Decision,
    Evidence,
    Relation,
    Review,
    ReviewState,
    Source,
    Verdict,
)
from claims.status import BEFORE_PUBLISHING, JUDGED, UNDECIDED
from factcheck.core.problems import Conflict, IllegalTransition
from factcheck.desks.actors import Actor
from factcheck.desks.models import Desk
from factcheck.desks.permissions import YES, Answer, Denied, needs_role, own_or_editor
from factcheck.desks.roles import Role, Scope

# The desk ----------------------------------------------------------------------------------------------------------


def may_write(actor: Actor, desk: Desk) -> Answer:
    """Add claims and sources."""
    return needs_role(actor, desk.id, Role.REVIEWER)


def may_edit_source(actor: Actor, source: Source) -> Answer:
    return needs_role(actor, source.desk_id, Role.REVIEWER)


def may_run_scales(actor: Actor, desk: Desk) -> Answer:
    return needs_role(actor, desk.id, Role.ADMIN, Scope.ADMIN)


# The claim ---------------------------------------------------------------------------------------------------------


def may_edit_claim(actor: Actor, claim: Claim) -> Answer:
    """Change its wording and particulars, and add places where it is made: any reviewer, until it is published."""
    return needs_role(actor, claim.desk_id, Role.REVIEWER) and _is_unpublished(claim)


def may_hold(actor: Actor, claim: Claim) -> Answer:
    """Say that one is on it: any reviewer, whatever the claim's status, since it keeps nobody out."""
    return needs_role(actor, claim.desk_id, Role.REVIEWER)


def may_remove_appearance(actor: Actor, appearance: Appearance) -> Answer:
    """Whoever added it, or an editor, until the claim is published."""
    owner = own_or_editor(actor, appearance, _("Only who added the appearance, or an editor, may remove it."))
    return owner and _is_unpublished(appearance.claim)


def may_note_correction(actor: Actor, claim: Claim) -> Answer:
    """Note what a publisher was asked, and that the desk has seen what it changed: any reviewer, at any time."""
    return needs_role(actor, claim.desk_id, Role.REVIEWER)


def may_note_contact(actor: Actor, claim: Claim) -> Answer:
    """Note who was asked about it, and what they said: any reviewer, at any time."""
    return needs_role(actor, claim.desk_id, Role.REVIEWER)


def may_relate(actor: Actor, claim: Claim) -> Answer:
    """Note what it is to another claim: any reviewer, at any time, since it changes neither."""
    return needs_role(actor, claim.desk_id, Role.REVIEWER)


def may_archive_relation(actor: Actor, relation: Relation) -> Answer:
    return own_or_editor(actor, relation, _("Only who noted the relation, or an editor, may remove it."))


def may_archive_claim(actor: Actor, claim: Claim) -> Answer:
    """Whoever spotted it, or an editor, as long as nobody else's work would go out of sight with it."""
    owner = own_or_editor(actor, claim, _("Only who spotted the claim, or an editor, may archive it."))
    if not owner:
        return owner
    if claim.status not in (ClaimStatus.SPOTTED, ClaimStatus.DROPPED):
        return Denied(
            _("The claim is %(status)s; drop it with a reason, so that others see why it went.") % _named(claim),
            Conflict,
        )
    if Verdict.objects.live().filter(claim=claim).exclude(reviewer=actor.user).exists():
        return Denied(_("Others have worked on this claim, so it stays; it can be dropped with a reason."), Conflict)
    return YES


def _is_unpublished(claim: Claim) -> Answer:
    if claim.status in BEFORE_PUBLISHING:
        return YES
    return Denied(
        _("The claim is %(status)s; what was published is changed by correcting its review.") % _named(claim), Conflict
    )


def _named(claim: Claim) -> dict[str, str]:
    return {"status": claim.get_status_display().lower()}


# Its steps, as the table in `lifecycle.py` names them -------------------------------------------------------------


def may_start_review(actor: Actor, claim: Claim) -> Answer:
    return needs_role(actor, claim.desk_id, Role.REVIEWER)


def may_drop(actor: Actor, claim: Claim) -> Answer:
    return own_or_editor(actor, claim, _("Only who spotted the claim, or an editor, may drop it."))


def may_edit_as_editor(actor: Actor, claim: Claim) -> Answer:
    """Reopen, take up again."""
    return needs_role(actor, claim.desk_id, Role.EDITOR)


def may_decide(actor: Actor, claim: Claim) -> Answer:
    """An editor, or an admin where the policy wants one; nobody who gave a verdict on it, though they withdrew
    it, unless the policy lets them."""
    editor = needs_role(actor, claim.desk_id, Role(claim.desk.policy.adjudicators))
    if not editor or claim.desk.policy.own_verdict_may_adjudicate:
        return editor
    if Verdict.objects.filter(claim=claim, reviewer=actor.user).exists():
        return Denied(_("You gave a verdict on this claim; another editor must decide."))
    return YES


def may_tell_the_world(actor: Actor, claim: Claim) -> Answer:
    """Publish, correct, retract."""
    return needs_role(actor, claim.desk_id, Role.EDITOR, Scope.PUBLISH)


# Evidence and verdicts ---------------------------------------------------------------------------------------------


def may_judge(actor: Actor, claim: Claim) -> Answer:
    """Add evidence or a verdict, while they are gathered."""
    return needs_role(actor, claim.desk_id, Role.REVIEWER) and _is_judged(claim)


def may_edit_evidence(actor: Actor, evidence: Evidence) -> Answer:
    """Whoever added it, or an editor, while evidence is gathered."""
    owner = own_or_editor(actor, evidence, _("Only who added the evidence, or an editor, may change it."))
    return owner and _is_judged(evidence.claim)


def may_edit_verdict(actor: Actor, verdict: Verdict) -> Answer:
    """Change or confirm one's own, while verdicts are gathered; nobody changes another's, whatever their role."""
    own = _gave(actor, verdict)
    if own and verdict.second_look:
        return Denied(
            _(
                "A second look stays as it was given: whoever gave it has seen more than the evidence since. Withdraw it."
            ),
            Conflict,
        )
    return own and _is_judged(verdict.claim)


def may_withdraw_verdict(actor: Actor, verdict: Verdict) -> Answer:
    """Take one's own back, while verdicts are gathered; a second look also later, for nothing was decided from it."""
    own = _gave(actor, verdict)
    return own if verdict.second_look else own and _is_judged(verdict.claim)


def _gave(actor: Actor, verdict: Verdict) -> Answer:
    writer = needs_role(actor, verdict.desk_id, Role.REVIEWER)
    if not writer:
        return writer
    if actor.user is None or verdict.reviewer_id != actor.user.id:
        return Denied(_("A verdict is changed only by the reviewer who gave it."))
    return YES


def may_look_again(actor: Actor, claim: Claim) -> Answer:
    """Judge from the evidence alone: a reviewer who gave no verdict on the claim, made no decision and wrote no review.

    A verdict that was withdrawn counts too: whoever gave it has seen more than the evidence.
    """
    writer = needs_role(actor, claim.desk_id, Role.REVIEWER)
    if not writer:
        return writer
    if claim.status in (ClaimStatus.SPOTTED, ClaimStatus.DROPPED, ClaimStatus.RETRACTED):
        return Denied(_("The claim is %(status)s; there is nothing to look at again.") % _named(claim), Conflict)
    if not Evidence.objects.live().filter(claim=claim).exists():
        return Denied(_("There is no evidence yet, and a second look judges from the evidence alone."), Conflict)
    if _has_seen_more(actor, claim):
        return Denied(
            _(
                "You judged, decided or reviewed this claim; a second look needs somebody who has seen the evidence alone."
            )
        )
    return YES


def _has_seen_more(actor: Actor, claim: Claim) -> bool:
    return (
        Verdict.objects.filter(claim=claim, reviewer=actor.user).exists()
        or Decision.objects.filter(claim=claim, decided_by=actor.user).exists()
        or Review.objects.filter(claim=claim, created_by=actor.user).exists()
    )


def _is_judged(claim: Claim) -> Answer:
    if claim.status in JUDGED:
        return YES
    if claim.status == ClaimStatus.DROPPED:
        why = _("The claim is dropped; it has to be taken up again before its evidence or verdicts change.")
    elif claim.status == ClaimStatus.DECIDED:
        why = _("The claim is decided; it has to be reopened before its evidence or verdicts change.")
    else:
        return _is_unpublished(claim)
    return Denied(why, Conflict)


# Comments ----------------------------------------------------------------------------------------------------------


def may_comment(actor: Actor, claim: Claim) -> Answer:
    """Say something about it, and say that what was said is resolved."""
    return needs_role(actor, claim.desk_id, Role.REVIEWER)


def may_edit_comment(actor: Actor, comment: Comment) -> Answer:
    """Nobody changes another's words, whatever their role."""
    writer = needs_role(actor, comment.desk_id, Role.REVIEWER)
    if not writer or (actor.user is not None and comment.created_by_id == actor.user.id):
        return writer
    return Denied(_("A comment is changed only by who wrote it."))


def may_archive_comment(actor: Actor, comment: Comment) -> Answer:
    return own_or_editor(actor, comment, _("Only who wrote the comment, or an editor, may remove it."))


# The review --------------------------------------------------------------------------------------------------------


def may_write_review(actor: Actor, claim: Claim, review: Review | None) -> Answer:
    """Draft the review of a decided claim, or change the draft there is; what is published, see `may_correct`."""
    writer = needs_role(actor, claim.desk_id, Role.REVIEWER)
    if not writer:
        return writer
    if claim.status in UNDECIDED:
        return Denied(_("A review is written once the claim is decided."), Conflict)
    if review is None:
        return YES
    return _is_draft(review, _("This review is published; correct it with a note instead of editing it."))


def may_discard_review(actor: Actor, review: Review) -> Answer:
    """Throw a draft away."""
    writer = needs_role(actor, review.desk_id, Role.REVIEWER)
    return writer and _is_draft(review, _("This review is published; retract it with a reason instead."))


def _is_draft(review: Review, otherwise: str) -> Answer:
    return YES if review.state == ReviewState.DRAFT else Denied(otherwise, Conflict)


def may_publish(actor: Actor, review: Review) -> Answer:
    """Show a draft about a decided claim to the world."""
    editor = may_tell_the_world(actor, review.claim)
    if not editor:
        return editor
    if review.state != ReviewState.DRAFT:
        return Denied(
            _("This review is %(state)s already; only a draft is published.")
            % {"state": review.get_state_display().lower()},
            IllegalTransition,
        )
    if review.claim.status != ClaimStatus.DECIDED:
        return Denied(
            _("The claim is %(status)s; its review is published once it is decided.") % _named(review.claim),
            IllegalTransition,
        )
    return YES


def may_correct(actor: Actor, review: Review) -> Answer:
    """Correct or retract what is published."""
    editor = may_tell_the_world(actor, review.claim)
    shown = (ReviewState.PUBLISHED, ReviewState.CORRECTED)
    if not editor or review.state in shown:
        return editor
    return Denied(
        _("This review is %(state)s; only one that is %(shown)s can be corrected or retracted.")
        % {
            "state": review.get_state_display().lower(),
            "shown": get_text_list([str(s.label).lower() for s in shown], _("or")),
        },
        IllegalTransition,
    )  # fmt: skip


def may_change_review(actor: Actor, claim: Claim, review: Review | None) -> Answer:
    """What the page of the review is for: write it, or correct it once it is published."""
    is_shown = review is not None and review.state != ReviewState.DRAFT
    return may_correct(actor, review) if review and is_shown else may_write_review(actor, claim, review)
