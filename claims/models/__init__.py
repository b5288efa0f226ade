"""What is checked, and what was found."""

from claims.status import ClaimStatus

from .appearance import Appearance
from .claim import Claim, ClaimType
from .correction_request import CorrectionRequest, Outcome
from .decision import Decision
from .evidence import AnswerType, Evidence, Medium, Stance
from .rating import Rating, RatingFamily, RatingScale
from .review import Correction, Review, ReviewState
from .source import Snapshot, Source, SourceKind
from .verdict import Reason, Verdict

__all__ = [
    "AnswerType", "Appearance", "Claim", "ClaimStatus", "ClaimType", "Correction", "CorrectionRequest", "Decision",
    "Evidence", "Medium", "Outcome", "Rating", "RatingFamily", "RatingScale", "Reason", "Review", "ReviewState",
    "Snapshot", "Source", "SourceKind", "Stance", "Verdict",
]  # fmt: skip
