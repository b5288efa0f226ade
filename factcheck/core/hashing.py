"""SHA-256 and canonical JSON."""

from __future__ import annotations

import hashlib
import json
from typing import Any


def sha256_bytes(content: bytes) -> str:
    """The SHA-256 of bytes, in lower-case hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def sha256_text(text: str) -> str:
    """The SHA-256 of a text's UTF-8, in lower-case hexadecimal."""
    return sha256_bytes(text.encode())


def canonical_json(value: Any) -> bytes:
    """The one spelling of a JSON value (after RFC 8785): keys sorted, no spaces, UTF-8, no NaN."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()
