"""A client that asks as fast as it is answered, over kept connections, each in a process of its own.

It sends bytes that were put together before, and of an answer looks at the status and the length alone. What it costs itself
is told beside each rate as `client`, in microseconds of processor time for each request.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection


@dataclass(frozen=True)
class Asking:
    """One request, again and again; `bodies` are sent in turns where there are any."""

    port: int
    method: str
    path: str
    headers: Mapping[str, str]
    bodies: Sequence[bytes] = (b"",)
    status: int = 200

    def requests(self) -> list[bytes]:
        lines = "".join(f"{name}: {value}\r\n" for name, value in self.headers.items())
        return [
            f"{self.method} {self.path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{lines}Content-Length: {len(body)}\r\n\r\n".encode()
            + body
            for body in self.bodies
        ]


@dataclass(frozen=True)
class Told:
    """What a round came to."""

    times: list[float]
    """Seconds that each request took, in the order in which they ended, connection by connection."""
    took: float
    """Seconds of the round."""
    client: float
    """Seconds of processor time that the clients took."""

    @property
    def rate(self) -> float:
        """Requests in a second."""
        return len(self.times) / self.took


def ask(asking: Asking, *, connections: int, seconds: float) -> Told:
    """Ask for so long over so many connections. Raises SystemExit when an answer has another status."""
    context = get_context("fork")
    pipes = [context.Pipe(duplex=False) for _ in range(connections)]
    children = [context.Process(target=_ask, args=(asking, seconds, end)) for _, end in pipes]
    began = time.perf_counter()
    for child in children:
        child.start()
    told = [receiver.recv() for receiver, _ in pipes]
    took = time.perf_counter() - began
    for child in children:
        child.join()
    wrong = next((found for found in told if isinstance(found, str)), None)
    if wrong:
        raise SystemExit(f"{asking.method} {asking.path}: {wrong}")
    return Told([one for times, _ in told for one in times], took, sum(cpu for _, cpu in told))


def _ask(asking: Asking, seconds: float, end: Connection) -> None:
    requests = asking.requests()
    times: list[float] = []
    began, cpu = time.perf_counter(), time.process_time()
    with socket.create_connection(("127.0.0.1", asking.port)) as there:
        there.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while time.perf_counter() - began < seconds:
            at = time.perf_counter()
            there.sendall(requests[len(times) % len(requests)])
            status, body = receive(there)
            if status != asking.status:
                end.send(f"{status} {body[:300]!r}")
                return
            times.append(time.perf_counter() - at)
    end.send((times, time.process_time() - cpu))


def receive(there: socket.socket) -> tuple[int, bytes]:
    """Status and body of an answer that tells its length."""
    found = b""
    while b"\r\n\r\n" not in found:
        more = there.recv(262_144)
        if not more:
            raise SystemExit("The server hung up.")
        found += more
    head, _, body = found.partition(b"\r\n\r\n")
    length = next((int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0)
    parts, left = [body], length - len(body)
    while left > 0:
        parts.append(there.recv(min(left, 262_144)))
        left -= len(parts[-1])
    return int(head[9:12]), b"".join(parts)
