"""What pages show, as `queries` have it, read by its keys through SQL that is kept (`factcheck/desks/kept_rows.py`)."""

from __future__ import annotations

from functools import lru_cache

from django.db.models import BooleanField, ExpressionWrapper, Prefetch

from annotations.models import Article
from claims import blindness, queries
from claims.models import Claim, Decision, Evidence, Relation, Review, Verdict
from claims.models.review import ReviewQuerySet
from factcheck.desks import history
from factcheck.desks.actors import Actor, Standing
from factcheck.desks.kept import ID
from factcheck.desks.kept_rows import KeptRows
from factcheck.desks.models import Event
from factcheck.desks.questions import Question, first_of_desks
from factcheck.desks.scoping import DeskQuerySet

_DECISION = Prefetch("decisions", Decision.objects.live().select_related("rating"), to_attr="decisions_in_force")


def _in_queue(actor: Actor) -> DeskQuerySet[Claim]:
    """Claims with what the queue shows of them: the decision in force, and how many verdicts were given, if that shows."""
    return (
        queries.claims_there(actor)
        .select_related("desk", "desk__policy")
        .prefetch_related(_DECISION)
        .annotate(
            evidence_count=queries.count_of(Evidence.objects.live()),
            given=queries.count_of(Verdict.objects.visible_to(actor).counting()),
            shows=ExpressionWrapper(blindness.verdicts_show(actor), BooleanField()),
        )
    )


def _in_list(actor: Actor) -> DeskQuerySet[Claim]:
    """Claims with what a list of them shows: the decision in force, whom they are assigned to, and counts."""
    return (
        queries.claims_there(actor)
        .prefetch_related("assignees", _DECISION)
        .annotate(
            evidence_count=queries.count_of(Evidence.objects.live()),
            verdict_count=queries.count_of(Verdict.objects.visible_to(actor).live()),
        )
    )


def _reviews_in_list(actor: Actor) -> ReviewQuerySet:
    """Reviews with what a list of them shows."""
    return Review.objects.visible_to(actor).select_related("desk", "rating").defer("body")


def _told(actor: Actor) -> DeskQuerySet[Event]:
    """Events as a list of changes tells them, of those that were found as visible."""
    rows = Event.objects.visible_to(actor).select_related("actor")
    return rows.defer("changes", "previous_hash", "hash").order_by("-id")


CLAIMS = KeptRows(queries.claim_rows)
CLAIMS_ALONE = KeptRows(queries.claims_there)
CLAIMS_IN_LIST = KeptRows(_in_list)
CLAIMS_IN_QUEUE = KeptRows(_in_queue)
APPEARANCES = KeptRows(queries.appearance_rows, "claim")
EVIDENCE = KeptRows(queries.evidence_rows, "claim")
VERDICTS = KeptRows(lambda actor: queries.verdict_rows(actor).order_by("id"), "claim")
_VERDICTS_NAMED = KeptRows(queries.verdict_rows)
COMMENTS = KeptRows(lambda actor: queries.comment_rows(actor).order_by("id"), "claim")
REVIEWS_IN_LIST = KeptRows(_reviews_in_list)
REVIEWS_OF_CLAIM = KeptRows(queries.review_rows, "claim")
CORRECTION_REQUESTS = KeptRows(lambda actor: queries.correction_request_rows(actor).order_by("id"), "claim")
CONTACTS = KeptRows(lambda actor: queries.contact_rows(actor).order_by("id"), "claim")
_RELATIONS = KeptRows(queries.relation_rows)
_EVENTS_OF_CLAIM = KeptRows(lambda *who: history.events_without(*who).order_by("-sequence"), "claim_id")
_EVENTS_TOLD = KeptRows(_told)


def claims_in(actor: Actor, article: Article) -> list[Claim]:
    """The claims that appear in an article, as `CLAIMS` has them."""
    question = _claims_in(actor.standing)
    return CLAIMS.of(actor, question.keys(value=article.pk, me=actor.user_id) if question else [])


@lru_cache(maxsize=512)
def _claims_in(who: Standing) -> Question | None:
    there = queries.appearances_in(who.actor, ID).order_by().values("claim_id").distinct()
    found = Question.of(there)
    return found and found.not_by_desk("claims_appearance")


def relations_of(actor: Actor, claim: Claim) -> list[Relation]:
    """The relations of a claim, as `queries.relations_of` has them, the oldest first."""
    question = _relations(actor.standing)
    return _RELATIONS.named(actor, sorted(question.keys(value=claim.pk, me=actor.user_id)) if question else [])


@lru_cache(maxsize=512)
def _relations(who: Standing) -> Question | None:
    """Their ids in no order, as of `_second_looks`."""
    found = Question.of(queries.relations_of(who.actor, ID).order_by().values("pk"))
    return found and found.not_by_desk("claims_relation")


def events_of(actor: Actor, claim: Claim, most: int) -> list[Event]:
    """The last events of a claim and of all that hangs on it that the actor may see, the newest first."""
    return _EVENTS_OF_CLAIM.of(actor, [claim.pk], history.kept_back(actor), most=most)


def done_by_others(actor: Actor, without: tuple[str, ...], most: int) -> list[Event]:
    """The last events of claims that others caused, the newest first; `without` are verbs that are left out."""
    question = _by_others(actor.standing, history.kept_back(actor), without, most)
    return _EVENTS_TOLD.of(actor, question.keys(me=actor.user_id) if question else [])


@lru_cache(maxsize=512)
def _by_others(
    who: Standing, kept_back: tuple[history.KeepingBack, ...], without: tuple[str, ...], most: int
) -> Question | None:
    actor = who.actor
    events = history.events_without(actor, kept_back).filter(claim_id__isnull=False).exclude(actor=actor.user)
    return first_of_desks(events.exclude(verb__in=without).order_by("-id"), actor.desk_ids, most)


def second_looks_that_differ(actor: Actor, most: int) -> list[Verdict]:
    """The newest of them, as `queries.second_looks_that_differ` has them."""
    question = _second_looks(actor.standing)
    found = question.keys(me=actor.user_id) if question else []
    return _VERDICTS_NAMED.named(actor, sorted(found, reverse=True)[:most])


@lru_cache(maxsize=512)
def _second_looks(who: Standing) -> Question | None:
    """Their ids in no order. Second looks are few; SQLite takes the index of them only where nothing is found by desk."""
    found = Question.of(queries.second_looks_that_differ(who.actor).order_by().values("pk"))
    return found and found.not_by_desk("claims_verdict").not_by_desk("claims_claim")
