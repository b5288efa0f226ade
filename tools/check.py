"""The fast half of the tests: lint, format, types, structure, and what needs neither browser nor PostgreSQL.

Usage: .venv/bin/python tools/check.py    All parts run, whichever fails; the exit status says whether one did.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROGRAMS = Path(sys.executable).parent
PARTS: dict[str, list[str]] = {
    "lint": ["ruff", "check"],
    "format": ["ruff", "format", "--check"],
    "types": ["mypy"],
    "structure": ["lint-imports"],
    "tests": ["pytest", "-q", "-n", "2", "-m", "not browser and not postgres"],
}


def holds(part: str, environment: Mapping[str, str]) -> bool:
    print(f"\n=== {part} ===", flush=True)
    program, *arguments = PARTS[part]
    return subprocess.run([PROGRAMS / program, *arguments], cwd=ROOT, env=environment, check=False).returncode == 0


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="factcheck-", ignore_cleanup_errors=True) as place:
        environment = {**os.environ, "TMPDIR": place}
        environment.pop("DATABASE_URL", None)
        failed = [part for part in PARTS if not holds(part, environment)]
    raise SystemExit(f"Failed: {', '.join(failed)}" if failed else 0)


if __name__ == "__main__":
    main()
