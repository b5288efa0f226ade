"""From W3C selectors to a span of a stored text, through its HTML where they speak of that."""

from .document import Document
from .resolving import resolve

__all__ = ["Document", "resolve"]
