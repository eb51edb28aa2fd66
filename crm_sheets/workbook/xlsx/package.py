"""The archive that a workbook file is: parts by name, read as needed, written with the untouched ones copied raw."""

from __future__ import annotations

import copy
import struct
import zlib
from io import BytesIO
from typing import IO
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from crm_sheets.errors import WorkbookUnreadable
from crm_sheets.workbook.xlsx.deflate import Deflated, deflate_bytes

_LOCAL_HEADER_SIZE = 30
_HAS_DATA_DESCRIPTOR = 0x08
_ENCRYPTED = 0x01
_DESCRIPTOR_SIGNATURE = b"PK\x07\x08"
_FIXED_TIME = (1980, 1, 1, 0, 0, 0)
_MADE_ON_UNIX = 3


class Package:
    """The parts of a workbook file, and the changes that shall be made to them.

    Part names are matched without regard to case, as the format asks.
    """

    def __init__(self, content: bytes) -> None:
        self._content = content
        try:
            self._archive = ZipFile(BytesIO(content))
        except (BadZipFile, struct.error, ValueError, NotImplementedError) as error:
            raise WorkbookUnreadable(f"the archive is damaged ({error})") from error
        self._names = {name.casefold(): name for name in self._archive.namelist()}
        self._changed: dict[str, bytes | Deflated | None] = {}

    def has(self, name: str) -> bool:
        """True when there is such a part."""
        name = self._actual(name)
        if name in self._changed:
            return self._changed[name] is not None
        return name.casefold() in self._names

    def names(self) -> list[str]:
        """The names of all parts, in the order they are written in."""
        kept = [name for name in self._archive.namelist() if self._changed.get(name, b"") is not None]
        added = [
            name for name, data in self._changed.items() if data is not None and name.casefold() not in self._names
        ]
        return kept + added

    def read(self, name: str) -> bytes:
        """The part's content. Raises WorkbookUnreadable when it is missing or damaged."""
        name = self._actual(name)
        changed = self._changed.get(name)
        if isinstance(changed, bytes):
            return changed
        if name in self._changed:
            raise WorkbookUnreadable(f"its part {name} is missing")
        with self.open(name) as stream:
            try:
                return stream.read()
            except (BadZipFile, zlib.error, EOFError) as error:
                raise WorkbookUnreadable(f"its part {name} is damaged ({error})") from error

    def open(self, name: str) -> IO[bytes]:
        """The part as stored in the file, as a stream."""
        try:
            return self._archive.open(self._actual(name))
        except (KeyError, BadZipFile, RuntimeError, NotImplementedError) as error:
            raise WorkbookUnreadable(f"its part {name} is missing or damaged ({error})") from error

    def size(self, name: str) -> int:
        """How many bytes the part has in the file as read."""
        try:
            return self._archive.getinfo(self._actual(name)).file_size
        except KeyError:
            raise WorkbookUnreadable(f"its part {name} is missing") from None

    def text(self, name: str) -> str:
        """The part as text."""
        data = self.read(name)
        try:
            return data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
        except UnicodeDecodeError as error:
            raise WorkbookUnreadable(f"its part {name} is damaged ({error})") from error

    def put(self, name: str, data: bytes | Deflated) -> None:
        """Replace or add a part."""
        self._changed[self._actual(name)] = data

    def put_text(self, name: str, text: str) -> None:
        """Replace or add a part; the text is stored only when it differs from what is there."""
        if self.has(name) and self.text(name) == text:
            return
        if text.startswith("<?xml") and self.has(name) and self.read(name)[:2] in (b"\xff\xfe", b"\xfe\xff"):
            self.put(name, text.encode("utf-16"))
        else:
            self.put(name, text.encode())

    def remove(self, name: str) -> None:
        """Leave the part out."""
        self._changed[self._actual(name)] = None

    def free_name(self, pattern: str) -> str:
        """The first name that no part has, with 1, 2, ... in the place of "{}" in `pattern`."""
        number = 1
        while self.has(pattern.format(number)):
            number += 1
        return pattern.format(number)

    def write(self, file: IO[bytes]) -> None:
        """Write the archive: the parts in their order, unchanged ones byte for byte as they lie in the file read."""
        with ZipFile(file, "w", ZIP_DEFLATED) as target:
            for info in self._archive.infolist():
                data = self._changed.get(info.filename, b"")
                if info.filename not in self._changed:
                    _copy_raw(self._content, info, target)
                elif data is not None:
                    _add(info.filename, data, target)
            for name in self.names():
                if name.casefold() not in self._names:
                    _add(name, self._changed[name] or b"", target)
            target.comment = self._archive.comment

    def _actual(self, name: str) -> str:
        return self._names.get(name.casefold(), name)


def _copy_raw(content: bytes, info: ZipInfo, target: ZipFile) -> None:
    """Local header, compressed data and data descriptor as they are."""
    if info.flag_bits & _ENCRYPTED:
        raise WorkbookUnreadable(f"its part {info.filename} is encrypted")
    start = info.header_offset
    name_size, extra_size = struct.unpack_from("<HH", content, start + _LOCAL_HEADER_SIZE - 4)
    end = start + _LOCAL_HEADER_SIZE + name_size + extra_size + info.compress_size
    if info.flag_bits & _HAS_DATA_DESCRIPTOR:
        end += _descriptor_size(content, end, info)
    _put_raw(target, copy.copy(info), (content[start:end],))


def _descriptor_size(content: bytes, at: int, info: ZipInfo) -> int:
    """12 bytes, 4 more with a signature, 8 more with long sizes: whichever repeats the sizes we know."""
    signature = 4 if content[at : at + 4] == _DESCRIPTOR_SIGNATURE else 0
    long_sizes = struct.pack("<LQQ", info.CRC, info.compress_size, info.file_size)
    is_long = content[at + signature : at + signature + len(long_sizes)] == long_sizes
    return signature + (20 if is_long else 12)


def _add(name: str, data: bytes | Deflated, target: ZipFile) -> None:
    packed = data if isinstance(data, Deflated) else deflate_bytes(data)
    info = ZipInfo(name, _FIXED_TIME)
    info.compress_type = ZIP_DEFLATED
    info.create_system = _MADE_ON_UNIX
    info.external_attr = 0o600 << 16
    info.CRC, info.file_size, info.compress_size = packed.crc, packed.size, packed.compressed_size
    _put_raw(target, info, (info.FileHeader(), *packed.pieces))


def _put_raw(target: ZipFile, info: ZipInfo, pieces: tuple[bytes, ...]) -> None:
    file = target.fp
    if file is None:  # pragma: no cover - only after close()
        raise ValueError("the archive is closed")
    info.header_offset = target.start_dir
    file.seek(target.start_dir)
    for piece in pieces:
        file.write(piece)
    target.start_dir = file.tell()
    target.filelist.append(info)
    target.NameToInfo[info.filename] = info
