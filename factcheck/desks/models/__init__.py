"""Who works where, and what happened."""

from .desk import Desk, Policy
from .event import ChainHead, Event
from .membership import Membership
from .owned import DeskOwned, Record
from .token import Token
from .told import InHistory, Told
from .user import User

__all__ = [
    "ChainHead",
    "Desk",
    "DeskOwned",
    "Event",
    "InHistory",
    "Membership",
    "Policy",
    "Record",
    "Token",
    "Told",
    "User",
]
