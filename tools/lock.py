"""Pin what pyproject.toml asks for, with hashes, for every platform.  Usage: .venv/bin/python tools/lock.py [PACKAGE …]

Versions that are pinned already stay; name packages to move them to their newest. Needs uv on the PATH.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COMMON = ["--universal", "--python-version", "3.11", "--generate-hashes", "--no-annotate", "--no-emit-index-url"]
LOCKS = {
    "requirements.lock": ["pyproject.toml"],
    "requirements-dev.lock": ["pyproject.toml", "--group", "dev", "-c", "requirements.lock"],
    "requirements-postgres.lock": ["--group", "postgres"],
}


def main() -> None:
    uv = shutil.which("uv")
    if uv is None:
        raise SystemExit("Pinning needs uv: python -m pip install uv")
    newest = [option for package in sys.argv[1:] for option in ("--upgrade-package", package)]
    for lock, sources in LOCKS.items():
        command = [
            uv,
            "pip",
            "compile",
            *sources,
            *COMMON,
            *newest,
            "--custom-compile-command",
            "make lock",
            "-q",
            "-o",
            lock,
        ]
        subprocess.run(command, cwd=ROOT, check=True)


if __name__ == "__main__":
    main()
