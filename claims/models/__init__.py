"""What is checked, and what was found."""

from claims.status import ClaimStatus

from .appearance import Appearance
from .claim import Claim, ClaimType
from .comment import Comment
from .contact import Contact, Party
from .correction_request import CorrectionRequest, Outcome
from .decision import Decision, ReasonCode
from .evidence import AnswerType, Evidence, Medium, Stance
from .notice import Notice, NoticeKind
from .presence import Hold, Presence
from .rating import Rating, RatingFamily, RatingScale
from .relation import Relation, RelationKind
from .review import Correction, Review, ReviewState
from .source import Snapshot, Source, SourceKind
from .verdict import Reason, Verdict

__all__ = [
    "AnswerType", "Appearance", "Claim", "ClaimStatus", "ClaimType", "Comment", "Contact", "Correction",
    "CorrectionRequest", "Decision", "Evidence", "Hold", "Medium", "Notice", "NoticeKind", "Outcome", "Party", "Presence",
    "Rating", "RatingFamily", "RatingScale", "Reason", "ReasonCode", "Relation", "RelationKind", "Review", "ReviewState",
    "Snapshot", "Source", "SourceKind", "Stance", "Verdict",
]  # fmt: skip
