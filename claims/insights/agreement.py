"""How well the reviewers of a desk agree: on what, between whom, over time, and on where claims are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from django.db.models import QuerySet

from claims.agreement import (
    Alpha,
    CohenKappa,
    Figure,
    FleissKappa,
    Level,
    Pair,
    Ratings,
    Why,
    confusion_of,
    figure_of,
    pairs_of,
)
from claims.filters import Period
from claims.insights.differences import DifferedOn, differences_settled
from claims.insights.places import SpanAgreement, span_agreement
from claims.insights.verdicts import Finding, Scale, Verdicts, scale_known_to, verdicts_given
from claims.models import Claim, Rating
from factcheck.desks.actors import Actor
from factcheck.desks.models import User

MOST_PERIODS = 12
"""The newest ones; each has intervals of its own to reckon."""


@dataclass(frozen=True)
class PairOfReviewers:
    a: User
    b: User
    kappa: Figure


@dataclass(frozen=True)
class RatingsMet:
    """Two reviewers gave the ratings `a` and `b` to one claim, `n` times; `a` is not above `b` on the scale."""

    a: Rating
    b: Rating
    n: int


@dataclass(frozen=True)
class InPeriod:
    """Agreement on the claims that were judged last in this month (2018-12) or quarter (2018-Q4)."""

    name: str
    nominal: Figure
    ordinal: Figure


@dataclass(frozen=True)
class SecondLooks:
    """Second looks, from the evidence alone, beside the verdicts they follow: a figure of its own.

    `by_others` is held against verdicts of other reviewers, `by_themselves` against the reviewer's own.
    """

    by_others: Figure
    by_themselves: Figure


class LeftOut(NamedTuple):
    """Verdicts that some figures leave out."""

    single: int
    """The only one on their claim: in no figure."""
    without_place: int
    """Not on the order of the scale in force: in nominal figures, not in ordinal ones."""
    unnamed: int
    """Their reviewers may not be named yet: in no pair."""
    second_looks: int
    """In no figure but their own."""


@dataclass(frozen=True)
class Agreement:
    """`units` claims were judged by two or more of `raters` reviewers."""

    units: int
    raters: int
    verdicts: Verdicts
    scale: Scale
    nominal: Figure
    ordinal: Figure
    fleiss: Figure
    pairs: list[PairOfReviewers]
    confusion: list[RatingsMet]
    differed_on: list[DifferedOn]
    periods: list[InPeriod]
    second_looks: SecondLooks
    span: SpanAgreement
    left_out: LeftOut


def agreement_on(actor: Actor, claims: QuerySet[Claim], period: str = Period.QUARTER) -> Agreement:
    """Agreement on these claims, from what the actor may see alone: a hidden verdict is in no number."""
    scale = scale_known_to(actor)
    given = verdicts_given(actor, claims, scale)
    first = given.only(~given.is_second_look)
    compared = first.compared
    named = compared.only(compared.is_named)
    ratings, places = compared.by_rating(), scale.places_for(compared.used)
    return Agreement(
        units=len(np.unique(ratings.unit)),
        raters=len(ratings.raters),
        verdicts=first,
        scale=scale,
        nominal=figure_of(Alpha(first.by_rating(), Level.NOMINAL)),
        ordinal=_ordinal(first, places),
        fleiss=figure_of(FleissKappa(first.by_rating())),
        pairs=_with_people(pairs_of(named.by_rating())),
        confusion=[RatingsMet(scale.named[met.a], scale.named[met.b], met.n) for met in confusion_of(ratings)],
        differed_on=differences_settled(actor, claims),
        periods=_over_time(compared, scale, period),
        second_looks=_second_looks(given),
        span=span_agreement(actor, claims),
        left_out=LeftOut(
            single=len(first) - len(compared),
            without_place=_without_place(compared, places) if places is not None else 0,
            unnamed=len(compared) - len(named),
            second_looks=len(given) - len(first),
        ),
    )


def _ordinal(verdicts: Verdicts, places: dict[Finding, int] | None) -> Figure:
    """Alpha on the order of the scale's values; ratings of equal value are one place, those without are left out."""
    if places is None:
        return Figure(None, 0, Why.SCALES_DIFFER)
    return figure_of(Alpha(verdicts.by_place(places), Level.ORDINAL))


def _without_place(verdicts: Verdicts, places: dict[Finding, int]) -> int:
    counted = np.bincount(verdicts.rating.at, minlength=len(verdicts.rating.names)).tolist()
    return sum(n for finding, n in zip(verdicts.rating.names, counted, strict=True) if finding not in places)


def _with_people(pairs: Sequence[Pair]) -> list[PairOfReviewers]:
    people = User.objects.in_bulk({person for pair in pairs for person in (pair.a, pair.b)})
    found = []
    for pair in pairs:
        a, b = sorted((people[pair.a], people[pair.b]), key=str)
        found.append(PairOfReviewers(a, b, pair.kappa))
    return sorted(found, key=lambda pair: (str(pair.a), str(pair.b)))


def _over_time(verdicts: Verdicts, scale: Scale, period: str) -> list[InPeriod]:
    """The newest periods, oldest first."""
    periods = [_period_of(month, period) for month in verdicts.month.names]
    names = sorted(set(periods))
    place = np.array([names.index(name) for name in periods], dtype=np.int64)
    last = np.full(len(verdicts.claim.names), -1)
    np.maximum.at(last, verdicts.claim.at, place[verdicts.month.at])
    in_period = last[verdicts.claim.at]
    found = []
    for at in np.unique(in_period)[-MOST_PERIODS:]:
        chosen = verdicts.only(in_period == at)
        nominal = figure_of(Alpha(chosen.by_rating(), Level.NOMINAL))
        ordinal = _ordinal(chosen, scale.places_for(chosen.used))
        found.append(InPeriod(names[at], nominal, ordinal))
    return found


def _period_of(month: str, period: str) -> str:
    """2018-12 as it is, or as its quarter: 2018-Q4."""
    return month if period == Period.MONTH else f"{month[:4]}-Q{(int(month[5:]) + 2) // 3}"


def _second_looks(given: Verdicts) -> SecondLooks:
    """Each second look beside each first verdict on its claim."""
    first: dict[int, list[tuple[int, int]]] = defaultdict(list)
    looked_at = np.isin(given.claim.at, given.claim.at[given.is_second_look])
    rows = zip(given.claim.at, given.reviewer.at, given.rating.at, given.is_second_look, strict=True)
    chosen = [row for row, is_one in zip(rows, looked_at, strict=True) if is_one]
    for claim, reviewer, rating, is_second in chosen:
        if not is_second:
            first[claim].append((reviewer, rating))
    own: list[tuple[int, int]] = []
    others: list[tuple[int, int]] = []
    for claim, reviewer, rating, is_second in chosen:
        for one, before in first[claim] if is_second else ():
            (own if one == reviewer else others).append((before, rating))
    return SecondLooks(by_others=_kappa(others, given), by_themselves=_kappa(own, given))


def _kappa(looks: Sequence[tuple[int, int]], given: Verdicts) -> Figure:
    """Of (first rating, second rating), each pair for itself."""
    if not looks:
        return Figure(None, 0, Why.NO_OVERLAP)
    unit, look = np.divmod(np.arange(2 * len(looks)), 2)
    codes = np.array(looks, dtype=np.int64).ravel()
    ratings = Ratings.of_columns(unit, look, codes, raters=("first", "second"), categories=given.rating.names)
    return figure_of(CohenKappa.of(ratings))
