"""A closed-loop load: so many connections, each sending its next request when the last one is answered."""

import asyncio
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial


@dataclass
class Load:
    """What the clients saw. Times in milliseconds."""

    seconds: float = 0.0
    statuses: Counter[int] = field(default_factory=Counter)
    times_ms: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.times_ms) / self.seconds if self.seconds else 0.0

    def percentile_ms(self, share: float) -> float:
        if not self.times_ms:
            return 0.0
        ranked = sorted(self.times_ms)
        return ranked[min(len(ranked) - 1, int(len(ranked) * share))]


class _Client(asyncio.Protocol):
    def __init__(self, requests: Iterator[bytes], seen: Load, finished: asyncio.Future[None]) -> None:
        self.requests, self.seen, self.finished = requests, seen, finished
        self.buffer, self.begun = b"", 0.0
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport  # type: ignore[assignment]  # -- TCP gives a Transport
        self._next()

    def _next(self) -> None:
        request = next(self.requests, None)
        if request is None or self.transport is None:
            self._finish()
            return
        self.begun = time.perf_counter()
        self.transport.write(request)

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        head, gap, body = self.buffer.partition(b"\r\n\r\n")
        if not gap or not _is_whole(head, body):
            return
        self.seen.times_ms.append((time.perf_counter() - self.begun) * 1000)
        self.seen.statuses[int(head[9:12])] += 1
        self.buffer = b""
        self._next()

    def connection_lost(self, _fault: Exception | None) -> None:
        self._finish()

    def _finish(self) -> None:
        if self.transport:
            self.transport.close()
        if not self.finished.done():
            self.finished.set_result(None)


def _is_whole(head: bytes, body: bytes) -> bool:
    lowered = head.lower()
    if b"transfer-encoding: chunked" in lowered:
        return body.endswith(b"0\r\n\r\n")
    _before, found, after = lowered.partition(b"content-length:")
    return len(body) >= int(after.split(b"\r\n", 1)[0]) if found else True


def drive(port: int, requests: Iterator[bytes], *, clients: int) -> Load:
    """Send `requests` to the server on this machine over `clients` connections until they are used up.

    Takes:   requests -- whole HTTP/1.1 messages, shared by all connections.
    Returns: a Load.
    """
    return asyncio.run(_drive(port, requests, clients))


async def _drive(port: int, requests: Iterator[bytes], clients: int) -> Load:
    loop, seen = asyncio.get_running_loop(), Load()
    ends = [loop.create_future() for _ in range(clients)]
    begun = time.perf_counter()
    for end in ends:
        await loop.create_connection(partial(_Client, requests, seen, end), "127.0.0.1", port)
    await asyncio.gather(*ends)
    seen.seconds = time.perf_counter() - begun
    return seen


def message(method: str, path: str, headers: dict[str, str], body: str = "") -> bytes:
    """One HTTP/1.1 message to this machine."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", *(f"{name}: {value}" for name, value in headers.items())]
    if body or method == "POST":
        lines.append(f"Content-Length: {len(body.encode())}")
    return ("\r\n".join(lines) + "\r\n\r\n" + body).encode()
