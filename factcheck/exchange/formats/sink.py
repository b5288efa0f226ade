"""Where a library writes a file that is sent on as it grows."""

from __future__ import annotations

import io
from typing import Any


class Sink(io.RawIOBase):
    """Holds what was written until it is taken; it cannot be gone back in."""

    def __init__(self) -> None:
        super().__init__()
        self._held = bytearray()
        self._place = 0

    def writable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._place

    def write(self, content: Any) -> int:
        self._held += content
        self._place += len(content)
        return len(content)

    def taken(self) -> bytes:
        """What was written since it was asked last."""
        held, self._held = bytes(self._held), bytearray()
        return held
