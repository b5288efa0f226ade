"""Web sites on 127.0.0.1 that remember who called, and misbehave on demand."""

from __future__ import annotations

import contextlib
import socket
import socketserver
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from ipaddress import IPv4Address
from typing import Any

import httpcore
import pytest

from factcheck.core.fetching import FetchPolicy
from factcheck.core.fetching.addresses import IPAddress

Play = Callable[[socket.socket, bytes], None]
"""What a site does with a connection once it has read the head of the request."""

PAGE = b"<html><body><p>A page.</p></body></html>"


def page(body: bytes = PAGE, *, status: str = "200 OK", **headers: Any) -> Play:
    """Answer as a well-behaved server does. `content_type` stands for `Content-Type`; "" leaves a header out."""
    named = {"content_type": "text/html", "content_length": str(len(body)), **headers}
    head = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in named.items() if value)
    return raw(f"HTTP/1.1 {status}\r\n{head}\r\n".encode() + body)


def raw(*pieces: bytes) -> Play:
    def play(connection: socket.socket, _head: bytes) -> None:
        for piece in pieces:
            connection.sendall(piece)

    return play


def redirect(to: str, status: str = "302 Found") -> Play:
    return page(b"", status=status, location=to)


@dataclass
class Site:
    """`pages` maps a path to what is played for it; every other path gets PAGE, and robots.txt is not there."""

    pages: dict[str, Play] = field(default_factory=lambda: {"/robots.txt": page(b"", status="404 Not Found")})
    heads: list[str] = field(default_factory=list)
    port: int = 0

    @property
    def hits(self) -> list[str]:
        """The paths asked for, robots.txt apart."""
        return [path for path in self.paths if path != "/robots.txt"]

    @property
    def paths(self) -> list[str]:
        return [head.split(" ")[1] for head in self.heads]

    def url(self, path: str = "/", *, host: str = "127.0.0.1", scheme: str = "http") -> str:
        return f"{scheme}://{host}:{self.port}{path}"


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False


@contextlib.contextmanager
def serving(site: Site, tls: ssl.SSLContext | None = None) -> Iterator[Site]:
    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with contextlib.suppress(OSError):
                connection = tls.wrap_socket(self.request, server_side=True) if tls else self.request
                head = b""
                while b"\r\n\r\n" not in head:
                    received = connection.recv(65536)
                    if not received:
                        return
                    head += received
                site.heads.append(head.decode("latin-1"))
                site.pages.get(head.split(b" ")[1].decode(), page())(connection, head)
                if tls:
                    connection.unwrap()

    with _Server(("127.0.0.1", 0), Handler) as server:
        site.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield site
        server.shutdown()
        thread.join()


def anything(_address: IPAddress, _port: int) -> bool:
    return True


def only_this_machine(address: IPAddress, _port: int) -> bool:
    return address == IPv4Address("127.0.0.1")


ANY_PORT = range(1, 65536)


def names(**known: str) -> Callable[[str, int], list[str]]:
    """A resolver: `news="127.0.0.1"` makes news.example lead there. Several addresses are separated by commas."""

    def resolve(host: str, _port: int) -> list[str]:
        found = known.get(host.removesuffix(".example"))
        if found is None:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return found.split(",")

    return resolve


def lenient(**changes: Any) -> FetchPolicy:
    """A policy that lets a test reach its own servers, without pace or robots.txt unless asked for."""
    return FetchPolicy(
        **{"may_reach": only_this_machine, "ports": ANY_PORT, "robots": None, "pace": None, **changes},
    )


@dataclass
class Wires:
    """Every connection leads to one site, whatever address is dialled; the dialled addresses are noted."""

    dialled: list[str] = field(default_factory=list)


def wire_everything_to(site: Site, monkeypatch: pytest.MonkeyPatch) -> Wires:
    wires = Wires()
    connect = httpcore.SyncBackend.connect_tcp

    def connect_tcp(self: httpcore.SyncBackend, host: str, port: int, *rest: Any) -> httpcore.NetworkStream:
        wires.dialled.append(host)
        return connect(self, "127.0.0.1", site.port, *rest)

    monkeypatch.setattr(httpcore.SyncBackend, "connect_tcp", connect_tcp)
    return wires
