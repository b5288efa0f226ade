"""Make .venv hold just what a lock file pins.  Usage: python tools/bootstrap.py requirements.lock

Needs nothing but Python 3.11. Runs that come at the same time wait for each other; when the lock has been
installed before, nothing is done.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"


@contextmanager
def alone() -> Iterator[None]:
    """Hold the project's directory, so that two first runs do not make one environment at once."""
    handle = os.open(ROOT, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def works() -> bool:
    """Whether there is an environment whose Python starts and has pip; that of a Python since removed does not."""
    if not PYTHON.exists():
        return False
    question: list[str | Path] = [PYTHON, "-c", "import pip, sys; sys.exit(sys.version_info < (3, 11))"]
    return subprocess.run(question, capture_output=True, check=False).returncode == 0


def make_environment() -> None:
    print("Making the virtual environment .venv …", flush=True)
    shutil.rmtree(VENV, ignore_errors=True)
    made = subprocess.run([sys.executable, "-m", "venv", VENV], capture_output=True, text=True, check=False)
    if made.returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        raise SystemExit(
            f"{made.stdout}{made.stderr}\n{sys.executable} could not make a virtual environment. "
            f"On Debian and Ubuntu install its other half: apt-get install python{version}-venv"
        )


def install(lock: Path) -> None:
    print(f"Installing what {lock.name} pins …", flush=True)
    # The lock is whole, so nothing is left to resolve: --no-deps keeps pip from trying.
    options = ["--quiet", "--quiet", "--disable-pip-version-check", "--no-input", "--require-hashes", "--no-deps"]
    done = subprocess.run([PYTHON, "-m", "pip", "install", *options, "-r", lock], cwd=ROOT, check=False)
    if done.returncode:
        raise SystemExit(f"pip could not install {lock.name}: its words are above. Is the package registry in reach?")


def bootstrap(lock: Path) -> None:
    """After this, .venv has at least what the lock pins, at just those versions."""
    digest = hashlib.sha256(lock.read_bytes()).hexdigest()
    stamp = VENV / f"{lock.name}.installed"
    with alone():
        if not works():
            make_environment()
        if stamp.exists() and stamp.read_text() == digest:
            return
        install(lock)
        stamp.write_text(digest)


if __name__ == "__main__":
    bootstrap(ROOT / sys.argv[1])
