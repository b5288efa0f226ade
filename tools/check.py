"""The fast half of the tests: lint, format, types, structure, and what needs neither browser nor PostgreSQL.

Usage: .venv/bin/python tools/check.py    All parts run, whichever fails; the exit status says whether one did.
"""

from __future__ import annotations

import os
import subprocess
import sys
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


def main() -> None:
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    failed = []
    for part, (program, *arguments) in PARTS.items():
        print(f"\n=== {part} ===", flush=True)
        if subprocess.run([PROGRAMS / program, *arguments], cwd=ROOT, env=environment, check=False).returncode:
            failed.append(part)
    raise SystemExit(f"Failed: {', '.join(failed)}" if failed else 0)


if __name__ == "__main__":
    main()
