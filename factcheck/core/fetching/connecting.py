"""The connection under a fetch: pinned to checked addresses, timed as a whole, and counted byte by byte."""

from __future__ import annotations

import ipaddress
import ssl
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpcore

from .addresses import IPAddress
from .refusals import Reason, unfetchable


class Deadline:
    """The moment by which everything has to be done. A server that sends a byte a minute does not move it."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._ends = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds that are left, more than none. Raises Unfetchable (timeout) when none are."""
        left = self._ends - time.monotonic()
        if left <= 0:
            raise unfetchable(Reason.TIMEOUT, f"The site took longer than {self._seconds:g} seconds.")
        return left


@dataclass
class Allowance:
    """Bytes that may still come over the wire, headers and body together."""

    total: int
    left: int = field(init=False)

    def __post_init__(self) -> None:
        self.left = self.total

    def spend(self, count: int) -> None:
        self.left -= count
        if self.left < 0:
            raise unfetchable(Reason.TOO_LARGE, f"The site sends more than {self.total:,} bytes.")


class PinnedBackend(httpcore.NetworkBackend):
    """Connects to the given addresses alone, one after the other, whatever name it is asked for."""

    def __init__(self, addresses: Sequence[IPAddress], *, deadline: Deadline, allowance: Allowance) -> None:
        self._addresses = addresses
        self._deadline = deadline
        self._allowance = allowance
        self._system = httpcore.SyncBackend()

    def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:  # fmt: skip
        failure: httpcore.ConnectError | httpcore.ConnectTimeout | None = None
        for address in self._addresses:
            try:
                stream = self._system.connect_tcp(
                    _spelled(address), port, _shorter(timeout, self._deadline), local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as failed:
                failure = failed
            else:
                return _Wire(stream, self._deadline, self._allowance)
        if isinstance(failure, httpcore.ConnectTimeout):
            raise unfetchable(Reason.TIMEOUT, f"{host} does not answer.") from failure
        raise unfetchable(Reason.REFUSED, f"{host} takes no connection on port {port}.") from failure


class _Wire(httpcore.NetworkStream):
    """A stream that keeps to the deadline and the allowance."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline, allowance: Allowance) -> None:
        self._stream = stream
        self._deadline = deadline
        self._allowance = allowance

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        received = self._stream.read(max_bytes, _shorter(timeout, self._deadline))
        self._allowance.spend(len(received))
        return received

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _shorter(timeout, self._deadline))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        try:
            stream = self._stream.start_tls(ssl_context, server_hostname, _shorter(timeout, self._deadline))
        except httpcore.ConnectError as failed:
            why = failed.__cause__.reason if isinstance(failed.__cause__, ssl.SSLError) else None
            raise unfetchable(
                Reason.TLS, f"The secure connection to {server_hostname} failed ({why or 'it was broken off'})."
            ) from failed
        return _Wire(stream, self._deadline, self._allowance)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _shorter(timeout: float | None, deadline: Deadline) -> float:
    return min(timeout, deadline.left()) if timeout is not None else deadline.left()


def _spelled(address: IPAddress) -> str:
    """As text without a zone: a look-up of this text cannot go anywhere else."""
    if isinstance(address, ipaddress.IPv6Address) and address.scope_id:
        raise unfetchable(Reason.PRIVATE_ADDRESS, f"{address} is an address of this network alone.")
    return str(address)
