"""Places in texts: pure functions over strings, in Unicode code points."""

from .blocks import Block, blocks_of
from .placing import anchor, locate
from .quotes import find
from .segments import Segment, segments
from .selectors import read_selector
from .spans import Placement, Quote, Span, describe

__all__ = [
    "Block", "Placement", "Quote", "Segment", "Span", "anchor", "blocks_of", "describe", "find", "locate", "read_selector",
    "segments",
]  # fmt: skip
