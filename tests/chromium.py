"""The Chromium that the browser tests drive: `executable()` finds it, or installs it where that can be done.

Standard library only.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
# Quiet: no connection but those of the pages under test.
ARGUMENTS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    *(["--no-sandbox"] if os.geteuid() == 0 else []),  # Chromium's sandbox refuses root
)


def executable() -> str:
    """The path of Chromium: CHROMIUM, else the machine's, else from Debian's packages. Raises SystemExit if there is none."""
    named = os.environ.get("CHROMIUM", "").strip()
    if named:
        found = shutil.which(named)
        if found is None:
            raise SystemExit(f"CHROMIUM={named!r} is no program that can be started.")
        return found
    return _on_this_machine() or _installed()


def _on_this_machine() -> str | None:
    on_path = (shutil.which(name) for name in NAMES)
    return next(filter(None, [*on_path, *(place for place in PLACES if Path(place).exists())]), None)


def _installed() -> str:
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print("Installing Chromium for the browser tests …", flush=True)
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "-qq", "update"], env=quiet, check=False)
        subprocess.run(
            ["apt-get", "-qq", "-y", "--no-install-recommends", "install", "chromium"], env=quiet, check=False
        )
    found = _on_this_machine()
    if found is None:
        raise SystemExit(
            "The browser tests need Chromium and found none. "
            "Install it (Debian: apt-get install chromium) or name one: CHROMIUM=/path/to/chrome make test"
        )
    return found
