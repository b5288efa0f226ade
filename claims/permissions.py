"""Who may do what with claims and all that hangs on them, and why not."""

from __future__ import annotations

from django.utils.translation import gettext as _

from claims.models import Claim, Evidence, Review, Source, Verdict
from factcheck.desks.actors import Actor
from factcheck.desks.models import Desk
from factcheck.desks.permissions import YES, Answer, Denied, needs_role, own_or_editor
from factcheck.desks.roles import Role


def may_write(actor: Actor, desk: Desk) -> Answer:
    """Add claims and sources."""
    return needs_role(actor, desk.id, Role.REVIEWER)


def may_edit_claim(actor: Actor, claim: Claim) -> Answer:
    """Any reviewer of the desk; until it is published is checked by the service."""
    return needs_role(actor, claim.desk_id, Role.REVIEWER)


def may_start_review(actor: Actor, claim: Claim) -> Answer:
    return needs_role(actor, claim.desk_id, Role.REVIEWER)


def may_drop(actor: Actor, claim: Claim) -> Answer:
    return own_or_editor(actor, claim, _("Only who spotted the claim, or an editor, may drop it."))


def may_edit_as_editor(actor: Actor, claim: Claim) -> Answer:
    """Reopen, take up again, publish, correct, retract."""
    return needs_role(actor, claim.desk_id, Role.EDITOR)


def may_decide(actor: Actor, claim: Claim) -> Answer:
    """An editor who gave no verdict on it, unless the policy lets them."""
    editor = needs_role(actor, claim.desk_id, Role.EDITOR)
    if not editor or claim.desk.policy.own_verdict_may_adjudicate:
        return editor
    if Verdict.objects.live().filter(claim=claim, reviewer=actor.user).exists():
        return Denied(_("You gave a verdict on this claim; another editor must decide."))
    return YES


def may_judge(actor: Actor, claim: Claim) -> Answer:
    """Add evidence or a verdict."""
    return needs_role(actor, claim.desk_id, Role.REVIEWER)


def may_edit_source(actor: Actor, source: Source) -> Answer:
    return needs_role(actor, source.desk_id, Role.REVIEWER)


def may_edit_evidence(actor: Actor, evidence: Evidence) -> Answer:
    return own_or_editor(actor, evidence, _("Only who added the evidence, or an editor, may change it."))


def may_edit_verdict(actor: Actor, verdict: Verdict) -> Answer:
    """Nobody changes another's verdict, whatever their role."""
    writer = needs_role(actor, verdict.desk_id, Role.REVIEWER)
    if not writer:
        return writer
    if actor.user is None or verdict.reviewer_id != actor.user.id:
        return Denied(_("A verdict is changed only by the reviewer who gave it."))
    return YES


def may_write_review(actor: Actor, claim: Claim) -> Answer:
    return needs_role(actor, claim.desk_id, Role.REVIEWER)


def may_publish(actor: Actor, review: Review) -> Answer:
    """Publish, correct, retract."""
    return needs_role(actor, review.desk_id, Role.EDITOR)


def may_run_scales(actor: Actor, desk: Desk) -> Answer:
    return needs_role(actor, desk.id, Role.ADMIN)
