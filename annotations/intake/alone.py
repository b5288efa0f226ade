"""Reading a document in a process of its own, so that a hostile one ends that process and nothing else."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from .article import unreadable

CPU_SECONDS = 20
WALL_SECONDS = 40

PASTE = "Paste the text of the part that you need instead."


def read_alone(reader: str, content: bytes, *arguments: int, what: str) -> dict[str, Any]:
    """What a reader, a file beside this one, makes of a document that it gets on standard input: its JSON.

    Raises Invalid at /file when the reader fails or takes too long; `what` the document is called then.
    """
    here = Path(__file__).parent
    command = [
        sys.executable, "-I", str(here / "confined.py"), str(here / reader), str(CPU_SECONDS), *map(str, arguments)
    ]  # fmt: skip
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=WALL_SECONDS, check=True)  # noqa: S603
    except subprocess.TimeoutExpired as late:
        raise unreadable(f"The {what} takes too long to read. {PASTE}") from late
    except subprocess.CalledProcessError as failed:
        how = "takes too long to read" if failed.returncode < 0 else "is broken and cannot be read"
        raise unreadable(f"The {what} {how}. {PASTE}") from failed
    read: dict[str, Any] = json.loads(done.stdout)
    return read
