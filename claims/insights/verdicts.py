"""The verdicts that count, as a matrix of reviewers and claims."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any
from uuid import UUID

import numpy as np
from django.db.models import BooleanField, CharField, ExpressionWrapper, QuerySet
from django.db.models.functions import Cast, Substr
from numpy.typing import NDArray

from claims import blindness
from claims.agreement import Ratings
from claims.models import Claim, Rating, Verdict
from claims.queries import scale_ids_in_force
from factcheck.desks.actors import Actor
from factcheck.desks.queries import desks_of

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Finding = tuple[str, str]
"""What a rating says, on whichever scale it is: `Rating.finding`."""


@dataclass(frozen=True)
class Scale:
    """The ratings of the desks, by what they say: what they are called now, in order, and their places.

    `findings` holds it for the id of each rating, also of earlier scales; `places` each desk's ratings with a value on its
    scale in force.
    """

    named: dict[Finding, Rating]
    findings: dict[UUID, Finding]
    places: dict[UUID, dict[Finding, int]]

    def in_order(self, findings: Iterable[Finding]) -> list[Rating]:
        """The ratings that say this: those with a value from low to high, then the others."""
        asked = set(findings)
        found = [rating for finding, rating in self.named.items() if finding in asked]
        return sorted(found, key=lambda r: (r.value is None, r.value or 0))

    def places_for(self, used: Iterable[tuple[UUID, Finding]]) -> dict[Finding, int] | None:
        """The value of each rating on the one scale that was used (by desk); None where the desks' scales differ."""
        given = set(used)
        desks, findings = {desk for desk, _finding in given}, {finding for _desk, finding in given}
        told = {tuple((one, self.places.get(desk, {}).get(one)) for one in sorted(findings)) for desk in desks}
        if len(told) > 1:
            return None
        return {finding: value for finding, value in next(iter(told), ()) if value is not None}


def scale_known_to(actor: Actor) -> Scale:
    """The ratings of the actor's desks, those on scales in force before those on earlier ones."""
    in_force = set(scale_ids_in_force(list(desks_of(actor))).values())
    ratings = list(Rating.objects.visible_to(actor).order_by("-scale", "position"))
    ratings.sort(key=lambda rating: str(rating.scale_id) not in in_force)
    named: dict[Finding, Rating] = {}
    places: dict[UUID, dict[Finding, int]] = {}
    for rating in ratings:
        named.setdefault(rating.finding, rating)
        if str(rating.scale_id) in in_force and rating.value is not None:
            places.setdefault(rating.desk_id, {})[rating.finding] = rating.value
    return Scale(named, {rating.pk: rating.finding for rating in ratings}, places)


@dataclass(frozen=True)
class Column:
    """One particular of each verdict: which of `names` it is."""

    at: Ints
    names: tuple[Any, ...]

    @classmethod
    def of(cls, values: Iterable[Any], names: Iterable[Any]) -> Column:
        known = {name: at for at, name in enumerate(names)}
        return cls(np.array([known[value] for value in values], dtype=np.int64), tuple(known))

    def __getitem__(self, chosen: Bools) -> Column:
        return Column(self.at[chosen], self.names)


@dataclass(frozen=True)
class Verdicts:
    """Verdicts that count, as far as agreement goes, in columns: which rating, never what was written about it.

    Sorted by claim. `month` is when one was given (2018-12, in UTC); `is_named` whether the actor may know by whom.
    """

    claim: Column
    reviewer: Column
    rating: Column
    desk: Column
    month: Column
    is_second_look: Bools
    is_named: Bools

    def __len__(self) -> int:
        return len(self.is_named)

    def only(self, chosen: Bools) -> Verdicts:
        return Verdicts(*(getattr(self, field.name)[chosen] for field in fields(self)))

    @property
    def compared(self) -> Verdicts:
        """Those on claims that have two or more."""
        return self.only(np.bincount(self.claim.at, minlength=1)[self.claim.at] > 1)

    @property
    def used(self) -> set[tuple[UUID, Finding]]:
        """Each desk with each rating that was given there."""
        pairs = np.unique(np.stack([self.desk.at, self.rating.at]), axis=1).T.tolist()
        return {(self.desk.names[desk], self.rating.names[rating]) for desk, rating in pairs}

    def by_rating(self) -> Ratings:
        """As ratings by what they say."""
        return Ratings.of_columns(
            self.claim.at, self.reviewer.at, self.rating.at, raters=self.reviewer.names, categories=self.rating.names
        )

    def by_place(self, places: dict[Finding, int]) -> Ratings:
        """As values in order, without those that have no place."""
        values = sorted(set(places.values()))
        place = np.array([values.index(places[f]) if f in places else -1 for f in self.rating.names], dtype=np.int64)
        placed = self.only(place[self.rating.at] >= 0)
        return Ratings.of_columns(
            placed.claim.at, placed.reviewer.at, place[placed.rating.at], raters=self.reviewer.names, categories=values
        )


def verdicts_given(actor: Actor, claims: QuerySet[Claim], scale: Scale) -> Verdicts:
    """The verdicts on these claims that count and that the actor may see.

    Ids and times are read as the words the database has for them: making objects of a hundred thousand takes a second.
    """
    rows = (
        Verdict.objects.visible_to(actor)
        .current()
        .filter(claim__in=claims.order_by().values("pk"))
        .annotate(
            named=ExpressionWrapper(blindness.reviewer_may_be_named(actor), BooleanField()),
            claim_key=Cast("claim_id", CharField()),
            rating_key=Cast("rating_id", CharField()),
            reviewer_key=Cast("reviewer_id", CharField()),
            desk_key=Cast("desk_id", CharField()),
            month=Substr(Cast("submitted_at", CharField()), 1, 7),
        )
        .order_by("claim_id", "id")
        .values_list("claim_key", "reviewer_key", "rating_key", "desk_key", "month", "second_look", "named")
    )
    columns = list(zip(*rows, strict=True)) or [()] * 7
    claim, reviewer, rating, desk, month, second_look, named = columns
    people, desks = dict.fromkeys(reviewer), dict.fromkeys(desk)
    findings = {key: scale.findings[UUID(key)] for key in dict.fromkeys(rating)}
    return Verdicts(
        claim=Column.of(claim, dict.fromkeys(claim)),
        reviewer=Column(Column.of(reviewer, people).at, tuple(UUID(key) for key in people)),
        rating=Column.of(
            (findings[key] for key in rating), [found.finding for found in scale.in_order(findings.values())]
        ),
        desk=Column(Column.of(desk, desks).at, tuple(UUID(key) for key in desks)),
        month=Column.of(month, sorted(set(month))),
        is_second_look=np.array(second_look, dtype=np.bool_),
        is_named=np.array(named, dtype=np.bool_),
    )


def distribution(verdicts: Verdicts, scale: Scale) -> list[tuple[Rating, int]]:
    """How often each rating was given, from low to high."""
    counted = np.bincount(verdicts.rating.at, minlength=len(verdicts.rating.names)).tolist()
    return [(scale.named[finding], n) for finding, n in zip(verdicts.rating.names, counted, strict=True) if n]
