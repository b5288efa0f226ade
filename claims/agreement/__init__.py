"""How well raters agree: on what (verdicts) and on where (spans), each figure with its interval or the reason it has none.

Pure: imports without Django. What each figure means, its source and its limits are in docs/agreement.md.
"""

from __future__ import annotations

from claims.agreement.alpha import Alpha, Level
from claims.agreement.figures import Figure, Interval, Measure, Why, figure_of, value_of
from claims.agreement.kappas import CohenKappa, FleissKappa, Weights
from claims.agreement.measuring import METRICS, compute, explain
from claims.agreement.pairs import Pair, confusion_of, pairs_of
from claims.agreement.ratings import Ratings
from claims.agreement.spans import MarkedText, SpanF1
from claims.agreement.unitizing import AlphaU

__all__ = [
    "METRICS", "Alpha", "AlphaU", "CohenKappa", "Figure", "FleissKappa", "Interval", "Level", "MarkedText", "Measure", "Pair",
    "Ratings", "SpanF1", "Weights", "Why", "compute", "confusion_of", "explain", "figure_of", "pairs_of", "value_of",
]  # fmt: skip
