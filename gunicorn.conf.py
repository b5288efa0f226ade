"""How gunicorn serves the desk; it reads this file by itself when started in the project's root."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.urls import get_resolver
from gunicorn.glogging import Logger

from factcheck import env
from factcheck.core.discretion import discreet

if TYPE_CHECKING:
    from gunicorn.arbiter import Arbiter
    from gunicorn.workers.base import Worker

wsgi_app = "factcheck.wsgi:application"
host, port = env.text("HOST", "127.0.0.1"), env.number("PORT", 8000, least=1, most=65535)
bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"

worker_class = "gthread"
workers = env.number("WEB_CONCURRENCY", min(os.cpu_count() or 1, 4), least=1, most=256)
threads = env.number("WEB_THREADS", 8, least=1, most=256)
preload_app = True
limit_request_line = 8190  # the most there is; words to search for have up to 6,000 bytes in an address
timeout = 60
graceful_timeout = 10
# The workers' heartbeat is a file: in memory, a slow disk cannot make them look dead.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108  # gunicorn makes a private file in it
control_socket_disable = True  # one place for all servers of a user, so two could not run side by side
loglevel = "warning"
accesslog = "-" if env.flag("ACCESS_LOG") else None


class DiscreetLogger(Logger):  # type: ignore[misc]  # gunicorn ships no types
    """A line for each request, without the secret of a link that lets somebody in."""

    def atoms(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        said = super().atoms(*args, **kwargs)
        return {name: discreet(atom) if isinstance(atom, str) else atom for name, atom in said.items()}


logger_class = DiscreetLogger

DEMO_LOGINS = """\
Sign in as reviewer, reviewer2, editor or admin (of the desk "demo") or as outsider (of the desk "other").
The password of each is: demo
"""


worker_process: list[subprocess.Popen[bytes]] = []
"""The task worker of `make run`, which lives and ends with the server."""


def post_worker_init(worker: Worker) -> None:
    """Load all addresses before the first request, which would wait for it; after the fork, for some start threads."""
    get_resolver().url_patterns  # noqa: B018  # what is asked for is made


def on_exit(server: Arbiter) -> None:
    for process in worker_process:
        process.terminate()
        process.wait(timeout=graceful_timeout)


def when_ready(server: Arbiter) -> None:
    """Say where the desk is, once it really answers there."""
    if env.flag("WITH_WORKER"):
        worker_process.append(subprocess.Popen([sys.executable, "-m", "django", "work"]))
    print(f"\nThe fact-check desk is at http://{bind}/")
    if env.flag("ALLOW_DEMO"):
        print(DEMO_LOGINS, end="")
    print("Ctrl-C ends it.", flush=True)
