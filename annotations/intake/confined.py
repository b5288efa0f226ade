"""Runs a reader within bounds of time and memory that the operating system sets.

`python -I confined.py READER CPU_SECONDS [ARGUMENT …]`. Some documents are programs of sorts, and a hostile one can take any
time and memory before it shows. A crash is an exit status that the parent reads.
"""

from __future__ import annotations

import contextlib
import resource
import runpy
import sys

MEMORY = 1024 * 1024 * 1024


def confine(cpu_seconds: int) -> None:
    """Where the system knows no such limit, the parent's clock is the only bound."""
    for what, limit in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, cpu_seconds), (resource.RLIMIT_CORE, 0)):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(what, (limit, limit))


if __name__ == "__main__":
    reader, seconds, *arguments = sys.argv[1:]
    sys.argv = [reader, *arguments]
    confine(int(seconds))
    runpy.run_path(reader, run_name="__main__")
