"""Compression of a large part in pieces, several at a time; the result is one ordinary deflate stream."""

from __future__ import annotations

import os
import zlib
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

LEVEL = 1
WORKERS = min(4, os.cpu_count() or 1)


@dataclass(frozen=True)
class Deflated:
    """A compressed part: its pieces, the CRC-32 and the length of what they hold."""

    pieces: Sequence[bytes]
    crc: int
    size: int

    @property
    def compressed_size(self) -> int:
        """How many bytes the pieces have together."""
        return sum(len(piece) for piece in self.pieces)


def deflate(sources: Sequence[Callable[[], bytes]]) -> Deflated:
    """Compress what the sources give, one after the other, as one stream.

    Each source is called in a worker thread: building the next piece and compressing this one go on at the same time.
    """
    if len(sources) == 1:
        return _join([_compress(sources[0])])
    with ThreadPoolExecutor(WORKERS) as pool:
        return _join(pool.map(_compress, sources))


def deflate_bytes(data: bytes, piece_size: int = 1 << 22) -> Deflated:
    """Compress one part that is already there."""
    view = memoryview(data)
    starts = range(0, max(len(data), 1), piece_size)
    return deflate([lambda start=start: view[start : start + piece_size] for start in starts])  # type: ignore[misc]


_END_OF_STREAM = b"\x03\x00"


def _compress(source: Callable[[], bytes]) -> tuple[bytes, bytes]:
    data = source()
    packer = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    return data, packer.compress(data) + packer.flush(zlib.Z_FULL_FLUSH)


def _join(pieces: Iterable[tuple[bytes, bytes]]) -> Deflated:
    packed: list[bytes] = []
    crc = size = 0
    for data, compressed in pieces:
        crc = zlib.crc32(data, crc)
        size += len(data)
        packed.append(compressed)
    packed.append(_END_OF_STREAM)
    return Deflated(packed, crc, size)
