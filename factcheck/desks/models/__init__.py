"""Who works where, and what happened."""

from .desk import Desk, Policy
from .event import ChainHead, Event, KeptHead
from .invitation import Invitation
from .membership import Membership
from .owned import DeskOwned, Record
from .token import Token
from .told import InHistory, Told
from .user import FormerUsername, User

__all__ = [
    "ChainHead",
    "Desk",
    "DeskOwned",
    "Event",
    "FormerUsername",
    "InHistory",
    "Invitation",
    "KeptHead",
    "Membership",
    "Policy",
    "Record",
    "Token",
    "Told",
    "User",
]
