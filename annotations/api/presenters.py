"""What has no shape: the steps from one text to another."""

from __future__ import annotations

from annotations.anchoring import Operation
from factcheck.api.presenters import Shown


def operation(done: Operation) -> Shown:
    """A step from the text that is held against to the one asked for, in which `start` and `end` are."""
    return {
        "op": done.op,
        "start": done.against_start,
        "end": done.against_end,
        "against_start": done.start,
        "against_end": done.end,
    }
