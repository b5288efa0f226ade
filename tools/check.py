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
STATIC: dict[str, list[str | Path]] = {
    "lint": [PROGRAMS / "ruff", "check"],
    "format": [PROGRAMS / "ruff", "format", "--check"],
    "types": [PROGRAMS / "mypy"],
    "structure": [PROGRAMS / "lint-imports"],
}
"""What can be said of the code without running it; `tools/test.py` begins with the same."""
PARTS: dict[str, list[str | Path]] = {
    **STATIC,
    "tests": [PROGRAMS / "pytest", "-q", "-n", "2", "-m", "not browser and not postgres"],
}


def holds(part: str, environment: Mapping[str, str]) -> bool:
    print(f"\n=== {part} ===", flush=True)
    return subprocess.run(PARTS[part], cwd=ROOT, env=environment, check=False).returncode == 0


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="factcheck-", ignore_cleanup_errors=True) as place:
        environment = {**os.environ, "TMPDIR": place}
        environment.pop("DATABASE_URL", None)
        failed = [part for part in PARTS if not holds(part, environment)]
    raise SystemExit(f"Failed: {', '.join(failed)}" if failed else 0)


if __name__ == "__main__":
    main()
