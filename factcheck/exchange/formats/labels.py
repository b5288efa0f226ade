"""What the labels of FEVER and AVeriTeC are for a desk's ratings, by the family of a rating."""

from __future__ import annotations

from claims.models import RatingFamily as Family

SUPPORTS, REFUTES, NOT_ENOUGH_INFO = "SUPPORTS", "REFUTES", "NOT ENOUGH INFO"
SUPPORTED, REFUTED = "Supported", "Refuted"
NOT_ENOUGH_EVIDENCE, CONFLICTING = "Not Enough Evidence", "Conflicting Evidence/Cherrypicking"

FEVER: dict[str, str] = {
    Family.TRUE: SUPPORTS,
    Family.MOSTLY_TRUE: SUPPORTS,
    Family.MOSTLY_FALSE: REFUTES,
    Family.FALSE: REFUTES,
    Family.NOT_ENOUGH_EVIDENCE: NOT_ENOUGH_INFO,
}
"""FEVER has no word for mixed and conflicting findings: claims so rated are left out, as are satire and other ratings."""

AVERITEC: dict[str, str] = {
    Family.TRUE: SUPPORTED,
    Family.MOSTLY_TRUE: SUPPORTED,
    Family.MIXED: CONFLICTING,
    Family.CONFLICTING: CONFLICTING,
    Family.MOSTLY_FALSE: REFUTED,
    Family.FALSE: REFUTED,
    Family.NOT_ENOUGH_EVIDENCE: NOT_ENOUGH_EVIDENCE,
}
"""Satire and other ratings have no label there; claims so rated are left out."""
