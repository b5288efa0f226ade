"""Spotting many claims at once, with the evidence that is known of each: for what comes from elsewhere by the thousand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import F

from claims import lifecycle, permissions
from claims.models import Claim, Evidence, Source
from claims.services.evidence import place_quote, require_source
from claims.services.sources import NewSource, row_of
from factcheck.core.problems import FieldError, Invalid
from factcheck.core.text import canonical_text
from factcheck.core.urls import url_key
from factcheck.desks.actors import Actor
from factcheck.desks.editing import check, check_many, lock_desk, put_many
from factcheck.desks.models import Desk
from factcheck.desks.permissions import require


@dataclass(frozen=True)
class NewEvidence:
    """A source without words of its own, applied to a claim; `fields` are further fields of Evidence."""

    source: NewSource | None
    stance: str
    fields: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class NewClaim:
    """A claim with its evidence; `fields` are fields of Claim as `spot_claim` takes them, `text` among them. `beside` is told
    in its history with it, such as where it came from."""

    fields: dict[str, Any]
    evidence: Sequence[NewEvidence] = ()
    beside: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class _Rows:
    claims: list[Claim]
    sources: dict[str | int, Source]
    """Those that are new, by the key of their URL; without one, by a number."""
    evidence: list[Evidence]
    number_of: list[tuple[int, int]]
    """Of each piece of evidence, which claim it belongs to, and which of its evidence it is."""


def check_claims(actor: Actor, desk: Desk, new: Sequence[NewClaim]) -> None:
    """Raises what `spot_claims` would for reasons of these claims alone, without writing or locking anything."""
    _checked(_rows_of(actor, desk, new, known={}))


@transaction.atomic
def spot_claims(actor: Actor, desk: Desk, new: Sequence[NewClaim]) -> list[Claim]:
    """New claims in their order, with the desk's next numbers; those with evidence are in review by that.

    A source at a URL that the desk knows is that source. Raises Invalid for all that is wrong, under the number of its
    claim: `/3/evidence/0/source/url`. Nothing is written then.
    """
    require(permissions.may_write(actor, desk))
    lock_desk(desk.pk)
    known = _known_sources(desk, new)
    rows = _rows_of(actor, desk, new, known)
    _checked(rows)
    last = _numbers(desk, len(new))
    for number, claim in enumerate(rows.claims, last - len(new) + 1):
        claim.number = number
    put_many(actor, "claim.spotted", rows.claims, beside=[one.beside for one in new])
    put_many(actor, "source.added", list(rows.sources.values()))
    put_many(actor, "evidence.added", rows.evidence)
    lifecycle.start_many([claim for claim, given in zip(rows.claims, new, strict=True) if given.evidence])
    return rows.claims


def _numbers(desk: Desk, count: int) -> int:
    """Take so many numbers; the last of them."""
    Desk.objects.filter(pk=desk.pk).update(last_claim_number=F("last_claim_number") + count)
    return Desk.objects.values_list("last_claim_number", flat=True).get(pk=desk.pk)


def _known_sources(desk: Desk, new: Sequence[NewClaim]) -> dict[str, Source]:
    """The desk's sources at the URLs given, by key, locked so that nobody removes one meanwhile."""
    keys = {url_key(e.source.url) for one in new for e in one.evidence if e.source and e.source.url}
    rows = Source.objects.live().select_for_update(no_key=True).filter(desk=desk, key__in=keys).order_by("pk")
    return {source.key or "": source for source in rows}


def _rows_of(actor: Actor, desk: Desk, new: Sequence[NewClaim], known: dict[str, Source]) -> _Rows:
    rows = _Rows([], {}, [], [])
    for index, one in enumerate(new):
        claim = Claim(desk=desk, number=0, created_by=actor.user, **_trimmed(one.fields))
        rows.claims.append(claim)
        for place, given in enumerate(one.evidence):
            source = _source(desk, given.source, known, rows.sources) if given.source else None
            fields = {**given.fields, "quote": canonical_text(given.fields.get("quote", "")).strip()}
            rows.evidence.append(Evidence(desk=desk, claim=claim, source=source, stance=given.stance, **fields))
            rows.number_of.append((index, place))
    return rows


def _trimmed(fields: dict[str, Any]) -> dict[str, Any]:
    kept: dict[str, Any] = {name: list(value) if isinstance(value, tuple) else value for name, value in fields.items()}
    return {**kept, "text": kept["text"].strip()}


def _source(desk: Desk, new: NewSource, known: dict[str, Source], added: dict[str | int, Source]) -> Source:
    key: str | int = url_key(new.url) if new.url else len(added)
    if key in known:
        return known[str(key)]
    return added.setdefault(key, row_of(desk, new))


def _checked(rows: _Rows) -> None:
    """Raises Invalid with everything that is wrong, each under the number of its claim."""
    errors: list[FieldError] = []
    try:
        check_many(rows.claims)
    except Invalid as problem:
        errors += problem.errors
    refused = {id(source): _refusals(source) for source in rows.sources.values()}
    for (index, place), row in zip(rows.number_of, rows.evidence, strict=True):
        here = f"/{index}/evidence/{place}"
        errors += [FieldError(f"{here}/source{e.pointer}", e.detail) for e in refused.get(id(row.source), ())]
        try:
            require_source(row)
            if row.source is None or not row.source._state.adding:
                place_quote(row)
            check(row)
        except Invalid as refusal:
            errors += [FieldError(here + e.pointer, e.detail) for e in refusal.errors]
    if errors:
        raise Invalid(errors[0].detail, errors=errors)


def _refusals(source: Source) -> Sequence[FieldError]:
    try:
        check(source)
    except Invalid as problem:
        return problem.errors
    return ()


def refused_claims(problem: Invalid) -> dict[int, list[FieldError]]:
    """What is wrong with which of many claims, by their numbers, with pointers into each."""
    found: dict[int, list[FieldError]] = {}
    for error in problem.errors:
        number, rest = _split(error.pointer)
        found.setdefault(number, []).append(FieldError(rest, error.detail))
    return found


def _split(pointer: str) -> tuple[int, str]:
    number, _slash, rest = pointer.removeprefix("/").partition("/")
    return int(number), f"/{rest}" if rest else ""


def evidence_of(rows: Iterable[Claim]) -> dict[Any, list[Evidence]]:
    """The evidence of claims that were just spotted, in its order, by the claim's key."""
    found: dict[Any, list[Evidence]] = {}
    for row in Evidence.objects.live().filter(claim__in=[c.pk for c in rows]).order_by("pk"):
        found.setdefault(row.claim_id, []).append(row)
    return found
