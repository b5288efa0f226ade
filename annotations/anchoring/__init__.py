"""Places in texts: pure functions over strings, in Unicode code points."""

from .blocks import Block, blocks_of
from .carrying import carry
from .diffing import OPERATIONS, Operation, diff
from .placing import anchor, locate, suggest
from .quotes import find
from .segments import Segment, segments
from .selectors import read_selector
from .spans import Placement, Quote, Span, describe, selectors_of

__all__ = [
    "OPERATIONS", "Block", "Operation", "Placement", "Quote", "Segment", "Span", "anchor", "blocks_of", "carry", "describe",
    "diff", "find", "locate", "read_selector", "segments", "selectors_of", "suggest",
]  # fmt: skip
