"""`make run`, as a newcomer meets it: the same steps, started for real."""

import os
import re
import socket
import stat
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
OURS = ("DATABASE_URL", "SECRET_KEY", "DJANGO_SETTINGS_MODULE", "ALLOW_DEMO", "DEBUG")
PATIENCE = 60


def start(way, place, **variables):
    clean = {name: value for name, value in os.environ.items() if name not in OURS}
    return subprocess.Popen(
        [sys.executable, "tools/serve.py", way],
        cwd=ROOT,
        env={**clean, "DATA_DIR": str(place), "WEB_CONCURRENCY": "1", **variables},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def ask(address):
    try:
        with urllib.request.urlopen(address, timeout=10) as answer:
            return answer.status, answer.headers, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers, error.read().decode()
    except OSError:
        return 0, {}, ""


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """The address of a running desk and its data directory; afterwards it ended when it was told to."""
    place, port = tmp_path_factory.mktemp("desk"), free_port()
    server = start("run", place, PORT=str(port))
    address = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + PATIENCE
    while ask(f"{address}/readyz")[0] != 200 and server.poll() is None and time.monotonic() < deadline:
        time.sleep(0.2)
    yield address, place
    server.terminate()
    words, _ = server.communicate(timeout=20)
    assert f"The fact-check desk is at {address}/" in words
    assert "The password of each is: demo" in words


def test_it_serves_as_in_production(desk):
    address, _ = desk

    status, headers, page = ask(f"{address}/nothing/here/")

    assert status == 404
    assert "Traceback" not in page
    assert "default-src 'none'" in headers["Content-Security-Policy"]


def test_static_files_have_hashed_names_and_may_be_kept_for_ever(desk):
    address, _ = desk
    _, _, page = ask(f"{address}/login/")

    links = re.findall(r'(?:href|src)="(/static/[^"]+)"', page)

    assert links
    for link in links:
        status, headers, _ = ask(address + link)
        assert status == 200, link
        assert re.search(r"\.[0-9a-f]{12}\.", link), link
        assert "immutable" in headers["Cache-Control"], link


def test_the_secret_is_for_its_owner_alone(desk):
    _, place = desk

    assert stat.S_IMODE((place / "secret-key").stat().st_mode) == 0o600
    assert len((place / "secret-key").read_text()) > 50


def test_a_port_in_use_is_said_in_a_sentence(desk):
    address, place = desk

    words, _ = start("run", place, PORT=address.rpartition(":")[2]).communicate(timeout=PATIENCE)

    assert "Cannot listen on 127.0.0.1" in words
    assert "Choose another port" in words
    assert "Traceback" not in words


@pytest.mark.parametrize(
    ("way", "variables", "said"),
    [
        ("serve", {}, "SECRET_KEY is not set"),
        ("run", {"PORT": "eighty"}, "PORT='eighty' makes no sense"),
        ("run", {"DATABASE_URL": "mysql://desk"}, "DATABASE_URL='mysql…' makes no sense"),
        ("run", {"DATABASE_URL": "sqlite:////proc/no/desk.db"}, "that DATABASE_URL names cannot be opened"),
    ],
)
def test_nonsense_is_refused_in_a_sentence(tmp_path, way, variables, said):
    server = start(way, tmp_path, **{"PORT": str(free_port()), **variables})

    words, _ = server.communicate(timeout=PATIENCE)

    assert server.returncode == 1
    assert said in words
    assert "Traceback" not in words
