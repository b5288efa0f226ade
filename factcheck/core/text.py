"""Texts as they are kept."""

import re

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def has_unstorable(s: str) -> bool:
    return _UNSTORABLE.search(s) is not None


def canonical_text(raw: str) -> str:
    return _UNSTORABLE.sub("\ufffd", raw.replace("\r\n", "\n").replace("\r", "\n"))
