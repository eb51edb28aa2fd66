"""A TCP relay that holds everything back for a while, as a long way would: many connections, a process of its own.

python benchmarks/delay_relay.py TARGET_PORT MILLISECONDS      each way; prints its port, ends when its input ends
"""

from __future__ import annotations

import asyncio
import sys
from collections import deque
from typing import Any


class Way(asyncio.Protocol):
    """One end of a connection; what arrives here leaves at the other end `delay` seconds later, in order."""

    def __init__(self, delay: float) -> None:
        self.delay = delay
        self.other: Way | None = None
        self.transport: asyncio.Transport | None = None
        self.held: deque[tuple[float, bytes | None]] = deque()
        self.has_timer = False

    def connection_made(self, transport: Any) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self._hold(data)

    def eof_received(self) -> bool:
        self._hold(None)
        return True  # the other way stays open until its own end

    def connection_lost(self, exc: Exception | None) -> None:
        self._hold(None)

    def _hold(self, data: bytes | None) -> None:
        self.held.append((asyncio.get_running_loop().time() + self.delay, data))
        self._wait()

    def _wait(self) -> None:
        if self.held and not self.has_timer:
            self.has_timer = True
            asyncio.get_running_loop().call_at(self.held[0][0], self.pass_on)

    def pass_on(self) -> None:
        """Write what has been held back long enough; the end of the connection comes last."""
        self.has_timer = False
        if self.other is None or self.other.transport is None:
            return  # the far end is still being connected, and calls again
        now, target = asyncio.get_running_loop().time(), self.other.transport
        while self.held and self.held[0][0] <= now:
            data = self.held.popleft()[1]
            if data is None:
                target.close()
            elif not target.is_closing():
                target.write(data)
        self._wait()


async def relay(target_port: int, delay: float) -> None:
    """Listen, say where, and pass on until the input ends."""
    loop = asyncio.get_running_loop()

    async def connect(near: Way) -> None:
        _, near.other = await loop.create_connection(lambda: far_end(near), "127.0.0.1", target_port)
        near.pass_on()

    def far_end(near: Way) -> Way:
        far = Way(delay)
        far.other = near
        return far

    def accept() -> Way:
        near = Way(delay)
        connecting.add(task := loop.create_task(connect(near)))
        task.add_done_callback(connecting.discard)
        return near

    connecting: set[asyncio.Task[None]] = set()
    server = await loop.create_server(accept, "127.0.0.1", 0, backlog=256)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()


if __name__ == "__main__":
    asyncio.run(relay(int(sys.argv[1]), float(sys.argv[2]) / 1000))
