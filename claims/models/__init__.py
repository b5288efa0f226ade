"""What is checked, and what was found."""

from .appearance import Appearance
from .claim import BEFORE_PUBLISHING, JUDGED, Claim, ClaimStatus, ClaimType
from .decision import Decision
from .evidence import AnswerType, Evidence, Medium, Stance
from .rating import Rating, RatingFamily, RatingScale
from .review import Correction, Review, ReviewState
from .source import Snapshot, Source, SourceKind
from .verdict import Reason, Verdict

__all__ = [
    "BEFORE_PUBLISHING", "JUDGED",
    "AnswerType", "Appearance", "Claim", "ClaimStatus", "ClaimType", "Correction", "Decision", "Evidence", "Medium",
    "Rating", "RatingFamily", "RatingScale", "Reason", "Review", "ReviewState", "Snapshot", "Source", "SourceKind",
    "Stance", "Verdict",
]  # fmt: skip
