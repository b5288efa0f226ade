"""Putting a source to a claim."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction

from annotations.anchoring import find
from annotations.services.taking_in import TakenIn
from claims import blindness, lifecycle, permissions
from claims.models import AnswerType, Claim, Evidence, Snapshot, Source
from claims.services.holds import keep_hold
from claims.services.sources import NewSource, add_source, keep_copy, read_words, source_at
from factcheck.core.problems import Conflict, FieldError, Invalid
from factcheck.core.text import canonical_text
from factcheck.desks.actors import Actor
from factcheck.desks.editing import archive, change, create, lock, lock_desk, lock_named
from factcheck.desks.permissions import require

EDITED = ("stance", "quote", "note", "question", "answer", "answer_type", "medium", "searched")


def add_evidence(
    actor: Actor, claim: Claim, *, source: Source | NewSource | None, stance: str, quote: str = "", **fields: Any
) -> Evidence:
    """Apply a source to a claim; a claim that was only spotted is in review by that.

    A quote has to stand in the source's archived copy, when there is one; its first place is kept. A NewSource at a
    URL the desk knows is that source, with the words given kept as one more copy. `source=None` is for a question
    that could not be answered. Nothing is locked while the words of a source are read.
    """
    require(permissions.may_write(actor, claim.desk))
    words = _words_of(source)
    with transaction.atomic():
        claim = lock(claim)
        require(permissions.may_judge(actor, claim))
        row = Evidence(desk_id=claim.desk_id, claim=claim, stance=stance, quote=canonical_text(quote).strip(), **fields)
        row.source = _known_source(actor, claim, source, words)
        require_source(row)
        place_quote(row)
        keep_hold(actor, claim)
        evidence = create(actor, "evidence.added", row)
        lifecycle.start_with_work(claim)
    return evidence


def _words_of(given: Source | NewSource | None) -> TakenIn | None:
    """The words that a new source is given with; those of a known source are kept already."""
    if not isinstance(given, NewSource):
        return None
    with _under_source():
        return read_words(text=given.text, html=given.html, url=given.url)


@contextmanager
def _under_source() -> Iterator[None]:
    """What is wrong with the source is told where it stands in the evidence."""
    try:
        yield
    except Invalid as problem:
        errors = [FieldError("/source" + e.pointer, e.detail) for e in problem.errors]
        raise Invalid(problem.detail, errors=errors) from None


def _known_source(
    actor: Actor, claim: Claim, given: Source | NewSource | None, words: TakenIn | None
) -> Source | None:  # fmt: skip
    """The source that is meant, locked, so that nobody removes it before the evidence that rests on it is there."""
    if isinstance(given, Source):
        if given.desk_id != claim.desk_id:
            raise Invalid.at("/source", "The source belongs to another desk than the claim.")
        return lock_named(given, "/source")
    if given is None:
        return None
    with _under_source():
        lock_desk(claim.desk_id)
        known = source_at(claim.desk, given.url)
        if known is None:
            return add_source(actor, claim.desk, given, words)
        known = lock(known)
        keep_copy(actor, known, words)
    return known


def require_source(row: Evidence) -> None:
    """Raises Invalid for evidence that rests on nothing."""
    if row.source is None and row.answer_type != AnswerType.UNANSWERABLE:
        raise Invalid.at(
            "/source", "Evidence needs a source; only a question with the answer type `unanswerable` has none."
        )


def place_quote(row: Evidence) -> None:
    """Find the quote in the newest archived copy that has it, and keep where."""
    row.snapshot = row.start = row.end = None
    if row.source is None or not row.quote:
        return
    copies = list(Snapshot.objects.filter(source=row.source).order_by("-id"))
    for copy in copies:
        places = find(copy.text, row.quote)
        if places:
            row.snapshot, row.start, row.end = copy, places[0].start, places[0].end
            return
    if copies:
        raise Invalid.at(
            "/quote", "These words do not stand in the archived copy of the source. Quote it to the letter."
        )


def edit_evidence(actor: Actor, evidence: Evidence, *, version: int | None = None, **changes: Any) -> Evidence:
    """Change stance, quote, note, question or answer, until the claim is decided; `source` may be another one."""
    require(permissions.may_write(actor, evidence.desk))
    return _edit(actor, evidence, version, changes, _words_of(changes.get("source")))


@transaction.atomic
def _edit(
    actor: Actor, evidence: Evidence, version: int | None, changes: dict[str, Any], words: TakenIn | None
) -> Evidence:  # fmt: skip
    lock(evidence.claim)
    evidence = lock(evidence, version)
    require(permissions.may_edit_evidence(actor, evidence))
    wanted = Evidence.objects.get(pk=evidence.pk)
    for name in changes.keys() - {"source"}:
        setattr(wanted, name, changes[name])
    if "quote" in changes:
        wanted.quote = canonical_text(wanted.quote).strip()
    if "source" in changes:
        wanted.source = _known_source(actor, evidence.claim, changes["source"], words)
    require_source(wanted)
    if {"quote", "source"} & changes.keys():
        place_quote(wanted)
    keep_hold(actor, evidence.claim)
    names = (*EDITED, "source", "snapshot", "start", "end")
    return change(actor, "evidence.edited", evidence, {name: getattr(wanted, name) for name in names})


@transaction.atomic
def archive_evidence(actor: Actor, evidence: Evidence, *, version: int | None = None) -> Evidence:
    """Take evidence out of sight, unless a verdict rests on it or the claim is decided."""
    claim = lock(evidence.claim)
    evidence = lock(evidence, version)
    require(permissions.may_edit_evidence(actor, evidence))
    if evidence.verdicts.filter(archived_at=None).exists():
        if blindness.is_blind(actor, claim):
            raise Conflict("Evidence that others may use stays. Edit it, or say in its note what is wrong with it.")
        raise Conflict("A verdict rests on this evidence. Change the verdict first.")
    return archive(actor, "evidence.archived", evidence)
