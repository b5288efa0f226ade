"""Bring database and static files up to date, then serve.  Usage: .venv/bin/python tools/serve.py WAY

serve   as the environment says; SECRET_KEY has to be given
worker  do what was left for later: fetch articles, look at those that are watched
run     the same on 127.0.0.1, with a secret made once in DATA_DIR, and the demo desk
dev     like run, with DEBUG, by Django's own server, which starts anew on every change
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import secrets
import socket
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")

import django  # noqa: E402  # the path to the project comes first
from django.conf import settings  # noqa: E402
from django.core.exceptions import ImproperlyConfigured  # noqa: E402
from django.core.management import CommandError, call_command  # noqa: E402
from django.db import OperationalError, connections  # noqa: E402

from factcheck import env  # noqa: E402


def keep_secret() -> None:
    """Make DATA_DIR/secret-key, for its owner's eyes alone, unless there is one or SECRET_KEY is given."""
    place = env.directory("DATA_DIR", ROOT / "var") / "secret-key"
    if env.text("SECRET_KEY") or place.exists():
        return
    draft = place.with_suffix(".draft")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(50))
    draft.rename(place)  # whole at once, never half a secret


def require_free_port() -> None:
    host, port = env.text("HOST", "127.0.0.1"), env.number("PORT", 8000, least=1, most=65535)
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            why = f"Cannot listen on {host}, port {port}: {error.strerror}."
            raise SystemExit(f"{why} Choose another port: PORT={port + 1} make …") from error


def wait_for_our_turn() -> None:
    """Starts with the same DATA_DIR migrate one after the other. The next one's turn is when this one serves or ends."""
    handle = os.open(env.directory("DATA_DIR", ROOT / "var"), os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX)


def static_fingerprint() -> str:
    """Changes when any static file of ours, or any package that brings some, does."""
    ours = [ROOT / "static", *(app / "static" for app in (ROOT / "factcheck").iterdir()), *ROOT.glob("*/static")]
    files = sorted(path for place in set(ours) for path in place.rglob("*") if path.is_file())
    seen = [f"{path.relative_to(ROOT)} {path.stat().st_size} {path.stat().st_mtime_ns}" for path in files]
    code = [(ROOT / name).read_text() for name in ("requirements.lock", "factcheck/web/staticfiles.py")]
    return hashlib.sha256("\n".join([*seen, *code]).encode()).hexdigest()


def collect_static() -> None:
    """Bring STATIC_ROOT up to date; nothing is done when nothing changed."""
    stamp, now = Path(settings.STATIC_ROOT) / ".collected", static_fingerprint()
    if stamp.exists() and stamp.read_text() == now:
        return
    print("Collecting static files …", flush=True)
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(now)


def migrate() -> None:
    try:
        connections["default"].ensure_connection()
    except OperationalError as error:
        raise SystemExit(f"The database that DATABASE_URL names cannot be opened: {error}.") from error
    print("Bringing the database up to date …", flush=True)
    call_command("migrate", interactive=False, verbosity=0)


def bring_up_to_date() -> None:
    migrate()
    collect_static()


def serve() -> None:
    require_free_port()
    if not env.text("SECRET_KEY"):
        raise SystemExit(
            "SECRET_KEY is not set: give it a long random text (`make run` makes one by itself, for a try)."
        )
    wait_for_our_turn()
    django.setup()
    bring_up_to_date()
    start("gunicorn")


def run() -> None:
    os.environ.update(HOST="127.0.0.1", ALLOW_DEMO="1", DEBUG="0", WITH_WORKER="1")
    require_free_port()
    wait_for_our_turn()
    keep_secret()
    django.setup()
    bring_up_to_date()
    call_command("demo", verbosity=0)  # gunicorn.conf.py tells of its people, once the desk answers
    start("gunicorn")


def dev() -> None:
    os.environ.update(HOST="127.0.0.1", ALLOW_DEMO="1", DEBUG="1")
    require_free_port()
    wait_for_our_turn()
    keep_secret()
    django.setup()
    migrate()
    call_command("demo")
    start("django", "runserver", f"127.0.0.1:{env.number('PORT', 8000)}")


def start(module: str, *arguments: str) -> None:
    """Become the server: signals then reach it and no other process is left behind."""
    connections.close_all()
    sys.stdout.flush()
    os.chdir(ROOT)
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    os.execv(sys.executable, [sys.executable, "-m", module, *arguments])  # noqa: S606  # itself, no shell


def worker() -> None:
    if not env.text("SECRET_KEY"):
        keep_secret()
    wait_for_our_turn()
    django.setup()
    migrate()
    start("django", "work")


WAYS = {"serve": serve, "worker": worker, "run": run, "dev": dev}

if __name__ == "__main__":
    try:
        WAYS[sys.argv[1]]()
    except (ImproperlyConfigured, CommandError) as problem:
        raise SystemExit(str(problem)) from problem
