"""Places in texts: pure functions over strings, in Unicode code points."""

from .blocks import Block, blocks_of
from .placing import anchor, locate
from .quotes import find
from .selectors import read_selector
from .spans import Placement, Quote, Span, describe

__all__ = ["Block", "Placement", "Quote", "Span", "anchor", "blocks_of", "describe", "find", "locate", "read_selector"]
