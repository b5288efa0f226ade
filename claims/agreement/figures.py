"""A figure with what is known of its certainty, and how that is learned: by drawing the units again."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

SEED = 1995
"""The same ratings have the same interval, whenever and wherever it is reckoned."""
RESAMPLES = 1000
CONFIDENCE = 0.95
FEWEST_UNITS = 10
"""With fewer units, drawing them again tells of the draw and not of the desk."""
MOST_CELLS = 2_000_000
"""Numbers held at once while resampling."""


def _(words: str) -> str:
    """Marks words for the catalogue of translations; who says them translates them, for nothing here knows Django."""
    return words


class Why(StrEnum):
    """Why a figure is undefined. The value is what people are told."""

    ONE_RATER = _("There are verdicts of one person alone; agreement takes two.")
    NO_OVERLAP = _("Nothing was rated by two people, so there is nothing to compare.")
    ONE_CATEGORY = _("Everybody gave the same rating everywhere, so agreement by chance cannot be told from any other.")
    NO_SPANS = _("No two people marked claims in the same text.")
    SCALES_DIFFER = _("The desks rate on different scales; choose one of them.")
    NO_CHANCE = _("What was marked leaves nothing to chance, so agreement cannot be told from it.")


@dataclass(frozen=True)
class Interval:
    """Where the figure lies in 95 of 100 resamples."""

    low: float
    high: float


@dataclass(frozen=True)
class Figure:
    """`value` is None just when `why_undefined` says why; `units` is how many units were compared.

    `interval` is also None where resampling says nothing: fewer than ten units, no disagreement in any resample, or
    one resample in twenty in which the figure is undefined.
    """

    value: float | None
    units: int
    why_undefined: Why | None = None
    interval: Interval | None = None


class Measure(Protocol):
    """A figure over units of some kinds, of which there are `counts`; units of a kind were rated alike."""

    @property
    def counts(self) -> Ints: ...

    @property
    def why_undefined(self) -> Why | None: ...

    @property
    def cells(self) -> int:
        """Numbers that one resample needs."""
        ...

    def at(self, draws: Ints) -> Floats:
        """The figure for each row of `draws`, which has the number of units of each kind; NaN where it is undefined."""
        ...


def value_of(measure: Measure) -> float | None:
    """The figure alone; None where it is undefined."""
    return None if measure.why_undefined else float(measure.at(measure.counts[np.newaxis])[0])


def figure_of(measure: Measure) -> Figure:
    """The figure with its interval, or with why it is undefined."""
    units = int(measure.counts.sum())
    if measure.why_undefined:
        return Figure(None, units, measure.why_undefined)
    return Figure(value_of(measure), units, interval=_interval_of(measure, units))


def _interval_of(measure: Measure, units: int) -> Interval | None:
    """Percentile bootstrap over whole units (Efron and Tibshirani 1993, ch. 13).

    A unit is drawn with all its ratings, for those of one unit depend on each other. Drawing units is the same as drawing
    how many there are of each kind.
    """
    if units < FEWEST_UNITS:
        return None
    chance = np.random.default_rng(SEED)
    shares = measure.counts / units
    at_once = max(1, min(RESAMPLES, MOST_CELLS // max(1, measure.cells)))
    parts = []
    for begun in range(0, RESAMPLES, at_once):
        draws = chance.multinomial(units, shares, size=min(at_once, RESAMPLES - begun))
        parts.append(measure.at(draws))
    found = np.concatenate(parts)
    found = found[~np.isnan(found)]
    if len(found) < CONFIDENCE * RESAMPLES or found.min() == found.max():
        return None
    tail = (1 - CONFIDENCE) / 2
    low, high = np.quantile(found, [tail, 1 - tail])
    return Interval(float(low), float(high))
