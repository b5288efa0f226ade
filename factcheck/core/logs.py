"""How the log reads."""

from __future__ import annotations

import logging
from typing import Any


class OneLine(logging.Formatter):
    """A line without a traceback, for requests that were refused: where they came in says nothing, for nothing broke."""

    def formatException(self, ei: Any) -> str:  # noqa: N802  # the standard library's name
        return ""
