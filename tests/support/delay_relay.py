"""A relay that makes the way to a server long: whatever passes arrives a fixed time later, as over a distance.

As a process: `python delay_relay.py TO_PORT ROUND_TRIP_MILLISECONDS [PORT]` prints its port on the first line.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

CHUNK = 65_536


class DelayRelay:
    """Passes bytes on to a port of this machine, each direction late by half of the round trip."""

    def __init__(self, to_port: int, round_trip_seconds: float) -> None:
        self._to_port = to_port
        self._late = round_trip_seconds / 2

    async def start(self, port: int = 0) -> asyncio.Server:
        """Listen on this machine."""
        return await asyncio.start_server(self._connect, "127.0.0.1", port, limit=CHUNK)

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._to_port)
        except OSError:
            writer.close()
            return
        await asyncio.gather(self._pass(reader, far_writer), self._pass(far_reader, writer))

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Bytes that come close together stay apart by as much as they came."""
        loop = asyncio.get_running_loop()
        with suppress(OSError):
            while data := await reader.read(CHUNK):
                loop.call_later(self._late, writer.write, data)
        loop.call_later(self._late, writer.close)


@contextmanager
def running_relay(to_port: int, round_trip_milliseconds: float) -> Iterator[int]:
    """A relay in a process of its own; its port."""
    command = [sys.executable, str(Path(__file__).resolve()), str(to_port), str(round_trip_milliseconds)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield int(process.stdout.readline())
    finally:
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


async def _serve(to_port: int, round_trip_seconds: float, port: int) -> None:
    server = await DelayRelay(to_port, round_trip_seconds).start(port)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1]), float(sys.argv[2]) / 1000, int(sys.argv[3]) if len(sys.argv) > 3 else 0))
