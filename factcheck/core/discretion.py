"""Links that let their holder in are secrets; they stand in addresses, and addresses stand in logs."""

from __future__ import annotations

import logging
import re

_LINK = re.compile(r"(/join/|%2Fjoin%2F)[\w-]+", re.IGNORECASE)


def discreet(words: str) -> str:
    """The words without the secret of any link in them."""
    return _LINK.sub(r"\1…", words)


class Discreet(logging.Filter):
    """Takes the secrets of links out of what is logged; nothing is left out."""

    def filter(self, record: logging.LogRecord) -> bool:
        said = record.getMessage()
        if (kept := discreet(said)) != said:
            record.msg, record.args = kept, ()
        return True
