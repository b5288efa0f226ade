"""Has this claim been checked before: the claims that are closest to some words, best first (docs/matching.md)."""

from claims.matching.ranking import LONGEST_QUERY, Match, rank, rank_at, similar_to

__all__ = ["LONGEST_QUERY", "Match", "rank", "rank_at", "similar_to"]
